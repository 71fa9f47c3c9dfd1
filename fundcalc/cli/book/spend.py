"""``fundcalc book spend``: lines of spending from a sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _, ngettext
from fundcalc.cli.book.options import AGAIN, ANY_DAY, BY, FILE, FOLDER, NEW
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.ledger.recipient.spending import SpendingResult
    from fundcalc.workbooks import Expenses

_MOST_SHOWN = 20


@command("spend")
@click.argument("folder", type=FOLDER)
@click.argument("file", type=FILE)
@option("--award", default="", help=Message("The award of lines that name none."))
@option("--advance", is_flag=True,
              help=Message("Pay what exceeds the award's balance from the unit's own money (垫付)."))  # fmt: skip
@NEW
@AGAIN
@ANY_DAY
@BY
def spend(folder: Path, file: Path, award: str, advance: bool, new: bool, again: bool, *, as_json: bool) -> int:
    from fundcalc import ledger
    from fundcalc.base.errors import BookError
    from fundcalc.workbooks import read_expenses

    with working(_("reading the lines of spending")):
        found = read_expenses(file, award=award)
    if found.bad:
        return _refuse(found, as_json=as_json)
    try:
        with working(_("posting")):
            done = ledger.spend(folder, found.lines, advance=advance, again=again, new=new)
    except BookError:
        # A heading that was not understood may be why.
        for fault in found.faults[:_MOST_SHOWN]:
            echo(f"! {fault}", err=True)
        raise
    _report_spent(found, done, as_json=as_json)
    return DONE if found.lines or not found.faults else NO


def _refuse(found: Expenses, *, as_json: bool) -> int:
    if as_json:
        faults, notes = list(map(str, found.faults)), list(map(str, found.notes))
        print_json({"batch": None, "posted": 0, "bad": found.bad, "faults": faults, "notes": notes})
        return NO
    for fault in found.faults[:_MOST_SHOWN]:
        echo(f"✗ {fault}")
    if len(found.faults) > _MOST_SHOWN:
        echo(_("and {count} more").format(count=len(found.faults) - _MOST_SHOWN))
    refusal = ngettext(
        "nothing was posted: {bad} row cannot be read; correct it and post the file again",
        "nothing was posted: {bad} rows cannot be read; correct them and post the file again",
        found.bad,
    )
    echo(refusal.format(bad=found.bad))
    return NO


def _as_json(found: Expenses, done: SpendingResult) -> dict[str, object]:
    from fundcalc.base.money import plain

    return {
        "batch": done.batch,
        "posted": len(done.posted),
        "already": len(done.already),
        "already_at": [line.place for line in done.already],
        "amount": plain(sum(line.fen for line in done.posted)),
        "advanced": plain(done.advanced),
        "settled": plain(done.settled),
        "repeated_invoices": [
            {"award": repeated.award, "invoice": repeated.invoice, "places": list(repeated.places)}
            for repeated in done.repeated
        ],
        "warnings": [
            {"check": finding.check, "award": finding.award, "place": finding.place, "message": finding.cited()}
            for finding in done.findings
        ],
        "faults": list(map(str, found.faults)),
        "notes": list(map(str, found.notes)),
    }


def _report_spent(found: Expenses, done: SpendingResult, *, as_json: bool) -> None:
    from fundcalc import prose

    if as_json:
        print_json(_as_json(found, done))
        return
    total = sum(line.fen for line in done.posted)
    for note in found.notes[:_MOST_SHOWN]:
        echo(_("note: {note}").format(note=note))
    for fault in found.faults:
        echo(f"! {fault}")
    if done.batch:
        posted = ngettext("{count} line posted, {amount}", "{count} lines posted, {amount}", len(done.posted))
        echo(posted.format(count=len(done.posted), amount=prose.amount(total)))
    if done.already:
        already = ngettext(
            "{count} line is in the book already and was not posted again",
            "{count} lines are in the book already and were not posted again",
            len(done.already),
        )
        echo(already.format(count=len(done.already)))
        if done.posted:
            # Two equal purchases are taken for one, so the user must see which lines were skipped.
            shown = [line.place for line in done.already[:_MOST_SHOWN]]
            echo("  " + ", ".join([*shown, "…"] if len(done.already) > _MOST_SHOWN else shown))
    if not found.lines:
        echo(_("the file has no lines"))
    if found.awards or found.movements:
        echo(_("! its sheets of awards and receipts are not posted: `fundcalc book receive` does that"))
    if done.advanced:
        echo(_("{amount} of it advanced by the unit's own money").format(amount=prose.amount(done.advanced)))
    if done.settled:
        echo(_("{amount} paid back to the unit's own money").format(amount=prose.amount(done.settled)))
    for finding in done.findings[:_MOST_SHOWN]:
        echo(_("! the audit will find: {place}: {finding}").format(place=finding.place, finding=finding.cited()))
    if len(done.findings) > _MOST_SHOWN:
        echo(_("and {count} more").format(count=len(done.findings) - _MOST_SHOWN))
    for repeated in done.repeated:
        message = _("! invoice {invoice} occurs {count} times in {award}: {places}. If this is a correction, reverse the old "
                    "line with a negative one.")  # fmt: skip
        places = ", ".join(repeated.places)
        count = len(repeated.places)
        echo(message.format(invoice=repeated.invoice, count=count, award=repeated.award, places=places))
