"""``fundcalc standing``: where each platform stands and what is due next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.dates import today
from fundcalc.base.i18n import Message, _, ngettext
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.round_options import load_policy, policy_options
from fundcalc.cli.terminal import echo, print_start

if TYPE_CHECKING:
    from fundcalc.engine.application import PaidAward
    from fundcalc.life.standings import Standings
    from fundcalc.policy.loading import Policy
    from fundcalc.workbooks.events_reader import EventRows


@command("standing")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@policy_options
@option("--on", type=click.DateTime(["%Y-%m-%d"]), help=Message("The day (default: today)."))
@option("--book", "folder", type=click.Path(path_type=Path), help=Message("The book that knows what was paid."))
@option(
    "--workdays",
    type=click.Path(path_type=Path),
    help=Message("A file of working days of further years (workdays.toml)."),
)
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=Message(
        "Write an .xlsx, an .ics with the deadlines, or a .csv of what a table of applications takes from it."
    ),
)
def standing(
    file: Path | None,
    policy: str,
    changes: tuple[str, ...],
    readings: tuple[str, ...],
    on: datetime | None,
    folder: Path | None,
    workdays: Path | None,
    output: Path | None,
    *,
    as_json: bool,
) -> int:
    from fundcalc.base.workdays import using, work_calendar
    from fundcalc.workbooks.events_reader import EventRows, read_events

    if output is not None and output.suffix.lower() not in (".xlsx", ".ics", ".csv"):
        message = _("-o names {path}; give a name that ends in .xlsx, .ics or .csv")
        raise click.UsageError(message.format(path=output))
    if file is None and folder is None:
        raise click.UsageError(_("give a file of events, or the book that has them: --book DIR"))
    loaded = load_policy(policy, changes, readings)
    day = on.date() if on else today()
    with working(_("reading {file}").format(file=(file or folder or Path()).name)):
        found = read_events(file, loaded) if file is not None else EventRows(None, (), (), ())
        paid, kept = _of_book(folder, loaded, found)
    from fundcalc.life.standings import Standings, standings

    with working(_("deciding")), using(work_calendar(folder, workdays)):
        answer = standings(loaded, [*found.values, *kept], on=day, paid=paid, place=found.place, unread=found.unread)
    answer = Standings(answer, (*found.faults, *answer.faults), answer.doubts)
    if output is not None:
        _write(loaded, answer, output)
    if as_json:
        print_json({"policy": loaded.id, "on": day.isoformat(), **answer.to_dict()})
    else:
        _print(loaded, answer, day, output)
    return NO if answer.faults else DONE


def _of_book(
    folder: Path | None, policy: Policy, found: EventRows
) -> tuple[list[PaidAward], Sequence[Mapping[str, object]]]:
    """What was paid by file and book, and the events that the book has besides."""
    if folder is None:
        return [*found.paid], ()
    from fundcalc.ledger.book_history import BookHistory
    from fundcalc.ledger.platform_events import new_rows, rows_of
    from fundcalc.ledger.session import load_checked
    from fundcalc.workbooks.events_reader import as_text

    events = load_checked(folder).events
    kept = new_rows(rows_of(events, policy.id), [as_text(values) for values in found.values])
    return [*found.paid, *BookHistory(events, ()).rows()], kept


def _write(policy: Policy, answer: Standings, output: Path) -> None:
    if output.suffix.lower() == ".xlsx":
        from fundcalc.workbooks.standing_workbook import write_standings

        write_standings(policy, answer, output)
        return
    from fundcalc.life.calendar import calendar_of
    from fundcalc.workbooks.safe_writing import replaced
    from fundcalc.workbooks.standing_facts import facts_csv

    written = facts_csv(answer) if output.suffix.lower() == ".csv" else calendar_of(policy, answer)
    with replaced(output, endings=(".ics", ".csv")) as part:
        part.write_bytes(written)


def _print(policy: Policy, answer: Standings, day: date, output: Path | None) -> None:
    from fundcalc.base import figures
    from fundcalc.base.i18n import either
    from fundcalc.views import standing as views

    echo(_("{measure}: {day}").format(measure=either(policy.measure.title), day=figures.day(day)))
    print_start(views.standings_table(policy, answer))
    for table in (views.duties_table(answer), views.notes_table(policy, answer)):
        if table.records:
            echo(table.title)
            print_start(table)
    for fault in answer.faults:
        echo(f"✗ {fault}")
    if answer.faults:
        count = len(answer.faults)
        echo(ngettext("{count} row is not used", "{count} rows are not used", count).format(count=count))
    for doubt in answer.doubts:
        echo(f"? {doubt}")
    if answer.doubts:
        count = len(answer.doubts)
        text = ngettext("{count} row is used; please check it", "{count} rows are used; please check them", count)
        echo(text.format(count=count))
    if output is not None:
        echo(_("Written: {files}").format(files=output))
