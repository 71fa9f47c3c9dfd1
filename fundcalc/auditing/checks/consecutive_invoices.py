"""Invoices of one seller with consecutive numbers, on different days."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from fundcalc.auditing.context import AuditContext, JudgedLine
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.auditing.invoice_numbers import invoice_numbers, payee_key
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _

_FEWEST, _SHORTEST = 3, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsecutiveInvoices(Finding):
    """``count`` lines of a payee with invoices from ``first`` to ``last``."""

    check: ClassVar[str] = "consecutive_invoices"
    severity: Severity = "hint"
    fen: int
    count: int
    payee: str
    first: str
    last: str
    first_place: str

    @staticmethod
    def title() -> str:
        return _("consecutive invoices")

    def sentence(self) -> str:
        return _("{count} invoices of {payee} follow each other, {first} to {last}, from {place} on: {amount}.").format(
            count=self.count,
            payee=self.payee,
            first=self.first,
            last=self.last,
            place=self.first_place,
            amount=in_yuan(self.fen),
        )


def find(context: AuditContext) -> Iterator[ConsecutiveInvoices]:
    """One finding per run of three numbers or more that are not of one day."""
    # Numbers of one length follow each other, with the zeros that they begin with.
    of_payee: defaultdict[tuple[str, int], dict[int, JudgedLine]] = defaultdict(dict)
    for judged in context.hinted:
        line = judged.line
        if line.date is None or not (key := payee_key(line.payee)):
            continue
        for number in invoice_numbers(line.invoice):
            length = _length(number, line.invoice)
            if number.isdecimal() and length >= _SHORTEST:
                of_payee[key, length].setdefault(int(number), judged)
    for (_payee, length), numbered in of_payee.items():
        for run in _runs(sorted(numbered)):
            lines = [numbered[number] for number in run]
            if len(run) >= _FEWEST and len({judged.line.date for judged in lines}) > 1:
                yield _finding(context, [str(number).zfill(length) for number in run], lines)


def _length(number: str, invoice: str) -> int:
    """How many digits a number has as written, with the zeros before it."""
    written = re.search(f"0*{number}", invoice)
    return len(written[0]) if written else len(number)


def _runs(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    run: list[int] = []
    for number in numbers:
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _finding(context: AuditContext, run: Sequence[str], lines: Sequence[JudgedLine]) -> ConsecutiveInvoices:
    whole = sum({id(judged): judged.line.fen for judged in lines}.values())
    return ConsecutiveInvoices(
        **context.about_judged(lines[-1]),
        cite=context.article_of_account(lines[-1].line.award),
        fen=whole,
        key=(payee_key(lines[0].line.payee), run[0].lstrip("0")),
        count=len(run),
        payee=lines[0].line.payee,
        first=run[0],
        last=run[-1],
        first_place=lines[0].line.place,
    )


CHECK = AuditCheck(ConsecutiveInvoices, find, ("hint",))
