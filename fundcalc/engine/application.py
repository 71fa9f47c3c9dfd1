"""From an application and its detail records to the facts a policy asks for.

Amounts become fen, areas Decimal square metres, counts int, dates ``date``, yes_no ``bool``, choices their id. What is
absent stays absent: nothing here turns it into zero. All faults of an application are found before any is reported.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from fundcalc.base.dates import last_years, parse_date
from fundcalc.base.errors import ApplicationError, FundcalcError, shown
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.base.ids import is_id
from fundcalc.base.money import fen
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import DETAILS, Named, forms, shared_facts

Value = bool | int | Decimal | date | str
Record = Mapping[str, Value]

_YES = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}


class Fault(NamedTuple):
    """One thing wrong with an input: the key (``investments[2].amount``), the value, and what was expected."""

    key: str
    value: object
    told: str

    def __str__(self) -> str:
        return f"{self.key}: {self.told}"


class Application(NamedTuple):
    """One platform's request under one policy, checked; ``facts`` and ``records`` hold only what was given."""

    platform: str
    organisation: str
    organisation_name: str
    platform_name: str
    award_year: int
    application_date: date
    filed_on: date | None
    first_filing: bool
    grade: str | None
    revoked_on: date | None
    revocation_ground: str
    elected: bool | None
    claims: tuple[str, ...] | None
    all_attested: bool
    facts: Mapping[str, Value]
    records: Mapping[str, tuple[Record, ...]]

    @property
    def filed(self) -> bool:
        """Whether the authority's filing stands: decided, and not ended by a later revocation."""
        return self.filed_on is not None and (self.revoked_on is None or self.revoked_on < self.filed_on)


class PaidAward(NamedTuple):
    """An award already paid (or, below zero, recovered), in fen.

    ``decided_from`` names the platform whose application, as it stands, the award was decided from: to that application it
    is no history, or deciding it again would refuse what it was granted.
    """

    organisation: str
    platform: str
    programme: str
    benefit: str
    year: int
    fen: int
    platform_kind: str | None = None
    local: bool = False
    decided_from: str = ""


# Values.


def _money(value: object) -> int:
    amount = fen(value)
    if amount < 0:
        raise ValueError(_("{value} is below zero").format(value=value))
    return amount


def _signed_money(value: object) -> int:
    return fen(value)


def _area(value: object) -> Decimal:
    if isinstance(value, str) and re.fullmatch(r"\d{1,12}(\.\d{1,6})?", value.strip(), re.ASCII):
        return Decimal(value.strip())
    if (isinstance(value, int) and not isinstance(value, bool) and value >= 0) or (
        isinstance(value, Decimal) and value.is_finite() and value >= 0
    ):
        return Decimal(value)
    raise ValueError(
        _("{value} is no area; write square metres like 1200 or 1200.5, not as a float").format(value=shown(value))
    )


def _count(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value.strip(), re.ASCII):
        return int(value)
    raise ValueError(_("{value} is no whole number of 0 or more").format(value=shown(value)))


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _YES:
        return _YES[value.strip().lower()]
    raise ValueError(_("{value!r} is neither yes nor no (是, 否)").format(value=value))


def _date(value: object) -> date:
    if type(value) is date:
        return value
    return parse_date(value)


def _id(value: object) -> str:
    if isinstance(value, str) and is_id(value):
        return value
    raise ValueError(_("{value!r} is no id; use up to 64 ASCII letters, figures, '.', '_' and '-'").format(value=value))


def _text(value: object) -> str:
    if isinstance(value, str) and len(value) <= 2000:
        return value
    raise ValueError(_("{value!r} is no text of at most 2,000 characters").format(value=str(value)[:80]))


def _year(value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"\d{4}", value.strip(), re.ASCII):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 1990 <= value <= 2100:
        return value
    raise ValueError(_("{value!r} is no year; write it like 2026").format(value=value))


def _list(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(word for word in re.split(r"[\s,，、;；]+", value) if word)
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise ValueError(_("{value!r} is no list of benefits").format(value=value))


def _choice(named: Named) -> Callable[[object], str]:
    choices = named.choices
    spoken = {text: key for key, label in choices.items() for text in (label.zh, label.en)}

    def parse(value: object) -> str:
        if isinstance(value, str):
            if value in choices:
                return value
            if value.strip() in spoken:
                return spoken[value.strip()]
        raise ValueError(
            _("{value!r} is none of: {values}{close}").format(
                value=value, values=", ".join(choices), close=did_you_mean(value, choices)
            )
        )

    return parse


def parser(named: Named) -> Callable[[object], Any]:
    """What reads a value of this fact or column; it raises ValueError saying what was expected."""
    simple: dict[str, Callable[[object], Any]] = {
        "money": _money,
        "area": _area,
        "count": _count,
        "yes_no": _yes_no,
        "date": _date,
        "id": _id,
        "text": _text,
        "year": _year,
        "list": _list,
    }
    return _choice(named) if named.kind == "choice" else simple[named.kind]


class _Reader(NamedTuple):
    keys: Mapping[str, Callable[[object], Any]]
    facts: Mapping[str, Callable[[object], Any]]
    ignored: frozenset[str]
    details: Mapping[str, Mapping[str, Callable[[object], Any]]]


@lru_cache(maxsize=1)
def _form_parsers() -> Mapping[str, Mapping[str, Callable[[object], Any]]]:
    return {name: {key: parser(column) for key, column in form.columns.items()} for name, form in forms().items()}


@lru_cache(maxsize=256)
def _reader(policy: Policy) -> _Reader:
    parsers = _form_parsers()
    keys = parsers["applications"]
    asked = {name: parser(named) for name, named in policy.facts.items() if name not in keys}
    details = {name: {key: each for key, each in parsers[name].items() if key != "platform"} for name in DETAILS}
    return _Reader(keys, asked, frozenset(shared_facts()) - asked.keys() - keys.keys(), details)


_REQUIRED = ("platform", "organisation", "award_year", "application_date")


def check_application(policy: Policy, raw: Mapping[str, object]) -> tuple[Application | None, list[Fault]]:
    """Read an application; with faults there is no application."""
    reader = _reader(policy)
    keys, asked, ignored, details = reader
    faults: list[Fault] = []
    given: dict[str, Any] = {}
    facts: dict[str, Value] = {}
    records: dict[str, tuple[Record, ...]] = {}
    for key, value in raw.items():
        if value is None or value == "":
            continue
        try:
            if key in asked:
                facts[key] = asked[key](value)
            elif key in keys:
                given[key] = keys[key](value)
            elif key in details:
                records[key] = tuple(_records(key, value, details[key], faults))
            elif key not in ignored:
                close = did_you_mean(key, [*keys, *asked, *details])
                faults.append(Fault(str(key), value, _("this policy asks for no such fact{close}").format(close=close)))
        except (ValueError, FundcalcError) as error:
            faults.append(Fault(key, value, str(error)))
    told = {fault.key for fault in faults}
    for key in _REQUIRED:
        if key not in given and key not in told:
            faults.append(Fault(key, None, _("is missing")))
    claims = given.get("claims")
    for claim in claims or ():
        if claim not in policy.measure.benefit:
            benefits = ", ".join(policy.measure.benefit)
            faults.append(
                Fault(
                    "claims",
                    claim,
                    _("{value!r} is no benefit of this policy: {ids}").format(value=claim, ids=benefits),
                )
            )
    if faults:
        return None, faults
    if "grade" in given:
        facts["grade"] = given["grade"]
    get = given.get
    return (
        Application(
            given["platform"],
            given["organisation"],
            get("organisation_name", ""),
            get("platform_name", ""),
            given["award_year"],
            given["application_date"],
            get("filed_on"),
            get("first_filing", True),
            get("grade"),
            get("revoked_on"),
            get("revocation_ground", ""),
            get("elected"),
            claims,
            get("all_attested", False),
            facts,
            records,
        ),
        faults,
    )


def _records(
    name: str, rows: object, parsers: Mapping[str, Callable[[object], Any]], faults: list[Fault]
) -> Iterator[Record]:
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        raise ValueError(_("is a list of records, each with {keys}").format(keys=", ".join(parsers)))
    columns = forms()[name].columns
    for index, row in enumerate(rows):
        record: dict[str, Value] = {}
        for key, value in row.items():
            place = f"{name}[{index}].{key}"
            if value is None or value == "":
                continue
            if key not in parsers:
                faults.append(Fault(place, value, _("a record here has only {keys}").format(keys=", ".join(parsers))))
                continue
            try:
                record[key] = parsers[key](value)
            except (ValueError, FundcalcError) as error:
                faults.append(Fault(place, value, str(error)))
        for key, column in columns.items():
            if column.required and key in parsers and row.get(key) in (None, ""):
                faults.append(Fault(f"{name}[{index}].{key}", None, _("is missing")))
            elif column.default is not None and key not in record:
                record[key] = column.default
        yield record


def read_application(policy: Policy, raw: Mapping[str, object] | Application) -> Application:
    """Read an application as interface describes it: a mapping of keys, facts and detail records.

    Money is decimal text, a Decimal or a whole number of yuan. Raises ApplicationError listing every fault.
    """
    if isinstance(raw, Application):
        return raw
    _insist_on_mapping(raw)
    application, faults = check_application(policy, raw)
    if application is None:
        where = _("application of {platform}").format(platform=raw.get("platform", "?"))
        raise ApplicationError(where, tuple(map(str, faults)))
    return application


def check_paid(raw: Mapping[str, object]) -> tuple[PaidAward | None, list[Fault]]:
    """Read an award already paid; ``amount`` in yuan, below zero if recovered."""
    parsers, columns = _form_parsers()["paid"], forms()["paid"].columns
    faults: list[Fault] = []
    given: dict[str, Any] = {}
    for key, value in raw.items():
        if value is None or value == "":
            continue
        if key not in parsers:
            faults.append(
                Fault(str(key), value, _("an award already paid has only {keys}").format(keys=", ".join(parsers)))
            )
            continue
        try:
            given[key] = _signed_money(value) if key == "amount" else parsers[key](value)
        except (ValueError, FundcalcError) as error:
            faults.append(Fault(key, value, str(error)))
    told = {fault.key for fault in faults}
    for key, column in columns.items():
        if column.required and key not in given and key not in told:
            faults.append(Fault(key, None, _("is missing")))
    if faults:
        return None, faults
    return (
        PaidAward(
            given["organisation"],
            given["platform"],
            given["programme"],
            given["benefit"],
            given["year"],
            given["amount"],
            given.get("platform_kind"),
            given.get("local", False),
        ),
        faults,
    )


def read_paid(raw: Mapping[str, object] | PaidAward) -> PaidAward:
    """Read an award already paid; raises ApplicationError listing every fault."""
    if isinstance(raw, PaidAward):
        return raw
    _insist_on_mapping(raw)
    row, faults = check_paid(raw)
    if row is None:
        where = _("award already paid to {platform}").format(platform=raw.get("platform", "?"))
        raise ApplicationError(where, tuple(map(str, faults)))
    return row


def _insist_on_mapping(raw: object) -> None:
    if not isinstance(raw, Mapping):
        raise ApplicationError(f"{raw!r:.60}", (_("is no mapping of keys to values"),))


# Facts made from detail records.


class LeftOut(NamedTuple):
    """Records that do not count: why (a field of the record, or ``window`` or ``year``), how many, how much in fen."""

    reason: str
    records: int
    fen: int


class Base(NamedTuple):
    """What detail records come to: ``low`` without and ``high`` with the records that are left to review (fen or number).

    ``doubts`` are the readings that left them so.
    """

    low: int
    high: int
    counted: int
    left_out: tuple[LeftOut, ...]
    open: tuple[LeftOut, ...]
    missing: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def derive(derived: m.Derived, application: Application, route: str | None) -> Base | None:
    """A fact from detail records, or None where none are given."""
    records = application.records.get(derived.records)
    if not records:
        return None
    window = (
        last_years(derived.last_years, derived.window, application.application_date, application.filed_on)
        if derived.last_years
        else None
    )
    year = application.award_year - (derived.calendar_year == "previous_year") if derived.calendar_year else None
    weigh = derived.sum is not None
    low = high = counted = 0
    left_out: dict[str, list[int]] = {}
    opened: dict[str, list[int]] = {}
    missing: dict[str, None] = {}
    doubts: dict[str, None] = {}
    for index, record in enumerate(records):
        amount = record["original_value"] if derived.records == "instruments" else record["amount"]
        if not isinstance(amount, int):  # the parsers made it fen
            raise TypeError(derived.records)
        worth = amount if weigh else 1
        verdict = _counts(derived, record, window, year, route)
        if verdict == "":
            low, high, counted = low + worth, high + worth, counted + 1
        elif verdict.startswith("?"):
            missing[f"{derived.records}[{index}].{verdict[1:]}" if verdict != "?route" else "platform_kind"] = None
        elif verdict.startswith("~"):
            high += worth
            rule = derived.open[int(verdict[1:])]
            doubts |= dict.fromkeys(rule.rests_on)
            tally = opened.setdefault(next(iter(rule.when)), [0, 0])
            tally[0] += 1
            tally[1] += amount
        else:
            tally = left_out.setdefault(verdict, [0, 0])
            tally[0] += 1
            tally[1] += amount
    return Base(
        low,
        high,
        counted,
        tuple(LeftOut(reason, *tally) for reason, tally in left_out.items()),
        tuple(LeftOut(reason, *tally) for reason, tally in opened.items()),
        tuple(missing),
        tuple(doubts),
    )


def _counts(derived: m.Derived, record: Record, window: Any, year: int | None, route: str | None) -> str:
    """``""`` it counts; ``"?field"`` not known; ``"~n"`` left to review by the n-th rule; else why it does not count."""
    for key, excluded in derived.excluded.items():
        if record.get(key) in excluded:
            return key
    if window is not None or year is not None:
        day = record.get("date")
        if not isinstance(day, date) or isinstance(day, datetime):
            return "?date"
        if window is not None and not window.contains(day):
            return "window"
        if year is not None and day.year != year:
            return "year"
    for key, least in derived.at_least.items():
        value = record.get(key)
        if value is None:
            return f"?{key}"
        if isinstance(value, int) and value < least:
            return key
    review = ""
    settled: set[str] = set()
    for index, rule in enumerate(derived.open):
        if any(record.get(key) != value for key, value in rule.when.items()):
            continue
        if rule.routes and route is None and rule.treat != "count":
            return "?route"
        if rule.routes and route not in rule.routes:
            continue
        if rule.treat == "exclude":
            return next(iter(rule.when))
        settled.update(rule.when)
        if rule.treat == "review":
            review = review or f"~{index}"
    for key, allowed in derived.counts.items():
        value = record.get(key)
        if value is None:
            return f"?{key}"
        if value not in allowed and key not in settled:
            return key
    return review
