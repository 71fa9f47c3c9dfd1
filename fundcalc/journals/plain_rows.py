"""Read plain rows of a text without making cells.

They have their own voucher, account and amount, as nearly all rows of an export do.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from fundcalc.base.errors import FundcalcError
from fundcalc.base.money import fen
from fundcalc.journals.details import account_of, details_of
from fundcalc.journals.records import Details, JournalPosting, Voucher
from fundcalc.journals.row_columns import RowColumns
from fundcalc.journals.row_days import Values
from fundcalc.journals.row_filter import is_sum_account
from fundcalc.workbooks.grid import Cell
from fundcalc.workbooks.text_rows import TextRow

_MOST_KEPT = 200_000

Texts = tuple[str, ...]


@dataclass
class PlainRows:
    """Takes plain rows.

    ``voucher_of`` gives the voucher that the cells of a row's head say; ``other`` reads any other row, and gives the voucher
    that is current then.
    """

    columns: RowColumns
    voucher_of: Callable[[int, Values], Voucher]
    other: Callable[[TextRow], Voucher | None]
    accounts: dict[Texts, tuple[str, str]] = field(default_factory=dict)
    details: dict[Texts, Details] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.account_keys = tuple(key for key in ("account", "account_name", "sub_account") if key in self.columns.at)

    def read(self, rows: Iterable[TextRow]) -> Voucher | None:
        """Read rows; the last voucher."""
        columns, at = self.columns, self.columns.at
        head_in, details_in = _picked(columns.head), _picked(columns.details)
        account_in = _picked([at[key] for key in self.account_keys])
        own_in = _picked([at.get("number") or at["label"], at["debit"], at["credit"], at["text"]])
        head, voucher = Texts(), None
        for row in rows:
            number, texts = row
            try:
                numbered, debit_text, credit_text, said = own_in(texts)
                own_head, account_texts, detail_texts = head_in(texts), account_in(texts), details_in(texts)
                debit = fen(debit_text) if debit_text else 0
                credit = fen(credit_text) if credit_text else 0
            except (IndexError, FundcalcError):
                head, voucher = Texts(), self.other(row)
                continue
            code, name = self.accounts.get(account_texts) or self._account(account_texts)
            # No total and no heading ends its number in a figure.
            if not code or not numbered[-1:].isdigit() or not (debit_text or credit_text):
                head, voucher = Texts(), self.other(row)
                continue
            if voucher is None or own_head != head:
                voucher, head = self.voucher_of(number, self._cells(own_head)), own_head
            details = self.details.get(detail_texts) or self._details(detail_texts)
            postings = voucher.postings
            text = " ".join(said.split()) or (postings[-1].text if postings else "")
            if debit:
                postings.append(JournalPosting(number, code, name, debit, True, text, details))
            if credit:
                postings.append(JournalPosting(number, code, name, credit, False, text, details))
        return voucher

    def _cells(self, head: Texts) -> dict[str, Cell]:
        columns = self.columns
        return {
            columns.names[column]: Cell(column, text, "s")
            for column, text in zip(columns.head, head, strict=True)
            if text and not text.isspace()
        }

    def _account(self, texts: Texts) -> tuple[str, str]:
        """Find the code (else the name) and the name; both empty if there is none."""
        said = {key: text.strip() for key, text in zip(self.account_keys, texts, strict=True)}
        code, name = said.get("account", ""), said.get("account_name", "")
        # The row of a sum is read cell by cell.
        if is_sum_account(code, name):
            code, name = "", ""
        elif code or name:
            code, name = account_of(code, name, said.get("sub_account", ""))
        account = self.accounts[texts] = (code or name, name)
        return account

    def _details(self, texts: Texts) -> Details:
        if len(self.details) > _MOST_KEPT:
            self.details.clear()
        said = {key: text.strip() for key, text in zip(self.columns.detail_keys, texts, strict=True)}
        details = self.details[texts] = details_of(said)
        return details


def _picked(columns: Sequence[int]) -> Callable[[Sequence[str]], Texts]:
    """A function that picks the texts of these columns (from 1) from a row."""
    match columns:
        case []:
            return lambda _texts: ()
        case [column]:
            return lambda texts: (texts[column - 1],)
        case _:
            return itemgetter(*(column - 1 for column in columns))
