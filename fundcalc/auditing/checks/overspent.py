"""More spent and returned of an award than came in.

If no receipt is known, more than was awarded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Overspent(Finding):
    """An award of which too much was spent.

    ``out`` is what was spent and returned, ``limit`` what was received or awarded, in fen.
    """

    check: ClassVar[str] = "overspent"
    severity: Severity = "violation"
    fen: int
    out: int
    limit: int
    of: Literal["received", "awarded"]

    @staticmethod
    def title() -> str:
        return _("overspent")

    def sentence(self) -> str:
        limit = _("received {amount}") if self.of == "received" else _("awarded {amount}")
        return _("Spent and returned {spent}, {limit}: {amount} too much.").format(
            spent=in_yuan(self.out), limit=limit.format(amount=in_yuan(self.limit)), amount=in_yuan(self.fen)
        )


def find(context: AuditContext) -> Iterator[Overspent]:
    """One finding per overspent award, at its last line.

    It is for review where the unit's own sources disagree on its amounts.
    """
    for award, lines in context.lines_of.items():
        if award in context.evidence.receipts_unknown and context.movements(award, "received"):
            continue
        received = bool(context.movements(award, "received"))
        limit = context.total(award, "received") if received else _awarded(context, award)
        out = context.used(award) + context.total(award, "returned")
        if limit is not None and out > limit:
            yield Overspent(
                severity="review" if context.is_disputed(award, "received", "returned", "spent") else "violation",
                **context.about_award(award, lines[-1].line.place),
                cite=context.article_of_account(award),
                fen=out - limit,
                out=out,
                limit=limit,
                of="received" if received else "awarded",
            )


def _awarded(context: AuditContext, award: str) -> int | None:
    return context.awards[award].fen if award in context.awards else None


CHECK = AuditCheck(Overspent, find, ("violation", "review"))
