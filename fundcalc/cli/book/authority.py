"""``fundcalc book`` for an authority: appropriate, commit, recover, carry over."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli.book.options import (
    AGAIN,
    ANY_DAY,
    BY,
    FILE,
    FOLDER,
    NEW,
    NOTICE,
    ON,
    TEXT,
    VOUCHER,
    award_and_amount,
    day_of,
)
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, print_json, working
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.ledger import PaymentResult


@command("appropriate")
@click.argument("folder", type=FOLDER)
@option("--policy", required=True, help=Message("The policy: an id, or the path of a policy file."))
@option("--year", required=True, type=click.IntRange(1990, 2100), help=Message("The year of the awards."))
@option(
    "--amount",
    required=True,
    metavar="YUAN",
    help=Message("The amount in yuan, like 5000000.00; a negative one is a reduction (调减指标)."),
)
@ON
@option(
    "--document",
    type=TEXT,
    default="",
    help=Message("The number of the notice; distinguishes equal amounts on one day."),
)
@AGAIN
@ANY_DAY
@BY
def appropriate(
    folder: Path, policy: str, year: int, amount: str, on: datetime | None, document: str, again: bool, *, as_json: bool
) -> int:
    from fundcalc import ledger, prose
    from fundcalc.base.money import fen, plain
    from fundcalc.policy.loading import load

    measure = load(policy).measure
    done = ledger.appropriate(
        folder,
        policy=measure.id,
        code=measure.code,
        year=year,
        fen=fen(amount),
        on=day_of(on),
        document=document,
        again=again,
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
@option(
    "--year", type=click.IntRange(1990, 2100), help=Message("The year of the awards (with --round: that of the round).")
)
@option(
    "--award",
    "awards",
    multiple=True,
    metavar="AWARD=YUAN",
    help=Message("An award and the amount in yuan; a negative amount releases it. May be given several times."),
)
@option("--round", "round_file", type=FILE,
        help=Message("A round, or the workbook of its results: what is payable in it is committed."))  # fmt: skip
@ON
@NOTICE
@NEW
@ANY_DAY
@BY
def commit(
    folder: Path,
    policy: str,
    year: int | None,
    awards: tuple[str, ...],
    round_file: Path | None,
    on: datetime | None,
    reference: str,
    new: bool,
    *,
    as_json: bool,
) -> int:
    from fundcalc import ledger
    from fundcalc.cli.book.commitments import commitments_of_round
    from fundcalc.policy.loading import load

    loaded, names = load(policy), None
    measure = loaded.measure
    commitments = [ledger.Payment(*award_and_amount(text), day_of(on), reference) for text in awards]
    if round_file is not None:
        year, payable, names = commitments_of_round(round_file, loaded, folder, year)
        commitments = commitments or [
            ledger.Payment(award, fen, day_of(on), reference) for award, fen in payable.items()
        ]
    elif not awards:
        raise click.UsageError(_("name what is committed: --award AWARD=YUAN, or --round FILE"))
    if year is None:
        raise click.UsageError(_("give the year: --year Y"))
    with working(_("reading the book")):
        done = ledger.commit(
            folder,
            commitments,
            policy=measure.id,
            code=measure.code,
            year=year,
            names=names,
            measures=() if new else (measure,),
        )
    return report_payments(done, _("committed {amount} to {award}"), as_json=as_json)


@command("recover")
@click.argument("folder", type=FOLDER)
@option("--award", "awards", multiple=True, required=True, metavar="AWARD=YUAN",
              help=Message("An award and the amount in yuan. May be given several times."))  # fmt: skip
@ON
@VOUCHER
@AGAIN
@ANY_DAY
@BY
def recover(
    folder: Path, awards: tuple[str, ...], on: datetime | None, reference: str, again: bool, *, as_json: bool
) -> int:
    from fundcalc import ledger

    payments = [ledger.Payment(*award_and_amount(text), day_of(on), reference) for text in awards]
    with working(_("reading the book")):
        done = ledger.recover(folder, payments, again=again)
    return report_payments(done, _("recovered {amount} on {award}"), as_json=as_json)


@command("carry")
@click.argument("folder", type=FOLDER)
@option("--policy", required=True, help=Message("The policy: an id, or the path of a policy file."))
@option("--from", "from_year", required=True, type=click.IntRange(1990, 2100), help=Message("The year of the money."))
@option("--to", "to_year", required=True, type=click.IntRange(1990, 2100), help=Message("The year it goes to."))
@option("--amount", default="", metavar="YUAN", help=Message("The amount in yuan (default: all that is free)."))
@ON
@ANY_DAY
@BY
def carry(
    folder: Path, policy: str, from_year: int, to_year: int, amount: str, on: datetime | None, *, as_json: bool
) -> int:
    from fundcalc import ledger, prose
    from fundcalc.base.money import fen, plain
    from fundcalc.policy.loading import load

    measure = load(policy).measure
    with working(_("reading the book")):
        done = ledger.carry(
            folder,
            policy=measure.id,
            code=measure.code,
            from_year=from_year,
            to_year=to_year,
            on=day_of(on),
            fen=fen(amount) if amount else None,
        )
    if as_json:
        print_json(
            {
                "outcome": done.outcome,
                "from": done.fund,
                "to": done.to_fund,
                "amount": plain(done.fen),
                "batch": done.batch,
            }
        )
        return DONE
    message = {
        "posted": _("{amount} carried from {fund} to {to_fund}"),
        "already": _("what was free in {fund} was carried to {to_fund} already"),
    }[done.outcome]
    echo(message.format(amount=prose.amount(done.fen), fund=done.fund, to_fund=done.to_fund))
    return DONE


def report_payments(done: PaymentResult, sentence: str, *, as_json: bool) -> int:
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
