"""Reading a line of a book that names an organisation's bank account."""

from beancount.core import data

from fundcalc.ledger.events import PayeeSet
from fundcalc.ledger.places import Place

PAYEE = "fundcalc-payee"


def payee_in(entry: data.Custom, place: Place) -> PayeeSet:
    """The account that a ``fundcalc-payee`` line names."""
    details = {key: value for key, value in entry.meta.items() if isinstance(value, str) and key != "filename"}
    revision = details.pop("revision", "")
    number = int(revision) if revision.isascii() and revision.isdecimal() and len(revision) < 10 else 0
    return PayeeSet(entry.date, place, (), "", "", str(entry.values[0].value), number, details)
