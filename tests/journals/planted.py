"""Journals of clean awards, in which faults are planted one an award."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from fundcalc.auditing.evidence import AwardFacts, Movement

from .dresses import Table, save_csv, yuan

POLICY = "inner-mongolia-2025"
RECEIVED = 100_000_00
HEADINGS = "日期 凭证字号 摘要 科目编码 科目名称 借方金额 贷方金额 项目 供应商 部门支出经济分类编码 发票号"
BANK = ("100201", "银行存款_工行")
SPECIAL = "银行存款_专户"
ASSET = ("1601", "固定资产")
OPENING = 40_000_00
INSTRUMENTS, RECEPTION = "31003", "30217"

Expected = set[tuple[str, str]]
Account = tuple[str, str]
# What an institution books on instead.
INSTITUTION: dict[str, Account] = {
    "2401": ("4601", "非同级财政拨款收入"), "2202": ("2302", "应付账款"), "1123": ("1214", "预付账款"),
    "22210101": ("21010101", "应交增值税_应交税金_进项税额"), "660205": ("5001", "业务活动费用"),
    "660203": ("5101", "单位管理费用"), "530101": ("5001", "业务活动费用"),
}  # fmt: skip


@dataclass
class PlantedJournal:
    """A journal in the making: its rows, what else is known, and the findings that must come (check and award)."""

    random: Random
    rows: Table = field(default_factory=list)
    awards: list[AwardFacts] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    spent: Counter[str] = field(default_factory=Counter)
    void: list[str] = field(default_factory=list)
    expected: Expected = field(default_factory=set)
    unlisted: set[str] = field(default_factory=set)
    banks: dict[str, str] = field(default_factory=dict)
    openings: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    invoices: int = 10_000_000
    vouchers: int = 0

    def invoice(self) -> str:
        self.invoices += self.random.randint(7, 90)
        return str(self.invoices)

    def day(self, first: int = 80, last: int = 300) -> date:
        return date(2026, 1, 1) + timedelta(days=self.random.randint(first, last))

    def add(self, day: date, *lines: tuple[tuple[str, str], int, int, str, str, str, str]) -> None:
        """A voucher: account, debit, credit, project, supplier, code and invoice of each line."""
        self.vouchers += 1
        for account, debit, credit, *more in lines:
            head = [day.isoformat(), f"记-{self.vouchers}", f"业务{self.vouchers}"]
            self.rows.append([*head, *self.accounts.get(account[0], account), yuan(debit), yuan(credit), *more])

    def buy(
        self, award: str, fen: int, day: date, code: str = INSTRUMENTS, invoice: str = "", how: int | None = None
    ) -> None:
        """Buy something for an award: at once, with tax, on credit or by an advance."""
        self.spent[award] += fen
        invoice, supplier = invoice or self.invoice(), f"公司{self.vouchers}"
        how = self.random.randrange(4) if how is None else how
        account = ASSET if code == INSTRUMENTS else ("660205", "管理费用_业务招待费")
        cost = (account, fen, 0, award, supplier, code, invoice)
        paid = (BANK, 0, fen, "", "", "", "")
        match how:
            case 0:
                self.add(day, cost, paid)
            case 1:
                tax = fen * 13 // 113
                of_tax = (("22210101", "应交税费_应交增值税_进项税额"), tax, 0, "", "", "", "")
                self.add(day, (account, fen - tax, *cost[2:]), of_tax, paid)
            case 2:
                owed = ("2202", "应付账款")
                self.add(day, cost, (owed, 0, fen, "", supplier, "", ""))
                self.add(day + timedelta(days=3), (owed, fen, 0, "", supplier, "", ""), paid)
            case _:
                given = ("1123", "预付账款")
                self.add(day, (given, fen, 0, "", supplier, "", ""), paid)
                self.add(day + timedelta(days=3), cost, (given, 0, fen, "", supplier, "", ""))


def clean(journal: PlantedJournal, award: str) -> None:
    """An award whose money came in March and was spent well."""
    journal.awards.append(AwardFacts(award, POLICY, "", award, "filing", 2026, RECEIVED, date(2026, 2, 1)))
    grant = (("2401", "递延收益"), 0, RECEIVED, award, "", "", "")
    journal.add(date(2026, 3, 1), (BANK, RECEIVED, 0, "", "", "", ""), grant)
    for _at in range(journal.random.randint(2, 5)):
        journal.buy(award, journal.random.randint(1_000_00, 15_000_00), journal.day())


def prohibited_use(journal: PlantedJournal, award: str) -> None:
    journal.buy(award, journal.random.randint(1_00, 900_00), journal.day(), RECEPTION)


def spent_before_receipt(journal: PlantedJournal, award: str) -> None:
    journal.buy(award, 500_00, date(2026, 2, 10))


def overspent(journal: PlantedJournal, award: str) -> None:
    journal.buy(award, RECEIVED, date(2026, 12, 1))


def same_invoice(journal: PlantedJournal, award: str) -> None:
    # Twenty figures are of one seller, whoever is named.
    invoice = f"265320000000{journal.invoice()}"
    for on in (journal.day(), journal.day()):
        journal.buy(award, 700_00, on, invoice=invoice)


def invoice_void(journal: PlantedJournal, award: str) -> None:
    invoice = journal.invoice()
    journal.void.append(invoice)
    journal.buy(award, 800_00, journal.day(), invoice=invoice)


def award_unknown(journal: PlantedJournal, award: str) -> None:
    journal.awards = [facts for facts in journal.awards if facts.id != award]
    journal.unlisted.add(award)


def amounts_differ(journal: PlantedJournal, award: str) -> None:
    journal.movements.append(Movement("paid", date(2026, 2, 20), RECEIVED - 5_000_00, award, place="book:1"))


def spent_after_revocation(journal: PlantedJournal, award: str) -> None:
    last = date(2026, 11, 30)
    journal.awards = [
        facts
        if facts.id != award
        else AwardFacts(award, POLICY, "", award, "filing", 2026, RECEIVED, date(2026, 2, 1), None, last)
        for facts in journal.awards
    ]
    journal.buy(award, 600_00, date(2026, 12, 5))


def moved_in(journal: PlantedJournal, award: str) -> None:
    own = (("660203", "管理费用_办公费"), 0, 300_00, "", "", "", "")
    journal.add(journal.day(), (("530101", "研发支出"), 300_00, 0, award, "", INSTRUMENTS, ""), own)


def moved_out(journal: PlantedJournal, award: str) -> None:
    """Own money is paid back from the special account (归垫)."""
    special = (f"1002{50 + len(journal.banks)}", SPECIAL)
    journal.banks[special[0]] = award
    journal.add(journal.day(), (BANK, 400_00, 0, "", "", "", ""), (special, 0, 400_00, "", "", "", ""))


def carry_over(journal: PlantedJournal, award: str) -> None:
    """An award of which a part came in the year before."""
    journal.openings[award] = OPENING
    journal.awards = [
        replace(facts, fen=RECEIVED + OPENING, on=date(2025, 2, 1)) if facts.id == award else facts
        for facts in journal.awards
    ]


def overspent_of_an_earlier_year(journal: PlantedJournal, award: str) -> None:
    """More was spent than came this year and was left of the last."""
    carry_over(journal, award)
    journal.buy(award, RECEIVED + OPENING, date(2026, 12, 1))


def left_of_an_earlier_year(journal: PlantedJournal, award: str) -> None:
    """As much was spent as came this year and was left of the last: no fault."""
    carry_over(journal, award)
    journal.buy(award, RECEIVED + OPENING - journal.spent[award], date(2026, 12, 1), how=0)


def unbalanced_voucher(journal: PlantedJournal, award: str) -> None:
    owed = (("2202", "应付账款"), 0, 90_00, "", "", "", "")
    journal.add(journal.day(), (ASSET, 100_00, 0, award, "", INSTRUMENTS, ""), owed)


FAULTS: tuple[Callable[[PlantedJournal, str], None], ...] = (
    prohibited_use, spent_before_receipt, overspent, same_invoice, invoice_void, award_unknown, amounts_differ,
    spent_after_revocation, moved_in, unbalanced_voucher, moved_out, overspent_of_an_earlier_year, left_of_an_earlier_year,
)  # fmt: skip


# The checks that are not called as their fault; None is none.
CHECK_OF: dict[str, str | None] = {"overspent_of_an_earlier_year": "overspent", "left_of_an_earlier_year": None}


def planted(seed: int, *, institution: bool = False) -> PlantedJournal:
    """A journal of an award per fault, and as many clean ones."""
    journal = PlantedJournal(Random(seed), accounts=INSTITUTION if institution else {})
    for number in range(2 * len(FAULTS)):
        award = f"NM-2026-p{number}-filing"
        clean(journal, award)
        if number % 2:
            fault = FAULTS[number // 2]
            fault(journal, award)
            if check := CHECK_OF.get(fault.__name__, fault.__name__):
                # A voucher that does not balance is of no award.
                journal.expected.add((check, award if fault is not unbalanced_voucher else ""))
    return journal


def write(journal: PlantedJournal, folder: Path) -> list[Path]:
    """The journal, the opening balances by project and the list of invoices as files."""
    invoices: Table = [["序号", "发票代码", "发票号码", "销方名称", "开票日期", "金额", "税额", "价税合计", "发票状态"]]
    invoices += [[1, "", number, "甲", "2026-03-01", 1, 1, 2, "已作废"] for number in journal.void]
    carried = ("8201", "非财政拨款结转") if journal.accounts else ("2401", "递延收益")
    sides = [f"{when}{side}" for when in ("期初", "本期", "期末") for side in ("借方", "贷方")]
    balances: Table = [["科目编码", "科目名称", "核算项目", *sides]]
    balances += [[*carried, award, "", yuan(fen), "", "", "", yuan(fen)] for award, fen in journal.openings.items()]
    return [
        save_csv(folder / "序时账.csv", [[*HEADINGS.split()], *journal.rows], "gb18030"),
        save_csv(folder / "发票.csv", invoices, "utf-8"),
        save_csv(folder / "辅助余额表.csv", balances, "utf-8"),
    ]
