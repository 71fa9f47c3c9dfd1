"""Money that came into the special account from another account.

What the authority paid is a receipt and not meant here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from fundcalc.auditing.checks.moved_out import MovedOut
from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Severity
from fundcalc.base.figures import day, in_yuan
from fundcalc.base.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedIn(MovedOut):
    """Moved on ``on`` from ``account``; costs alone if ``without_money``."""

    check: ClassVar[str] = "moved_in"
    severity: Severity = "review"

    @staticmethod
    def title() -> str:
        return _("moved into the special account")

    def sentence(self) -> str:
        message = _("{amount} came in from {account} on {date}, not from the authority.")
        if self.without_money:
            message = _(
                "Costs of {amount} were moved here from {account} on {date} without a payment (分摊); check how they were "
                "shared out."
            )
        return message.format(amount=in_yuan(self.fen), account=self.account, date=day(self.on))


def find(context: AuditContext) -> Iterator[MovedIn]:
    """One finding for each movement."""
    for movement in context.evidence.movements:
        if movement.kind == "moved_in":
            yield MovedIn.of_movement(context, movement)


CHECK = AuditCheck(MovedIn, find, ("review",))
