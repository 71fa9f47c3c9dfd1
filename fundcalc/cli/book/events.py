"""``fundcalc book events``: what happened to platforms, kept in the book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _, ngettext
from fundcalc.cli.book.options import ANY_DAY, BY, FILE, FOLDER, ON, day_of
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.life.standing_records import RowFault


@command("events")
@click.argument("folder", type=FOLDER)
@click.argument("file", type=FILE)
@option("--policy", required=True, help=Message("The policy: an id, or the path of a policy file."))
@ON
@ANY_DAY
@BY
def events(folder: Path, file: Path, policy: str, on: datetime | None, *, as_json: bool) -> int:
    from fundcalc.ledger.platform_events import enter_events, kept_rows, new_rows
    from fundcalc.life.standings import standings
    from fundcalc.policy.loading import load
    from fundcalc.workbooks.events_reader import as_text, read_events

    loaded, day = load(policy), day_of(on)
    with working(_("reading {file}").format(file=file.name)):
        found = read_events(file, loaded)
        rows = [as_text(row.values) for row in found.rows]
        kept = new_rows(kept_rows(folder, loaded.id), rows)
    answer = standings(loaded, [*found.values, *kept], on=day, place=found.place, unread=found.unread)
    faults = [*found.faults, *answer.faults]
    if faults:
        return _refuse(faults, as_json=as_json)
    with working(_("reading the book")):
        entered = enter_events(folder, rows, day, loaded.id)
    if as_json:
        print_json({"batch": entered.batch, "new": entered.new, "already": entered.already})
    else:
        message = _("events: {new} new, {already} in the book already")
        echo(message.format(new=entered.new, already=entered.already))
        for doubt in answer.doubts:
            echo(f"? {doubt}")
    return DONE


def _refuse(faults: Sequence[RowFault], *, as_json: bool) -> int:
    message = ngettext(
        "nothing was posted, because {count} row or sheet cannot be used",
        "nothing was posted, because {count} rows or sheets cannot be used",
        len(faults),
    ).format(count=len(faults))
    if as_json:
        print_json(
            {"error": {"kind": "SheetError", "message": message, "faults": [fault.to_dict() for fault in faults]}}
        )
    else:
        for fault in faults:
            echo(f"✗ {fault}")
        echo(f"fundcalc: {message}", err=True)
    return NO
