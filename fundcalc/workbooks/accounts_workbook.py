"""The ledger of awards (台账) as a workbook: a line an award with totals, spending by use, and the movements behind them."""

from datetime import date
from pathlib import Path

import xlsxwriter

from fundcalc.base.i18n import _
from fundcalc.base.money import share
from fundcalc.ledger import AwardAccount, Status
from fundcalc.views.table import Cell, Marked, Money
from fundcalc.workbooks.safe_writing import FONT, replaced
from fundcalc.workbooks.sheet_writer import Column, formats, table

_FIGURES = ("awarded", "received", "spending", "returned", "due", "advanced", "balance")


def write_accounts(status: Status, path: Path | str, on: date | None = None) -> None:
    """Write where a book stands to an .xlsx, whole or not at all. Raises SheetError if it cannot be written there."""
    with replaced(Path(path)) as beside:
        book = xlsxwriter.Workbook(str(beside), {"default_format_properties": {"font_name": FONT, "font_size": 10}})
        looks = formats(book)
        day = f" {on.isoformat()}" if on else ""
        table(book, _("Accounts of awards") + day, _columns(status), _rows(status), looks, freeze=1)
        if status.funds:
            table(book, _("Funds"), _funds(), _fund_rows(status), looks)
        uses = [
            (each.award, each.organisation_name, use, Money(fen))
            for each in status.accounts
            for use, fen in each.spent.items()
        ]
        if uses:
            columns = [
                Column(_("award"), 30),
                Column(_("organisation"), 28),
                Column(_("use"), 30),
                Column(_("spent (yuan)"), 18),
            ]
            table(book, _("Spending by use"), columns, uses, looks)
        table(book, _("Movements"), _movement_columns(), _movements(status), looks)
        if status.faults:
            rows = [(each.file, each.line, Marked(each.message, "open")) for each in status.faults]
            table(book, _("Faults"), [Column(_("file"), 40), Column(_("line"), 8), Column(_("fault"), 90)], rows, looks)
        book.close()


def _columns(status: Status) -> list[Column]:
    authority = status.role == "authority"
    return [
        Column(_("award"), 30),
        Column(_("organisation"), 28),
        Column(_("platform"), 28),
        Column(_("policy"), 18),
        Column(_("awarded (yuan)"), 18),
        Column(_("paid (yuan)") if authority else _("received (yuan)"), 18),
        Column(_("spent (yuan)"), 18),
        Column(_("recovered (yuan)") if authority else _("returned (yuan)"), 18),
        Column(_("demanded back and due (yuan)"), 18),
        Column(_("advanced by own money (yuan)"), 18),
        Column(_("with the recipient (yuan)") if authority else _("balance (yuan)"), 18),
        Column(_("execution rate"), 12),
        Column(_("last movement"), 14),
    ]


def _rows(status: Status) -> list[list[Cell]]:
    rows: list[list[Cell]] = [
        [
            each.award,
            each.organisation_name,
            each.platform_name or each.platform,
            each.policy,
            *(Money(getattr(each, name)) for name in _FIGURES),
            _percent(each),
            each.last,
        ]
        for each in status.accounts
    ]
    if len(rows) > 1:
        totals = [Money(sum(getattr(each, name) for each in status.accounts)) for name in _FIGURES]
        rows.append([Marked(_("total"), "big"), None, None, None, *totals, None, None])
    return rows


def _percent(each: AwardAccount) -> str:
    tenths = share(each.execution, 1000)
    return f"{tenths // 10}.{tenths % 10}%"


def _funds() -> list[Column]:
    headings = (
        _("fund"), _("policy"), _("appropriated"), _("committed"), _("awarded"), _("paid"), _("still to pay"), _("free"),
        _("treasury"), _("demanded back"), _("recovered"),
    )  # fmt: skip
    return [Column(each, 18) for each in headings]


def _fund_rows(status: Status) -> list[list[Cell]]:
    figures = ("appropriated", "committed", "awarded", "paid", "unpaid", "free", "treasury", "due", "recovered")
    return [[each.fund, each.policy, *(Money(getattr(each, name)) for name in figures)] for each in status.funds]


def _movement_columns() -> list[Column]:
    headings = {
        _("award"): 30, _("date"): 12, _("movement"): 12, _("amount (yuan)"): 18, _("use"): 24, _("payee"): 28,
        _("text"): 40, _("file"): 44, _("line"): 8,
    }  # fmt: skip
    return [Column(heading, width) for heading, width in headings.items()]


def _movements(status: Status) -> list[list[Cell]]:
    said = {
        "commitment": _("commitment"), "award": _("award"), "disbursement": _("payment"), "clawback": _("claw-back"),
        "recovery": _("recovery"), "receipt": _("receipt"), "spending": _("spending"), "return": _("return"),
        "settlement": _("advance paid back"),
    }  # fmt: skip
    return [
        [
            account.award,
            each.on,
            said[each.kind],
            Money(each.fen),
            *(each.use, each.payee, each.text, each.file, each.line),
        ]
        for account in status.accounts
        for each in account.movements
    ]
