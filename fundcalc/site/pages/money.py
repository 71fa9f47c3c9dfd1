"""The money of an authority's book: appropriating, paying, getting it back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path

from fundcalc import ledger, prose
from fundcalc.app.rounds import titles
from fundcalc.base import money
from fundcalc.base.errors import BookError, SheetError
from fundcalc.base.figures import figure
from fundcalc.base.i18n import _, either
from fundcalc.documents.bank_layout import BankLayout, available_banks, bank_layout
from fundcalc.documents.payment_list import StagedList, payment_list
from fundcalc.ledger import Payment
from fundcalc.ledger.authority.payees import compare_payees, enter_payees, payees_of
from fundcalc.ledger.authority.payees import payees as payees_in
from fundcalc.ledger.authority.payment_requests import requested_payments
from fundcalc.ledger.authority.payments import check_payments, payments_in, post_payments
from fundcalc.ledger.repeats import Act, refuse_equal
from fundcalc.policy.loading import available, load
from fundcalc.site.act_records import ActOutcome, BookAct
from fundcalc.site.books import book_of
from fundcalc.site.pages.books import book_page, schedule_tables, to_confirm
from fundcalc.site.reading import again_in, amount_in, day_in, download, one_file, read_from, today, year_in
from fundcalc.site.visit import Answer, Visit
from fundcalc.views.payments import changes_table, payment_rows, payments_table
from fundcalc.workbooks.payees import PayeeRows, read_payees, write_payees_template

# Appropriating.


def appropriating(visit: Visit) -> Answer:
    """The form to appropriate money."""
    book = book_of(visit)
    content: dict[str, object] = {
        "policies": titles().items(),
        "year": today().year,
    }
    return book_page(visit, book, "appropriate.html", _("Appropriate money"), content)


def appropriate(visit: Visit) -> Answer:
    """Show what an appropriation would enter."""
    if visit.given("policy") not in available():
        raise SheetError(_("choose the measure"))
    measure = load(visit.given("policy")).measure
    year, fen, on = year_in(visit), amount_in(visit), day_in(visit)
    document, again = visit.given("document"), again_in(visit)

    def perform(folder: Path) -> ActOutcome:
        done = ledger.appropriate(
            folder, policy=measure.id, code=measure.code, year=year, fen=fen, on=on, document=document, again=again
        )
        line = _("{fund}: {available} yuan are available afterwards")
        return ActOutcome((line.format(fund=done.fund, available=figure(done.available)),))

    return to_confirm(
        visit, BookAct(_("Appropriate money to {measure}").format(measure=either(measure.short)), perform)
    )


# Paying.


def paying(visit: Visit) -> Answer:
    """What is outstanding, to be ticked."""
    book = book_of(visit)
    known = payees_in(book.folder)
    outstanding = ledger.outstanding(book.folder)
    content: dict[str, object] = {
        "outstanding": [(award, award.payable(today())) for award in outstanding],
        **schedule_tables(outstanding),
        "payees": {organisation: payee.account for organisation, payee in known.items()},
        "banks": [(name, bank_layout(name).name) for name in available_banks()],
    }
    return book_page(visit, book, "pay.html", _("Pay awards"), content)


def pay(visit: Visit) -> Answer:
    """Show what would be paid, to which accounts."""
    book, on, reference = book_of(visit), day_in(visit), visit.given("reference")
    wanted = [(award, _amount_of(visit, award)) for award in visit.every("award")]
    if not wanted:
        raise SheetError(_("tick the awards to pay"))
    share = money.rate(visit.given("share")) if visit.given("share") else None
    payments = requested_payments(book.folder, wanted, on, share=share, reference=reference)
    typed = [] if again_in(visit) else [
        payment for payment, (_award, fen) in zip(payments, wanted, strict=True) if fen is not None
    ]  # fmt: skip
    layout = bank_layout(visit.given("bank")) if visit.given("bank") in available_banks() else None
    return to_confirm(visit, BookAct(_("Pay awards"), partial(_pay, payments, typed, layout)))


def _amount_of(visit: Visit, award: str) -> int | None:
    """The amount that was typed for an award; None to pay all that is due."""
    return amount_in(visit, f"amount-{award}") if visit.given(f"amount-{award}") else None


def _pay(
    payments: Sequence[Payment], typed: Collection[Payment], layout: BankLayout | None, folder: Path
) -> ActOutcome:
    with ledger.locked(folder) as book:
        before = book.snapshot
        acts = [Act("disbursement", paid.award_id, paid.fen, paid.on, paid.reference) for paid in typed]
        refuse_equal(folder, before.events, acts)
        checked = check_payments(before, payments)
        payees = payees_of(before.events)
        if layout is not None:
            payment_list(layout, checked.new, before.awards, payees)  # refuses where an account is missing
        post_payments(book, checked)
    table = payments_table(payment_rows(checked.new, before.awards, payees))
    already = tuple(
        _("{award}: {amount} is in the book already").format(award=paid.award_id, amount=prose.amount(paid.fen))
        for paid in checked.already
    )
    shown = table.select("award", "organisation_name", "account_name", "bank", "account", "amount")
    return ActOutcome(already, (shown,) if checked.new else ())


def bank_list(visit: Visit) -> Answer:
    """The list to the bank of a batch of payments, as ``book pay --list`` writes it."""
    book, batch = book_of(visit), visit.parts["batch"]
    layout = bank_layout(visit.query.get("bank", "icbc"))
    with ledger.locked(book.folder) as locked_book:
        before = locked_book.snapshot
    found = payments_in(before, batch)
    if not found.live:
        message = _("{batch} is not a batch of payments of this book; see: fundcalc book entries {folder}")
        raise BookError(message.format(batch=batch, folder=book.folder))
    listed = payment_list(layout, found.live, before.awards, payees_of(before.events))

    def write(path: Path) -> None:
        with StagedList(path, book.folder, listed) as staged:
            staged.put_in_place(batch)

    return download(f"{batch}.xlsx", write)


# Bank accounts.


def payees(visit: Visit) -> Answer:
    """The bank accounts that are paid to, and the form to drop new ones."""
    book = book_of(visit)
    known = payees_in(book.folder)
    names = {account.organisation: account.organisation_name for account in ledger.status(book.folder).accounts}
    content: dict[str, object] = {
        "known": [(payee.organisation, names.get(payee.organisation, ""), payee) for payee in known.values()],
        "missing": sorted(
            name for id_, name in names.items() if id_ and id_ not in {p.organisation for p in known.values()}
        ),
    }
    return book_page(visit, book, "payees.html", _("Bank accounts"), content)


def enter(visit: Visit) -> Answer:
    """Show which accounts of a dropped file are new, and which change and how."""
    read: PayeeRows = read_from(one_file(visit), read_payees)
    if read.faults:
        raise SheetError("\n".join(map(str, read.faults)))
    given, on = [row.payee for row in read.rows], day_in(visit)

    def perform(folder: Path) -> ActOutcome:
        with ledger.locked(folder) as book:
            found = compare_payees(book.snapshot, given)
        enter_payees(folder, given, on, accepted=found.changed)
        message = _("accounts: {new} new, {changed} changed, {already} in the book already")
        line = message.format(new=len(found.new), changed=len(found.changed), already=len(found.already))
        return ActOutcome((line, *map(str, read.notes)), (changes_table(found.changed),))

    return to_confirm(visit, BookAct(_("Bank accounts"), perform))


def payees_template(visit: Visit) -> Answer:
    """An empty workbook for the accounts of the organisations of the book."""
    accounts = ledger.status(book_of(visit).folder).accounts
    organisations = {account.organisation: account.organisation_name for account in accounts if account.organisation}
    return download("payees.xlsx", lambda path: write_payees_template(path, list(organisations.items())))


# Money back.


def demanding(visit: Visit) -> Answer:
    """The form to demand money back."""
    return _award_form(visit, "clawback.html", _("Demand money back"))


def recovering(visit: Visit) -> Answer:
    """The form to enter money that came back."""
    return _award_form(visit, "recover.html", _("Enter money that came back"))


def _award_form(visit: Visit, template: str, title: str) -> Answer:
    book = book_of(visit)
    accounts = [account for account in ledger.status(book.folder).accounts if account.stands]
    return book_page(visit, book, template, title, {"accounts": accounts})


def claw_back(visit: Visit) -> Answer:
    """Show what a claw-back would enter."""
    return _movement(visit, _("Demand money back"), ledger.claw_back)


def recover(visit: Visit) -> Answer:
    """Show what a recovery would enter."""
    return _movement(visit, _("Enter money that came back"), ledger.recover)


def _movement(visit: Visit, title: str, post: Callable[..., ledger.PaymentResult]) -> Answer:
    payment = Payment(visit.given("award"), amount_in(visit), day_in(visit), visit.given("reference"))
    again = again_in(visit)

    def perform(folder: Path) -> ActOutcome:
        post(folder, [payment], again=again)
        return ActOutcome()

    return to_confirm(visit, BookAct(title, perform))
