"""Reading bank accounts of organisations, and the empty workbook for them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import xlsxwriter

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _
from fundcalc.base.ids import normalised
from fundcalc.ledger.authority.payees import Payee
from fundcalc.workbooks.award_rows import add_fault
from fundcalc.workbooks.cell_faults import CellFault, CellNote, Problems, in_order
from fundcalc.workbooks.cell_text import narrow
from fundcalc.workbooks.grid import Grid
from fundcalc.workbooks.grid_reader import read_grids
from fundcalc.workbooks.headings import columns, form_of, holds_no_data
from fundcalc.workbooks.safe_writing import FONT, replaced, safe
from fundcalc.workbooks.sheet import Row, Sheet
from fundcalc.workbooks.sheet_reader import read_sheet

FORM: Literal["payees"] = "payees"
_ACCOUNT = re.compile(r"[0-9]{6,32}")
_RUNS = re.compile(r"[=+\-@＝＋－＠﹣−]")
_UNPRINTABLE = re.compile(
    r"[^\S \u3000]|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_DIGITS_ONLY = {"account_number": _ACCOUNT, "bank_code": re.compile(r"[0-9]{12}")}
_WIDTHS = {"organisation": 24, "account_name": 34, "bank_name": 34, "account_number": 30, "organisation_name": 30}


class PayeeRow(NamedTuple):
    """A bank account as a row gives it."""

    organisation: str
    account_name: str
    bank_name: str
    account_number: str
    province: str
    city: str
    area_code: str
    bank_code: str
    phone: str

    @property
    def payee(self) -> Payee:
        """The account as the book keeps it, without what is empty."""
        more = {
            "province": self.province,
            "city": self.city,
            "area": self.area_code,
            "bank-code": self.bank_code,
            "phone": self.phone,
        }
        given = {key: value for key, value in more.items() if value}
        return Payee(self.organisation, self.account_name, self.bank_name, self.account_number, given)


@dataclass(frozen=True, slots=True)
class PayeeRows:
    """The accounts of a file, and what is wrong; ``bad`` counts the rows left out."""

    rows: tuple[PayeeRow, ...]
    faults: tuple[CellFault, ...]
    notes: tuple[CellNote, ...]
    bad: int


def read_payees(path: Path) -> PayeeRows:
    """Read the accounts of a file.

    Raises SheetError where nothing can be read at all.
    """
    grids, _sources = read_grids(path)
    problems = Problems()
    sheet = read_sheet(_grid(path, grids), FORM, None, problems)
    rows: list[PayeeRow] = []
    rows_by_organisation: dict[str, int] = {}
    bad = 0 if sheet.readable else 1
    for row in sheet.rows:
        read = _payee(sheet, row, problems)
        if read is None:
            bad += 1
            continue
        first = rows_by_organisation.setdefault(normalised(read.organisation), row.number)
        if first != row.number:
            message = _("This organisation is listed in row {row} already.").format(row=first)
            add_fault(sheet, row, "organisation", read.organisation, message, _("Keep one account."), problems)
            bad += 1
            continue
        rows.append(read)
    if not rows and not problems.faults:
        message, remedy = _("The file holds no account."), _("Fill in a row for each organisation.")
        problems.faults.append(sheet.fault("", "", message, remedy))
    return PayeeRows(tuple(rows), in_order(problems.faults, grids), in_order(problems.notes, grids), bad)


def _grid(path: Path, grids: Sequence[Grid]) -> Grid:
    """The sheet with the accounts: by its name, else the only one that holds anything."""
    named = [grid for grid in grids if form_of(grid.sheet, (FORM,))]
    filled = [grid for grid in grids if grid.rows and not holds_no_data(grid)]
    chosen = named or filled
    if len(chosen) != 1:
        message = _("{file}: one sheet with accounts was expected, named 收款账户 (payees); found are {sheets}.")
        raise SheetError(message.format(file=path.name, sheets=", ".join(grid.sheet for grid in chosen) or "-"))
    return chosen[0]


def _payee(sheet: Sheet, row: Row, problems: Problems) -> PayeeRow | None:
    values = {key: str(row.values.get(key, "")) for key in PayeeRow._fields}
    for key, value in values.items():
        if key in _DIGITS_ONLY:
            value = re.sub(r"[\s-]", "", narrow(value))  # people part an account into groups
        elif _UNPRINTABLE.search(value) or _RUNS.match(value.strip()):
            message = _("The text holds a line end or a sign that no account has.")
            add_fault(sheet, row, key, value, message, _("Type it again."), problems)
        values[key] = value = " ".join(value.split())
        if value and key in _DIGITS_ONLY and not _DIGITS_ONLY[key].fullmatch(value):
            message = (
                _("An account number of 6 to 32 digits was expected.")
                if key == "account_number"
                else _("A bank code of 12 digits was expected.")
            )
            add_fault(sheet, row, key, value, message, _("Correct it, as text and without other signs."), problems)
    return None if row.bad else PayeeRow(**values)


def write_payees_template(path: Path, organisations: Sequence[tuple[str, str]]) -> None:
    """Write the empty workbook for accounts, with rows for the payer and for these.

    ``organisations`` are ids and names.
    """
    with replaced(path) as temporary:
        book = xlsxwriter.Workbook(str(temporary), {"default_format_properties": {"font_name": FONT, "font_size": 10}})
        sheet = book.add_worksheet("收款账户 payees")
        text = book.add_format({"num_format": "@", "font_name": FONT})
        head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#DDEBF7", "font_name": FONT})
        for at, (key, named) in enumerate(columns(None, FORM).read.items()):
            sheet.set_column(at, at, _WIDTHS.get(key, 16), text)
            sheet.write_string(0, at, f"{named.zh}\n{named.en}\n{key}", head)
        last = list(columns(None, FORM).read).index("organisation_name")
        for number, (organisation, name) in enumerate((("payer", "付款账户（本单位）"), *organisations), 1):
            sheet.write_string(number, 0, safe(organisation), text)
            sheet.write_string(number, last, safe(name), text)
        sheet.set_row(0, 44)
        sheet.freeze_panes(1, 1)
        book.close()
