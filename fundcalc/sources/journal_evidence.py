"""What journals, balances and lists of invoices come to as evidence.

Held against everything else that was read.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fundcalc.auditing.budgets import BudgetItem
from fundcalc.auditing.evidence import Evidence, Movement
from fundcalc.auditing.invoice_numbers import invoice_numbers
from fundcalc.auditing.lines import Line
from fundcalc.auditing.reconciliation import DAYS_APART, is_opening
from fundcalc.base.i18n import _, ngettext
from fundcalc.base.ids import normalised
from fundcalc.journals.attribution import Attribution
from fundcalc.journals.balances import differences
from fundcalc.journals.budget_sheets import budget_items
from fundcalc.journals.invoices import lines_of_invoices
from fundcalc.journals.openings import opening_receipts, unknown_receipts
from fundcalc.journals.records import Voucher
from fundcalc.journals.spending import Basis, JournalSpending, spending_of
from fundcalc.policy.use_catalogue import ChartId
from fundcalc.sources.journal_files import JournalFiles
from fundcalc.sources.journal_notes import journal_notes

# Between the bank and the voucher of one receipt whose amounts differ.
_OF_ONE_RECEIPT = timedelta(days=7)


@dataclass(frozen=True)
class JournalOptions:
    """How journals are read: by which awards, basis and chart."""

    attribution: Attribution
    basis: Basis | None = None
    chart: ChartId | None = None


@dataclass(frozen=True)
class JournalEvidence:
    """The evidence of journals, what was counted, and what to say of it.

    ``whole`` has also what stands elsewhere; ``unused`` are complaints about entries of the user's that matched nothing.
    """

    evidence: Evidence
    whole: Evidence
    counted: JournalSpending
    notes: tuple[str, ...]
    unused: tuple[str, ...]


def journal_evidence(
    files: JournalFiles, options: JournalOptions, others: Sequence[Evidence], names: Sequence[str]
) -> JournalEvidence:
    """Count what the journals hold.

    ``others`` are all other evidence, ``names`` those of the sources.
    """
    facts = {award.id: award for part in others for award in part.awards}
    options.attribution.known = tuple(facts)
    counted = spending_of(files.vouchers, options.attribution, basis=options.basis, chart=options.chart)
    notes = [*journal_notes(counted, names)]
    days = [voucher.date for voucher in files.vouchers if voucher.date]
    openings: list[Movement] = []
    unknown = frozenset[str]()
    if days:
        first = min(days)
        openings = list(opening_receipts(files.balances, options.attribution, first))
        moved = [movement for part in others for movement in part.movements]
        awards = dict.fromkeys(line.award for line in counted.lines if line.award)
        unknown = unknown_receipts(awards, facts, openings, moved, files.balances, first)
        notes += _incomplete(unknown, counted, first)
    lines, twice = _without_lines_of(others, counted.lines)
    received, again = _without_receipts_of(others, [*openings, *counted.movements])
    notes += [*_lines_twice(twice), *_receipts_twice(again)]
    if files.invoices and not files.vouchers and not any(part.lines for part in others) and options.attribution.award:
        lines = [*lines, *lines_of_invoices(files.invoices, options.attribution.award)]
    budgets = list(_budgets(files, options.attribution, (*(part.lines for part in others), lines), facts))
    notes += _budgets_of_none(budgets)
    evidence = Evidence(
        lines,
        movements=received,
        unbalanced=counted.unbalanced,
        balances=tuple(differences(files.balances, counted.kept)),
        void_invoices=tuple((row.number, row.place) for row in files.invoices if row.void and row.number),
        receipts_unknown=unknown,
        budgets=[item for item in budgets if item.award],
    )
    whole = Evidence(counted.lines, movements=[*openings, *counted.movements])
    return JournalEvidence(evidence, whole, counted, tuple(notes), tuple(_unused(options.attribution, files.vouchers)))


def _budgets(
    files: JournalFiles, attribution: Attribution, lines: Iterable[Sequence[Line]], known: Collection[str]
) -> Iterator[BudgetItem]:
    """The items of budgets.

    Those of a sheet that names no project are of the only award there is.
    """
    if not files.budgets:
        return
    awards = {line.award for several in lines for line in several if line.award} | set(known)
    postings = (posting for voucher in files.vouchers for posting in voucher.postings)
    yield from budget_items(files.budgets, attribution, postings, awards.pop() if len(awards) == 1 else "")


def _budgets_of_none(budgets: Sequence[BudgetItem]) -> Iterator[str]:
    if unknown := [item for item in budgets if not item.award]:
        message = ngettext(
            "{count} item of the budget is of no known award, and is not compared with what was spent ({place}); give a "
            "column 支持编号, or map its project with --project",
            "{count} items of the budget are of no known award, and are not compared with what was spent ({place}); give a "
            "column 支持编号, or map their projects with --project",
            len(unknown),
        )
        yield message.format(count=len(unknown), place=unknown[0].place)


def _unused(attribution: Attribution, vouchers: Iterable[Voucher]) -> Iterator[str]:
    """The entries of a map that occur nowhere."""
    if not (attribution.projects or attribution.accounts or attribution.banks):
        return
    # One posting for each project of an account: a year has a million of them and some hundred kinds.
    postings = {
        (posting.account, posting.name, posting.details.project): posting
        for voucher in vouchers
        for posting in voucher.postings
    }
    for name in attribution.unused(postings.values()):
        message = _("'{name}' is given an award, but occurs in no journal; check how it is written")
        yield message.format(name=name)


def _incomplete(unknown: frozenset[str], counted: JournalSpending, first: date) -> Iterator[str]:
    """Say of which awards receipts may be missing, where that keeps checks silent."""
    received = {movement.award for movement in counted.movements if movement.kind == "received"}
    for award in sorted(unknown & received):
        message = _(
            "{award}: what was received before {year} is not known, so overspending and spending before receipt are not "
            "checked; give the balances of accounts (科目余额表) by project"
        )
        yield message.format(award=award, year=first.year)


def _without_lines_of(others: Sequence[Evidence], lines: Sequence[Line]) -> tuple[list[Line], int]:
    """Lines of an award without those that a list or a book has too.

    Of the same amount, on the same day or within a month: a list may have the day of the invoice. Within a month, lines
    whose invoices or vouchers differ are two, such as the rents of two months.
    """
    left: defaultdict[tuple[str, int], list[Line]] = defaultdict(list)
    for part in others:
        for line in part.lines:
            if line.award:
                left[line.award, line.fen].append(line)
    if not left:
        return list(lines), 0
    kept = list(lines)
    for same in (_is_of_one_day, _is_of_one_month):
        remaining = []
        for line in kept:
            rivals = left[line.award, line.fen]
            match = next((other for other in rivals if same(other, line)), None)
            if match is None:
                remaining.append(line)
            else:
                rivals.remove(match)
        kept = remaining
    return kept, len(lines) - len(kept)


def _is_of_one_day(one: Line, other: Line) -> bool:
    return one.date == other.date


def _is_of_one_month(one: Line, other: Line) -> bool:
    return _is_near(one.date, other.date) and not _contradict(one, other)


def _contradict(one: Line, other: Line) -> bool:
    """Whether the invoices or the vouchers of two lines show that they are two."""
    invoices = set(invoice_numbers(one.invoice)), set(invoice_numbers(other.invoice))
    if all(invoices):
        return invoices[0].isdisjoint(invoices[1])
    vouchers = normalised(one.document), normalised(other.document)
    return all(vouchers) and vouchers[0] != vouchers[1]


def _is_near(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and abs((one - other).days) <= DAYS_APART


def _without_receipts_of(others: Sequence[Evidence], movements: Sequence[Movement]) -> tuple[list[Movement], int]:
    """Movements without receipts and returns that a list or a book has too.

    One of the same week and another amount is the same receipt, whose amounts differ.
    """
    left = [movement for part in others for movement in part.movements if movement.kind in ("received", "returned")]
    kept = list(movements)
    for same in (_is_same, _is_same_but_for_its_amount):
        remaining = []
        for movement in kept:
            match = next((other for other in left if same(other, movement)), None)
            if match is None:
                remaining.append(movement)
            else:
                left.remove(match)
        kept = remaining
    return kept, len(movements) - len(kept)


def _is_same(one: Movement, other: Movement) -> bool:
    return one.fen == other.fen and _is_same_but_for_its_amount(one, other)


def _is_same_but_for_its_amount(one: Movement, other: Movement) -> bool:
    if (one.kind, one.award) != (other.kind, other.award):
        return False
    if one.fen == other.fen:
        return _is_near(one.date, other.date)
    return not is_opening(other) and abs(one.date - other.date) <= _OF_ONE_RECEIPT


def _lines_twice(count: int) -> Iterator[str]:
    if count:
        message = ngettext(
            "{count} line of the journals is also in a list or book, and is counted once",
            "{count} lines of the journals are also in a list or book, and are counted once",
            count,
        )
        yield message.format(count=count)


def _receipts_twice(count: int) -> Iterator[str]:
    if count:
        message = ngettext(
            "{count} receipt of the journals is also in a list or book, and is counted once",
            "{count} receipts of the journals are also in a list or book, and are counted once",
            count,
        )
        yield message.format(count=count)
