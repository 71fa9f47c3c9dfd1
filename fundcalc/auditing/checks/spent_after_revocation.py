"""A line dated after the day on which the platform was revoked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity, line_key
from fundcalc.base.figures import day, in_yuan
from fundcalc.base.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class SpentAfterRevocation(Finding):
    """Spent on ``on``; the platform was ``revoked`` before."""

    check: ClassVar[str] = "spent_after_revocation"
    severity: Severity = "violation"
    fen: int
    on: date = field(metadata={"json": "date"})
    revoked: date
    text: str

    @staticmethod
    def title() -> str:
        return _("spent after the revocation")

    def sentence(self) -> str:
        return _("{amount} spent on {date}, after the revocation of {revoked}.").format(
            amount=in_yuan(self.fen), date=day(self.on), revoked=day(self.revoked)
        )


def find(context: AuditContext) -> Iterator[SpentAfterRevocation]:
    """One finding for each line after the revocation."""
    for award, lines in context.lines_of.items():
        revoked = context.awards[award].revoked_on if award in context.awards else None
        if revoked is None:
            continue
        for judged in lines:
            line = judged.line
            if line.date is not None and line.date > revoked and line.fen > 0:
                yield SpentAfterRevocation(
                    **context.about_judged(judged),
                    cite=context.article_of_revocation(award),
                    fen=line.fen,
                    key=line_key(line),
                    on=line.date,
                    revoked=revoked,
                    text=line.text,
                )


CHECK = AuditCheck(SpentAfterRevocation, find)
