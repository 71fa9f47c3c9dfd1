"""``fundcalc book pay``: pay awards."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli.book.options import AGAIN, BY, DAY, FILE, FOLDER, day_of
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, working
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.ledger import Payment


@command("pay")
@click.argument("folder", type=FOLDER)
@option("--award", "awards", multiple=True, metavar="AWARD[=YUAN]",
              help=Message("An award to pay, in full or an amount in yuan. May be given several times."))  # fmt: skip
@option("--all", "everything", is_flag=True, help=Message("Pay every outstanding award in full."))
@option("--share", metavar="RATE", default="",
              help=Message("Pay an instalment: this share of each amount awarded, like 60%, or what is left."))  # fmt: skip
@option("--date", "on", type=DAY, help=Message("The day (default: today)."))
@option("--reference", default="", help=Message("The voucher's number; distinguishes equal payments on one day."))
@option("--file", "output", type=FILE, help=Message("Write the payment list for the bank: .xlsx, .csv or .txt."))
@option("--bank", default="icbc", show_default=True, metavar="NAME|FILE",
        help=Message("The columns of the bank: its name, or a .toml file of one's own."))  # fmt: skip
@option("--list", "listed", default="", metavar="BATCH",
        help=Message("Pay nothing: write the payment list of a batch that was posted again."))  # fmt: skip
@option("--yes", is_flag=True, help=Message("Do not ask before paying."))
@AGAIN
@option("--dry-run", is_flag=True, help=Message("Only show what would be paid."))
@BY
def pay(
    folder: Path,
    awards: tuple[str, ...],
    everything: bool,
    share: str,
    on: datetime | None,
    reference: str,
    output: Path | None,
    bank: str,
    listed: str,
    yes: bool,
    again: bool,
    dry_run: bool,
    *,
    as_json: bool,
) -> int:
    from fundcalc.cli.book import payment_output
    from fundcalc.documents.bank_layout import bank_layout
    from fundcalc.documents.payment_list import check_list_format

    if output is not None:
        check_list_format(output)
    layout = bank_layout(bank) if output is not None else None
    if listed:
        if awards or everything or share or dry_run or output is None or layout is None:
            raise click.UsageError(_("--list writes the list of a batch again; it takes --file and --bank alone"))
        return payment_output.write_list_again(folder, listed, layout, output, as_json=as_json)
    if bool(awards) == everything:
        raise click.UsageError(_("say which awards to pay: --award ID, or --all"))
    with working(_("reading the book")):
        payments = _payments(folder, awards, share, day_of(on), reference)
    if dry_run or (payments and not yes and not as_json and is_terminal()):
        shown = payment_output.preview(folder, payments, layout, dry_run=dry_run, as_json=as_json)
        if dry_run:
            return DONE
        if shown and not click.confirm(_("Pay this?"), default=False):
            echo(_("nothing was paid"))
            return NO
    with_amount = {text.partition("=")[0] for text in awards if "=" in text} if not again else set()
    typed = [payment for payment in payments if payment.award_id in with_amount]
    return payment_output.pay_and_report(folder, payments, layout, output, typed=typed, as_json=as_json)


def is_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _payments(folder: Path, awards: tuple[str, ...], share: str, on: date, reference: str) -> list[Payment]:
    from fundcalc import ledger
    from fundcalc.base import money
    from fundcalc.base.errors import RefusedError
    from fundcalc.ledger.known import suggestion

    if share:
        due = dict(_instalments(folder, share, on, reference))
    else:
        due = {award.award: award.unpaid for award in ledger.outstanding(folder)}
    if not awards:
        return [ledger.Payment(name, fen, on, reference) for name, fen in due.items()]
    payments = []
    for text in awards:
        name, _equals, amount = text.partition("=")
        if not amount and name not in due:
            message = _("{award}: no such award is outstanding in {folder}; see: fundcalc book status {folder}{meant}")
            raise RefusedError(message.format(award=name, folder=folder, meant=suggestion(name, due)), {"award": name})
        payments.append(ledger.Payment(name, money.fen(amount) if amount else due[name], on, reference))
    return payments


def _instalments(folder: Path, share: str, on: date, reference: str) -> Iterator[tuple[str, int]]:
    """Yield the instalment of each award: a share of it, at most what is unpaid.

    The same instalment on the same day under the same reference is requested again, not the next one, so that repeating a
    command posts nothing.
    """
    from fundcalc import ledger
    from fundcalc.base import money

    rate = money.rate(share)
    for account in ledger.status(folder).accounts:
        part = money.share(rate, account.awarded)
        same = any(
            paid.kind == "disbursement"
            and paid.counts
            and (paid.on, paid.fen) == (on, part)
            and paid.text == f"拨付 {reference}".strip()
            for paid in account.movements
        )
        if fen := part if same else min(part, account.unpaid):
            yield account.award, fen
