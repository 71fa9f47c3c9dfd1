"""The special account, audits, standing and measures on the pages."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from openpyxl import load_workbook

from fundcalc.app.resources import example_book
from fundcalc.policy.library import find

from .visitor import Shown, Visitor, visiting

AWARD = "YN-2026-P1-build"


@pytest.fixture(scope="module")
def visitor() -> Iterator[Visitor]:
    with visiting(example_book()) as found:
        yield found


# The special account.


@pytest.fixture(scope="module")
def account(visitor: Visitor, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a special account that received a million."""
    folder = tmp_path_factory.mktemp("account")
    made = visitor.send(
        "/books/new",
        role="recipient",
        title="台账",
        parent=str(folder),
        name="acc",
        owner="某公司",
        chart="institution",
    ).address
    shown = visitor.send(f"{made}/receive", award=AWARD, amount="1000000", party="科技厅", on="2026-06-01")
    assert "1 entry, CNY 1,000,000.00" in shown.text
    visitor.confirm(shown)
    return made


def spent(visitor: Visitor, account: str, line: str, **fields: str) -> Shown:
    sheet = f"日期,金额,用途,收款单位\n{line}\n".encode()
    return visitor.send(f"{account}/spend", {"支出.csv": sheet}, award=AWARD, **fields)


def test_lines_of_spending_are_shown_as_they_will_stand(visitor: Visitor, account: str) -> None:
    shown = spent(visitor, account, "2026-11-30,5000,设备购置费,甲公司")
    assert f"{AWARD} 30 November 2026 5,000.00 设备购置费 甲公司" in shown.text
    assert "5,000.00" not in visitor.open(account).text
    assert "1 entry was posted" in visitor.confirm(shown).text
    assert "995,000.00" in visitor.open(account).text
    assert "has it already" in spent(visitor, account, "2026-11-30,5000,设备购置费,甲公司").text


def test_a_near_duplicate_is_questioned(visitor: Visitor, account: str) -> None:
    visitor.confirm(spent(visitor, account, "2026-11-29,700,设备购置费,乙公司"))
    refused = spent(visitor, account, "2026-11-29,700,材料费,乙公司")
    assert refused.status == 400
    assert "equals one that is posted" in refused.trouble
    assert "On this page: tick “An equal entry stands in the book; this is a further one”." in refused.trouble
    meant = spent(visitor, account, "2026-11-29,700,材料费,乙公司", again="yes")
    assert "1 entry, CNY 700.00" in meant.text


def test_more_than_the_balance_is_refused_or_advanced(visitor: Visitor, account: str) -> None:
    assert spent(visitor, account, "2026-11-30,2000000,设备购置费,丙公司").status == 400
    assert (
        "advanced by the unit's own money"
        in spent(visitor, account, "2026-11-30,2000000,设备购置费,丙公司", advance="yes").text
    )


def test_an_unreadable_line_posts_nothing(visitor: Visitor, account: str) -> None:
    refused = spent(visitor, account, "2026-11-30,五千,设备购置费,甲公司")
    assert refused.status == 400
    assert "五千" in refused.trouble


def test_money_is_demanded_and_returned(visitor: Visitor, account: str) -> None:
    visitor.confirm(visitor.send(f"{account}/demand", award=AWARD, amount="100", party="科技厅", on="2026-12-01"))
    assert (
        "1 entry was posted"
        in visitor.confirm(visitor.send(f"{account}/return", award=AWARD, amount="100", on="2026-12-01")).text
    )
    assert visitor.send(f"{account}/return", award=AWARD, amount="many").status == 400


def test_the_papers_of_a_recipient(visitor: Visitor, account: str) -> None:
    assert "可" not in visitor.open(f"{account}/papers").trouble
    for kind in ("use", "performance"):
        assert visitor.saved(f"{account}/paper?kind={kind}&year=2026").startswith(b"PK")
    assert "填制凭证".encode("gb18030") in visitor.saved(f"{account}/paper?kind=vouchers&year=2026")
    assert load_workbook(BytesIO(visitor.saved(f"{account}/spend.xlsx")))
    assert load_workbook(BytesIO(visitor.saved(f"{account}/accounts.xlsx")))


# Audits.


@pytest.fixture(scope="module")
def audited(visitor: Visitor) -> Shown:
    example = visitor.open("/").link("/books/").rsplit("/", 1)[1]
    return visitor.send("/audits/new", book=example)


def test_a_book_is_audited_and_its_findings_filtered(visitor: Visitor, audited: Shown) -> None:
    assert "4 findings" in audited.text
    assert "2 findings" in visitor.open(f"{audited.address}?severity=violation").text
    assert "1 finding" in visitor.open(f"{audited.address}?check=same_invoice&q=31,500").text
    assert "0 findings" in visitor.open(f"{audited.address}?q=nobody").text


def test_a_verdict_with_a_note_closes_a_finding_and_stands_in_the_working_paper(
    visitor: Visitor, audited: Shown
) -> None:
    link = audited.link("/findings/")
    refused = visitor.send(link, verdict="accepted", note="")
    assert "a verdict needs a note" in refused.trouble
    shown = visitor.send(link, verdict="accepted", note="已核实，符合合同", by="李审计")
    assert "已核实，符合合同" in shown.text
    assert "3 findings" in visitor.open(f"{audited.address}?state=open").text
    assert "1 finding" in visitor.open(f"{audited.address}?state=closed").text
    paper = visitor.saved(f"{audited.address}/paper.xlsx")
    sheet = load_workbook(BytesIO(paper))["发现 findings"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "已核实，符合合同" in cells
    # The next audit takes the verdicts of this paper.
    example = visitor.open("/").link("/books/").rsplit("/", 1)[1]
    later = visitor.send("/audits/new", book=example)
    visitor.send(later.address, {"底稿.xlsx": paper})
    assert "1 finding" in visitor.open(f"{later.address}?state=closed").text


def test_dropped_sheets_are_audited(visitor: Visitor, tmp_path: Path) -> None:
    sheet = "award,date,amount,use\nYN-2026-p1-build,2026-03-01,100.00,罚款、滞纳金、赔偿\n".encode()
    shown = visitor.send("/audits/new", {"支出.csv": sheet})
    assert "prohibited use" in shown.text
    assert visitor.send("/audits/new").status == 400
    assert visitor.saved(f"{shown.address}/papers.docx").startswith(b"PK")
    sheets = load_workbook(BytesIO(visitor.saved(f"{shown.address}/paper.xlsx"))).sheetnames
    assert "抽样 sample" in sheets
    (tmp_path / "支出.csv").write_bytes(sheet)
    assert "prohibited use" in visitor.send("/audits/new", folder=str(tmp_path)).text
    assert visitor.send("/audits/new", folder="支出").status == 400
    assert visitor.send("/audits/new", folder=str(tmp_path / "none")).status == 400
    assert visitor.send("/audits/new", {"支出.csv": sheet}, on="年底").trouble


def test_a_budget_is_compared_with_what_was_spent(visitor: Visitor) -> None:
    spending = f"支持编号,日期,金额,用途\n{AWARD},2026-03-01,800.00,专用设备购置\n".encode()
    assert "Budget and spending" not in visitor.send("/audits/new", {"支出.csv": spending}).text
    budget = f"支持编号,用途,预算金额\n{AWARD},专用设备购置,1000.00\n".encode()
    shown = visitor.send("/audits/new", {"支出.csv": spending, "预算.csv": budget})
    table = shown.text.partition("Budget and spending")[2]
    assert "专用设备购置 1,000.00 800.00 200.00 80% 1 预算.csv" in table


def test_a_file_that_is_not_a_table_is_named(visitor: Visitor) -> None:
    shown = visitor.send("/audits/new", {"通知.docx": b"PK\x03\x04"})
    assert "通知.docx" in shown.text
    assert "is a document and not a table" in shown.text


# Standing.

EVENTS = b"platform,organisation,date,event\nP1,O1,2026-01-10,applied\nP1,O1,2026-03-01,filed\n"


def test_what_is_due_is_shown_and_saved_as_a_calendar(visitor: Visitor) -> None:
    fields = {"policy": "yunnan-2025", "on": "2027-02-01"}
    shown = visitor.send("/standing", {"事件.csv": EVENTS}, **fields)
    assert "P1" in shown.text
    assert "annual report" in shown.text
    calendar = visitor.client.post(
        "/standing", data={"token": visitor.token, **fields, "form": "ics"}, files=[("file", ("e.csv", EVENTS))],
        headers={"origin": "http://127.0.0.1:5070"},
    ).content  # fmt: skip
    assert calendar.startswith(b"BEGIN:VCALENDAR")


def test_events_are_kept_in_a_book_and_read_from_it(visitor: Visitor, tmp_path: Path) -> None:
    book = visitor.send("/books/new", role="authority", parent=str(tmp_path), name="book").address
    name = book.rsplit("/", 1)[1]
    fields = {"policy": "yunnan-2025", "on": "2027-02-01", "book": name}
    shown = visitor.send("/standing", {"事件.csv": EVENTS}, **fields, what="keep")
    assert "events: 2 new" in shown.text
    visitor.confirm(shown)
    assert "P1" in visitor.send("/standing", **fields).text
    assert visitor.saved(f"/standing/book?policy=yunnan-2025&book={name}&on=2027-02-01&form=ics").startswith(b"BEGIN")
    wrong = b"platform,organisation,date,event\nP1,O1,2026-03-02,filed\n"
    assert visitor.send("/standing", {"事件.csv": wrong}, **fields, what="keep").status == 400


def test_the_form_of_an_evaluation_is_had_and_added_up(visitor: Visitor) -> None:
    page = visitor.open("/standing?policy=inner-mongolia-2025")
    form = visitor.saved(page.link("form.xlsx"))
    shown = visitor.send("/standing/indicators", {"form.xlsx": form}, policy="inner-mongolia-2025")
    assert "in all: 0 of 100" in shown.text


# Measures.


def test_a_measure_is_read_as_a_page(visitor: Visitor) -> None:
    page = visitor.open("/measures/yunnan-2025")
    assert "第十三条（一）" in page.text
    assert visitor.saved("/measures/yunnan-2025/measure.docx").startswith(b"PK")


def test_a_measure_is_compared_with_a_dropped_text(visitor: Visitor) -> None:
    shown = visitor.send(
        "/measures/xpcc", {"办法.txt": "第一条 为规范管理，制定本办法。\n第二条 期限为三年。\n".encode()}
    )
    assert shown.status == 200
    assert "Not found in the text" in shown.text
    assert visitor.send("/measures/xpcc", {"办法.xlsx": b"PK"}).status == 400


def test_a_dropped_measure_is_checked(visitor: Visitor) -> None:
    text = find("xpcc").read_bytes()
    assert "valid (12 combinations" in visitor.send("/measures", {"policy.toml": text}).text
    wrong = visitor.send("/measures", {"policy.toml": text.replace(b"rate", b"rte").replace(b"title", b"titel")})
    assert wrong.status == 200
    assert wrong.trouble
    assert visitor.send("/measures", {"办法.docx": b"PK"}).status == 400


# The list of books.


def test_a_book_is_shown_in_fava_under_a_key_of_its_own() -> None:
    with visiting(example_book()) as visitor:
        book = visitor.open("/").link("/books/")
        address = visitor.client.get(f"{book}/fava", follow_redirects=False).headers["location"]
        assert visitor.client.get(f"{book}/fava", follow_redirects=False).headers["location"] == address
        with pytest.raises(HTTPError, match="403"):
            urlopen(address.partition("?")[0])
        with urlopen(address) as entrance:
            assert entrance.headers["Set-Cookie"]
    with pytest.raises(URLError):
        urlopen(address)


def test_books_are_remembered_and_a_broken_one_says_why(tmp_path: Path) -> None:
    memory = tmp_path / "config" / "books.txt"
    with visiting(memory=memory) as visitor:
        visitor.send("/books/new", role="authority", title="甲", parent=str(tmp_path), name="a")
        assert visitor.send("/books/open", folder=str(tmp_path)).status == 400
        assert visitor.send("/books/open", folder="relative").status == 400
        assert visitor.send("/books/new", role="authority", parent=str(tmp_path), name="../x").status == 400
    (tmp_path / "a" / "main.beancount").write_text("nonsense", "utf-8")
    with visiting(memory=memory) as visitor:
        first = visitor.open("/")
        assert first.trouble
        forgotten = visitor.send(f"{first.link('/books/')}/forget")
        assert "No book is open yet" in forgotten.text
    assert memory.read_text("utf-8") == ""


@pytest.mark.parametrize("title", ["<b>坏</b>", "=1+1", '"; DROP', "\u202e反"])
def test_hostile_titles_stay_text(tmp_path: Path, title: str) -> None:
    with visiting() as visitor:
        address = visitor.send("/books/new", role="authority", title=title, parent=str(tmp_path), name="book").address
        assert "<b>坏" not in visitor.open(address).html
        assert visitor.open("/").status == 200


JOURNAL = (
    "日期,凭证号,摘要,科目编码,科目名称,借方金额,贷方金额,项目\n"
    "2026-03-01,记-1,购设备,660201,管理费用-设备,5000,,中试基地建设\n"
    "2026-03-01,记-1,购设备,1002,银行存款,,5000,\n"
)


def test_projects_of_a_journal_are_mapped_on_the_page(visitor: Visitor) -> None:
    shown = visitor.send("/audits/new", {"序时账.csv": JOURNAL.encode()})
    assert "中试基地建设" in shown.text
    mapped = visitor.send(f"{shown.address}/map", **{"project:中试基地建设": AWARD, "basis": "accrual"})
    assert mapped.status == 200
    assert f"{AWARD} yunnan-2025" in mapped.text
    refused = visitor.send(f"{shown.address}/map", **{"project:中试基地建设": "not an id"})
    assert refused.status == 400
    assert "is not the id of an award" in refused.trouble


def test_an_amount_and_a_paper_are_what_they_say(visitor: Visitor, account: str) -> None:
    refused = visitor.send(f"{account}/receive", award=AWARD, amount="12,34", on="2026-06-01", new="1")
    assert refused.status == 400
    assert visitor.open(f"{account}/paper?kind=../x&year=2026").status == 404


def test_a_checked_measure_is_added_to_ones_own(
    visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path))
    monkeypatch.setenv("FUNDCALC_POLICIES", "")
    text = find("yunnan-2025").read_text("utf-8").replace('id = "yunnan-2025"', 'id = "dali-2026"')
    checked = visitor.send("/measures", {"policy.toml": text.encode()})
    name = re.search(r'name="name" value="([^"]+)"', checked.html)
    assert name
    assert visitor.send("/measures/add", name=name[1]).address == "/measures/dali-2026"
    assert (tmp_path / "fundcalc" / "policies" / "dali-2026" / "policy.toml").read_text("utf-8") == text
    assert "/measures/dali-2026" in visitor.open("/measures").links
    assert visitor.saved("/measures/dali-2026/template.xlsx").startswith(b"PK")
    assert "there is a measure dali-2026 already" in visitor.send("/measures/add", name=name[1]).trouble


def test_a_measure_with_faults_is_not_offered_to_be_added(visitor: Visitor) -> None:
    text = find("yunnan-2025").read_text("utf-8").replace('id = "yunnan-2025"', 'id = "../dali"')
    checked = visitor.send("/measures", {"policy.toml": text.encode()})
    assert "/measures/add" not in checked.html


def test_a_unit_is_matched_with_every_measure(visitor: Visitor) -> None:
    facts = b'platform = "P-1"\nplatform_kind = "proof_of_concept"\neligible_investment = 8_000_000\n'
    assert "every measure" in visitor.open("/").text
    shown = visitor.send("/match", {"unit.toml": facts}, on="2026-03-01", what="unit")
    assert "1,600,000.00" in shown.text
    assert "the highest applies, nothing is paid twice" in shown.text
    assert visitor.send("/match", {"unit.toml": b"nonsense"}, what="unit").status == 400
