"""The files of an audit: what was read as what, and what was not."""

from typing import Literal, NamedTuple

from fundcalc.journals.pieces import SourceSums

SourceKind = Literal[
    "lines", "journal", "account_ledger", "balances", "gbt24589", "invoices", "budget", "book", "ledger"
]


class Unread(NamedTuple):
    """A file that could not be read, or was left out, and why."""

    path: str
    message: str


class AuditSource(NamedTuple):
    """A file that was read.

    Its name, the SHA-256 of its bytes, what it is, and for a journal its sums.
    """

    name: str
    sha256: str
    kind: SourceKind
    edition: str = ""
    sums: SourceSums | None = None
