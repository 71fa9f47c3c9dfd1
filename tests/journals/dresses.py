"""The exports of accounting programs.

One set of vouchers dressed as each of them writes it.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

from .generator import InventedVoucher, Row

Table = list[list[object]]


def yuan(fen: int) -> str:
    return f"{fen / 100:.2f}" if fen else ""


def grouped(fen: int) -> str:
    return f"{fen / 100:,.2f}" if fen else ""


def number(fen: int) -> float | None:
    return round(fen / 100, 2) if fen else None


def lines(vouchers: Sequence[InventedVoucher]) -> Iterator[tuple[InventedVoucher, Row, bool]]:
    """Every line, and whether it is its voucher's first."""
    for voucher in vouchers:
        for at, row in enumerate(voucher.rows):
            yield voucher, row, at == 0


def save(path: Path, sheets: Mapping[str, Table]) -> Path:
    book = Workbook()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(path)
    return path


def save_csv(path: Path, rows: Table, encoding: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([["" if value is None else value for value in row] for row in rows])
    return path


def ufida(folder: Path, vouchers: Sequence[InventedVoucher], unit: str = "甲有限公司") -> Path:
    """用友: a title, the unit, dates once a voucher, code and name.

    Auxiliary accounting in one cell, totals.
    """
    rows: Table = [["序时账"], [f"单位名称：{unit}", "", "2026年1月—12月", "", "", "单位：元"]]
    rows.append(["日期", "凭证号数", "科目编码", "科目名称", "摘要", "辅助项", "借方", "贷方"])
    for voucher, row, first in lines(vouchers):
        said = [f"【{word}：{text}】" for word, text in (("项目", row.project), ("供应商", row.supplier)) if text]
        head = [f"{voucher.day:%Y-%m-%d}", f"{voucher.kind}-{voucher.number:04}"] if first else [None, None]
        rows.append([*head, row.code, row.name, row.text, "".join(said), number(row.debit), number(row.credit)])
    whole = sum(row.debit for _voucher, row, _first in lines(vouchers))
    rows.append([None, None, None, None, "合  计", None, number(whole), number(whole)])
    return save(folder / "序时账.xlsx", {"序时账": rows})


def kingdee(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """金蝶: everything on every row, code and name in one cell.

    Project with code and name in two columns.
    """
    headings = "凭证日期 会计期间 凭证字 凭证号 分录号 摘要 科目 币别 借方金额 贷方金额 项目编码 项目名称 供应商"
    rows: Table = [[*headings.split()]]
    for voucher, row, _first in lines(vouchers):
        code, _blank, name = row.project.partition(" ")
        rows.append(
            [voucher.day, f"2026.{voucher.day.month}", voucher.kind, voucher.number, 1, row.text, f"{row.code} {row.name}",
             "人民币", number(row.debit), number(row.credit), code, name, row.supplier]
        )  # fmt: skip
    return save(folder / "凭证列表.xlsx", {"Sheet1": rows})


def inspur(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """浪潮: GB18030, direction and amount, month and day in columns of their own.

    Headings on every page.
    """
    headings: list[object] = [
        "月",
        "日",
        "凭证编号",
        "摘要",
        "科目编号",
        "科目名称",
        "方向",
        "金额",
        "核算项目",
        "往来单位",
    ]
    rows: Table = [["2026年度 记账凭证序时簿"], headings]
    for at, (voucher, row, first) in enumerate(lines(vouchers)):
        if at and at % 17 == 0:
            rows.append(headings)
        head = [voucher.day.month, voucher.day.day, f"{voucher.kind}{voucher.number:03}"] if first else ["", "", ""]
        if not row.debit and not row.credit:
            continue
        side, fen = ("借", row.debit) if row.debit else ("贷", row.credit)
        rows.append(
            [*head, row.text, row.code, row.name.replace("_", "/"), side, grouped(fen), row.project, row.supplier]
        )
    return save_csv(folder / "2026序时簿.csv", rows, "gb18030")


def monthly(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """One sheet a month, headings in two lines, days without years.

    Red amounts in brackets.
    """
    sheets: dict[str, Table] = {}
    for voucher, row, first in lines(vouchers):
        month = f"{voucher.day.month}月"
        if month not in sheets:
            sheets[month] = [
                [f"甲有限公司 2026年{month} 序时账"],
                ["凭证", None, "摘要", "科目", None, "金额", None, "项目", "供应商"],
                ["日期", "字号", None, "编码", "名称", "借方", "贷方", None, None],
            ]
        head = [f"{voucher.day:%m-%d}", f"{voucher.kind}字{voucher.number}号"] if first else [None, None]
        amounts = [f"({yuan(-fen)})" if fen < 0 else yuan(fen) for fen in (row.debit, row.credit)]
        sheets[month].append([*head, row.text, row.code, row.name, *amounts, row.project, row.supplier])
    return save(folder / "全年.xlsx", sheets)


def by_name(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """A small package: UTF-8.

    Accounts by code in one column and levels of names in two, a total row for each voucher.
    """
    rows: Table = [
        ["日期", "凭证字号", "摘要", "总账科目", "明细科目", "科目编码", "借方金额", "贷方金额", "项目", "往来单位"]
    ]
    for voucher in vouchers:
        for row in voucher.rows:
            first, _dash, rest = row.name.partition("_")
            rows.append(
                [f"{voucher.day:%Y/%m/%d}", f"{voucher.kind}-{voucher.number}", row.text, first, rest, row.code,
                 yuan(row.debit), yuan(row.credit), row.project, row.supplier]
            )  # fmt: skip
        debit = sum(row.debit for row in voucher.rows)
        rows.append(["", "", "小计", "", "", "", yuan(debit), yuan(debit), "", ""])
    return save_csv(folder / "序时账.csv", rows, "utf-8-sig")


def folder_of_months(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """A folder: a file for every month, and the year again in one file."""
    inside = folder / "year"
    inside.mkdir()
    for month in range(1, 13):
        of_month = [voucher for voucher in vouchers if voucher.day.month == month]
        if of_month:
            kingdee(inside, of_month).rename(inside / f"2026{month:02}.xlsx")
    kingdee(inside, vouchers).rename(inside / "2026全年.xlsx")
    return inside


DRESSES: Sequence[Callable[[Path, Sequence[InventedVoucher]], Path]] = (
    ufida, kingdee, inspur, monthly, by_name, folder_of_months,
)  # fmt: skip
