"""``fundcalc book`` for a recipient: receive, spend, return."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _, ngettext
from fundcalc.cli.book.options import AGAIN, BY, DAY, FILE, FOLDER, NEW, day_of
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.ledger.recipient import Entered, Entry
    from fundcalc.ledger.recipient.spending import Spent
    from fundcalc.policy.model import Measure
    from fundcalc.workbooks import Expenses

_MOST_SHOWN = 20


@command("receive")
@click.argument("folder", type=FOLDER)
@option("--award", required=True, help=Message("The award's id."))
@option("--amount", default="", metavar="YUAN", help=Message("The amount in yuan, like 5000000.00."))
@option("--awarded", default="", metavar="YUAN", help=Message("The amount awarded; receipts may not exceed it."))
@option(
    "--policy",
    default="",
    help=Message("The policy: an id, or the path of a policy file (default: by the award's id)."),
)
@option("--platform-name", default="", help=Message("The name of the platform."))
@option("--until", type=DAY, help=Message("The last day for spending it; a later date extends it."))
@option("--from", "party", default="", help=Message("Who paid it."))
@option("--date", "on", type=DAY, help=Message("The day (default: today)."))
@option("--reference", default="", help=Message("The voucher's number; distinguishes equal payments on one day."))
@NEW
@AGAIN
@BY
def receive(
    folder: Path,
    award: str,
    amount: str,
    awarded: str,
    policy: str,
    platform_name: str,
    until: datetime | None,
    party: str,
    on: datetime | None,
    reference: str,
    new: bool,
    again: bool,
    *,
    as_json: bool,
) -> int:
    from fundcalc import ledger
    from fundcalc.base.money import fen, plain
    from fundcalc.ledger.recipient import Entry

    measures = _measures(policy)
    facts = _facts(award, measures) or ({"policy": measures[0].id} if policy else {})
    facts |= {"awarded": plain(fen(awarded))} if awarded else {}
    facts |= {"platform-name": platform_name} if platform_name else {}
    facts |= {"until": day_of(until).isoformat()} if until else {}
    with working(_("reading the book")):
        if amount:
            entry = Entry(award, fen(amount), day_of(on), party, reference)
            done = ledger.recipient.receive(folder, entry, facts, again=again, new=new, measures=measures)
            return report_entry(entry, done, _("{award}: received {amount}"), as_json=as_json)
        outcome = ledger.recipient.note(folder, award, facts, on=day_of(on), new=new, measures=measures)
    if as_json:
        print_json({"award": award, "outcome": outcome})
    else:
        message = _("{award}: noted") if outcome == "posted" else _("{award}: was noted already")
        echo(message.format(award=award))
    return DONE


def _measures(policy: str) -> list[Measure]:
    """The measure that was named, or all that are known."""
    from fundcalc.policy.loading import available, load

    return [load(policy).measure] if policy else [load(name).measure for name in available()]


def _facts(award: str, measures: Sequence[Measure]) -> dict[str, str]:
    """The metadata of an award that its id implies: policy, year, platform, benefit.

    Nothing where the id is not one of the measures.
    """
    from fundcalc.auditing.evidence import read_id

    said = read_id(award, measures)
    if said is None:
        return {}
    measure = said.measure
    return {
        "policy": measure.id,
        "code": measure.code,
        "year": str(said.year),
        "platform": said.platform,
        "benefit": said.benefit,
        "cite": measure.benefit[said.benefit].cite,
    }


@command("template")
@option("-o", "--output", type=FILE, required=True, help=Message("The workbook to write."))
@option("--book", "folder", type=FOLDER, default=None, help=Message("A book whose awards the drop-down lists."))
def template(output: Path, folder: Path | None, *, as_json: bool) -> int:
    from fundcalc import ledger
    from fundcalc.base.errors import SheetError
    from fundcalc.workbooks import write_expenses_template

    if output.exists():
        raise SheetError(_("{path} exists already; choose another name").format(path=output))
    awards = [account.award for account in ledger.status(folder).accounts] if folder else []
    write_expenses_template(output, awards=awards, with_account=folder is None)
    if as_json:
        print_json({"template": str(output)})
    else:
        echo(_("{path} written. Next: fundcalc book spend DIR {path}").format(path=output))
        if folder is None:
            echo(_("Without a book, fill in all its sheets and run: fundcalc audit {path}").format(path=output))
    return DONE


@command("spend")
@click.argument("folder", type=FOLDER)
@click.argument("file", type=FILE)
@option("--award", default="", help=Message("The award of lines that do not say."))
@option("--advance", is_flag=True,
              help=Message("Pay what exceeds the award's balance from the unit's own money (垫付)."))  # fmt: skip
@NEW
@AGAIN
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


def _report_spent(found: Expenses, done: Spent, *, as_json: bool) -> None:
    from fundcalc import prose
    from fundcalc.base.money import plain

    total = sum(line.fen for line in done.posted)
    if as_json:
        print_json(
            {
                "batch": done.batch,
                "posted": len(done.posted),
                "already": len(done.already),
                "already_at": [line.place for line in done.already],
                "amount": plain(total),
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
        )
        return
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


@command("return")
@click.argument("folder", type=FOLDER)
@option("--award", required=True, help=Message("The award's id."))
@option("--amount", required=True, metavar="YUAN", help=Message("The amount in yuan, like 5000000.00."))
@option("--to", "party", default="", help=Message("To whom."))
@option("--date", "on", type=DAY, help=Message("The day (default: today)."))
@option("--reference", default="", help=Message("The voucher's number; distinguishes equal payments on one day."))
@AGAIN
@BY
def give_back(
    folder: Path,
    award: str,
    amount: str,
    party: str,
    on: datetime | None,
    reference: str,
    again: bool,
    *,
    as_json: bool,
) -> int:
    from fundcalc import ledger
    from fundcalc.base.money import fen
    from fundcalc.ledger.recipient import Entry

    entry = Entry(award, fen(amount), day_of(on), party, reference)
    with working(_("reading the book")):
        done = ledger.recipient.give_back(folder, entry, again=again)
    return report_entry(entry, done, _("{award}: returned {amount}"), as_json=as_json)


def report_entry(entry: Entry, done: Entered, sentence: str, *, as_json: bool) -> int:
    """Print what became of an entry and the balance of the award."""
    from fundcalc import prose
    from fundcalc.base.money import plain

    if as_json:
        print_json(
            {
                "award": entry.award,
                "amount": plain(entry.fen),
                "outcome": done.outcome,
                "batch": done.batch,
                "left": plain(done.left),
                "settled": plain(done.settled),
            }
        )
        return DONE
    amount = prose.amount(entry.fen)
    if done.outcome == "already":
        echo(_("{award}: {amount} is in the book already").format(award=entry.award, amount=amount))
        return DONE
    echo(sentence.format(award=entry.award, amount=amount))
    if done.settled:
        echo(_("{amount} paid back to the unit's own money").format(amount=prose.amount(done.settled)))
    echo(_("left to spend: {amount}").format(amount=prose.amount(done.left)))
    return DONE
