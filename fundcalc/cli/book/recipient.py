"""``fundcalc book`` on the recipient's side: receive, spend, return."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import _
from fundcalc.cli.book.options import DAY, FILE, FOLDER, day_of
from fundcalc.cli.output import DONE, NO, print_json, spoken, working

if TYPE_CHECKING:
    from fundcalc.ledger.recipient.grants import Entered, Entry
    from fundcalc.ledger.recipient.spending import Spent
    from fundcalc.workbooks import Expenses

_MOST_SHOWN = 20


def receive() -> click.Command:
    """Post money received for an award."""

    @click.command(name="receive", help=_("Post money received for an award; without --amount, only note the award."))
    @click.argument("folder", type=FOLDER)
    @click.option("--award", required=True, help=_("The award's id."))
    @click.option("--amount", default="", metavar="YUAN", help=_("The amount in yuan, like 5000000.00."))
    @click.option(
        "--awarded", default="", metavar="YUAN", help=_("What was awarded in all; no more than that is received.")
    )
    @click.option(
        "--policy", default="", help=_("The policy: an id, or the path of a policy file (default: by the award's id).")
    )
    @click.option("--platform-name", default="", help=_("The name of the platform."))
    @click.option("--until", type=DAY, help=_("The last day its money may be spent; a later one puts it off."))
    @click.option("--from", "party", default="", help=_("Who paid it."))
    @click.option("--date", "on", type=DAY, help=_("The day (default: today)."))
    @click.option("--reference", default="", help=_("The voucher's number; tells equal payments of one day apart."))
    @spoken
    def run(
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
        *,
        as_json: bool,
    ) -> int:
        from fundcalc import ledger
        from fundcalc.base.money import fen, plain
        from fundcalc.ledger.recipient.grants import Entry

        facts = _facts(award, policy)
        facts |= {"awarded": plain(fen(awarded))} if awarded else {}
        facts |= {"platform-name": platform_name} if platform_name else {}
        facts |= {"until": day_of(until).isoformat()} if until else {}
        with working(_("reading the book")):
            if amount:
                entry = Entry(award, fen(amount), day_of(on), party, reference)
                done = ledger.recipient.receive(folder, entry, facts)
                return tell_entered(entry, done, _("{award}: received {amount}"), as_json=as_json)
            outcome = ledger.recipient.note(folder, award, facts, on=day_of(on))
        if as_json:
            print_json({"award": award, "outcome": outcome})
        else:
            told = _("{award}: noted") if outcome == "posted" else _("{award}: is noted already")
            click.echo(told.format(award=award))
        return DONE

    return run


def _facts(award: str, policy: str) -> dict[str, str]:
    """What the id of an award says of it, if it is one of a measure we have: its policy, year, platform and benefit."""
    from fundcalc.auditing.evidence import read_id
    from fundcalc.policy.loading import available, load

    measures = [load(policy).measure] if policy else [load(each).measure for each in available()]
    if (said := read_id(award, measures)) is not None:
        measure = said.measure
        return {
            "policy": measure.id,
            "code": measure.code,
            "year": str(said.year),
            "platform": said.platform,
            "benefit": said.benefit,
            "cite": measure.benefit[said.benefit].cite,
        }
    return {"policy": measures[0].id} if policy else {}


def template() -> click.Command:
    """An empty workbook for lines of spending."""

    @click.command(name="template", help=_("Write an empty workbook for lines of spending."))
    @click.option("-o", "--output", type=FILE, required=True, help=_("The workbook to write."))
    @click.option("--book", "folder", type=FOLDER, default=None, help=_("A book whose awards the drop-down lists."))
    @spoken
    def run(output: Path, folder: Path | None, *, as_json: bool) -> int:
        from fundcalc import ledger
        from fundcalc.base.errors import SheetError
        from fundcalc.workbooks import write_expenses_template

        if output.exists():
            raise SheetError(
                _("{path} is there already; choose another name, nothing is written over").format(path=output)
            )
        awards = [each.award for each in ledger.status(folder).accounts] if folder else []
        write_expenses_template(output, awards=awards, with_account=folder is None)
        if as_json:
            print_json({"template": str(output)})
        else:
            click.echo(_("{path} written. Next: fundcalc book spend DIR {path}").format(path=output))
            if folder is None:
                click.echo(
                    _("Without a book, fill in all its sheets and run: fundcalc audit {path}").format(path=output)
                )
        return DONE

    return run


def spend() -> click.Command:
    """Post lines of spending."""

    @click.command(name="spend", help=_("Post lines of spending from an .xlsx or CSV: all of them or none, each once."))
    @click.argument("folder", type=FOLDER)
    @click.argument("file", type=FILE)
    @click.option("--award", default="", help=_("The award of lines that do not say."))
    @click.option("--advance", is_flag=True,
                  help=_("Let the unit's own money advance what the award's does not reach for (垫付)."))  # fmt: skip
    @spoken
    def run(folder: Path, file: Path, award: str, advance: bool, *, as_json: bool) -> int:
        from fundcalc import ledger
        from fundcalc.base.errors import BookError
        from fundcalc.workbooks import read_expenses

        with working(_("reading the lines of spending")):
            found = read_expenses(file, award=award)
        if found.bad:
            return _refuse(found, as_json=as_json)
        try:
            with working(_("posting")):
                done = ledger.spend(folder, found.lines, advance=advance)
        except BookError:
            # A heading that was not understood may be why.
            for fault in found.faults[:_MOST_SHOWN]:
                click.echo(f"! {fault}", err=True)
            raise
        _tell_spent(found, done, as_json=as_json)
        return DONE

    return run


def _refuse(found: Expenses, *, as_json: bool) -> int:
    if as_json:
        print_json({"batch": None, "posted": 0, "bad": found.bad, "faults": list(map(str, found.faults))})
        return NO
    for fault in found.faults[:_MOST_SHOWN]:
        click.echo(f"✗ {fault}")
    if len(found.faults) > _MOST_SHOWN:
        click.echo(_("and {count} more").format(count=len(found.faults) - _MOST_SHOWN))
    click.echo(
        _("nothing was posted: {bad} rows cannot be read; correct them and post the file again").format(bad=found.bad)
    )
    return NO


def _tell_spent(found: Expenses, done: Spent, *, as_json: bool) -> None:
    from fundcalc import prose
    from fundcalc.base.money import plain

    total = sum(line.fen for line in done.posted)
    if as_json:
        print_json(
            {
                "batch": done.batch,
                "posted": len(done.posted),
                "already": len(done.already),
                "already_at": [each.place for each in done.already],
                "amount": plain(total),
                "advanced": plain(done.advanced),
                "settled": plain(done.settled),
                "repeated_invoices": [
                    {"award": each.award, "invoice": each.invoice, "places": list(each.places)}
                    for each in done.repeated
                ],
                "faults": list(map(str, found.faults)),
            }
        )
        return
    for fault in found.faults:
        click.echo(f"! {fault}")
    if done.batch:
        click.echo(_("{count} lines posted, {amount}").format(count=len(done.posted), amount=prose.amount(total)))
    if done.already:
        click.echo(_("{count} lines are in the book already and were not posted again").format(count=len(done.already)))
        if done.posted:
            # Whoever meant two equal purchases has to see which of them was taken for one.
            shown = [each.place for each in done.already[:_MOST_SHOWN]]
            click.echo("  " + ", ".join([*shown, "…"] if len(done.already) > _MOST_SHOWN else shown))
    if not found.lines:
        click.echo(_("the file holds no lines"))
    if found.awards or found.movements:
        click.echo(_("! its sheets of awards and receipts are not posted: `fundcalc book receive` does that"))
    if done.advanced:
        click.echo(_("{amount} of it advanced by the unit's own money").format(amount=prose.amount(done.advanced)))
    if done.settled:
        click.echo(_("{amount} paid back to the unit's own money").format(amount=prose.amount(done.settled)))
    for each in done.repeated:
        told = _("! invoice {invoice} stands {count} times in {award}: {places}. If a line was corrected, take the old one "
                 "back with a line below zero.")  # fmt: skip
        click.echo(told.format(
            invoice=each.invoice, count=len(each.places), award=each.award, places=", ".join(each.places)))  # fmt: skip


def give_back() -> click.Command:
    """Post money returned to the authority."""

    @click.command(name="return", help=_("Post money returned: first what is demanded back, then what is left."))
    @click.argument("folder", type=FOLDER)
    @click.option("--award", required=True, help=_("The award's id."))
    @click.option("--amount", required=True, metavar="YUAN", help=_("The amount in yuan, like 5000000.00."))
    @click.option("--to", "party", default="", help=_("To whom."))
    @click.option("--date", "on", type=DAY, help=_("The day (default: today)."))
    @click.option("--reference", default="", help=_("The voucher's number; tells equal payments of one day apart."))
    @spoken
    def run(
        folder: Path, award: str, amount: str, party: str, on: datetime | None, reference: str, *, as_json: bool
    ) -> int:
        from fundcalc import ledger
        from fundcalc.base.money import fen
        from fundcalc.ledger.recipient.grants import Entry

        entry = Entry(award, fen(amount), day_of(on), party, reference)
        with working(_("reading the book")):
            done = ledger.recipient.give_back(folder, entry)
        return tell_entered(entry, done, _("{award}: returned {amount}"), as_json=as_json)

    return run


def tell_entered(entry: Entry, done: Entered, sentence: str, *, as_json: bool) -> int:
    """Say what became of an entry, and what is left of the award."""
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
        click.echo(_("{award}: {amount} is in the book already").format(award=entry.award, amount=amount))
        return DONE
    click.echo(sentence.format(award=entry.award, amount=amount))
    if done.settled:
        click.echo(_("{amount} paid back to the unit's own money").format(amount=prose.amount(done.settled)))
    click.echo(_("left to spend: {amount}").format(amount=prose.amount(done.left)))
    return DONE
