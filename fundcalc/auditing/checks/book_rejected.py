"""Something in a book that Beancount itself does not accept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.base.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRejected(Finding):
    """``message`` is Beancount's own."""

    check: ClassVar[str] = "book_rejected"
    severity: Severity = "violation"
    message: str = field(metadata={"json": "told"})

    @staticmethod
    def title() -> str:
        return _("book rejected by Beancount")

    def sentence(self) -> str:
        return _("The book has an error: {message}").format(message=self.message)


def find(context: AuditContext) -> Iterator[BookRejected]:
    """One finding for each error."""
    for error in context.evidence.rejected:
        yield BookRejected(place=error.place, key=(error.place, error.message), message=error.message)


CHECK = AuditCheck(BookRejected, find)
