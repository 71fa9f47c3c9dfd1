"""A line dated before the award or after the last day for spending its money."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity, line_key
from fundcalc.base.figures import day, in_yuan
from fundcalc.base.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideValidity(Finding):
    """Spent on ``on``, before the award or after its last day: ``bound``."""

    check: ClassVar[str] = "outside_validity"
    severity: Severity = "violation"
    fen: int
    on: date = field(metadata={"json": "date"})
    bound: date
    side: Literal["before", "after"]
    text: str

    @staticmethod
    def title() -> str:
        return _("outside the validity of the award")

    def sentence(self) -> str:
        sentence = (
            _("{amount} spent on {date}, before the award of {bound}.")
            if self.side == "before"
            else _("{amount} spent on {date}, after the last day, {bound}.")
        )
        return sentence.format(amount=in_yuan(self.fen), date=day(self.on), bound=day(self.bound))


def find(context: AuditContext) -> Iterator[OutsideValidity]:
    """One finding for each line outside the period."""
    for award, lines in context.lines_of.items():
        record = context.awards.get(award)
        if record is None:
            continue
        for judged in lines:
            line = judged.line
            if line.date is None or line.fen <= 0:
                continue
            early = record.on is not None and line.date < record.on
            bound = record.on if early else record.until
            if bound is not None and (early or line.date > bound):
                yield OutsideValidity(
                    **context.about_judged(judged),
                    cite=context.article_of_award(award),
                    fen=line.fen,
                    key=line_key(line),
                    on=line.date,
                    bound=bound,
                    side="before" if early else "after",
                    text=line.text,
                )


CHECK = AuditCheck(OutsideValidity, find)
