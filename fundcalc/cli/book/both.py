"""``fundcalc book`` for either role: begin a book, claw back, revoke."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli.book.authority import report_payments
from fundcalc.cli.book.options import AGAIN, AMOUNT, ANY_DAY, AWARD, BY, DAY, FOLDER, NOTICE, ON, TEXT, day_of
from fundcalc.cli.book.upkeep import code_warning
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, print_json, working
from fundcalc.cli.terminal import echo

CHARTS = ("enterprise", "small-enterprise", "institution")


@command("init")
@click.argument("folder", type=FOLDER)
@option("--role", type=click.Choice(["authority", "recipient"]), default="authority", show_default=True,
              help=Message("The role of the book's owner."))  # fmt: skip
@option("--chart", type=click.Choice(CHARTS), default=None, show_default=CHARTS[0],
              help=Message("A recipient's chart of accounts."))  # fmt: skip
@option("--organisation", default="", metavar="ID", help=Message("A recipient's unified social credit code."))
@option("--name", type=TEXT, default="", help=Message("A recipient's name."))
@option("--title", type=TEXT, default=None, help=Message("The title shown in Fava."))
@BY
def init(
    folder: Path, role: str, chart: str | None, organisation: str, name: str, title: str | None, *, as_json: bool
) -> int:
    from fundcalc import ledger
    from fundcalc.ledger.recipient.charts_of_accounts import charts

    unconfirmed: list[str] = []
    if role == "authority" and (organisation or name or chart):
        raise click.UsageError(_("--chart, --organisation and --name are for a recipient's book; leave them out"))
    if role == "recipient":
        accounts = charts()[chart or CHARTS[0]].account.values()
        unconfirmed = [account.name for account in accounts if not account.confirmed]
        outcome = ledger.recipient.init(folder, title=title, chart=chart, organisation=organisation, name=name)
        following = f"fundcalc book receive {folder} --award AWARD --amount YUAN"
    else:
        outcome = ledger.init(folder, title=title)
        following = f"fundcalc book appropriate {folder} --policy ID --year Y --amount YUAN"
    warning = code_warning(organisation)
    if warning and not as_json:
        echo(f"! {warning}")
    if as_json:
        warnings = [warning] if warning else []
        print_json(
            {
                "book": str(folder), "role": role, "outcome": outcome, "unconfirmed_accounts": unconfirmed,
                "warnings": warnings,
            }
        )  # fmt: skip
    elif outcome == "created":
        echo(_("{folder}: a new book. Next: {command}").format(folder=folder, command=following))
        if unconfirmed:
            message = _("Not confirmed against the standard, so ask your accountant about: {accounts}")
            echo(message.format(accounts=", ".join(unconfirmed)))
    else:
        echo(_("{folder}: already a book with these facts; nothing was changed").format(folder=folder))
    return DONE


@command("clawback")
@click.argument("folder", type=FOLDER)
@AWARD
@AMOUNT
@option("--use", default="", metavar="CODE",
        help=Message("Recipient: the use (code or account) that is disallowed (default: money not spent)."))  # fmt: skip
@option("--from", "party", type=TEXT, default="", help=Message("Recipient: who demands it."))
@ON
@NOTICE
@AGAIN
@ANY_DAY
@BY
def clawback(
    folder: Path,
    award: str,
    amount: str,
    use: str,
    party: str,
    on: datetime | None,
    reference: str,
    again: bool,
    *,
    as_json: bool,
) -> int:
    from fundcalc import ledger
    from fundcalc.base.money import fen
    from fundcalc.cli.book.recipient import report_entry
    from fundcalc.ledger.recipient import Entry

    with working(_("reading the book")):
        if ledger.role_of(folder) == "recipient":
            entry = Entry(award, fen(amount), day_of(on), party, reference)
            done = ledger.recipient.demand(folder, entry, use=use, again=again)
            return report_entry(entry, done, _("{award}: {amount} is demanded back"), as_json=as_json)
        if use or party:
            raise click.UsageError(_("--use and --from are for a recipient's book; leave them out"))
        paid = ledger.claw_back(folder, [ledger.Payment(award, fen(amount), day_of(on), reference)], again=again)
    return report_payments(paid, _("demanded back {amount} on {award}"), as_json=as_json)


@command("revoke")
@click.argument("folder", type=FOLDER)
@option("--award", default="", help=Message("An award of the platform, by its id."))
@option("--platform", default="", help=Message("The platform, for all its awards in the book decided by that day."))
@option("--date", "on", type=DAY, required=True, help=Message("The day of the revocation."))
@ANY_DAY
@BY
def revoke(folder: Path, award: str, platform: str, on: datetime, *, as_json: bool) -> int:
    from fundcalc import ledger

    if bool(award) == bool(platform):
        raise click.UsageError(_("give --award or --platform: one of them"))
    with working(_("reading the book")):
        done = ledger.revoke(folder, on.date(), award=award, platform=platform)
    if as_json:
        print_json({"noted": list(done.noted), "already": list(done.already), "batch": done.batch})
        return DONE
    for name in done.noted:
        echo(_("{award}: revoked on {day}, noted").format(award=name, day=on.date()))
    for name in done.already:
        echo(_("{award}: revoked on {day}, is noted already").format(award=name, day=on.date()))
    return DONE
