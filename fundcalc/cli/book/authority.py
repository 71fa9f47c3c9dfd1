"""``fundcalc book`` on the authority's side: appropriate, commit, pay, and recover what was demanded back."""

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
@option("--document", default="", help=Message("The number of the notice; tells equal amounts of one day apart."))
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
        told = {
            "posted": _("{fund}: {amount} appropriated, {available} available"),
            "already": _("{fund}: {amount} of that day and document is in the book already; {available} available"),
        }[done.outcome]
        echo(told.format(fund=done.fund, amount=prose.amount(fen(amount)), available=prose.amount(done.available)))
    return DONE


@command("commit")
@click.argument("folder", type=FOLDER)
@option("--policy", required=True, help=Message("The policy: an id, or the path of a policy file."))
@option("--year", required=True, type=click.IntRange(1990, 2100), help=Message("The year of the awards."))
@option("--award", "awards", multiple=True, required=True, metavar="AWARD=YUAN",
              help=Message("An award and the amount in yuan; below zero releases it. May be given several times."))  # fmt: skip
@option("--date", "on", type=DAY, help=Message("The day (default: today)."))
@option("--reference", default="", help=Message("The number of the notice; tells equal amounts of one day apart."))
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
    asked = [ledger.Payment(*award_and_amount(each), day_of(on), reference) for each in awards]
    with working(_("reading the book")):
        done = ledger.commit(folder, asked, policy=measure.id, code=measure.code, year=year)
    return tell(done, _("committed {amount} to {award}"), as_json=as_json)


@command("pay")
@click.argument("folder", type=FOLDER)
@option("--award", "awards", multiple=True, metavar="AWARD[=YUAN]",
              help=Message("An award to pay, in full or an amount in yuan. May be given several times."))  # fmt: skip
@option("--all", "everything", is_flag=True, help=Message("Pay every outstanding award in full."))
@option("--share", metavar="RATE", default="",
              help=Message("Pay an instalment: this share of each amount awarded, like 60%, or what is left."))  # fmt: skip
@option("--date", "on", type=DAY, help=Message("The day (default: today)."))
@option("--reference", default="", help=Message("The voucher's number; tells equal payments of one day apart."))
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
    return tell(done, _("paid {amount} on {award}"), as_json=as_json)


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
    for asked in awards:
        name, _equals, amount = asked.partition("=")
        if not amount and name not in due:
            raise BookError(_("{award}: no such award is outstanding in {folder}; see: fundcalc book status {folder}").format(
                award=name, folder=folder))  # fmt: skip
        payments.append(ledger.Payment(name, money.fen(amount) if amount else due[name], on, reference))
    return payments


def _instalments(folder: Path, share: str, on: date, reference: str) -> Iterator[tuple[str, int]]:
    """By award, a share of what was awarded and at most what is outstanding.

    The same instalment on the same day under the same reference is asked for again, not the next: the book then says that it
    has it.
    """
    from fundcalc import ledger
    from fundcalc.base import money

    rate = money.rate(share)
    for each in ledger.status(folder).accounts:
        part = money.share(rate, each.awarded)
        same = any(
            paid.kind == "disbursement"
            and (paid.on, paid.fen) == (on, part)
            and paid.text == f"拨付 {reference}".strip()
            for paid in each.movements
        )
        if fen := part if same else min(part, each.unpaid):
            yield each.award, fen


@command("recover")
@click.argument("folder", type=FOLDER)
@option("--award", "awards", multiple=True, required=True, metavar="AWARD=YUAN",
              help=Message("An award and the amount in yuan. May be given several times."))  # fmt: skip
@option("--date", "on", type=DAY, help=Message("The day (default: today)."))
@option("--reference", default="", help=Message("The voucher's number; tells equal payments of one day apart."))
def recover(folder: Path, awards: tuple[str, ...], on: datetime | None, reference: str, *, as_json: bool) -> int:
    from fundcalc import ledger

    asked = [ledger.Payment(*award_and_amount(each), day_of(on), reference) for each in awards]
    with working(_("reading the book")):
        done = ledger.recover(folder, asked)
    return tell(done, _("recovered {amount} on {award}"), as_json=as_json)


def tell(done: Paid, sentence: str, *, as_json: bool) -> int:
    """Say what was posted and what was in the book already."""
    from fundcalc import prose
    from fundcalc.base.money import plain

    if as_json:
        print_json(
            {
                "batch": done.batch,
                "posted": [{"award": each.award_id, "amount": plain(each.fen)} for each in done.posted],
                "already": [{"award": each.award_id, "amount": plain(each.fen)} for each in done.already],
            }
        )
        return DONE
    for each in done.posted:
        echo(sentence.format(amount=prose.amount(each.fen), award=each.award_id))
    for each in done.already:
        echo(_("{award}: {amount} is in the book already").format(
            award=each.award_id, amount=prose.amount(each.fen)))  # fmt: skip
    return DONE
