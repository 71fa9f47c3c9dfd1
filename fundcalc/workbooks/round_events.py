"""What the events of a round tell its applications: filing, grade, revocation."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from fundcalc.base.i18n import _
from fundcalc.base.ids import normalised
from fundcalc.engine.application import StandingDoubt
from fundcalc.life.events import FORM
from fundcalc.life.standing_records import RowFault, Standing
from fundcalc.life.standings import standings
from fundcalc.policy.loading import Policy
from fundcalc.workbooks.cell_faults import CellNote, Problems, said_and_remedy
from fundcalc.workbooks.events_reader import EventRows, as_text, rows_of
from fundcalc.workbooks.round_refusals import Candidates
from fundcalc.workbooks.sheet import Row, Sheet

# What an application says of the filing, in the order of the sheet.
_FILING = ("filed_on", "first_filing", "grade", "revoked_on", "revocation_ground")


class RoundEvents:
    """The standing of each platform of a round, on the day of its decision."""

    def __init__(
        self, policy: Policy, rows: EventRows | None, on: date | None, kept: Sequence[Mapping[str, object]] = ()
    ) -> None:
        self._policy, self._on = policy, on
        self._values = [*(rows.values if rows is not None else ()), *kept]
        self._unread = rows.unread if rows is not None else frozenset()
        self._by_day: dict[date, Mapping[str, Standing]] = {}
        self.used: dict[str, Standing] = {}

    def merge(self, raw: Mapping[str, object]) -> tuple[dict[str, object], tuple[StandingDoubt, ...]]:
        """An application with what the events say of its filing, and where the two differ."""
        year = raw.get("award_year")
        if not self._values or not isinstance(year, int):
            return dict(raw), ()
        standing = self._standings(self._on or date(year, 12, 31)).get(normalised(str(raw["platform"])))
        if standing is None:
            return dict(raw), ()
        self.used[str(raw["platform"])] = standing
        return _merged(raw, standing, year)

    def _standings(self, day: date) -> Mapping[str, Standing]:
        if day not in self._by_day:
            found = standings(self._policy, self._values, on=day, unread=self._unread)
            self._by_day[day] = {normalised(standing.platform): standing for standing in found}
        return self._by_day[day]


class _Said(NamedTuple):
    """What the events say for one key; ``settled``: blank is an answer too."""

    value: object
    settled: bool


def _merged(
    raw: Mapping[str, object], standing: Standing, year: int
) -> tuple[dict[str, object], tuple[StandingDoubt, ...]]:
    facts = standing.facts
    grade = facts.grades.get(year)
    said = {
        "filed_on": _Said(facts.filed_on, True),
        "first_filing": _Said(facts.first_filing, facts.filed_on is not None),
        "grade": _Said(grade, grade is not None),
        "revoked_on": _Said(facts.revoked_on, True),
        "revocation_ground": _Said(facts.revocation_ground or None, bool(facts.revocation_ground)),
    }
    merged, doubts = dict(raw), []
    for key in _FILING:
        given, (value, settled) = raw.get(key), said[key]
        if given not in (None, "") and settled and given != value:
            doubts.append(StandingDoubt("events_differ", key, _text(given), _text(value), standing.cite))
        if value is not None and settled:
            merged[key] = value
    for key, value in (("organisation", standing.organisation), ("platform_kind", standing.platform_kind)):
        given = raw.get(key)
        if given and value and normalised(str(given)) != normalised(value):
            doubts.append(StandingDoubt("events_differ", key, _text(given), value, standing.cite))
    if year in facts.regraded:
        doubts.append(StandingDoubt("graded_twice", "grade", *facts.regraded[year], standing.cite))
    if facts.cancelled_from is not None and facts.cancelled_from <= year:
        doubts.append(
            StandingDoubt("cancelled_from_year", "award_year", str(year), str(facts.cancelled_from), standing.cite)
        )
    return merged, tuple(doubts)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def round_events(
    policy: Policy,
    sheet: Sheet | None,
    found: Candidates,
    problems: Problems,
    on: date | None,
    kept: Sequence[Mapping[str, object]] = (),
) -> RoundEvents:
    """Read the events of a round, besides those kept in a book.

    A platform with a faulty event is not decided.
    """
    if policy.measure.validity.first is None:
        return RoundEvents(policy, None, on)
    if policy.measure.life is None:
        if sheet is not None:
            message = _("This measure has no rules of a platform's life, so the events are not read.")
            problems.faults.append(sheet.fault("", "", message, _("Give the filing in the sheet of applications.")))
        return RoundEvents(policy, None, on)
    if sheet is None:
        return RoundEvents(policy, None, on, kept)
    rows = rows_of(sheet, ())
    written = {tuple(sorted(as_text(row.values).items())) for row in sheet.rows}
    others = [row for row in kept if tuple(sorted((key, str(value)) for key, value in row.items())) not in written]
    for row in sheet.rows:
        if row.bad:
            _refuse(sheet, row, found)
    answer = standings(policy, [*rows.values, *others], on=on, unread=rows.unread, place=_at)
    for row, cell, fault in _in_sheet(sheet, answer.faults):
        problems.faults.append(sheet.fault(*cell, *said_and_remedy(fault.message)))
        _refuse(sheet, row, found)
    for _row, cell, doubt in _in_sheet(sheet, answer.doubts):
        problems.notes.append(sheet.note("event", *cell, *said_and_remedy(doubt.message)))
    problems.notes += _of_others(sheet, found)
    return RoundEvents(policy, rows, on, others)


def _in_sheet(sheet: Sheet, wrong: Iterable[RowFault]) -> Iterator[tuple[Row, tuple[str, object], RowFault]]:
    """What is wrong with rows of a sheet, with the row, its cell and value."""
    for fault in wrong:
        index, _dot, key = fault.cell.partition(".")
        if int(index) < len(sheet.rows):
            row = sheet.rows[int(index)]
            yield row, (sheet.address(key, row.number), sheet.written(key, row.number)), fault


def _of_others(sheet: Sheet, found: Candidates) -> Iterator[CellNote]:
    """Note the events of platforms that apply for nothing in this round."""
    applying: set[str] = {normalised(platform) for platform in found.of_platform}
    for row in sheet.rows:
        platform = row.values.get("platform")
        if isinstance(platform, str) and normalised(platform) not in applying:
            applying.add(normalised(platform))  # once a platform
            cell = sheet.address("platform", row.number)
            message = _("This platform has no application in the round, so its events decide nothing here.")
            yield sheet.note("event", cell, platform, message, _("If it applies, check the id."))


def _at(index: int, key: str, message: str) -> tuple[str, str, str]:
    return FORM, f"{index}.{key}", message


def _refuse(sheet: Sheet, row: Row, found: Candidates) -> None:
    place = _("{sheet} row {row}").format(sheet=sheet.grid.sheet or sheet.grid.file, row=row.number)
    platform = row.values.get("platform")
    if platform is None:
        why = _("An event ({place}) does not name its platform, and it may be this applicant's.")
        found.refuse(found.everyone, why.format(place=place))
    else:
        why = _("An event of this platform has a fault ({place}), so its standing is not certain.")
        found.refuse(found.of_platform.get(platform, ()), why.format(place=place))
