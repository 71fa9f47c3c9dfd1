"""The payment list (付款清单) in the columns of the bank: .xlsx, .csv or .txt.

It holds nothing but the bank's rows; the sum stands on a second sheet of a workbook. It is written beside its place and
flushed before anything is posted, and put in its place afterwards.
"""

import csv
import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import TracebackType
from typing import Self

from fundcalc.base.errors import BookError, RefusedError, SheetError
from fundcalc.base.i18n import _
from fundcalc.base.ids import normalised
from fundcalc.base.money import plain, yuan
from fundcalc.documents import common_sections
from fundcalc.documents.bank_layout import BankLayout
from fundcalc.ledger.authority.payees import PAYER, Payee
from fundcalc.ledger.events import Awarded
from fundcalc.ledger.records import Payment
from fundcalc.prose.awards import benefit_title
from fundcalc.workbooks.safe_writing import fits_a_number, safe, workbook

FORMATS = (".xlsx", ".csv", ".txt")
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class PaymentList:
    """Rows of text in the columns of a bank, with their sum in fen."""

    layout: BankLayout
    rows: tuple[tuple[str, ...], ...]
    fen: int


def check_list_format(path: Path) -> None:
    """Raise BookError unless the name ends in a format of payment lists."""
    if path.suffix.lower() not in FORMATS:
        message = _("{path}: a payment list is written as {formats}; give a name that ends in one of these")
        raise BookError(message.format(path=path, formats=", ".join(FORMATS)))


def payment_list(
    layout: BankLayout, payments: Sequence[Payment], awards: Mapping[str, Awarded], payees: Mapping[str, Payee]
) -> PaymentList:
    """The list of payments on awards, to the accounts of their organisations.

    Raises RefusedError naming the organisations without an account.
    """
    organisations = {awards[payment.award_id].organisation: awards[payment.award_id] for payment in payments}
    missing = {
        organisation: award.organisation_name
        for organisation, award in organisations.items()
        if normalised(organisation) not in payees
    }
    if layout.needs_payer and PAYER not in payees:
        missing[PAYER] = _("the own account, from which is paid")
    if missing:
        lines = [f"  {organisation} {name}".rstrip() for organisation, name in missing.items()]
        message = _(
            "nothing was paid, because the bank accounts of these are missing; enter them: fundcalc book payees DIR FILE"
        )
        raise RefusedError("\n".join((message, *lines)), {"missing": list(missing)})
    payer = payees.get(PAYER)
    rows = []
    for number, payment in enumerate(payments, 1):
        award = awards[payment.award_id]
        fields = _fields(payment, award, payees[normalised(award.organisation)], payer, layout, number)
        rows.append(tuple(fields[column.field] if column.field else column.value for column in layout.columns))
    return PaymentList(layout, tuple(rows), sum(payment.fen for payment in payments))


def _fields(
    payment: Payment, award: Awarded, payee: Payee, payer: Payee | None, layout: BankLayout, number: int
) -> dict[str, str]:
    return {
        "date": payment.on.strftime(layout.date_format),
        "number": str(number),
        "payer_bank": payer.bank if payer else "",
        "payer_account": payer.account if payer else "",
        "payer_name": payer.name if payer else "",
        "bank": payee.bank,
        "bank_code": payee.more.get("bank-code", ""),
        "province": payee.more.get("province", ""),
        "city": payee.more.get("city", ""),
        "area_code": payee.more.get("area", ""),
        "account": payee.account,
        "name": payee.name,
        "amount": plain(payment.fen),
        "purpose": benefit_title(award.policy, award.benefit),
        "reference": payment.reference,
        "phone": payee.more.get("phone", ""),
        "award": award.id,
        "organisation": award.organisation,
    }


class StagedList:
    """A payment list written to a temporary file, and moved into place later."""

    def __init__(self, path: Path, book: Path, listed: PaymentList) -> None:
        self.path, self._listed = path, listed
        # One name for a book, which is locked meanwhile: what a killed process left is written over.
        mark = hashlib.sha256(str(book.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:8]
        self._temporary = path.with_name(f".{path.name[:100]}.{mark}.part")

    def __enter__(self) -> Self:
        """Write the list and flush it to the disk. Raises SheetError."""
        if self.path.is_dir() or not self.path.parent.is_dir():
            raise SheetError(
                _("{path} cannot be written; name a file in a folder that is there").format(path=self.path)
            )
        try:
            _write(self._listed, self._temporary, self.path.suffix.lower())
            with self._temporary.open("rb+") as written:
                os.fsync(written.fileno())
        except OSError as error:
            self._remove()
            message = _("{path} cannot be written ({reason}); nothing was paid; choose another name or folder")
            raise SheetError(message.format(path=self.path, reason=error.strerror or error)) from error
        except BaseException:
            self._remove()
            raise
        return self

    def put_in_place(self, batch: str) -> None:
        """Give the list its name, after its payments were posted.

        Raises SheetError.
        """
        try:
            self._temporary.replace(self.path)
        except OSError as error:
            message = _("paid and posted as {batch}, but the list could not be put at {path} ({reason}); write it again with: "
                        "fundcalc book pay DIR --list {batch} --file OUT")  # fmt: skip
            raise SheetError(message.format(batch=batch, path=self.path, reason=error.strerror or error)) from error

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._remove()

    def _remove(self) -> None:
        with suppress(OSError):
            self._temporary.unlink(missing_ok=True)


def _write(listed: PaymentList, path: Path, ending: str) -> None:
    match ending:
        case ".xlsx":
            _write_xlsx(listed, path)
        case ".csv":
            path.write_bytes(_csv(listed).encode("utf-8-sig"))
        case _:
            path.write_bytes(_text(listed))


def _write_xlsx(listed: PaymentList, path: Path) -> None:
    book = workbook(path)
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "num_format": "@"})
    sheet = book.add_worksheet("付款清单")
    for at, column in enumerate(listed.layout.columns):
        sheet.set_column(at, at, 22, text)
        sheet.write_string(0, at, safe(column.heading), head)
    for number, row in enumerate(listed.rows, 1):
        for at, value in enumerate(row):
            sheet.write_string(number, at, safe(_line(value)), text)
    total = book.add_worksheet("合计")
    total.set_column(0, 0, 14)
    total.set_column(1, 1, 50)
    rows: list[tuple[str, str]] = [
        (_("bank"), listed.layout.name),
        (_("payments"), str(len(listed.rows))),
        (_("in capitals"), common_sections.capital_amount(listed.fen)),
    ]
    total.write_string(0, 0, _("sum (yuan)"))
    if fits_a_number(listed.fen):
        total.write_number(0, 1, yuan(listed.fen), book.add_format({"num_format": "#,##0.00", "align": "left"}))
    else:
        total.write_string(0, 1, plain(listed.fen))
    for number, (name, value) in enumerate(rows, 1):
        total.write_string(number, 0, name)
        total.write_string(number, 1, safe(value))
    book.close()


def _csv(listed: PaymentList) -> str:
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([safe(column.heading) for column in listed.layout.columns])
    writer.writerows([safe(_line(value)) for value in row] for row in listed.rows)
    return written.getvalue()


def _text(listed: PaymentList) -> bytes:
    """The rows with the bank's separator, in its encoding.

    Raises RefusedError for a text that holds the separator, or that the encoding lacks.
    """
    layout = listed.layout
    rows = [tuple(column.heading for column in layout.columns)] if layout.headings else []
    lines = []
    for row in [*rows, *listed.rows]:
        for value in map(_line, row):
            if layout.separator in value:
                message = _("{value!r} contains {separator}, which separates the columns of this bank's "
                                "text; correct it, or write an .xlsx")  # fmt: skip
                raise RefusedError(message.format(value=value, separator=layout.separator))
        lines.append(layout.separator.join(safe(_line(value)) for value in row) + "\r\n")
    try:
        return "".join(lines).encode(layout.encoding)
    except UnicodeEncodeError as error:
        message = _("{value!r} cannot be written in {encoding}, as this bank's text is; correct it, or write an .xlsx")
        raise RefusedError(
            message.format(value=error.object[error.start : error.end], encoding=layout.encoding)
        ) from error


def _line(value: str) -> str:
    """A text on one line."""
    return _BLANKS.sub(" ", value).strip()
