"""``fundcalc book``: the authority's ledger, from the appropriation to the last payment."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fundcalc.cli.speech import DONE, NO, print_json, print_table, spoken, working
from fundcalc.language import _

if TYPE_CHECKING:
    from fundcalc.book import Payment

_FOLDER = click.Path(path_type=Path, file_okay=False)
_DAY = click.DateTime(["%Y-%m-%d"])


def book() -> click.Group:
    """The group of commands about the ledger."""
    group = click.Group(name="book", help=_("The ledger: begin it, appropriate, pay, and see where it stands."))
    for command in (_init(), _appropriate(), _pay(), _status()):
        group.add_command(command)
    return group


def _day(given: datetime | None) -> date:
    return given.date() if given else date.today()  # noqa: DTZ011, the officer's own day


def _init() -> click.Command:
    @click.command(name="init", help=_("Begin a book: a folder of Beancount files."))
    @click.argument("folder", type=_FOLDER)
    @click.option("--role", type=click.Choice(["authority"]), default="authority", show_default=True,
                  help=_("Whose book it is."))  # fmt: skip
    @click.option("--title", default=None, help=_("The title shown in Fava."))
    @spoken
    def run(folder: Path, role: str, title: str | None, *, as_json: bool) -> int:
        from fundcalc import book

        outcome = book.init(folder, title=title or _("Special funds"))
        if as_json:
            print_json({"book": str(folder), "role": role, "outcome": outcome})
        elif outcome == "created":
            following = f"fundcalc book appropriate {folder} --policy ID --year Y --amount YUAN"
            click.echo(_("{folder}: a new book. Next: {command}").format(folder=folder, command=following))
        else:
            click.echo(_("{folder}: is a book already; nothing was changed").format(folder=folder))
        return DONE

    return run


def _appropriate() -> click.Command:
    @click.command(name="appropriate", help=_("Appropriate money to the fund of a policy and year."))
    @click.argument("folder", type=_FOLDER)
    @click.option("--policy", required=True, help=_("The policy: an id, or the path of a policy file."))
    @click.option("--year", required=True, type=click.IntRange(1990, 2100), help=_("The year of the awards."))
    @click.option("--amount", required=True, metavar="YUAN", help=_("The amount in yuan, like 5000000.00."))
    @click.option("--date", "on", type=_DAY, help=_("The day (default: today)."))
    @click.option("--document", default="", help=_("The number of the notice; tells equal amounts of one day apart."))
    @spoken
    def run(
        folder: Path, policy: str, year: int, amount: str, on: datetime | None, document: str, *, as_json: bool
    ) -> int:
        from fundcalc import book, words
        from fundcalc.money import fen, plain
        from fundcalc.policy import load

        measure = load(policy).measure
        done = book.appropriate(
            folder, policy=measure.id, code=measure.code, year=year, fen=fen(amount), on=_day(on), document=document
        )
        if as_json:
            print_json(
                {"fund": done.fund, "outcome": done.outcome, "available": plain(done.available), "batch": done.batch}
            )
        else:
            told = {
                "posted": _("{fund}: {amount} appropriated, {available} available"),
                "already": _("{fund}: {amount} of that day and document is in the book already; {available} available"),
            }[done.outcome]
            click.echo(
                told.format(fund=done.fund, amount=words.amount(fen(amount)), available=words.amount(done.available))
            )
        return DONE

    return run


def _pay() -> click.Command:
    @click.command(name="pay", help=_("Pay awards: one, several, or all that are outstanding."))
    @click.argument("folder", type=_FOLDER)
    @click.option("--award", "awards", multiple=True, metavar="AWARD[=YUAN]",
                  help=_("An award to pay, in full or an amount in yuan. May be given several times."))  # fmt: skip
    @click.option("--all", "everything", is_flag=True, help=_("Pay every outstanding award in full."))
    @click.option("--date", "on", type=_DAY, help=_("The day (default: today)."))
    @click.option("--reference", default="", help=_("The voucher's number; tells equal payments of one day apart."))
    @spoken
    def run(
        folder: Path, awards: tuple[str, ...], everything: bool, on: datetime | None, reference: str, *, as_json: bool
    ) -> int:
        from fundcalc import book, words
        from fundcalc.money import plain

        if bool(awards) == everything:
            raise click.UsageError(_("say which awards to pay: --award ID, or --all"))
        with working(_("reading the book")):
            payments = _payments(folder, awards, _day(on), reference)
            done = book.pay(folder, payments)
        if as_json:
            print_json(
                {
                    "batch": done.batch,
                    "posted": [{"award": each.award_id, "amount": plain(each.fen)} for each in done.posted],
                    "already": [{"award": each.award_id, "amount": plain(each.fen)} for each in done.already],
                }
            )
        else:
            for each in done.posted:
                click.echo(_("paid {amount} on {award}").format(amount=words.amount(each.fen), award=each.award_id))
            for each in done.already:
                click.echo(_("{award}: this payment is in the book already").format(award=each.award_id))
            if not payments:
                click.echo(_("nothing is outstanding"))
        return DONE

    return run


def _payments(folder: Path, awards: tuple[str, ...], on: date, reference: str) -> list[Payment]:
    from fundcalc import book
    from fundcalc.errors import BookError
    from fundcalc.money import fen

    open_awards = {each.id: each.balance for each in book.outstanding(folder)}
    if not awards:
        return [book.Payment(name, balance, on, reference) for name, balance in open_awards.items()]
    payments = []
    for asked in awards:
        name, _equals, amount = asked.partition("=")
        if not amount and name not in open_awards:
            raise BookError(_("{award}: no such award is outstanding in {folder}; see: fundcalc book status {folder}").format(
                award=name, folder=folder))  # fmt: skip
        payments.append(book.Payment(name, fen(amount) if amount else open_awards[name], on, reference))
    return payments


def _status() -> click.Command:
    @click.command(name="status", help=_("Where the book stands: every fund and every award."))
    @click.argument("folder", type=_FOLDER)
    @click.option("--on", type=_DAY, help=_("At the end of this day (default: with everything in the book)."))
    @spoken
    def run(folder: Path, on: datetime | None, *, as_json: bool) -> int:
        from fundcalc import book
        from fundcalc.money import plain, yuan

        with working(_("reading the book")):
            stands = book.status(folder, on.date() if on else None)
        if as_json:
            print_json(_as_json(stands, plain))
            return NO if stands.faults else DONE

        def figure(amount: int) -> str:
            return f"{yuan(amount):,}"

        print_table(
            [
                _("fund"),
                _("policy"),
                _("appropriated"),
                _("awarded"),
                _("paid"),
                _("still to pay"),
                _("free"),
                _("treasury"),
            ],
            [
                [
                    each.fund,
                    each.policy,
                    *map(figure, (each.appropriated, each.awarded, each.paid, each.unpaid, each.free, each.treasury)),
                ]
                for each in stands.funds
            ],
            right=range(2, 8),
        )
        print_table(
            [_("award"), _("organisation"), _("awarded"), _("paid"), _("still to pay"), _("last movement")],
            [
                [
                    each.id,
                    each.organisation_name,
                    *map(figure, (each.awarded, each.paid, each.balance)),
                    each.last.isoformat(),
                ]
                for each in sorted(stands.awards, key=lambda each: (each.fund, each.platform, each.id))
            ],
            right=range(2, 5),
        )
        for fault in stands.faults:
            click.echo(f"✗ {fault}")
        return NO if stands.faults else DONE

    return run


def _as_json(stands: Any, plain: Any) -> dict[str, Any]:
    funds = ("appropriated", "committed", "awarded", "paid", "free", "unpaid", "treasury")
    return {
        "funds": [
            {"fund": each.fund, "policy": each.policy, **{name: plain(getattr(each, name)) for name in funds}}
            for each in stands.funds
        ],
        "awards": [
            {
                "award": each.id,
                "fund": each.fund,
                "policy": each.policy,
                "platform": each.platform,
                "benefit": each.benefit,
                "organisation": each.organisation,
                "organisation_name": each.organisation_name,
                "awarded": plain(each.awarded),
                "paid": plain(each.paid),
                "balance": plain(each.balance),
                "last": each.last.isoformat(),
            }
            for each in stands.awards
        ],
        "faults": [str(fault) for fault in stands.faults],
    }
