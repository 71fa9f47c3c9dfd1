"""The self-evaluation of projects, and vouchers for the accounting program, from a book."""

import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import BookError
from fundcalc.base.i18n import speaking
from fundcalc.documents.vouchers import as_text, vouchers_of
from fundcalc.ledger import recipient
from fundcalc.ledger.listing import entries
from fundcalc.ledger.recipient import Entry
from fundcalc.ledger.recipient.charts_of_accounts import charts
from tests.documents.rounds import run, text_of
from tests.documents.test_reports import A, authority, special

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_budget_spending_rate_and_points_come_from_the_book(tmp_path: Path) -> None:
    folder = special(tmp_path / "book")
    given = ("book", "report", folder, "--kind", "performance", "--year", 2026, "--lang", "zh", "--json", "-o")
    code, said = run(*given, tmp_path / "p.docx")
    answer = json.loads(said)
    assert (code, answer["title"], answer["seal"]) == (0, "项目支出绩效自评表（2026年度）", ledger.seal(folder))
    assert answer["awards"] == [
        {"award": A, "budget": "476543.22", "spent": "100000.00", "execution": "20.98%", "points": "2.10"},
        {
            "award": "YN-2026-p2-operating", "budget": "800000.01", "spent": "333333.33", "execution": "41.67%",
            "points": "4.17",
        },
    ]  # fmt: skip
    text = text_of(tmp_path / "p.docx")
    assert text.count("产出指标（50分）") == 2
    assert answer["seal"] in text
    for ending in (".xlsx", ".html"):
        assert run(*given, tmp_path / f"p{ending}")[0] == 0


def test_points_are_at_most_those_of_a_whole_rate(tmp_path: Path) -> None:
    recipient.init(tmp_path / "book", title="专项资金")
    recipient.receive(tmp_path / "book", Entry(A, 100_00, date(2026, 6, 1)))
    ledger.spend(tmp_path / "book", [Line(date(2026, 7, 1), 150_00, award=A, code="30227", payee="甲")], advance=True)
    code, said = run("book", "report", tmp_path / "book", "--kind", "performance", "--year", 2026, "--json", "-o",
                     tmp_path / "p.docx")  # fmt: skip
    (award,) = json.loads(said)["awards"]
    assert (code, award["execution"], award["points"]) == (0, "150.00%", "10.00")


def test_an_authority_evaluates_no_project(tmp_path: Path) -> None:
    code, _said = run("book", "report", authority(tmp_path / "book"), "--kind", "performance", "--year", 2026, "-o",
                      tmp_path / "p.docx")  # fmt: skip
    assert code == 2


def balances(text: bytes) -> dict[str, Decimal]:
    """The balance of each account by vouchers, each of which must balance."""
    head, *lines = text.decode("gb18030").splitlines()
    assert head == "填制凭证,V800"
    accounts: dict[str, Decimal] = defaultdict(Decimal)
    vouchers: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in lines:
        day, kind, number, documents, summary, account, debit, credit, *rest = line.split(",")
        assert (kind, documents, len(rest)) == ("记", "0", 4)
        assert len(summary.encode("gb18030")) <= 60
        assert account.isdecimal()
        accounts[account] += Decimal(debit) - Decimal(credit)
        vouchers[day[:7], number] += Decimal(debit) - Decimal(credit)
    assert set(vouchers.values()) == {Decimal(0)}
    return accounts


@pytest.mark.parametrize("chart", charts())
def test_vouchers_balance_and_come_to_what_the_book_holds(tmp_path: Path, chart: str) -> None:
    folder = tmp_path / "book"
    recipient.init(folder, title="专项资金", chart=chart)
    recipient.receive(folder, Entry(A, 1_000_00, date(2026, 6, 1), "省科技厅"))
    lines = [
        Line(
            date(2026, 7, 1), 300_00, award=A, code="30227", payee='甲,"乙"\n', text="=1+1", account="540101 研发支出"
        ),
        Line(date(2026, 7, 2), 200_00, award=A, code="31003", payee="丙"),
        Line(date(2026, 7, 3), -50_00, award=A, code="31003", payee="丙"),
    ]
    ledger.spend(folder, lines)
    recipient.give_back(folder, Entry(A, 100_00, date(2026, 8, 1)))
    found = vouchers_of(folder, *YEAR)
    accounts = balances(as_text(found.vouchers))
    (account,) = ledger.status(folder).accounts
    assert accounts["1002"] == Decimal(account.balance) / 100
    assert accounts["540101"] == Decimal("300.00")
    assert accounts["1601"] == Decimal("150.00")
    assert any(line.fen < 0 for voucher in found.vouchers for line in voucher.lines), "a red line stays on its side"
    assert [voucher.number for voucher in found.vouchers] == [1, 1, 2, 3, 1]
    assert {use.partition(" ")[2] for use in found.guessed} == {"31003-专用设备购置"}


def test_an_authoritys_vouchers_are_its_payments(tmp_path: Path) -> None:
    folder = authority(tmp_path / "book")
    accounts = balances(as_text(vouchers_of(folder, *YEAR).vouchers))
    assert accounts == {"5001": 250, "4001": -250, "7101": 250, "6001": -250}
    assert vouchers_of(folder, date(2026, 7, 1), date(2026, 12, 31)).vouchers == ()


def test_a_units_own_accounts(tmp_path: Path) -> None:
    folder = special(tmp_path / "book")
    (tmp_path / "own.toml").write_text('money = "100201"\nexpense = "660201"\n[use]\n"31003" = "160101"\n', "utf-8")
    with speaking("zh"):
        found = vouchers_of(folder, *YEAR, tmp_path / "own.toml")
    accounts = balances(as_text(found.vouchers))
    assert accounts["160101"] == Decimal("433333.33")
    assert "1002" not in accounts
    for text in ('money = "银行"', "money = 1002", 'bank = "1002"', "["):
        (tmp_path / "own.toml").write_text(text, "utf-8")
        with pytest.raises(BookError):
            vouchers_of(folder, *YEAR, tmp_path / "own.toml")


def test_the_command_writes_vouchers(tmp_path: Path) -> None:
    folder = special(tmp_path / "book")
    given = ("book", "report", folder, "--kind", "vouchers", "--year", 2026, "--json", "-o")
    code, said = run(*given, tmp_path / "v.txt")
    answer = json.loads(said)
    assert (code, answer["vouchers"], answer["debit"]) == (0, 4, answer["credit"])
    debits = (line.split(",")[6] for line in (tmp_path / "v.txt").read_bytes().decode("gb18030").splitlines()[1:])
    assert sum(map(Decimal, debits)) == Decimal(answer["debit"])
    assert run(*given, tmp_path / "v.xlsx")[0] == 2
    assert run(*given, tmp_path / "w.txt", "--from", "2026-05-01")[0] == 0
    assert run("book", "report", folder, "--year", 2026, "--from", "2026-05-01", "-o", tmp_path / "u.docx")[0] == 2


def test_our_own_vouchers_are_audited_as_a_journal(tmp_path: Path) -> None:
    folder = special(tmp_path / "book")
    newest = next(entry for entry in entries(folder).entries if entry.kind == "spending")
    ledger.reverse(folder, newest.id, why="录错", on=date(2026, 12, 1))
    made = tmp_path / "v.txt"
    _code, said = run("book", "report", folder, "--kind", "vouchers", "--year", 2026, "--json", "-o", made)
    written = json.loads(said)
    _code, said = run("audit", made, "--award", A, "--policy", "yunnan-2025", "--json")
    (source,) = json.loads(said)["sources"]
    assert (source["kind"], source["debit"], source["credit"]) == ("journal", written["debit"], written["credit"])
