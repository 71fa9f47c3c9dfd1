"""Spending of an award before its money was received (垫付).

Counted by the end of each day; no article forbids it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import ClassVar

from fundcalc.auditing.context import AuditContext, JudgedLine
from fundcalc.auditing.findings import AuditCheck, Finding, Severity, line_key
from fundcalc.base.figures import day, in_yuan
from fundcalc.base.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class SpentBeforeReceipt(Finding):
    """Money spent before it was received.

    By the end of ``on``, ``spent`` fen had been spent and ``there`` fen were available.
    """

    check: ClassVar[str] = "spent_before_receipt"
    severity: Severity = "review"
    fen: int
    on: date = field(metadata={"json": "date"})
    spent: int
    there: int
    text: str

    @staticmethod
    def title() -> str:
        return _("spent before receipt")

    def sentence(self) -> str:
        return _("By {date}, {spent} had been spent and {available} was available: {amount} was advanced.").format(
            date=day(self.on), spent=in_yuan(self.spent), available=in_yuan(self.there), amount=in_yuan(self.fen)
        )


def find(context: AuditContext) -> Iterator[SpentBeforeReceipt]:
    """One finding for each day on which the advance grew, at the day's last payment.

    A day without payments, on which it grew because money went back, is shown by its last line.
    Only what later receipts cover is an advance; the rest is overspent. What a day's corrections cancel was never spent.
    """
    for award, lines in context.lines_of.items():
        if not context.movements(award, "received") or award in context.evidence.receipts_unknown:
            continue
        movements = sorted(_movements(context, award), reverse=True)
        covered = sum(fen for _on, fen in movements)
        spent = advanced = available = 0
        for on, group in groupby(lines, key=_date):
            of_day = list(group)
            spent += sum(judged.line.fen for judged in of_day)
            if on is None:
                continue
            while movements and movements[-1][0] <= on:
                available += movements.pop()[1]
            before, advanced = advanced, max(min(spent, covered) - max(available, 0), 0)
            if advanced > before:
                payments = [judged.line for judged in of_day if judged.line.fen > 0]
                line = payments[-1] if payments else of_day[-1].line
                yield SpentBeforeReceipt(
                    **context.about_line(line),
                    cite=context.article_of_account(award),
                    fen=advanced - before,
                    key=line_key(line),
                    on=on,
                    spent=spent,
                    there=available,
                    text=line.text,
                )


def _movements(context: AuditContext, award: str) -> Iterator[tuple[date, int]]:
    """What came in, of own money too, and below 0 what went back, by day."""
    for movement in context.movements(award, "received"):
        yield movement.date, movement.fen
    for movement in context.movements(award, "replaced"):
        yield movement.date, movement.fen
    for movement in context.movements(award, "returned"):
        yield movement.date, -movement.fen


def _date(judged: JudgedLine) -> date | None:
    return judged.line.date


CHECK = AuditCheck(SpentBeforeReceipt, find, ("review",))
