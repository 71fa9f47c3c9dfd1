"""Tables of standings: states, duties, what must follow, notes, faults."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fundcalc.base.i18n import _, bracketed
from fundcalc.life.due import OpenDuty, Proposed
from fundcalc.life.notes import Note
from fundcalc.life.sentences import (
    duty_sentence,
    duty_word,
    is_year_over,
    note_sentence,
    proposed_sentence,
    state_of_standing,
    until_of,
)
from fundcalc.life.standing_records import RowFault, Standing
from fundcalc.policy.life_rules import State
from fundcalc.policy.loading import Policy
from fundcalc.views.table import Cell, Column, Mark, Marked, Table, Year

_MARKS: dict[State, Mark] = {
    "none": "text",
    "applied": "text",
    "building": "text",
    "filed": "good",
    "rectifying": "open",
    "barred": "no",
    "revoked": "no",
}


class DutyRow(NamedTuple):
    """A duty and the platform that has it."""

    standing: Standing
    due: OpenDuty


class ProposedRow(NamedTuple):
    """What must follow, and the platform that it concerns."""

    standing: Standing
    proposed: Proposed


class NoteRow(NamedTuple):
    """A note and the platform that it concerns."""

    standing: Standing
    note: Note


def standings_table(policy: Policy, standings: Iterable[Standing]) -> Table[Standing]:
    """One row per platform: its state, the next duty and what must follow."""
    columns: list[Column[Standing]] = [
        Column("platform", _("platform"), _platform, width=24),
        Column("state", _("state"), lambda one: _state(policy, one)),
        Column("since", _("since"), lambda one: one.since, "date"),
        Column("until", _("until"), until_of, "date"),
        Column("cite", _("article"), lambda one: one.cite, width=18),
        Column("next", _("next duty"), lambda one: duty_sentence(one.due[0], one.on) if one.due else None, width=32),
        Column("proposed", _("must follow"), lambda one: _proposed(policy, one), width=32),
    ]
    return Table(_("Standings"), columns, standings)


def _state(policy: Policy, standing: Standing) -> Marked:
    mark = _MARKS[standing.state] if standing.is_known else "open"
    return Marked(state_of_standing(policy, standing), mark, standing.state)


def _platform(standing: Standing) -> Cell:
    return f"{standing.platform_name}\n{standing.platform}".strip()


def _proposed(policy: Policy, standing: Standing) -> Cell:
    lines = [bracketed(proposed_sentence(policy, proposed), proposed.cite) for proposed in standing.proposed]
    return "\n".join(lines) or None


def duties_table(standings: Iterable[Standing]) -> Table[DutyRow]:
    """One row per duty, overdue and earliest first."""
    rows = [DutyRow(standing, due) for standing in standings for due in standing.due]
    rows.sort(key=lambda row: (not row.due.overdue, row.due.last_day is None, row.due.last_day or row.standing.on))
    columns: list[Column[DutyRow]] = [
        Column("platform", _("platform"), lambda row: _platform(row.standing), width=24),
        Column("organisation", _("organisation"), lambda row: row.standing.organisation, "id", width=22),
        Column("duty", _("duty"), lambda row: duty_word(row.due.duty), width=28),
        Column("year", _("year"), lambda row: None if row.due.year is None else Year(row.due.year)),
        Column("last_day", _("last day"), lambda row: row.due.last_day, "date"),
        Column("overdue", _("overdue"), _overdue),
        Column("cite", _("article"), lambda row: row.due.cite, width=18),
    ]
    return Table(_("Due"), columns, rows)


def _overdue(row: DutyRow) -> Marked | None:
    if row.due.overdue:
        return Marked(_("overdue"), "open")
    return Marked(_("year over"), "open") if is_year_over(row.due, row.standing.on) else None


def proposed_table(policy: Policy, standings: Iterable[Standing]) -> Table[ProposedRow]:
    """One row per decision that the measure asks of the authority."""
    rows = [ProposedRow(standing, proposed) for standing in standings for proposed in standing.proposed]
    columns: list[Column[ProposedRow]] = [
        Column("platform", _("platform"), lambda row: _platform(row.standing), width=24),
        Column("action", _("must follow"), lambda row: proposed_sentence(policy, row.proposed), width=44),
        Column("since", _("since"), lambda row: row.proposed.since, "date"),
        Column("cite", _("article"), lambda row: row.proposed.cite, width=18),
    ]
    return Table(_("To be decided"), columns, rows)


def notes_table(policy: Policy, standings: Iterable[Standing]) -> Table[NoteRow]:
    """One row per note."""
    columns: list[Column[NoteRow]] = [
        Column("platform", _("platform"), lambda row: _platform(row.standing), width=24),
        Column("note", _("note"), lambda row: note_sentence(policy, row.note), width=80),
        Column("cite", _("article"), lambda row: row.note.cite, width=18),
    ]
    return Table(_("Notes"), columns, list(_notes(standings)))


def _notes(standings: Iterable[Standing]) -> Iterator[NoteRow]:
    for standing in standings:
        for note in standing.notes:
            yield NoteRow(standing, note)


def faults_table(faults: Iterable[RowFault]) -> Table[RowFault]:
    """One row per row that could not be used."""
    return _rows_table(_("Rows that are not used"), faults)


def doubts_table(doubts: Iterable[RowFault]) -> Table[RowFault]:
    """One row per row that was used and may be wrong."""
    return _rows_table(_("Rows to be checked"), doubts)


def _rows_table(title: str, faults: Iterable[RowFault]) -> Table[RowFault]:
    columns: list[Column[RowFault]] = [
        Column("platform", _("platform"), lambda fault: fault.platform, width=20),
        Column("date", _("date"), lambda fault: fault.date),
        Column("event", _("event"), lambda fault: fault.act),
        Column("sheet", _("sheet"), lambda fault: fault.sheet),
        Column("cell", _("cell"), lambda fault: fault.cell),
        Column("message", _("what is wrong"), lambda fault: fault.message, width=70),
        Column("cite", _("article"), lambda fault: fault.cite, width=18),
    ]
    return Table(title, columns, faults)
