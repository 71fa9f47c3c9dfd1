"""``fundcalc book pay``: pay awards."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli.book.options import AGAIN, ANY_DAY, BY, FILE, FOLDER, ON, VOUCHER, day_of
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, working
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.ledger import Payment


@command("pay")
@click.argument("folder", type=FOLDER)
@option("--award", "awards", multiple=True, metavar="AWARD[=YUAN]",
              help=Message("An award to pay, in full or an amount in yuan. May be given several times."))  # fmt: skip
@option(
    "--all",
    "everything",
    is_flag=True,
    help=Message("Pay every outstanding award, as far as it is due."),
)
@option("--share", metavar="RATE", default="",
              help=Message("Pay an instalment: this share of each amount awarded, like 60%, or what is left."))  # fmt: skip
@ON
@VOUCHER
@option("--file", "output", type=FILE, help=Message("Write the payment list for the bank: .xlsx, .csv or .txt."))
@option("--bank", default="icbc", show_default=True, metavar="BANK|FILE",
        help=Message("The columns of the bank: its name, or a .toml file of one's own."))  # fmt: skip
@option("--list", "listed", default="", metavar="BATCH",
        help=Message("Pay nothing: write the payment list of a batch that was posted again."))  # fmt: skip
@option("--yes", is_flag=True, help=Message("Do not ask before paying."))
@AGAIN
@option("--dry-run", is_flag=True, help=Message("Only show what would be paid."))
@ANY_DAY
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
        raise click.UsageError(_("name the awards to pay: --award ID, or --all"))
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
    from fundcalc.base import money
    from fundcalc.ledger.authority.payment_requests import requested_payments

    named = [text.partition("=") for text in awards]
    amounts = [(name, money.fen(amount) if amount else None) for name, _equals, amount in named]
    rate = money.rate(share) if share else None
    return requested_payments(folder, amounts, on, share=rate, reference=reference)
