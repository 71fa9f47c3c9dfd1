"""Exports in text files and web pages, as they come from programs in use."""

from collections.abc import Sequence
from pathlib import Path

from .dresses import Table, grouped, lines, save_csv, yuan
from .exports import EXPORTS, Export, export, save_text, split, words
from .generator import InventedVoucher

__all__ = ["EXPORTS"]


@export
def kis_fields(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """金蝶 KIS: the names of its database, D and C, items with what they are beside."""
    rows: Table = [
        words("fdate fperiod fgroup fnum fentryid fexp facctid fdc fdebit fcredit")
        + words("fclsname1 fobjid1 fobjname1 fclsname2 fobjid2 fobjname2")
    ]
    for voucher, row, _first in lines(vouchers):
        items = [("项目", *split(row))] if row.project else []
        items += [("供应商", "S01", row.supplier)] if row.supplier else []
        rows.append(
            [f"{voucher.day:%Y-%m-%d} 00:00:00", voucher.day.month, voucher.kind, voucher.number, 1, row.text, row.code,
             "D" if row.debit else "C", yuan(row.debit) or "0.00", yuan(row.credit) or "0.00",
             *(text for item in items for text in item)]
        )  # fmt: skip
    return save_csv(folder / "KIS.csv", rows, "gb18030")


@export
def text_in_utf16(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """浪潮: a text of Excel in UTF-16 with tabs."""
    rows: Table = [words("凭证日期 凭证编号 摘要 科目编号 科目名称 借方发生额 贷方发生额 核算项目 往来单位")]
    for voucher, row, _first in lines(vouchers):
        rows.append(
            [f"{voucher.day:%Y%m%d}", f"{voucher.kind}{voucher.number:04}", row.text, row.code, row.name,
             yuan(row.debit), yuan(row.credit), row.project, row.supplier]
        )  # fmt: skip
    return save_text(folder / "浪潮.txt", rows, "utf-16")


@export
def year_month_day(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """新中大: year, month and day in columns, code and levels of names in one cell with dashes."""
    rows: Table = [words("年 月 日 凭证类型 凭证号 摘要 会计科目 借方金额 贷方金额 项目 往来单位")]
    for voucher, row, _first in lines(vouchers):
        rows.append(
            [2026, voucher.day.month, voucher.day.day, f"{voucher.kind}款凭证", voucher.number, row.text,
             f"{row.code}-{row.name.replace('_', '-')}", yuan(row.debit), yuan(row.credit), row.project, row.supplier]
        )  # fmt: skip
    return save_csv(folder / "新中大.csv", rows, "utf-8")


@export
def sap_list(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """SAP: a list with bars and rules, minus signs behind, S and H."""
    headings = "公司代码|凭证编号|过账日期|总账科目|总账科目名称|借/贷|本币金额|文本|项目|供应商名称"
    body = [f"|{heading}" for heading in (headings,)]
    for voucher, row, _first in lines(vouchers):
        side, fen = ("S", row.debit) if row.debit else ("H", row.credit)
        amount = f"{grouped(abs(fen))}{'-' if fen < 0 else ''}"
        cells = ["1000", f"{voucher.kind}{voucher.number}", f"{voucher.day:%Y.%m.%d}", row.code, row.name, side, amount]
        body.append("|" + "|".join(f"{cell:>8}" for cell in (*cells, row.text, row.project, row.supplier)))
    rule = "-" * 100
    text = "\r\n".join(["行项目显示", "", rule, f"{body[0]}|", rule, *(f"{line}|" for line in body[1:]), rule])
    path = folder / "SAP.txt"
    path.write_text(text, "utf-8")
    return path


def red_export(word: str) -> Export:
    """An export that writes red amounts in its own way."""

    def write(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
        def amount(fen: int) -> str:
            return word.format(grouped(-fen)) if fen < 0 else grouped(fen)

        rows: Table = [words("日期 凭证字号 摘要 科目编码 科目名称 借方金额 贷方金额 项目 供应商")]
        for voucher, row, _first in lines(vouchers):
            rows.append(
                [f"{voucher.day:%Y/%m/%d}", f"{voucher.kind}-{voucher.number}", row.text, row.code, row.name,
                 amount(row.debit), amount(row.credit), row.project, row.supplier]
            )  # fmt: skip
        return save_csv(folder / "红字.csv", rows, "utf-8-sig")

    write.__name__ = f"red {word}"
    return write


for _word in ("(红){}", "红字{}", "（{}）", "{}-", "－{}", "△{}", "({})红", "¥-{}", "-¥{}", "[{}]", "负{}"):
    export(red_export(_word))


@export
def levels_of_names(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """Names by level in columns, with the code of the lowest one."""
    rows: Table = [words("日期 凭证字号 摘要 科目编码 一级科目 二级科目 三级科目 借方 贷方 项目 供应商")]
    for voucher, row, _first in lines(vouchers):
        names = [*row.name.split("_"), "", ""][:3]
        rows.append(
            [f"{voucher.day:%Y-%m-%d}", f"{voucher.kind}-{voucher.number}", row.text, row.code, *names,
             yuan(row.debit), yuan(row.credit), row.project, row.supplier]
        )  # fmt: skip
    return save_csv(folder / "科目级次.csv", rows, "utf-8")


@export
def labels_with_months(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """Vouchers as 2026-01-记-1, without dates: the month is that of the label."""
    rows: Table = [words("凭证编号 会计期间 摘要 科目编码 科目名称 借方金额 贷方金额 项目 供应商")]
    for voucher, row, _first in lines(vouchers):
        rows.append(
            [f"{voucher.day:%Y-%m}-{voucher.kind}-{voucher.number}", f"{voucher.day:%Y%m}", row.text, row.code, row.name,
             yuan(row.debit), yuan(row.credit), row.project, row.supplier]
        )  # fmt: skip
    return save_csv(folder / "无日期.csv", rows, "gb18030")


@export
def tabs_called_xls(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """A text with tabs in GB18030 that the program calls .xls."""
    rows: Table = [words("日期 凭证字 凭证号 摘要 科目编码 科目名称 借方金额 贷方金额 项目 供应商")]
    for voucher, row, _first in lines(vouchers):
        rows.append(
            [f"{voucher.day:%Y-%m-%d}", voucher.kind, f"{voucher.number:04}", row.text, row.code, row.name,
             yuan(row.debit), yuan(row.credit), row.project, row.supplier]
        )  # fmt: skip
    return save_text(folder / "导出.xls", rows, "gb18030")


@export
def page_with_spans(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """A web page called .xls whose dates and numbers span the rows of a voucher."""
    page = "<tr>" + "".join(
        f"<th>{text}</th>" for text in words("日期 凭证字号 摘要 科目编码 科目名称 借方金额 贷方金额 项目 供应商")
    )
    for voucher, row, first in lines(vouchers):
        span = f' rowspan="{len(voucher.rows)}"'
        head = f"<td{span}>{voucher.day:%Y-%m-%d}</td><td{span}>{voucher.kind}-{voucher.number}</td>" if first else ""
        cells = (row.text, row.code, row.name, grouped(row.debit), grouped(row.credit), row.project, row.supplier)
        page += "</tr><tr>" + head + "".join(f"<td>{cell or '&nbsp;'}</td>" for cell in cells)
    path = folder / "网页.xls"
    path.write_text(
        f'<html><head><meta charset="gb2312"></head><body><table>{page}</tr></table></body></html>', "gb18030"
    )
    return path


@export
def texts_for_excel(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """A CSV that keeps leading zeros for Excel: ="0001", and a tab behind codes."""
    rows: Table = [words("日期 凭证字 凭证号 摘要 科目编码 科目名称 借方金额 贷方金额 项目 供应商")]
    for voucher, row, _first in lines(vouchers):
        rows.append(
            [f"{voucher.day:%Y-%m-%d}\t", voucher.kind, f'="{voucher.number:04}"', row.text, f"{row.code}\t", row.name,
             f"{grouped(row.debit)}\t", f"{grouped(row.credit)}\t", row.project, row.supplier]
        )  # fmt: skip
    return save_csv(folder / "网站导出.csv", rows, "utf-8-sig")


@export
def blanks_in_amounts(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """Amounts with blanks between thousands and 元 behind; bars between auxiliary items."""
    rows: Table = [words("记账日期 凭证号数 摘要 科目代码 科目名称 辅助项 借方 贷方")]
    for voucher, row, _first in lines(vouchers):
        items = (("项目", row.project), ("供应商", row.supplier))
        said = "|".join(f"{word}:{text}" for word, text in items if text)
        amounts = [f"{fen / 100:,.2f}元".replace(",", " ") if fen else "" for fen in (row.debit, row.credit)]
        rows.append(
            [
                f"{voucher.day:%Y-%m-%d}",
                f"{voucher.kind}-{voucher.number}",
                row.text,
                row.code,
                row.name,
                said,
                *amounts,
            ]
        )
    return save_csv(folder / "空格.csv", rows, "utf-8")


@export
def semicolons(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """A text separated by semicolons."""
    rows: Table = [words("日期 凭证字号 摘要 科目编码 科目名称 借方金额 贷方金额 项目 供应商")]
    for voucher, row, _first in lines(vouchers):
        rows.append(
            [f"{voucher.day:%Y-%m-%d}", f"{voucher.kind}-{voucher.number}", row.text, row.code, row.name,
             yuan(row.debit), yuan(row.credit), row.project, row.supplier]
        )  # fmt: skip
    return save_text(folder / "分号.csv", rows, "utf-8", ";")


@export
def many_units(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """Two 账套 with the same numbers in one file: the other one moves money between its banks only."""
    rows: Table = [words("账套 日期 凭证字号 摘要 科目编码 科目名称 借方金额 贷方金额 项目 供应商")]
    for voucher, row, first in lines(vouchers):
        head = [f"{voucher.day:%Y-%m-%d}", f"{voucher.kind}-{voucher.number}"]
        if first:
            rows.append(["002 乙公司", *head, "转存", "100201", "银行存款_工行", "5.00", "", "", ""])
            rows.append(["002 乙公司", *head, "转存", "100202", "银行存款_专户", "", "5.00", "", ""])
        rows.append(
            [
                "001 甲公司",
                *head,
                row.text,
                row.code,
                row.name,
                yuan(row.debit),
                yuan(row.credit),
                row.project,
                row.supplier,
            ]
        )
    return save_csv(folder / "账套.csv", rows, "utf-8")
