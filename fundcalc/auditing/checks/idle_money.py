"""Money of an award that lay idle for a year, and the rate of execution."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import ClassVar

from dateutil.relativedelta import relativedelta

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.base.figures import day, in_yuan
from fundcalc.base.i18n import _
from fundcalc.base.money import percent, share


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleMoney(Finding):
    """``fen`` are left on ``on``, and nothing moved since ``since``."""

    check: ClassVar[str] = "idle_money"
    severity: Severity = "hint"
    fen: int
    on: date = field(metadata={"json": "date"})
    since: date
    received: int
    spent: int

    @staticmethod
    def title() -> str:
        return _("idle money")

    def sentence(self) -> str:
        rate = Fraction(share(Fraction(max(self.spent, 0), self.received), 1000), 1000)
        return _(
            "{amount} is left on {date}, and nothing was spent since {since}; {rate} of what was received is spent."
        ).format(amount=in_yuan(self.fen), date=day(self.on), since=day(self.since), rate=percent(rate))


def find(context: AuditContext) -> Iterator[IdleMoney]:
    """One finding per award with money left and no movement for a year.

    Only for an audit of a day, and where a twentieth of what was received is left.
    """
    on = context.on
    if on is None:
        return
    for award in context.known_awards:
        received = context.total(award, "received", on)
        spent, returned = context.used(award, on), context.total(award, "returned", on)
        left = received - spent - returned
        if received <= 0 or 20 * left < received or award in context.evidence.receipts_unknown:
            continue
        days = [judged.line.date for judged in context.lines_of.get(award, ())]
        days += [movement.date for kind in ("received", "returned") for movement in context.movements(award, kind)]
        since = max((day for day in days if day is not None and day <= on), default=None)
        if since is not None and since + relativedelta(years=1) <= on:
            yield IdleMoney(
                **context.about_award(award),
                cite=context.article_of_account(award),
                fen=left,
                on=on,
                since=since,
                received=received,
                spent=spent,
            )


CHECK = AuditCheck(IdleMoney, find, ("hint",))
