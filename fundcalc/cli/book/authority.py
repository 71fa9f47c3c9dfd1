"""``fundcalc book`` for an authority: appropriate, commit, pay and recover."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli.book.options import DAY, FOLDER, award_and_amount, day_of
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, print_json, working
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.ledger import Paid, Payment


@command("appropriate")
@click.argument("folder", type=FOLDER)
@option("--policy", required=True, help=Message("The policy: an id, or the path of a policy file."))
@option("--year", required=True, type=click.IntRange(1990, 2100), help=Message("The year of the awards."))
@option("--amount", required=True, metavar="YUAN", help=Message("The amount in yuan, like 5000000.00."))
@option("--date", "on", type=DAY, help=Message("The day (default: today)."))
@option("--document", default="", help=Message("The number of the notice; distinguishes equal amounts on one day."))
def appropriate(
    folder: Path, policy: str, year: int, amount: str, on: datetime | None, document: str, *, as_json: bool
) -> int:
    from fundcalc import ledger, prose
    from fundcalc.base.money import fen, plain
    from fundcalc.policy.loading import load

    measure = load(policy).measure
    done = ledger.appropriate(
        folder, policy=measure.id, code=measure.code, year=year, fen=fen(amount), on=day_of(on), document=document
    )
    if as_json:
        print_json(
            {"fund": done.fund, "outcome": done.outcome, "available": plain(done.available), "batch": done.batch}
        )
    else:
        message = {
            "posted": _("{fund}: {amount} appropriated, {available} available"),
            "already": _("{fund}: {amount} of that day and document is in the book already; {available} available"),
        }[done.outcome]
        echo(message.format(fund=done.fund, amount=prose.amount(fen(amount)), available=prose.amount(done.available)))
    return DONE


@command("commit")
@click.argument("folder", type=FOLDER)
@option("--policy", required=True, help=Message("The policy: an id, or the path of a policy file."))
@option("--year", required=True, type=click.IntRange(1990, 2100), help=Message("The year of the awards."))
@option(
    "--award",
    "awards",
    multiple=True,
    required=True,
    metavar="AWARD=YUAN",
    help=Message("An award and the amount in yuan; a negative amount releases it. May be given several times."),
)
@option("--date", "on", type=DAY, help=Message("The day (default: today)."))
@option("--reference", default="", help=Message("The number of the notice; distinguishes equal amounts on one day."))
def commit(
    folder: Path,
    policy: str,
    year: int,
    awards: tuple[str, ...],
    on: datetime | None,
    reference: str,
    *,
    as_json: bool,
) -> int:
    from fundcalc import ledger
    from fundcalc.policy.loading import load

    measure = load(policy).measure
    commitments = [ledger.Payment(*award_and_amount(text), day_of(on), reference) for text in awards]
    with working(_("reading the book")):
        done = ledger.commit(folder, commitments, policy=measure.id, code=measure.code, year=year)
    return report_payments(done, _("committed {amount} to {award}"), as_json=as_json)


@command("pay")
@click.argument("folder", type=FOLDER)
@option("--award", "awards", multiple=True, metavar="AWARD[=YUAN]",
              help=Message("An award to pay, in full or an amount in yuan. May be given several times."))  # fmt: skip
@option("--all", "everything", is_flag=True, help=Message("Pay every outstanding award in full."))
@option("--share", metavar="RATE", default="",
              help=Message("Pay an instalment: this share of each amount awarded, like 60%, or what is left."))  # fmt: skip
@option("--date", "on", type=DAY, help=Message("The day (default: today)."))
@option("--reference", default="", help=Message("The voucher's number; distinguishes equal payments on one day."))
def pay(
    folder: Path,
    awards: tuple[str, ...],
    everything: bool,
    share: str,
    on: datetime | None,
    reference: str,
    *,
    as_json: bool,
) -> int:
    from fundcalc import ledger

    if bool(awards) == everything:
        raise click.UsageError(_("say which awards to pay: --award ID, or --all"))
    with working(_("reading the book")):
        payments = _payments(folder, awards, share, day_of(on), reference)
        done = ledger.pay(folder, payments)
    if not payments and not as_json:
        echo(_("nothing is outstanding"))
    return report_payments(done, _("paid {amount} on {award}"), as_json=as_json)


def _payments(folder: Path, awards: tuple[str, ...], share: str, on: date, reference: str) -> list[Payment]:
    from fundcalc import ledger
    from fundcalc.base import money
    from fundcalc.base.errors import BookError

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
            raise BookError(_("{award}: no such award is outstanding in {folder}; see: fundcalc book status {folder}").format(
                award=name, folder=folder))  # fmt: skip
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
            and (paid.on, paid.fen) == (on, part)
            and paid.text == f"拨付 {reference}".strip()
            for paid in account.movements
        )
        if fen := part if same else min(part, account.unpaid):
            yield account.award, fen


@command("recover")
@click.argument("folder", type=FOLDER)
@option("--award", "awards", multiple=True, required=True, metavar="AWARD=YUAN",
              help=Message("An award and the amount in yuan. May be given several times."))  # fmt: skip
@option("--date", "on", type=DAY, help=Message("The day (default: today)."))
@option("--reference", default="", help=Message("The voucher's number; distinguishes equal payments on one day."))
def recover(folder: Path, awards: tuple[str, ...], on: datetime | None, reference: str, *, as_json: bool) -> int:
    from fundcalc import ledger

    payments = [ledger.Payment(*award_and_amount(text), day_of(on), reference) for text in awards]
    with working(_("reading the book")):
        done = ledger.recover(folder, payments)
    return report_payments(done, _("recovered {amount} on {award}"), as_json=as_json)


def report_payments(done: Paid, sentence: str, *, as_json: bool) -> int:
    """Print what was posted and what the book had already."""
    from fundcalc import prose
    from fundcalc.base.money import plain

    if as_json:
        print_json(
            {
                "batch": done.batch,
                "posted": [{"award": payment.award_id, "amount": plain(payment.fen)} for payment in done.posted],
                "already": [{"award": payment.award_id, "amount": plain(payment.fen)} for payment in done.already],
            }
        )
        return DONE
    for payment in done.posted:
        echo(sentence.format(amount=prose.amount(payment.fen), award=payment.award_id))
    for payment in done.already:
        echo(_("{award}: {amount} is in the book already").format(
            award=payment.award_id, amount=prose.amount(payment.fen)))  # fmt: skip
    return DONE
