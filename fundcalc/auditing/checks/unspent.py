"""What is left of an award on the day of the audit, if one was given."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.base.figures import day, in_yuan
from fundcalc.base.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Unspent(Finding):
    """Received, spent and returned up to ``on``, in fen."""

    check: ClassVar[str] = "unspent"
    severity: Severity = "note"
    fen: int
    on: date = field(metadata={"json": "date"})
    received: int
    spent: int
    returned: int

    @staticmethod
    def title() -> str:
        return _("unspent")

    def sentence(self) -> str:
        sentence = (
            _("{amount} is left on {date}: received {received}, spent {spent}, returned {returned}.")
            if self.returned
            else _("{amount} is left on {date}: received {received}, spent {spent}.")
        )
        return sentence.format(
            amount=in_yuan(self.fen),
            date=day(self.on),
            received=in_yuan(self.received),
            spent=in_yuan(self.spent),
            returned=in_yuan(self.returned),
        )


def find(context: AuditContext) -> Iterator[Unspent]:
    """One finding for each award with a balance on that day."""
    if context.on is None:
        return
    for award in context.known_awards:
        received = context.total(award, "received", context.on)
        returned = context.total(award, "returned", context.on)
        spent = context.used(award, context.on)
        if (left := received - returned - spent) > 0 and context.movements(award, "received"):
            yield Unspent(
                **context.about_award(award),
                cite=context.article_of_account(award),
                fen=left,
                on=context.on,
                received=received,
                spent=spent,
                returned=returned,
            )


CHECK = AuditCheck(Unspent, find, ("note",))
