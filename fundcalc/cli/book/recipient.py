"""``fundcalc book`` for a recipient: receive, return, and the form for spending."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli.book.options import (
    AGAIN,
    AMOUNT,
    ANY_DAY,
    AWARD,
    BY,
    DAY,
    FILE,
    FOLDER,
    NEW,
    ON,
    PLATFORM_NAME,
    TEXT,
    VOUCHER,
    day_of,
)
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, print_json, working
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.ledger.recipient import Entered, Entry
    from fundcalc.policy.model import Measure


@command("receive")
@click.argument("folder", type=FOLDER)
@AWARD
@option("--amount", default="", metavar="YUAN", help=Message("The amount in yuan, like 5000000.00."))
@option("--awarded", default="", metavar="YUAN", help=Message("The amount awarded; receipts may not exceed it."))
@option(
    "--policy",
    default="",
    help=Message("The policy: an id, or the path of a policy file (default: by the award's id)."),
)
@PLATFORM_NAME
@option("--until", type=DAY, help=Message("The last day for spending it; a later date extends it."))
@option("--from", "party", type=TEXT, default="", help=Message("Who paid it."))
@ON
@VOUCHER
@NEW
@AGAIN
@ANY_DAY
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
    from fundcalc.ledger.recipient.award_facts import facts_of_id

    measures = _measures(policy)
    facts = facts_of_id(award, measures) or ({"policy": measures[0].id} if policy else {})
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


@command("return")
@click.argument("folder", type=FOLDER)
@AWARD
@AMOUNT
@option("--to", "party", type=TEXT, default="", help=Message("To whom."))
@ON
@VOUCHER
@AGAIN
@ANY_DAY
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
                **({"other_party": done.other_party} if done.other_party else {}),
            }
        )
        return DONE
    amount = prose.amount(entry.fen)
    if done.outcome == "already":
        echo(_("{award}: {amount} is in the book already").format(award=entry.award, amount=amount))
        if done.other_party:
            message = _("! there it names {posted}, not {given}; to change that, reverse the entry and enter it anew")
            echo(message.format(posted=done.other_party, given=entry.party))
        return DONE
    echo(sentence.format(award=entry.award, amount=amount))
    if done.settled:
        echo(_("{amount} paid back to the unit's own money").format(amount=prose.amount(done.settled)))
    echo(_("left to spend: {amount}").format(amount=prose.amount(done.left)))
    return DONE
