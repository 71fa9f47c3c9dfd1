"""Money that left the special account for another account.

It was neither spent nor returned.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar, Self

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.evidence import Movement
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.base.figures import day, in_yuan
from fundcalc.base.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedOut(Finding):
    """Moved on ``on`` to ``account``; costs alone if ``without_money``."""

    check: ClassVar[str] = "moved_out"
    severity: Severity = "violation"
    fen: int
    on: date = field(metadata={"json": "date"})
    account: str
    text: str
    without_money: bool = False

    @staticmethod
    def title() -> str:
        return _("moved out of the special account")

    def sentence(self) -> str:
        message = _("{amount} moved out to {account} on {date}, neither spent nor returned.")
        if self.without_money:
            message = _("Costs of {amount} were moved to {account} on {date} without a payment (分摊).")
        return message.format(amount=in_yuan(self.fen), account=self.account, date=day(self.on))

    @classmethod
    def of_movement(cls, context: AuditContext, movement: Movement) -> Self:
        """The finding about a movement."""
        amount, in_journal = str(movement.fen), movement.origin == "journal"
        found = cls(
            **context.about_movement(movement),
            cite=context.article_of_account(movement.award),
            fen=movement.fen,
            key=(movement.date.isoformat(), amount, movement.account, movement.text, movement.document),
            on=movement.date,
            account=movement.account,
            text=movement.text,
            without_money=movement.without_money,
        )
        return replace(found, severity="review") if in_journal else found


def find(context: AuditContext) -> Iterator[MovedOut]:
    """One finding for each movement."""
    for movement in context.evidence.movements:
        if movement.kind == "moved_out":
            yield MovedOut.of_movement(context, movement)


CHECK = AuditCheck(MovedOut, find, ("violation", "review"))
