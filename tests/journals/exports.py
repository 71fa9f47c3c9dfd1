"""Exports as they come from programs in use, each with habits of its own.

Every function writes the same vouchers and returns the file.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from .dresses import Table, grouped, lines, number, save, yuan
from .generator import InventedVoucher, Row

Export = Callable[[Path, Sequence[InventedVoucher]], Path]
EXPORTS: list[Export] = []


def export(function: Export) -> Export:
    """Add a function to the exports that are tested."""
    EXPORTS.append(function)
    return function


def words(text: str) -> list[object]:
    """The headings of a table."""
    return [*text.split()]


def split(row: Row) -> tuple[str, str]:
    """Code and name of a row's project."""
    code, _blank, name = row.project.partition(" ")
    return code, name


def save_text(path: Path, rows: Table, encoding: str, separator: str = "\t") -> Path:
    texts = (separator.join("" if value is None else str(value) for value in row) for row in rows)
    path.write_bytes("".join(f"{text}\r\n" for text in texts).encode(encoding))
    return path


@export
def u8_with_direction(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """用友 U8: points in dates, a direction and an amount, the auxiliary items in columns."""
    rows: Table = [["序时账"], ["核算单位：[001]甲有限公司"], ["期间：2026.01-2026.12"]]
    rows.append(words("日期 凭证号数 科目编码 科目名称 摘要 方向 数量 外币 金额 项目 供应商"))
    for voucher, row, _first in lines(vouchers):
        side, fen = ("借", row.debit) if row.debit else ("贷", row.credit)
        head = [f"{voucher.day:%Y.%m.%d}", f"{voucher.kind}-{voucher.number:04}"]
        rows.append([*head, row.code, row.name, row.text, side, None, None, number(fen), row.project, row.supplier])
    rows += [["制表人：张三", None, None, "打印日期：2026-12-31"]]
    return save(folder / "U8序时账.xlsx", {"Sheet1": rows})


@export
def nc_by_book(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """用友 NC: the book, a period, auxiliary items in one cell with slashes."""
    rows: Table = [
        words("主体账簿 年度 会计期间 制单日期 凭证号 分录号 摘要 科目编码 科目名称 辅助核算 币种 借方本币 贷方本币")
    ]
    for voucher, row, _first in lines(vouchers):
        said = [f"【项目：{'/'.join(split(row))}】"] if row.project else []
        said += [f"【客商：{row.supplier}】"] if row.supplier else []
        rows.append(
            ["甲公司-基准账簿", 2026, f"{voucher.day.month:02}", f"{voucher.day:%Y-%m-%d}",
             f"{voucher.kind}账凭证-{voucher.number:04}", 1, row.text, row.code, row.name.replace("_", "\\"), "".join(said),
             "人民币", grouped(row.debit), grouped(row.credit)]
        )  # fmt: skip
    return save(folder / "NC凭证.xlsx", {"凭证": rows})


@export
def k3_entries(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """金蝶 K3: 会计分录序时簿 with blanks around the dash, dimensions in one cell with dashes."""
    rows: Table = [["会计分录序时簿"], ["公司名称：甲有限公司"]]
    rows.append(
        words("日期 会计期间 凭证字号 分录号 摘要 科目代码 科目名称 币别 原币金额 借方 贷方 核算项目 制单 审核 过账")
    )
    for voucher, row, first in lines(vouchers):
        said = [f"项目---{'---'.join(split(row))}"] if row.project else []
        said += [f"供应商---S01---{row.supplier}"] if row.supplier else []
        head = [f"{voucher.day:%Y-%m-%d}", f"2026.{voucher.day.month}", f"{voucher.kind} - {voucher.number}"]
        rows.append(
            [*(head if first else [None, None, None]), 1, row.text, row.code, row.name, "人民币", None,
             number(row.debit), number(row.credit), "/".join(said), "张三", "李四", "王五"]
        )  # fmt: skip
    return save(folder / "K3.xlsx", {"会计分录序时簿": rows})


@export
def cloud_dimensions(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """金蝶云星空: dimensions in one cell with semicolons, full names of accounts."""
    rows: Table = [words("日期 账簿 期间 凭证字 凭证号 摘要 科目编码 科目全名 核算维度 币别 借方金额 贷方金额 状态")]
    for voucher, row, _first in lines(vouchers):
        said = [f"项目:{'/'.join(split(row))}"] if row.project else []
        said += [f"供应商:{row.supplier}"] if row.supplier else []
        rows.append(
            [voucher.day, "甲公司主账簿", f"2026.{voucher.day.month}", voucher.kind, voucher.number, row.text,
             f"{row.code[:4]}.{row.code[4:]}".rstrip("."), row.name, "; ".join(said), "人民币",
             number(row.debit) or 0, number(row.credit) or 0, "已过账"]
        )  # fmt: skip
    return save(folder / "云星空.xlsx", {"凭证查询": rows})


@export
def code_in_brackets(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """博思: the code in brackets before the name, units in headings, a marked project."""
    rows: Table = [["单位：甲有限公司", None, None, "单位：元"]]
    rows.append(words("凭证日期 凭证字号 摘要 会计科目 借方金额（元） 贷方金额（元） 项目名称 往来单位"))
    for voucher, row, _first in lines(vouchers):
        rows.append(
            [f"{voucher.day.year}年{voucher.day.month}月{voucher.day.day}日", f"{voucher.kind}字第{voucher.number:04}号",
             row.text, f"[{row.code}]{row.name}", grouped(row.debit), grouped(row.credit),
             f"[{split(row)[0]}]{split(row)[1]}" if row.project else None, row.supplier]
        )  # fmt: skip
    return save(folder / "博思.xlsx", {"凭证": rows})


@export
def signed_amount(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """SAP in a sheet: one amount, credits below zero, no direction."""
    rows: Table = [words("公司代码 凭证编号 凭证类型 过账日期 总账科目 总账科目长文本 本币金额 文本 项目 供应商名称")]
    for voucher, row, _first in lines(vouchers):
        rows.append(
            ["1000", voucher.number, voucher.kind, voucher.day, row.code, row.name, number(row.debit - row.credit), row.text,
             row.project, row.supplier]
        )  # fmt: skip
    return save(folder / "SAP.xlsx", {"Sheet1": rows})


@export
def totals_in_words(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """精斗云: every voucher ends with its total in words; zeros and dashes for nothing."""
    rows: Table = [["甲有限公司"], ["凭证列表"], ["2026年第1期 至 2026年第12期"]]
    rows.append(words("日期 凭证字号 摘要 科目编码 科目名称 借方金额 贷方金额 项目 供应商 制单人 审核人 附件数"))
    for voucher in vouchers:
        for row in voucher.rows:
            rows.append(
                [f"{voucher.day:%Y-%m-%d}", f"{voucher.kind}-{voucher.number}", row.text, row.code, row.name,
                 grouped(row.debit) or "-", grouped(row.credit) or "0.00", row.project, row.supplier, "张三", "李四", 1]
            )  # fmt: skip
        whole = sum(row.debit for row in voucher.rows)
        rows.append(["合计：壹仟元整", None, None, None, None, grouped(whole), grouped(whole)])
    return save(folder / "凭证列表.xlsx", {"凭证列表": rows})


@export
def pages_with_titles(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """Printed pages: title, unit and headings in two lines on each, carried sums at both ends."""
    heading: Table = [
        ["记账凭证序时簿"],
        ["单位名称：甲有限公司", None, None, None, "第1页", None, "单位：元"],
        ["2026年", None, "凭证", "摘要", "科目", None, "金额", None, "项目", "供应商"],
        ["月", "日", "字号", None, "编码", "名称", "借方", "贷方", None, None],
    ]
    rows: Table = [*heading]
    for at, (voucher, row, first) in enumerate(lines(vouchers)):
        if at and at % 20 == 0:
            rows += [
                [None, None, None, "过次页", None, None, 1, 1],
                *heading,
                [None, None, None, "承前页", None, None, 1, 1],
            ]
            first = True
        head = [voucher.day.month, voucher.day.day, f"{voucher.kind}-{voucher.number}"] if first else [None, None, None]
        rows.append(
            [*head, row.text, row.code, row.name, number(row.debit), number(row.credit), row.project, row.supplier]
        )
    return save(folder / "打印.xlsx", {"序时簿": rows})


@export
def sheets_of_months(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """One sheet a month that only its name tells; the year stands in the title, the day in a column."""
    sheets: dict[str, Table] = {}
    for voucher, row, _first in lines(vouchers):
        title = f"{voucher.day.month:02}月"
        sheets.setdefault(
            title, [["2026年度序时账"], words("日 凭证号 摘要 科目编码 科目名称 借方 贷方 项目 供应商")]
        ).append(
            [voucher.day.day, f"{voucher.kind}{voucher.number}", row.text, row.code, row.name,
             number(row.debit), number(row.credit), row.project, row.supplier]
        )  # fmt: skip
    return save(folder / "月账.xlsx", sheets)


@export
def code_behind_name(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """The code in brackets behind the name; vouchers as 记账凭证1号."""
    rows: Table = [words("日期 凭证号 摘要 科目 借方金额 贷方金额 项目 供应商")]
    for voucher, row, _first in lines(vouchers):
        rows.append(
            [f"{voucher.day:%Y-%m-%d}", f"{voucher.kind}账凭证{voucher.number}号", row.text, f"{row.name}（{row.code}）",
             yuan(row.debit), yuan(row.credit), row.project, row.supplier]
        )  # fmt: skip
    return save(folder / "科目在后.xlsx", {"Sheet1": rows})


@export
def periods_alone(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """A period such as 2026年1期 instead of days; blank columns and rows before the table."""
    rows: Table = [[None]] * 9
    rows.append(
        [
            None,
            None,
            *words("期间 凭证字 凭证号 摘要 科目编码 科目名称 本期借方 本期贷方 核算项目 客商"),
        ]
    )
    for voucher, row, _first in lines(vouchers):
        rows.append(
            [None, None, f"2026年{voucher.day.month}期", voucher.kind, voucher.number, row.text, int(row.code), row.name,
             number(row.debit), number(row.credit), row.project, row.supplier]
        )  # fmt: skip
    return save(folder / "期间.xlsx", {"数据": rows})


@export
def ledgers_of_accounts(folder: Path, vouchers: Sequence[InventedVoucher]) -> Path:
    """The ledgers of all accounts one below the other, each with its account above and balances beside."""
    rows: Table = [["明细分类账"], ["单位：甲有限公司    期间：2026.01-2026.12"]]
    headings = words("日期 凭证字号 摘要 项目 供应商 借方 贷方 方向 余额")
    accounts = dict.fromkeys((row.code, row.name) for _voucher, row, _first in lines(vouchers))
    for code, name in accounts:
        rows += [[f"科目：{code} {name}"], headings, ["2026-01-01", None, "上年结转", None, None, None, None, "平", 0]]
        for voucher, row, _first in lines(vouchers):
            if row.code == code:
                rows.append(
                    [f"{voucher.day:%Y-%m-%d}", f"{voucher.kind}-{voucher.number}", row.text, row.project, row.supplier,
                     number(row.debit), number(row.credit), "借", 1]
                )  # fmt: skip
        rows.append(["2026-12-31", None, "本年累计", None, None, 1, 1, "借", 1])
    return save(folder / "明细账.xlsx", {"明细账": rows})
