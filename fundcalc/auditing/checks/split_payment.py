"""Payments to one payee, each below a limit and together above it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from fundcalc.auditing.context import AuditContext, JudgedLine
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.auditing.invoice_numbers import payee_key
from fundcalc.base.figures import day, in_yuan
from fundcalc.base.i18n import _, ngettext
from fundcalc.base.ids import normalised

WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitPayment(Finding):
    """``count`` payments to a payee between two days, together ``fen``."""

    check: ClassVar[str] = "split_payment"
    severity: Severity = "hint"
    fen: int
    count: int
    payee: str
    since: date
    until: date
    limit: int

    @staticmethod
    def title() -> str:
        return _("possibly split purchase")

    def sentence(self) -> str:
        return ngettext(
            "{count} payment to {payee} from {since} to {until}, together {amount}, each below {limit}.",
            "{count} payments to {payee} from {since} to {until}, together {amount}, each below {limit}.",
            self.count,
        ).format(
            count=self.count,
            payee=self.payee,
            since=day(self.since),
            until=day(self.until),
            amount=in_yuan(self.fen),
            limit=in_yuan(self.limit),
        )


def find(context: AuditContext) -> Iterator[SplitPayment]:
    """One finding per payee and group of payments within 30 days.

    Payments of less than a tenth of the limit are left aside.
    """
    limit = context.hints.split_limit
    if limit is None:
        return
    of_payee: defaultdict[tuple[str, str], list[JudgedLine]] = defaultdict(list)
    for judged in context.hinted:
        line = judged.line
        if line.date is not None and limit <= 10 * line.fen < 10 * limit and (key := payee_key(line.payee)):
            of_payee[normalised(line.organisation), key].append(judged)
    for payments in of_payee.values():
        payments.sort(key=lambda judged: judged.line.date or date.max)
        for group in _groups(payments):
            whole = sum(judged.line.fen for judged in group)
            if len(group) > 1 and whole >= limit:
                yield _finding(context, group, whole, limit)


def _groups(payments: Sequence[JudgedLine]) -> Iterator[Sequence[JudgedLine]]:
    """The longest runs of payments within the days; a payment may be of several."""
    start = 0
    for end, judged in enumerate(payments):
        first = start
        while (judged.line.date or date.max) - (payments[first].line.date or date.max) > WITHIN:
            first += 1
        if first > start:
            yield payments[start:end]
            start = first
    yield payments[start:]


def _finding(context: AuditContext, group: Sequence[JudgedLine], whole: int, limit: int) -> SplitPayment:
    first, last = group[0].line, group[-1].line
    return SplitPayment(
        **context.about_judged(group[-1]),
        cite=context.article_of_account(last.award),
        fen=whole,
        key=(payee_key(last.payee), normalised(last.organisation), str(first.date), str(limit)),
        count=len(group),
        payee=last.payee,
        since=first.date or date.min,
        until=last.date or date.min,
        limit=limit,
    )


CHECK = AuditCheck(SplitPayment, find, ("hint",))
