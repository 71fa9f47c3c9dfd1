"""Paying, with the list for the bank, and what ``fundcalc book pay`` prints."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fundcalc.base.i18n import _, ngettext
from fundcalc.cli.output import DONE, print_json, working
from fundcalc.cli.terminal import echo, print_start

if TYPE_CHECKING:
    from fundcalc.documents.bank_layout import BankLayout
    from fundcalc.ledger import Payment, PaymentResult
    from fundcalc.ledger.snapshot import LedgerSnapshot


def preview(
    folder: Path, payments: Sequence[Payment], layout: BankLayout | None, *, dry_run: bool, as_json: bool
) -> bool:
    """Show what would be paid; whether that is anything. Raises as paying does."""
    from fundcalc import ledger
    from fundcalc.documents.payment_list import payment_list
    from fundcalc.ledger.authority.payees import payees_of
    from fundcalc.ledger.authority.payments import check_payments
    from fundcalc.views.payments import payment_rows, payments_table

    with working(_("reading the book")), ledger.locked(folder) as book:
        before = book.snapshot
    checked = check_payments(before, payments)
    payees = payees_of(before.events)
    if layout is not None:
        payment_list(layout, checked.new, before.awards, payees)
    table = payments_table(payment_rows(checked.new, before.awards, payees))
    total = sum(payment.fen for payment in checked.new)
    if as_json:
        print_json({"dry_run": True, "batch": None, "posted": [], "payments": table.to_json(), **_sums(total)})
        return bool(checked.new)
    if checked.new:
        columns = ("award", "organisation_name", "account_name", "account", "amount")
        print_start(table.select(*columns), in_workbook=False)
        _print_sum(len(checked.new), total)
    for payment in checked.already:
        _print_already(before, payment)
    if dry_run:
        echo(_("only shown; nothing was paid") if checked.new else _("nothing is due now"))
    return bool(checked.new)


def pay_and_report(
    folder: Path,
    payments: Sequence[Payment],
    layout: BankLayout | None,
    output: Path | None,
    *,
    typed: Collection[Payment] = (),
    as_json: bool,
) -> int:
    """Pay, write the list for the bank, and say what was done; the exit code.

    ``typed`` are the payments that are refused if an equal one of another day is in the book.
    """
    from fundcalc import ledger
    from fundcalc.documents.payment_list import StagedList, payment_list
    from fundcalc.ledger.authority.payees import payees_of
    from fundcalc.ledger.authority.payments import check_payments, last_batch, post_payments
    from fundcalc.ledger.repeats import Act, refuse_equal

    with working(_("reading the book")), ledger.locked(folder) as book:
        before = book.snapshot
        acts = [Act("disbursement", paid.award_id, paid.fen, paid.on, paid.reference) for paid in typed]
        refuse_equal(folder, before.events, acts)
        checked = check_payments(before, payments)
        if checked.new and layout is not None and output is not None:
            rows = payment_list(layout, checked.new, before.awards, payees_of(before.events))
            with StagedList(output, folder, rows) as staged:
                done = post_payments(book, checked)
                staged.put_in_place(done.batch or "")
        else:
            done = post_payments(book, checked)
        last = last_batch(folder, before) if output is not None else ""
    _report(done, before if output is not None else None, last, output if done.posted else None, as_json=as_json)
    return DONE


def write_list_again(folder: Path, batch: str, layout: BankLayout, output: Path, *, as_json: bool) -> int:
    """Write the payment list of a batch; the exit code."""
    from fundcalc import ledger
    from fundcalc.base.errors import BookError
    from fundcalc.documents.payment_list import StagedList, payment_list
    from fundcalc.ledger.authority.payees import payees_of
    from fundcalc.ledger.authority.payments import payments_in

    batch = Path(batch).name.removesuffix(".beancount")
    with working(_("reading the book")), ledger.locked(folder) as book:
        before = book.snapshot
        found = payments_in(before, batch)
        if not found.live:
            message = _("{batch} is not a batch of payments of this book; see: fundcalc book entries {folder}")
            raise BookError(message.format(batch=batch, folder=folder))
        listed = payment_list(layout, found.live, before.awards, payees_of(before.events))
        with StagedList(output, folder, listed) as staged:
            staged.put_in_place(batch)
    if as_json:
        print_json({"batch": batch, "file": str(output), "payments": len(found.live), **_sums(listed.fen)})
        return DONE
    _print_sum(len(found.live), listed.fen)
    if found.reversed:
        message = ngettext(
            "{count} payment of the batch was reversed and is not in the list",
            "{count} payments of the batch were reversed and are not in the list",
            found.reversed,
        )
        echo(message.format(count=found.reversed))
    echo(_("payment list of {batch}: {file}").format(batch=batch, file=output))
    return DONE


def _report(
    done: PaymentResult, before: LedgerSnapshot | None, last: str, output: Path | None, *, as_json: bool
) -> None:
    """Say what was paid; ``last`` is the batch to name where nothing was."""
    from fundcalc import prose
    from fundcalc.base.money import plain

    total = sum(payment.fen for payment in done.posted)
    if as_json:
        print_json(
            {
                "batch": done.batch,
                "posted": [{"award": payment.award_id, "amount": plain(payment.fen)} for payment in done.posted],
                "already": [{"award": payment.award_id, "amount": plain(payment.fen)} for payment in done.already],
                **_sums(total),
                "file": str(output) if output is not None else None,
            }
        )
        return
    for payment in done.posted:
        echo(_("paid {amount} on {award}").format(amount=prose.amount(payment.fen), award=payment.award_id))
    for payment in done.already:
        _print_already(before, payment)
    if not done.posted and not done.already:
        echo(_("nothing is due now"))
        if last:  # the list of what was paid may be missing
            echo(_("the last payments: fundcalc book pay DIR --list {batch} --file OUT").format(batch=last))
    if done.posted:
        _print_sum(len(done.posted), total)
        echo(_("posted as {batch}").format(batch=done.batch))
    if output is not None:
        echo(_("payment list of {batch}: {file}").format(batch=done.batch, file=output))


def _print_already(before: LedgerSnapshot | None, payment: Payment) -> None:
    from fundcalc import prose
    from fundcalc.ledger.authority.payments import batch_of

    echo(_("{award}: {amount} is in the book already").format(
        award=payment.award_id, amount=prose.amount(payment.fen)))  # fmt: skip
    if before is not None and (batch := batch_of(before, payment)):
        echo(_("its payment list: fundcalc book pay DIR --list {batch} --file OUT").format(batch=batch))


def _print_sum(number: int, fen: int) -> None:
    from fundcalc import prose

    message = ngettext("{count} payment, {sum} ({capitals})", "{count} payments, {sum} ({capitals})", number)
    echo(message.format(count=number, sum=prose.amount(fen), capitals=_sums(fen)["sum_in_capitals"]))


def _sums(fen: int) -> dict[str, str]:
    from fundcalc.base.amount_in_words import capitals
    from fundcalc.base.money import LARGEST_FEN, plain

    return {"sum": plain(fen), "sum_in_capitals": capitals(fen) if fen <= LARGEST_FEN else ""}
