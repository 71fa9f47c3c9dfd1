"""Invent vouchers of known truth, without a line of the reader: what was spent of which award, and on which account.

Each event writes its vouchers and, beside them, what it spends; the sheets are dressed by ``dresses``.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import NamedTuple


class Row(NamedTuple):
    """A line of a voucher: amounts in fen, each on its own side."""

    code: str
    name: str
    debit: int
    credit: int
    text: str = ""
    project: str = ""
    supplier: str = ""
    econ: str = ""


class InventedVoucher(NamedTuple):
    day: date
    kind: str
    rows: Sequence[Row]
    number: int = 0


BANK = ("100201", "银行存款_工行")
OTHER_BANK = ("100202", "银行存款_专户")
COSTS = (
    ("530101", "研发支出_材料费"),
    ("530102", "研发支出_测试费"),
    ("660203", "管理费用_办公费"),
    ("1601", "固定资产"),
    ("1403", "原材料"),
)
PAYABLE = ("2202", "应付账款")
WAGES = ("221101", "应付职工薪酬_工资")
TAX_DUE = ("222112", "应交税费_应交个人所得税")
INPUT_TAX = ("22210101", "应交税费_应交增值税_进项税额")
ADVANCE = ("1123", "预付账款")
LOAN = ("122101", "其他应收款_备用金")
GRANT = ("2401", "递延收益")
PROJECTS = ("P001 中心建设", "P002 中试熟化", "")
SUPPLIERS = ("甲公司", "乙公司", "丙公司")


@dataclass
class Books:
    """The vouchers of a unit's year, and the truth about them in fen."""

    random: Random
    vouchers: list[InventedVoucher] = field(default_factory=list)
    spent: Counter[tuple[str, str]] = field(default_factory=Counter)
    received: Counter[str] = field(default_factory=Counter)
    returned: Counter[str] = field(default_factory=Counter)
    not_paid: int = 0

    def day(self, least: int = 0, most: int = 300) -> date:
        return date(2026, 1, 1) + timedelta(days=self.random.randint(least, most))

    def later(self, day: date) -> date:
        return min(day + timedelta(days=self.random.randint(0, 25)), date(2026, 12, 31))

    def unique_supplier(self) -> str:
        return f"{self.random.choice(SUPPLIERS)}{len(self.vouchers)}"

    def fen(self, most: int = 9_999_999) -> int:
        return self.random.randint(1, most) if self.random.random() < 0.7 else self.random.randint(1, most // 100) * 100

    def add(self, day: date, kind: str, *rows: Row) -> None:
        assert sum(row.debit - row.credit for row in rows) == 0, rows
        self.vouchers.append(InventedVoucher(day, kind, rows))

    def spend(self, project: str, account: tuple[str, str], fen: int) -> None:
        self.spent[project, account[0]] += fen


def bought(books: Books) -> None:
    """Paid at once, with or without input tax, sometimes two things in one voucher."""
    rows, whole = [], 0
    for account in books.random.sample(COSTS, books.random.randint(1, 2)):
        project, fen = books.random.choice(PROJECTS), books.fen()
        rows.append(Row(*account, fen, 0, "购入", project))
        books.spend(project, account, fen)
        whole += fen
    if len(rows) == 1 and books.random.random() < 0.4:
        tax = rows[0].debit * 13 // 100
        if tax:
            rows.append(Row(*INPUT_TAX, tax, 0, "购入"))
            books.spend(rows[0].project, (rows[0].code, ""), tax)
            whole += tax
    books.add(books.day(), "付", *rows, Row(*BANK, 0, whole, "购入"))


def on_credit(books: Books) -> None:
    """Booked first, then paid: wholly, in two parts, in part only, or never."""
    project, account = books.random.choice(PROJECTS), books.random.choice(COSTS)
    supplier, fen, day = books.unique_supplier(), books.fen() + 10, books.day()
    tax = fen * 6 // 100 if books.random.random() < 0.4 else 0
    rows = [Row(*account, fen, 0, "赊购", project, supplier)]
    if tax:
        rows.append(Row(*INPUT_TAX, tax, 0, "赊购", project, supplier))
    books.add(day, "转", *rows, Row(*PAYABLE, 0, fen + tax, "赊购", supplier=supplier))
    whole = fen + tax
    parts = books.random.choice(([whole], [whole // 3, whole - whole // 3], [whole // 2], []))
    for part in parts:
        if not part:
            continue
        day = books.later(day)
        books.add(day, "付", Row(*PAYABLE, part, 0, "付货款", supplier=supplier), Row(*BANK, 0, part, "付货款"))
        books.spend(project, account, part)
    books.not_paid += whole - sum(parts)


def for_two_projects(books: Books) -> None:
    """Booked for two projects, and a fifth paid: of each a fifth."""
    supplier, day, account = books.unique_supplier(), books.day(), COSTS[1]
    first, second = 5 * books.fen(100_000), 5 * books.fen(100_000)
    books.add(
        day,
        "转",
        Row(*account, first, 0, "测试费", PROJECTS[0], supplier),
        Row(*account, second, 0, "测试费", PROJECTS[1], supplier),
        Row(*PAYABLE, 0, first + second, "测试费", supplier=supplier),
    )
    paid = (first + second) // 5
    books.add(books.later(day), "付", Row(*PAYABLE, paid, 0, "付款", supplier=supplier), Row(*BANK, 0, paid, "付款"))
    books.spend(PROJECTS[0], account, first // 5)
    books.spend(PROJECTS[1], account, second // 5)
    books.not_paid += first + second - paid


def paid_wages(books: Books) -> None:
    """Wages booked for a project, paid net of income tax, and the tax paid later."""
    project, fen, day = books.random.choice(PROJECTS), books.fen() + 1_000, books.day()
    tax = fen // 10
    month = f"工资{len(books.vouchers)}"
    books.add(
        day,
        "转",
        Row("530103", "研发支出_人员费", fen, 0, month, project, month),
        Row(*WAGES, 0, fen, month, project, month),
    )
    day = books.later(day)
    books.add(
        day,
        "付",
        Row(*WAGES, fen, 0, month, project, month),
        Row(*BANK, 0, fen - tax, month),
        Row(*TAX_DUE, 0, tax, month, project, month),
    )
    books.spend(project, WAGES, fen - tax)
    if books.random.random() < 0.6:
        books.add(books.later(day), "付", Row(*TAX_DUE, tax, 0, "缴个税", project, month), Row(*BANK, 0, tax, "缴个税"))
        books.spend(project, WAGES, tax)
    else:
        books.not_paid += tax


def advanced(books: Books) -> None:
    """Money given before, and a claim that clears it: exactly, with more money, or with some back."""
    project, account = books.random.choice(PROJECTS), books.random.choice(COSTS)
    person, fen, day = books.unique_supplier(), books.fen() + 1_000, books.day()
    of = books.random.choice((ADVANCE, LOAN))
    books.add(day, "付", Row(*of, fen, 0, "预付", supplier=person), Row(*BANK, 0, fen, "预付"))
    day = books.later(day)
    more = books.random.choice((0, fen // 7, -(fen // 5)))
    cost = fen + more
    rows = [Row(*account, cost, 0, "报销", project, person), Row(*of, 0, fen, "报销", supplier=person)]
    if more > 0:
        rows.append(Row(*BANK, 0, more, "补付"))
    elif more < 0:
        rows.append(Row(*BANK, -more, 0, "退回"))
    books.add(day, "转", *rows)
    books.spend(project, account, cost)


def never_cleared(books: Books) -> None:
    """Money given that nothing clears: counted once, on its own account."""
    fen = books.fen()
    books.add(
        books.day(), "付", Row(*ADVANCE, fen, 0, "预付", supplier=books.unique_supplier()), Row(*BANK, 0, fen, "预付")
    )
    books.spend("", ADVANCE, fen)


def refunded(books: Books) -> None:
    """Money back on a cost, as a credit or in red."""
    project, account, fen = books.random.choice(PROJECTS), books.random.choice(COSTS), books.fen()
    if books.random.random() < 0.5:
        rows = Row(*BANK, fen, 0, "退款"), Row(*account, 0, fen, "退款", project)
    else:
        rows = Row(*account, -fen, 0, "冲销", project), Row(*BANK, 0, -fen, "冲销")
    books.add(books.day(), "收", *rows)
    books.spend(project, account, -fen)


def support_received(books: Books) -> None:
    project, fen = books.random.choice(PROJECTS[:2]), books.fen()
    books.add(books.day(), "收", Row(*BANK, fen, 0, "收到补助"), Row(*GRANT, 0, fen, "收到补助", project))
    books.received[project] += fen


def support_returned(books: Books) -> None:
    project, fen = books.random.choice(PROJECTS[:2]), books.fen(10_000)
    books.add(books.day(), "付", Row(*GRANT, fen, 0, "退回补助", project), Row(*BANK, 0, fen, "退回补助"))
    books.returned[project] += fen


def nothing_spent(books: Books) -> None:
    """What moves no money, or is no expense."""
    fen, project = books.fen(), books.random.choice(PROJECTS)
    pairs = (
        (Row("660204", "管理费用_折旧费", fen, 0, "计提折旧", project), Row("1602", "累计折旧", 0, fen, "计提折旧")),
        (Row("530101", "研发支出_材料费", fen, 0, "领用", project), Row("1403", "原材料", 0, fen, "领用")),
        (Row("4103", "本年利润", fen, 0, "结转损益"), Row("660203", "管理费用_办公费", 0, fen, "结转损益", project)),
        (Row("6602", "管理费用", fen, 0, "结转", project), Row("530101", "研发支出_材料费", 0, fen, "结转", project)),
        (Row(*OTHER_BANK, fen, 0, "转账"), Row(*BANK, 0, fen, "转账")),
        (Row(*BANK, fen, 0, "利息收入"), Row("660302", "财务费用_利息收入", 0, fen, "利息收入")),
        (Row(*BANK, fen, 0, "结息"), Row("660302", "财务费用_利息收入", -fen, 0, "结息")),
        (Row("1122", "应收账款", fen, 0, "销售"), Row("6001", "主营业务收入", 0, fen, "销售")),
        (Row(*BANK, fen, 0, "收货款"), Row("1122", "应收账款", 0, fen, "收货款")),
        (Row("2401", "递延收益", fen, 0, "摊销", project), Row("6117", "其他收益", 0, fen, "摊销", project)),
    )
    books.add(books.day(), "转", *books.random.choice(pairs))


def reversed_unpaid(books: Books) -> None:
    """Booked on credit and taken back in red before it was paid."""
    project, account = books.random.choice(PROJECTS), books.random.choice(COSTS)
    supplier, fen, day = books.unique_supplier(), books.fen(), books.day()
    for sign, on in ((1, day), (-1, books.later(day))):
        books.add(
            on,
            "转",
            Row(*account, sign * fen, 0, "赊购", project, supplier),
            Row(*PAYABLE, 0, sign * fen, "赊购", supplier=supplier),
        )


EVENTS: Sequence[Callable[[Books], None]] = (
    bought, on_credit, for_two_projects, paid_wages, advanced, never_cleared, refunded, support_received, support_returned,
    nothing_spent, reversed_unpaid,
)  # fmt: skip


def invented(seed: int, events: int = 40) -> Books:
    """The books of a unit, numbered by kind and month as accountants do."""
    books = Books(Random(seed))
    for _at in range(events):
        books.random.choice(EVENTS)(books)
    numbers: Counter[tuple[str, int]] = Counter()
    numbered = []
    for voucher in sorted(books.vouchers, key=lambda voucher: voucher.day):
        numbers[voucher.kind, voucher.day.month] += 1
        numbered.append(voucher._replace(number=numbers[voucher.kind, voucher.day.month]))
    books.vouchers = numbered
    return books
