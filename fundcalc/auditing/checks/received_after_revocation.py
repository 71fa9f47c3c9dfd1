"""Money received, or paid, after the day on which the platform was revoked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.auditing.reconciliation import is_opening
from fundcalc.base.figures import day, in_yuan
from fundcalc.base.i18n import _

Side = Literal["received", "paid"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedAfterRevocation(Finding):
    """Received by the unit or paid by the authority on ``on``, after ``revoked``."""

    check: ClassVar[str] = "received_after_revocation"
    severity: Severity = "review"
    fen: int
    on: date = field(metadata={"json": "date"})
    revoked: date
    side: Side
    text: str

    @staticmethod
    def title() -> str:
        return _("received after the revocation")

    def sentence(self) -> str:
        sentence = (
            _("{amount} received on {date}, after the revocation of {revoked}.")
            if self.side == "received"
            else _("{amount} paid on {date}, after the revocation of {revoked}.")
        )
        return sentence.format(amount=in_yuan(self.fen), date=day(self.on), revoked=day(self.revoked))


def find(context: AuditContext) -> Iterator[ReceivedAfterRevocation]:
    """One finding per receipt, or per payment where no receipt is known."""
    for award, record in context.awards.items():
        if record.revoked_on is None:
            continue
        received = [movement for movement in context.movements(award, "received") if not is_opening(movement)]
        side: Side = "received" if received else "paid"
        for movement in received or context.movements(award, side):
            if movement.date > record.revoked_on:
                yield ReceivedAfterRevocation(
                    **context.about_movement(movement),
                    cite=context.article_of_revocation(award),
                    fen=movement.fen,
                    key=(side, movement.date.isoformat(), str(movement.fen), movement.document),
                    on=movement.date,
                    revoked=record.revoked_on,
                    side=side,
                    text=movement.text,
                )


CHECK = AuditCheck(ReceivedAfterRevocation, find, ("review",))
