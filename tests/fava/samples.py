"""Recipients' books to look at: invented, written here as text, for as many awards as wanted."""

from collections.abc import Iterator
from pathlib import Path

_USES = ("30227-委托业务费", "31003-专用设备购置", "30216-培训费")
_POLICIES = (
    ("yunnan-2025", "YN", "build"),
    ("yunnan-2025", "YN", "operating"),
    ("inner-mongolia-2025", "IM", "filing"),
)


def award_id(number: int) -> str:
    """The id of the award of a number."""
    _policy, code, benefit = _POLICIES[number % len(_POLICIES)]
    return f"{code}-{_year(number)}-P{number}-{benefit}"


def _year(number: int) -> int:
    return 2025 + number % 2


def recipient(folder: Path, awards: int = 1, *, more: str = "") -> Path:
    """A recipient's book with so many awards of 1,000,000 yuan, two receipts and three spendings each; ``more`` is added."""
    folder.mkdir(parents=True)
    (folder / "main.beancount").write_text("".join(_book(awards)) + more, "utf-8")
    return folder


def _book(awards: int) -> Iterator[str]:
    yield 'option "title" "示例中心专项资金"\noption "operating_currency" "CNY"\noption "tolerance_multiplier" "0"\n'
    yield '2000-01-01 custom "fundcalc" "recipient" "1"\n'
    for number in range(1, awards + 1):
        yield from _award(number)


def _award(number: int) -> Iterator[str]:
    (policy, code, benefit), year, name = _POLICIES[number % len(_POLICIES)], _year(number), award_id(number)
    money, deferred, income = f"Assets:Special:{name}", f"Liabilities:DeferredGrant:{name}", f"Income:Grant:{name}"
    spent = [f"Expenses:Grant:{name}:{use}" for use in _USES]
    for account in (money, deferred, income, *spent):
        yield f"2025-01-01 open {account} CNY\n"
    yield f"""2025-01-01 custom "fundcalc-award" "{name}"
  policy: "{policy}"
  code: "{code}"
  year: "{year}"
  platform: "P{number}"
  platform-name: "示例第{number}平台"
  organisation: "91530100EXAMPLE{number:05}"
  organisation-name: "示例第{number % 40}单位（虚构）"
  benefit: "{benefit}"
  awarded: "1000000.00"
"""
    for month, amount in ((3, "600000.00"), (9, "200000.00")):
        yield f"""{year}-{month:02}-01 * "省科技厅" "拨款" #receipt
  award-id: "{name}"
  {money}  {amount} CNY
  {deferred}  -{amount} CNY
"""
    for month, (account, amount) in enumerate(zip(spent, ("250000.01", "300000.00", "50000.50"), strict=True), 4):
        yield f"""{year}-{month:02}-10 * "示例供应商" "按合同支付" #spending
  award-id: "{name}"
  {account}  {amount} CNY
  {money}  -{amount} CNY
  {deferred}  {amount} CNY
  {income}  -{amount} CNY
"""
