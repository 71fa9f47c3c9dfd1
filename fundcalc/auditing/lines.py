"""A line of spending, whatever it was read from.

Our book, a foreign ledger, or a sheet.
"""

from datetime import date
from typing import NamedTuple


class Line(NamedTuple):
    """One spending: ``fen`` on a day, out of an award.

    The other fields are text as it was written, or empty.

    ``use`` is a use of ``uses.toml``, ``code`` an economic code, ``account`` an account; ``place`` says where the line stands.
    A line whose ``origin`` is "journal" is judged only by the measure of an award that it is of. ``paid_from`` is the account
    that paid, and ``card`` the number of an asset's card, where the source says so.
    """

    date: date | None
    fen: int
    award: str = ""
    use: str = ""
    code: str = ""
    account: str = ""
    payee: str = ""
    text: str = ""
    invoice: str = ""
    purpose: str = ""
    document: str = ""
    organisation: str = ""
    place: str = ""
    origin: str = ""
    paid_from: str = ""
    card: str = ""
