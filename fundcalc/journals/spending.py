"""From the vouchers of all files to lines of spending, and what is none."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from fundcalc.auditing.evidence import Movement, VoucherSums
from fundcalc.auditing.lines import Line
from fundcalc.journals.accrual_basis import AccrualBasis
from fundcalc.journals.attribution import Attribution
from fundcalc.journals.cash_basis import CashBasis
from fundcalc.journals.charts import JournalChart, chart_of, charts
from fundcalc.journals.duplicates import without_duplicates
from fundcalc.journals.line_writer import LineWriter
from fundcalc.journals.movements import Moved
from fundcalc.journals.pieces import SourceSums, VoucherTally, Why
from fundcalc.journals.records import JournalPosting, Voucher
from fundcalc.journals.unit_names import name_units
from fundcalc.policy.use_catalogue import ChartId, code_in

Basis = Literal["cash", "accrual"]

_NUMBERS = re.compile(r"\d+|\D+").findall


class NotJudged(NamedTuple):
    """Postings of an account that were not counted.

    How many, their sums in fen by side, and why.
    """

    source: int
    account: str
    name: str
    postings: int
    debit: int
    credit: int
    why: Why


class UnitReading(NamedTuple):
    """How the journal of a unit was read."""

    unit: str
    chart: ChartId
    basis: Basis | Literal["as_booked"]
    budget_side: bool


@dataclass
class JournalSpending:
    """The spending of journals, and where everything else went.

    Sums are by the index of the source; ``kept`` are the vouchers, each once.
    """

    lines: list[Line] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    sums: Mapping[int, SourceSums] = field(default_factory=dict)
    not_judged: list[NotJudged] = field(default_factory=list)
    unbalanced: list[VoucherSums] = field(default_factory=list)
    units: list[UnitReading] = field(default_factory=list)
    duplicates: Mapping[tuple[int, int], int] = field(default_factory=dict)
    differing: Sequence[tuple[Voucher, Voucher]] = ()
    kept: Sequence[Voucher] = ()
    unposted: int = 0
    void: int = 0
    period_13: int = 0


def spending_of(
    vouchers: Sequence[Voucher],
    attribution: Attribution,
    *,
    basis: Basis | None = None,
    chart: ChartId | None = None,
) -> JournalSpending:
    """Count what is spending in the vouchers, each yuan once.

    ``basis`` is by default cash where bank or cash accounts stand in a unit's vouchers, and else what is booked. ``chart`` is
    by default told from the accounts.
    """
    tally = VoucherTally()
    name_units(vouchers)
    for voucher in vouchers:
        tally.add_voucher(voucher)
    kept, twice, differing = without_duplicates(vouchers, tally)
    found = JournalSpending(sums=tally.sums, duplicates=twice, differing=differing, kept=kept)
    statuses = Counter(voucher.status for voucher in vouchers if voucher.status)
    found.unposted, found.void, found.period_13 = (statuses[status] for status in ("unposted", "void", "period_13"))
    of_units: dict[str, list[Voucher]] = {}
    for voucher in kept:
        if voucher.status == "void":
            for posting in voucher.postings:
                tally.list_posting(voucher, posting, "void")
        else:
            of_units.setdefault(voucher.unit, []).append(voucher)
    moved: list[Moved] = []
    charts_of_lines: dict[str, JournalChart] = {}
    for unit, of_unit in of_units.items():
        moved += _unit(unit, of_unit, tally, found, basis, chart)
        charts_of_lines[unit] = charts()[found.units[-1].chart]
    writer = LineWriter(attribution, charts_of_lines)
    found.lines = [writer.line(counted) for counted in tally.lines.values() if counted.fen]
    found.movements = list(writer.movements(moved))
    found.not_judged = [
        NotJudged(source, account, name, total.postings, total.debit, total.credit, why)
        for (source, account, name, why), total in tally.not_judged.items()
    ]
    return found


def _unit(
    unit: str,
    vouchers: list[Voucher],
    tally: VoucherTally,
    found: JournalSpending,
    basis: Basis | None,
    chart_id: ChartId | None,
) -> Sequence[Moved]:
    accounts = {(posting.account, posting.name) for voucher in vouchers for posting in voucher.postings}
    chart = charts()[chart_id] if chart_id else chart_of(accounts)
    budget = chart.id == "institution" and _budget_counts(vouchers, chart)
    banks = {key for key in accounts if chart.account(*key).role == "bank"}
    vouchers.sort(key=lambda voucher: _order(voucher, banks))
    unbalanced = [voucher for voucher in vouchers if voucher.difference()]
    one_sided = not banks and 2 * len(unbalanced) > len(vouchers)
    if not one_sided:
        found.unbalanced += _unbalanced(unbalanced)
    differing = set(map(id, unbalanced))
    if basis is None:
        basis = "cash" if banks else "accrual"
    found.units.append(UnitReading(unit, chart.id, "as_booked" if one_sided else basis, budget))
    if basis == "cash" and banks:
        counted: CashBasis | AccrualBasis = CashBasis(chart, tally)
    else:
        counted = AccrualBasis(chart, tally, one_sided=one_sided)
    financial = CashBasis(chart, VoucherTally()) if budget else None
    events = _budget_events(vouchers, chart) if budget else Counter()
    for voucher in vouchers:
        if chart.id != "institution":
            counted.add(voucher, voucher.postings, balanced=id(voucher) not in differing)
            continue
        sides: tuple[list[JournalPosting], list[JournalPosting]] = ([], [])
        for posting in voucher.postings:
            sides[chart.account(posting.account, posting.name).budget].append(posting)
        counting, other = sides[budget], sides[not budget]
        if counting:
            counted.add(voucher, counting, balanced=_balanced(counting))
        twin = bool(counting) or not budget or _take_event(events, voucher)
        for posting in other:
            tally.list_posting(voucher, posting, "other_book" if twin else "no_budget_entry")
        if financial is not None and other:
            financial.tally.add_voucher(voucher)
            financial.add(voucher, other, balanced=_balanced(other))
    counted.finish()
    if financial is None:
        return counted.moved
    return [*counted.moved, *_only_financial(financial.moved, counted.moved)]


def _budget_events(vouchers: Iterable[Voucher], chart: JournalChart) -> Counter[tuple[date | None, int]]:
    """The days and sums of vouchers of the budget side alone."""
    return Counter(
        _event(voucher)
        for voucher in vouchers
        if all(chart.account(posting.account, posting.name).budget for posting in voucher.postings)
    )


def _take_event(events: Counter[tuple[date | None, int]], voucher: Voucher) -> bool:
    """Whether a voucher of the budget side is of the same event, and only of that."""
    event = _event(voucher)
    taken = events[event] > 0
    events[event] -= taken
    return taken


def _event(voucher: Voucher) -> tuple[date | None, int]:
    return voucher.date, sum(posting.fen for posting in voucher.postings if posting.is_debit)


def _balanced(postings: Sequence[JournalPosting]) -> bool:
    return sum(posting.fen if posting.is_debit else -posting.fen for posting in postings) == 0


def _only_financial(financial: Sequence[Moved], budget: Sequence[Moved]) -> list[Moved]:
    """Receipts and returns that have a financial entry and no budget entry."""
    left = [moved for moved in budget if moved.kind in ("received", "returned")]
    only = []
    for moved in financial:
        if moved.kind not in ("received", "returned"):
            continue
        same = next((other for other in left if _same(moved, other)), None)
        if same is None:
            only.append(moved)
        else:
            left.remove(same)
    return only


def _same(one: Moved, other: Moved) -> bool:
    projects = {one.posting.details.project, other.posting.details.project} - {""}
    return one.kind == other.kind and one.fen == other.fen and len(projects) < 2


def _budget_counts(vouchers: Iterable[Voucher], chart: JournalChart) -> bool:
    """Whether any budget expenditure line has an economic code."""
    for voucher in vouchers:
        for posting in voucher.postings:
            account = chart.account(posting.account, posting.name)
            if account.budget and account.is_spending and (account.code or code_in(posting.details.code)):
                return True
    return False


def _unbalanced(vouchers: Iterable[Voucher]) -> list[VoucherSums]:
    found = []
    for voucher in vouchers:
        if voucher.kind != "account_ledger":
            debit = sum(posting.fen for posting in voucher.postings if posting.is_debit)
            credit = sum(posting.fen for posting in voucher.postings if not posting.is_debit)
            place = voucher.place(voucher.postings[0])
            found.append(VoucherSums(voucher.label, voucher.date, debit, credit, place))
    return found


def _order(voucher: Voucher, banks: Set[tuple[str, str]]) -> tuple[date, bool, list[tuple[int, str]]]:
    """By day; of one day what is booked goes before what is paid."""
    pays = False
    for posting in voucher.postings:
        if (posting.account, posting.name) in banks:
            pays = True
            break
    return voucher.date or date.max, pays, _in_numbers(voucher.label)


def _in_numbers(label: str) -> list[tuple[int, str]]:
    """The parts of a label, for ordering 记-2 before 记-10."""
    kind, dash, number = label.rpartition("-")
    # Most labels are a word and a number, and need no pattern.
    if dash and number.isdecimal() and kind.isalpha():
        return [(-1, f"{kind}-"), (int(number), "")]
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in _NUMBERS(label)]
