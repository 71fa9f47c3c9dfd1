"""Money of a platform that was rectifying, or cancelled from a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.evidence import AwardFacts, PlatformPeriod
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.base.figures import day, in_yuan
from fundcalc.base.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformStanding(Finding):
    """``fen`` of an award bear on a period of its platform.

    While it rectified they were spent; from the ``first`` day of a cancellation on they were awarded or paid.
    """

    check: ClassVar[str] = "platform_standing"
    severity: Severity = "review"
    fen: int
    standing: str
    first: date

    @staticmethod
    def title() -> str:
        return _("standing of the platform")

    def sentence(self) -> str:
        amount = in_yuan(self.fen)
        if self.standing == "rectifying":
            message = _("{amount} was spent while the platform was rectifying, since {date}.")
            return message.format(amount=amount, date=day(self.first))
        message = _("The filing is cancelled from {year} on; {amount} of that year or later is for a person to decide.")
        return message.format(amount=amount, year=self.first.year)


def find(context: AuditContext) -> Iterator[PlatformStanding]:
    """One finding per award and period with money in it."""
    for award, record in context.awards.items():
        for period in context.periods_of(award):
            fen = _spent(context, award, period) if period.kind == "rectifying" else _support(context, record, period)
            if fen > 0:
                yield PlatformStanding(
                    **context.about_award(award, period.place),
                    severity="hint" if period.kind == "rectifying" else "review",
                    cite=period.cite,
                    fen=fen,
                    key=(award, period.kind, period.first.isoformat()),
                    standing=period.kind,
                    first=period.first,
                )


def _spent(context: AuditContext, award: str, period: PlatformPeriod) -> int:
    days = [(judged.line.date, judged.line.fen) for judged in context.lines_of.get(award, ())]
    return sum(fen for on, fen in days if on is not None and period.has(on))


def _support(context: AuditContext, record: AwardFacts, period: PlatformPeriod) -> int:
    """What was awarded for a year of the cancellation, or else moved in one."""
    if record.year >= period.first.year:
        return record.fen or 0
    paid = context.movements(record.id, "received") or context.movements(record.id, "paid")
    return sum(movement.fen for movement in paid if period.has(movement.date))


CHECK = AuditCheck(PlatformStanding, find, ("review", "hint"))
