"""Facts made from detail records: investments, service incomes, instruments."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, assert_never

from fundcalc.base.dates import Window, last_years
from fundcalc.engine.application import Application
from fundcalc.engine.values import Record
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy


class UncountedRecords(NamedTuple):
    """Records that do not count: the reason, how many, the fen and the rows.

    The reason is a field of the record, or what its date says. ``rows`` are empty if the records are not from a sheet.
    """

    reason: str
    records: int
    fen: int
    rows: tuple[int, ...] = ()


class Base(NamedTuple):
    """The total of detail records, in fen or a number.

    ``low`` leaves out and ``high`` counts the records left to review; ``doubts`` are the readings that left them to review.
    """

    low: int
    high: int
    counted: int
    left_out: tuple[UncountedRecords, ...]
    open: tuple[UncountedRecords, ...]
    missing: tuple[str, ...]
    doubts: tuple[str, ...] = ()


# Whether one record counts.


class Counts(NamedTuple):
    """The record counts."""


class Excluded(NamedTuple):
    """The record does not count, because of a field or its date.

    The reason names the field, or ``window``, ``days``, ``year`` or ``before_filing``.
    """

    reason: str


class Unknown(NamedTuple):
    """A deciding field is missing from the record, or ``route`` from the application."""

    field: str
    of_record: bool = True


class ForReview(NamedTuple):
    """The text leaves the record to a person, by this rule."""

    rule: m.OpenRecords


Verdict = Counts | Excluded | Unknown | ForReview


class _Tally:
    """Records and fen by reason; ``rows`` are those of all records."""

    def __init__(self, rows: Sequence[int]) -> None:
        self._rows = rows
        self._totals: dict[str, tuple[int, int]] = {}
        self._rows_of: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, reason: str, index: int, fen: int) -> None:
        records, total = self._totals.get(reason, (0, 0))
        self._totals[reason] = (records + 1, total + fen)
        if self._rows:
            self._rows_of[reason].append(self._rows[index])

    def groups(self) -> tuple[UncountedRecords, ...]:
        return tuple(
            UncountedRecords(reason, records, fen, tuple(self._rows_of[reason]))
            for reason, (records, fen) in self._totals.items()
        )


def route_of(policy: Policy, application: Application) -> str | None:
    """Return the application's route, by which the conditions differ, if it is known."""
    route = application.facts.get(policy.measure.routes)
    return route if isinstance(route, str) else None


def derive(derived: m.Derived, application: Application, policy: Policy) -> Base | None:
    """Work out a fact from detail records; None where the application has none."""
    records = application.records.get(derived.records)
    if not records:
        return None
    route = route_of(policy, application)
    window = (
        last_years(derived.last_years, derived.window, application.application_date, application.filed_on)
        if derived.last_years
        else None
    )
    year, start = year_of(derived, application), counted_from(derived, application)
    low = high = counted = 0
    rows = application.record_rows.get(derived.records, ())
    left_out, for_review = _Tally(rows), _Tally(rows)
    missing: dict[str, None] = {}
    doubts: dict[str, None] = {}
    for index, record in enumerate(records):
        amount = record["original_value"] if derived.records == "instruments" else record["amount"]
        if not isinstance(amount, int):  # the readers made it fen
            raise TypeError(derived.records)
        worth = amount if derived.sum is not None else 1
        verdict = _verdict(derived, record, window, year, start, route)
        match verdict:
            case Counts():
                low, high, counted = low + worth, high + worth, counted + 1
            case Excluded(reason):
                left_out.add(reason, index, amount)
            case Unknown(field, of_record):
                missing[f"{derived.records}[{index}].{field}" if of_record else field] = None
            case ForReview(rule):
                high += worth
                doubts |= dict.fromkeys(rule.rests_on)
                for_review.add(next(iter(rule.when)), index, amount)
            case _:
                assert_never(verdict)
    return Base(low, high, counted, left_out.groups(), for_review.groups(), tuple(missing), tuple(doubts))


def year_of(derived: m.Derived, application: Application) -> int | None:
    """The calendar year whose records count, if only one does."""
    return application.award_year - (derived.calendar_year == "previous_year") if derived.calendar_year else None


def counted_from(derived: m.Derived, application: Application) -> date | None:
    """The first day whose income counts; None if all of it counts."""
    rule, filed = derived.before_filing, application.filed_on or application.application_date
    if rule is None:
        return None
    match rule.treat:
        case "whole_year":
            return None
        case "from_filing":
            return filed
        case "later_years":
            return date(filed.year + 1, 1, 1)
        case _:
            assert_never(rule.treat)


def _verdict(
    derived: m.Derived, record: Record, window: Window | None, year: int | None, start: date | None, route: str | None
) -> Verdict:
    """Decide whether a record counts: exclusions, date, amount, then open rules."""
    for key, excluded in derived.excluded.items():
        if record.get(key) in excluded:
            return Excluded(key)
    if derived.dated:
        day = record.get("date")
        if not isinstance(day, date) or isinstance(day, datetime):
            return Unknown("date")
        if window is not None and not window.contains(day):
            return Excluded("window")
        if (derived.first is not None and day < derived.first) or (derived.last is not None and day > derived.last):
            return Excluded("days")
        if year is not None and day.year != year:
            return Excluded("year")
        if start is not None and day < start:
            return Excluded("before_filing")
    for key, least in derived.at_least.items():
        value = record.get(key)
        if value is None:
            return Unknown(key)
        if isinstance(value, int) and value < least:
            return Excluded(key)
    return _by_open_rules(derived, record, route)


def _by_open_rules(derived: m.Derived, record: Record, route: str | None) -> Verdict:
    """Apply the rules for open records, then the values that count otherwise."""
    review: ForReview | None = None
    settled: set[str] = set()
    for rule in derived.open:
        if any(record.get(key) != value for key, value in rule.when.items()):
            continue
        if rule.routes and route is None and rule.treat != "count":
            return Unknown("platform_kind", of_record=False)
        if rule.routes and route not in rule.routes:
            continue
        if rule.treat == "exclude":
            return Excluded(next(iter(rule.when)))
        settled.update(rule.when)
        if rule.treat == "review":
            review = review or ForReview(rule)
    for key, allowed in derived.counts.items():
        value = record.get(key)
        if value is None:
            return Unknown(key)
        if value not in allowed and key not in settled:
            return Excluded(key)
    return review or Counts()


def number(fact: str, application: Application, policy: Policy) -> int | Decimal | Fraction | None:
    """Return a count, area, amount (fen) or quotient; None if missing.

    Detail records come first where there are any, then the value as given.
    """
    derived = policy.measure.derived.get(fact)
    if derived is not None and (base := derive(derived, application, policy)) is not None:
        return None if base.missing or base.low != base.high else base.low
    value = application.facts.get(fact)
    return value if isinstance(value, int | Decimal | Fraction) else None
