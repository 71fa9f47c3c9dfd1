"""More paid by the authority, or received by the recipient, than was awarded."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _

Side = Literal["paid", "received"]
_SIDES: tuple[Side, ...] = ("paid", "received")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidBeyondAward(Finding):
    """``moved`` fen were paid or received and not recovered, ``awarded`` fen decided."""

    check: ClassVar[str] = "paid_beyond_award"
    severity: Severity = "violation"
    fen: int
    moved: int
    awarded: int
    side: Side

    @staticmethod
    def title() -> str:
        return _("paid beyond the award")

    def sentence(self) -> str:
        moved = _("paid {amount}") if self.side == "paid" else _("received {amount}")
        return _("Awarded {awarded}, {moved}: {amount} too much.").format(
            awarded=in_yuan(self.awarded), moved=moved.format(amount=in_yuan(self.moved)), amount=in_yuan(self.fen)
        )


def find(context: AuditContext) -> Iterator[PaidBeyondAward]:
    """One finding per award and side.

    It is for review where the unit's own sources disagree on what was received.
    """
    for award, record in context.awards.items():
        # What came back to the authority is not too much any more, such as that of a corrected award.
        recovered, returned = context.total(award, "recovered"), context.total(award, "returned")
        for side in _SIDES:
            back = recovered if side == "paid" else max(recovered, returned)
            moved = context.total(award, side) - back
            if record.fen is not None and moved > record.fen:
                disputed = side == "received" and context.is_disputed(award, "received")
                yield PaidBeyondAward(
                    severity="review" if disputed else "violation",
                    **context.about_award(award, record.place),
                    cite=context.article_of_award(award),
                    fen=moved - record.fen,
                    key=(side,),
                    moved=moved,
                    awarded=record.fen,
                    side=side,
                )


CHECK = AuditCheck(PaidBeyondAward, find, ("violation", "review"))
