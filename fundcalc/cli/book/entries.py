"""``fundcalc book entries`` and ``reverse``: what was entered, and taking it back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _, joined, ngettext
from fundcalc.cli.book.options import ANY_DAY, BY, DAY, FOLDER, TEXT, day_of
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.terminal import echo, print_start

if TYPE_CHECKING:
    from fundcalc.ledger.reversal import Reversal

_ON_THE_TERMINAL = ("id", "date", "kind", "award", "amount", "why", "reversed_by", "by")
_IN_JSON = ("id", "batch", "date", "kind", "award", "fund", "amount", "reversed_by", "reverses", "why", "by")


@command("entries")
@click.argument("folder", type=FOLDER)
@option("--award", default="", help=Message("Only the entries of this award."))
def entries(folder: Path, award: str, *, as_json: bool) -> int:
    from fundcalc.ledger import listing
    from fundcalc.views import entries as views

    with working(_("reading the book")):
        found = listing.entries(folder, award)
    table = views.entries(found.entries)
    if as_json:
        print_json({
            "entries": table.select(*_IN_JSON).to_json(),
            "faults": [str(fault) for fault in found.faults],
        })  # fmt: skip
    else:
        print_start(table.select(*_ON_THE_TERMINAL), in_workbook=False)
        if not found.entries:
            echo(_("nothing was entered yet"))
        for fault in found.faults:
            echo(f"✗ {fault}")
    return NO if found.faults else DONE


@command("reverse")
@click.argument("folder", type=FOLDER)
@click.argument("entry")
@option("--why", type=TEXT, required=True, metavar="TEXT", help=Message("The reason; it is kept and shown."))
@option("--date", "on", type=DAY, help=Message("The day of the reversal (default: today)."))
@ANY_DAY
@BY
def reverse(folder: Path, entry: str, why: str, on: datetime | None, *, as_json: bool) -> int:
    from fundcalc import ledger

    with working(_("reading the book")):
        done = ledger.reverse(folder, entry, why=why, on=day_of(on))
    if as_json:
        print_json(_as_json(done, why))
    else:
        _print(done)
    return DONE


def _print(done: Reversal) -> None:
    from fundcalc import prose
    from fundcalc.ledger.act_messages import entry_kind

    for entry in done.reversed:
        sentence = (
            _("{entry} was reversed already: {act}") if done.outcome == "already" else _("{entry} reversed: {act}")
        )
        amount = prose.amount(entry.fen) if entry.fen is not None else ""
        kind = _("{kind} of {day}").format(kind=entry_kind(entry.kind), day=entry.on)
        echo(sentence.format(entry=entry.id, act=joined([kind, amount, entry.award])))
    if done.batch and len(done.reversed) > 1:
        number = len(done.reversed)
        echo(ngettext("{count} entry reversed", "{count} entries reversed", number).format(count=number))


def _as_json(done: Reversal, why: str) -> dict[str, object]:
    from fundcalc.base.money import plain

    return {
        "outcome": done.outcome,
        "batch": done.batch,
        "why": why,
        "reversed": [
            {
                "id": entry.id,
                "reversed_by": reversal,
                "kind": entry.kind,
                "award": entry.award or None,
                "amount": None if entry.fen is None else plain(entry.fen),
            }
            for entry, reversal in zip(done.reversed, done.reversals, strict=True)
        ],
    }
