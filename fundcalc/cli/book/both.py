"""``fundcalc book`` for either role: begin a book, and demand money back or note that it is demanded."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from fundcalc.base.i18n import _
from fundcalc.cli.book.authority import tell
from fundcalc.cli.book.options import DAY, FOLDER, day_of
from fundcalc.cli.output import DONE, print_json, spoken, working

CHARTS = ("enterprise", "small-enterprise", "institution")


def init() -> click.Command:
    """Begin a book."""

    @click.command(name="init", help=_("Begin a book: a folder of Beancount files."))
    @click.argument("folder", type=FOLDER)
    @click.option("--role", type=click.Choice(["authority", "recipient"]), default="authority", show_default=True,
                  help=_("Whose book it is."))  # fmt: skip
    @click.option("--chart", type=click.Choice(CHARTS), default=CHARTS[0], show_default=True,
                  help=_("A recipient's chart of accounts."))  # fmt: skip
    @click.option("--organisation", default="", metavar="ID", help=_("A recipient's unified social credit code."))
    @click.option("--name", default="", help=_("A recipient's name."))
    @click.option("--title", default=None, help=_("The title shown in Fava."))
    @spoken
    def run(
        folder: Path, role: str, chart: str, organisation: str, name: str, title: str | None, *, as_json: bool
    ) -> int:
        from fundcalc import ledger
        from fundcalc.ledger.recipient.charts_of_accounts import charts

        unconfirmed: list[str] = []
        if role == "authority" and (organisation or name or chart != CHARTS[0]):
            raise click.UsageError(_("--chart, --organisation and --name are for a recipient's book; leave them out"))
        if role == "recipient":
            accounts = charts()[chart].account.values()
            unconfirmed = [each.name for each in accounts if not each.confirmed]
            title = title or _("Special accounts")
            outcome = ledger.recipient.init(folder, title=title, chart=chart, organisation=organisation, name=name)
            following = f"fundcalc book receive {folder} --award AWARD --amount YUAN"
        else:
            outcome = ledger.init(folder, title=title or _("Special funds"))
            following = f"fundcalc book appropriate {folder} --policy ID --year Y --amount YUAN"
        if as_json:
            print_json({"book": str(folder), "role": role, "outcome": outcome, "unconfirmed_accounts": unconfirmed})
        elif outcome == "created":
            click.echo(_("{folder}: a new book. Next: {command}").format(folder=folder, command=following))
            if unconfirmed:
                told = _("Not confirmed against the standard, so ask your accountant about: {accounts}")
                click.echo(told.format(accounts=", ".join(unconfirmed)))
        else:
            click.echo(_("{folder}: is a book already; nothing was changed").format(folder=folder))
        return DONE

    return run


def clawback() -> click.Command:
    """Demand money back (authority), or note that it is demanded (recipient)."""

    @click.command(
        name="clawback", help=_("Demand back what was paid; in a recipient's book, note that it is demanded.")
    )
    @click.argument("folder", type=FOLDER)
    @click.option("--award", required=True, help=_("The award's id."))
    @click.option("--amount", required=True, metavar="YUAN", help=_("The amount in yuan, like 5000000.00."))
    @click.option("--use", default="", metavar="CODE",
                  help=_("Recipient: the use (code or account) that is disallowed; without it, money not spent."))  # fmt: skip
    @click.option("--from", "party", default="", help=_("Recipient: who demands it."))
    @click.option("--date", "on", type=DAY, help=_("The day (default: today)."))
    @click.option("--reference", default="", help=_("The number of the notice; tells equal amounts of one day apart."))
    @spoken
    def run(
        folder: Path,
        award: str,
        amount: str,
        use: str,
        party: str,
        on: datetime | None,
        reference: str,
        *,
        as_json: bool,
    ) -> int:
        from fundcalc import ledger
        from fundcalc.base.money import fen
        from fundcalc.cli.book.recipient import tell_entered
        from fundcalc.ledger.recipient.grants import Entry

        with working(_("reading the book")):
            if ledger.role_of(folder) == "recipient":
                entry = Entry(award, fen(amount), day_of(on), party, reference)
                done = ledger.recipient.demand(folder, entry, use=use)
                return tell_entered(entry, done, _("{award}: {amount} is demanded back"), as_json=as_json)
            if use or party:
                raise click.UsageError(_("--use and --from are for a recipient's book; leave them out"))
            paid = ledger.claw_back(folder, [ledger.Payment(award, fen(amount), day_of(on), reference)])
        return tell(paid, _("demanded back {amount} on {award}"), as_json=as_json)

    return run


def revoke() -> click.Command:
    """Note that a platform was revoked."""

    @click.command(
        name="revoke",
        help=_("Note that a platform was revoked: the audit finds what is spent of its awards after that day."),
    )
    @click.argument("folder", type=FOLDER)
    @click.option("--award", default="", help=_("An award of the platform, by its id."))
    @click.option("--platform", default="", help=_("The platform, for all its awards in the book decided by that day."))
    @click.option("--date", "on", type=DAY, required=True, help=_("The day of the revocation."))
    @spoken
    def run(folder: Path, award: str, platform: str, on: datetime, *, as_json: bool) -> int:
        from fundcalc import ledger

        if bool(award) == bool(platform):
            raise click.UsageError(_("give --award or --platform: one of them"))
        with working(_("reading the book")):
            done = ledger.revoke(folder, on.date(), award=award, platform=platform)
        if as_json:
            print_json({"noted": list(done.noted), "already": list(done.already), "batch": done.batch})
            return DONE
        for each in done.noted:
            click.echo(_("{award}: revoked on {day}, noted").format(award=each, day=on.date()))
        for each in done.already:
            click.echo(_("{award}: revoked on {day}, is noted already").format(award=each, day=on.date()))
        return DONE

    return run
