"""Most of a year's spending of an award in the last month of the year."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _
from fundcalc.base.money import percent, share

_SHARE = Fraction(1, 2)
_DECEMBER, _FEWEST_MONTHS, _FEWEST_PAYMENTS = 12, 3, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEndRush(Finding):
    """``fen`` of the ``whole`` spending of a year were spent in December."""

    check: ClassVar[str] = "year_end_rush"
    severity: Severity = "hint"
    fen: int
    whole: int
    year: int

    @staticmethod
    def title() -> str:
        return _("year-end rush")

    def sentence(self) -> str:
        return _("{amount} of the {whole} spent in {year} was spent in December ({share}).").format(
            amount=in_yuan(self.fen),
            whole=in_yuan(self.whole),
            year=self.year,
            share=percent(Fraction(share(Fraction(self.fen, self.whole), 1000), 1000)),
        )


def find(context: AuditContext) -> Iterator[YearEndRush]:
    """One finding per award and year of which December has half or more.

    There must have been spending in three months, and two payments in December.
    """
    for award, lines in context.lines_of.items():
        months: defaultdict[int, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
        last: dict[int, str] = {}
        payments: Counter[int] = Counter()
        for judged in lines:
            if (on := judged.line.date) is not None:
                months[on.year][on.month] += judged.line.fen
                last[on.year] = judged.line.place
                payments[on.year] += on.month == _DECEMBER and judged.line.fen > 0
        for year, of_year in sorted(months.items()):
            whole, rush = sum(of_year.values()), of_year.get(_DECEMBER, 0)
            enough = sum(fen > 0 for fen in of_year.values()) >= _FEWEST_MONTHS and payments[year] >= _FEWEST_PAYMENTS
            if enough and whole > 0 and rush >= _SHARE * whole:
                yield YearEndRush(
                    **context.about_award(award, last[year]),
                    cite=context.article_of_account(award),
                    fen=rush,
                    key=(str(year),),
                    whole=whole,
                    year=year,
                )


CHECK = AuditCheck(YearEndRush, find, ("hint",))
