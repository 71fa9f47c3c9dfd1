"""Files of GB/T 24589.1-2010 and GB/T 19581-2004, read as a stream.

Elements are known by their local names, so that a namespace does not matter. What a file has and this module does not know
is reported. The files of a set (总账.xml, 公共档案.xml) are read one after the other; names are put in at the end.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import IO

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _
from fundcalc.journals.balances import Balance
from fundcalc.journals.cells import amount_in, day_in
from fundcalc.journals.gbt_elements import SLOT, Slots, Unnamed, element, status_of
from fundcalc.journals.records import Details, JournalPosting, Voucher
from fundcalc.journals.xml_stream import records
from fundcalc.workbooks.cell_faults import CellFault
from fundcalc.workbooks.cell_numbers import BadCell

# Tables that are read, or known to hold nothing of an audit of spending.
_TABLES = {
    *("电子账簿", "会计期间", "记账凭证类型", "会计科目", "科目辅助核算", "科目余额及发生额", "记账凭证", "报表集"),
    *("报表项数据", "汇率", "汇率类型", "币种", "结算方式", "总账", "公共档案"),
}
_ARCHIVES = {
    "自定义档案值": ("档案编码", "档案值编码", "档案值名称"),
    "自定义档案": ("", "档案编码", "档案名称"),
    "部门档案": ("部门档案", "部门编码", "部门名称"),
    "供应商档案": ("供应商档案", "供应商编码", "供应商名称"),
    "客户档案": ("客户档案", "客户编码", "客户名称"),
    "员工档案": ("员工档案", "员工编码", "员工姓名"),
}
_PROJECT_WORDS = ("项目", "课题", "专项")
_PARTY_WORDS = ("供应商", "客户", "往来", "客商", "员工", "个人", "职员")


@dataclass
class GbtSet:
    """What the files of a set hold.

    ``edition`` is what they claim, ``unknown`` the elements that were not read.
    """

    edition: str = ""
    unit: str = ""
    year: int | None = None
    accounts: dict[str, str] = field(default_factory=dict)
    slots: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    archives: dict[str, dict[str, str]] = field(default_factory=dict)
    archive_names: dict[str, str] = field(default_factory=dict)
    vouchers: dict[tuple[date | None, str], Voucher] = field(default_factory=dict)
    balances: list[Balance] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    bad: int = 0
    _details: dict["Unnamed", Details] = field(default_factory=dict, repr=False)
    _unnamed: dict[int, Unnamed] = field(default_factory=dict, repr=False)

    def read(self, file: IO[bytes], name: str, source: int) -> None:
        """Read a file of the set.

        Raises SheetError where it is not XML, has a document type, or is too large.
        """
        reader = _FileReader(self, name, source)
        for table, values in records(file, name):
            reader.take(table, values)

    def finish(self) -> list[Voucher]:
        """The vouchers, with the names of accounts and of what they are of."""
        named = {at: self._named(unnamed) for at, unnamed in self._unnamed.items()}
        for voucher in self.vouchers.values():
            voucher.unit = self.unit
            voucher.postings = [
                JournalPosting(row, account, self.accounts.get(account, ""), fen, is_debit, text, named[id(details)])
                for row, account, _name, fen, is_debit, text, details, _origin in voucher.postings
            ]
        self.balances = [self._named_balance(balance) for balance in self.balances]
        return list(self.vouchers.values())

    def details(self, unnamed: Unnamed) -> Details:
        """Details whose names are put in when everything is read."""
        details = self._details.get(unnamed)
        if details is None:
            details = self._details[unnamed] = Details(project=unnamed.group, invoice=unnamed.invoice)
            self._unnamed[id(details)] = unnamed
        return details

    def _named(self, unnamed: Unnamed) -> Details:
        said = self.said_of(unnamed.account, unnamed.slots) if unnamed.slots else {}
        return Details(
            said.get("project", unnamed.group),
            said.get("party", ""),
            code=said.get("code", ""),
            invoice=unnamed.invoice,
        )

    def said_of(self, account: str, slots: Slots) -> dict[str, str]:
        """Project, party and economic code that the slots of an account hold."""
        said: dict[str, str] = {}
        kinds = self._kinds(account)
        for number, value in slots:
            title, archive = kinds.get(number, ("", ""))
            name = self._name_of(archive, title, value)
            text = value if not name or name == value else f"{value} {name}"
            whole = title + archive + self.archive_names.get(archive, "")
            if any(word in whole for word in _PROJECT_WORDS):
                said.setdefault("project", text)
            elif any(word in whole for word in _PARTY_WORDS):
                said.setdefault("party", name or value)
            elif "经济" in whole:
                said.setdefault("code", text)
        return said

    def _kinds(self, account: str) -> Mapping[int, tuple[str, str]]:
        """What each slot of an account is: its title and its archive."""
        rows = self.slots.get(account, [])
        numbers = [re.search(r"\d+$", number) for number, _rest in rows]
        by_number = [int(match[0]) if match and 1 <= int(match[0]) <= 30 else 0 for match in numbers]
        ordered = by_number if all(by_number) and len(set(by_number)) == len(rows) else range(1, len(rows) + 1)
        return {
            at: (rest.partition("\0")[0], rest.partition("\0")[2])
            for at, (_number, rest) in zip(ordered, rows, strict=True)
        }

    def _name_of(self, archive: str, title: str, value: str) -> str:
        for key in (archive, self.archive_names.get(archive, ""), title, f"{title}档案"):
            if name := self.archives.get(key, {}).get(value):
                return name
        return next((names[value] for names in self.archives.values() if value in names and not archive), "")

    def _named_balance(self, balance: Balance) -> Balance:
        parts = [part.partition(":") for part in balance.project.split("\0") if part]
        slots: Slots = tuple((int(number), value) for number, _colon, value in parts)
        project = self.said_of(balance.account, slots).get("project", "")
        return balance._replace(name=self.accounts.get(balance.account, ""), project=project, unit=self.unit)


@dataclass
class _FileReader:
    """Takes the records of one file."""

    into: GbtSet
    name: str
    source: int
    days: dict[str, date] = field(default_factory=dict)

    def take(self, table: str, values: Mapping[str, str]) -> None:
        """Take one record of a table."""
        into = self.into
        match table:
            case "记账凭证":
                self._line(values)
            case "会计科目":
                into.accounts[values.get("科目编号", "")] = values.get("科目全称", "") or values.get("科目名称", "")
            case "科目辅助核算":
                rows = into.slots.setdefault(values.get("科目编号", ""), [])
                title = values.get("辅助项名称", "")
                rows.append((values.get("辅助项编号", ""), f"{title}\0{values.get('对应档案', '')}"))
            case "科目余额及发生额":
                self._balance(values)
            case "电子账簿":
                self._about(values)
            case _ if table in _ARCHIVES:
                archive, code, name = _ARCHIVES[table]
                names = into.archives.setdefault(values.get(archive, archive), {})
                names[values.get(code, "")] = values.get(name, "")
                if table == "自定义档案":
                    into.archive_names[values.get(code, "")] = values.get(name, "")
            case _ if table not in _TABLES:
                into.unknown.add(table)

    def _about(self, values: Mapping[str, str]) -> None:
        version = values.get("标准版本号", "")
        if "2024" in version:
            message = _(
                "{file}: it is of {edition}, whose form is not public; export it as GB/T 24589.1-2010, or as a sheet."
            )
            raise SheetError(message.format(file=self.name, edition=version))
        self.into.edition = version
        self.into.unit = values.get("会计核算单位", "") or values.get("电子账簿名称", "")
        year = values.get("会计年度", "")
        self.into.year = int(year) if year.isdecimal() else None

    def _line(self, raw: Mapping[str, str]) -> None:
        values: dict[str, str] = {}
        slots: list[tuple[int, str]] = []
        for name, text in raw.items():
            key, slot = element(name)
            if key:
                values.setdefault(key, text)
            elif slot:
                slots.append((slot, text))
            else:
                self.into.unknown.add(f"记账凭证/{name}")
        if not self.into.edition:
            self.into.edition = "GB/T 24589.1-2010" if "记账凭证日期" in raw else "GB/T 19581-2004"
        voucher = self._voucher(values)
        number = values.get("line", "") or str(len(voucher.postings) + 1)
        account = values.get("account", "")
        details = self.into.details(Unnamed(account, tuple(slots), values.get("group", ""), values.get("invoice", "")))
        for key in ("debit", "credit"):
            if key in values and (fen := self._amount(values, key, voucher, number)):
                row = f"{voucher.label}/{number}"
                voucher.postings.append(
                    JournalPosting(row, account, "", fen, key == "debit", values.get("text", ""), details)
                )

    def _voucher(self, values: Mapping[str, str]) -> Voucher:
        kind, number = values.get("kind", ""), values.get("number", "")
        label = f"{kind}-{number}" if kind else number
        day = self._day(values, label)
        voucher = self.into.vouchers.get((day, label))
        if voucher is None:
            voucher = Voucher("", day, label, self.source, self.name, "gbt24589")
            self.into.vouchers[day, label] = voucher
        if status := status_of(values):
            voucher.status = status
        return voucher

    def _day(self, values: Mapping[str, str], label: str) -> date | None:
        text = values.get("date", "")
        if (day := self.days.get(text)) is not None:
            return day
        try:
            day = day_in(text, "s")
        except BadCell as bad:
            self._fault(label, text, bad)
            return None
        self.days[text] = day
        return day

    def _amount(self, values: Mapping[str, str], key: str, voucher: Voucher, number: str) -> int:
        try:
            return amount_in(values.get(key, ""), "s")
        except BadCell as bad:
            self.into.bad += 1
            self._fault(f"{voucher.label}/{number}", values[key], bad)
            return 0

    def _balance(self, values: Mapping[str, str]) -> None:
        slots = [f"{match[1]}:{text}" for name, text in values.items() if (match := SLOT.fullmatch(name))]
        try:
            opening, debit, credit, closing = (
                amount_in(values.get(key, ""), "s")
                for key in ("期初本币余额", "借方本币金额", "贷方本币金额", "期末本币余额")
            )
        except BadCell as bad:
            self._fault(values.get("科目编号", ""), "", bad)
            return
        if "贷" in values.get("期初余额方向", ""):
            opening = -opening
        if "贷" in values.get("期末余额方向", ""):
            closing = -closing
        period, code = values.get("会计期间号", ""), values.get("科目编号", "")
        months = (int(period), int(period)) if period.isdecimal() else None
        amounts = (opening, debit, credit, closing)
        place = f"{self.name}:{code}"
        self.into.balances.append(Balance("", code, "", "\0".join(slots), *amounts, place, self.source, months))

    def _fault(self, where: str, value: str, bad: BadCell) -> None:
        self.into.faults.append(CellFault(self.name, "", where, value, bad.message, bad.remedy))
