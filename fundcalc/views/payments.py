"""The tables of money out: payments to make, and bank accounts."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fundcalc.base.i18n import _
from fundcalc.base.ids import normalised
from fundcalc.ledger.authority.payees import ChangedPayee, Payee
from fundcalc.ledger.events import Awarded
from fundcalc.ledger.records import Payment
from fundcalc.views.table import Column, Table, with_totals


class PaymentRow(NamedTuple):
    """A payment, its award, and the account it goes to, where there is one."""

    payment: Payment
    award: Awarded
    payee: Payee | None


def payment_rows(
    payments: Sequence[Payment], awards: Mapping[str, Awarded], payees: Mapping[str, Payee]
) -> list[PaymentRow]:
    """Payments with their awards and the accounts they go to."""
    return [
        PaymentRow(payment, award, payees.get(normalised(award.organisation)))
        for payment in payments
        for award in [awards[payment.award_id]]
    ]


def payments_table(rows: Sequence[PaymentRow]) -> Table[PaymentRow]:
    """Payments to make, with their sum."""
    columns: list[Column[PaymentRow]] = [
        Column("award", _("award"), lambda row: row.payment.award_id, "id", 30),
        Column("organisation", _("organisation"), lambda row: row.award.organisation, "id", 22),
        Column("organisation_name", _("organisation"), lambda row: row.award.organisation_name, width=28),
        Column("account_name", _("account held by"), lambda row: row.payee.name if row.payee else "", width=28),
        Column("bank", _("bank"), lambda row: row.payee.bank if row.payee else "", width=28),
        Column("account", _("account number"), lambda row: row.payee.account if row.payee else "", "id", 24),
        Column("amount", _("amount (yuan)"), lambda row: row.payment.fen, "yuan", 18),
    ]
    return with_totals(Table(_("Payments"), columns, rows), _("Total"), ("amount",))


class AccountChange(NamedTuple):
    """One detail of an account that changes."""

    organisation: str
    detail: str
    before: str
    now: str


def changes_table(changes: Sequence[ChangedPayee]) -> Table[AccountChange]:
    """What changes in bank accounts, the old beside the new."""
    names = {
        "name": _("account held by"),
        "bank": _("bank"),
        "account": _("account number"),
        "province": _("province of the bank"),
        "city": _("city of the bank"),
        "area": _("area code"),
        "bank-code": _("bank code"),
        "phone": _("phone"),
    }
    rows = [
        AccountChange(
            change.now.organisation, name, change.before.details.get(key, ""), change.now.details.get(key, "")
        )
        for change in changes
        for key, name in names.items()
        if change.before.details.get(key) != change.now.details.get(key)
    ]
    columns: list[Column[AccountChange]] = [
        Column("organisation", _("organisation"), lambda row: row.organisation, "id", 22),
        Column("detail", _("what changes"), lambda row: row.detail, width=16),
        Column("before", _("in the book"), lambda row: row.before, width=30),
        Column("now", _("in the file"), lambda row: row.now, width=30),
    ]
    return Table(_("Changed accounts"), columns, rows)
