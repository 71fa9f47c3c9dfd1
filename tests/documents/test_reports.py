"""Reports from a book: every total is that of the book's status, every figure names its entries, and no text runs."""

import re
import zipfile
from datetime import date
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import docx
import openpyxl
import pytest

from fundcalc import documents, ledger
from fundcalc.auditing.lines import Line
from fundcalc.base.amount_in_words import capitals
from fundcalc.base.errors import BookError
from fundcalc.base.i18n import speaking
from fundcalc.base.workdays import shipped
from fundcalc.documents.report import Report, ReportTable
from fundcalc.ledger import recipient
from fundcalc.ledger.recipient import Entry
from fundcalc.prose.awards import measure_subject
from ledgers import make
from tests.ledger.samples import award, new_book, post_round, round_of
from tests.snapshots import Snapshot

A, B = "YN-2025-p1-build", "YN-2026-p2-operating"
HOSTILE = "=cmd|' /C calc'!A0\x07<script>alert(1)</script>\u202e]]>"


def facts(name: str, year: int) -> dict[str, str]:
    return {
        "policy": "yunnan-2025", "code": "YN", "year": str(year), "platform": name, "platform-name": f"示例{name}平台",
        "organisation": "91530100EXAMPLE00P", "organisation-name": "示例中心（虚构）",
        "benefit": "build" if name == "p1" else "operating", "awarded": "1000000.00",
    }  # fmt: skip


def special(folder: Path, payee: str = "材料商") -> Path:
    """Two awards over two years: 600,000 and 800,000.01 received, spending in both years, something returned."""
    recipient.init(folder, title="示例中心专项资金")
    recipient.receive(folder, Entry(A, 60_000_000, date(2025, 6, 1), "省科技厅"), facts("p1", 2025))
    lines = [(date(2025, 7, 1), 12_345_678, "30227", A), (date(2026, 2, 1), 10_000_000, "31003", A)]
    ledger.spend(
        folder, [Line(on, fen, award=of, code=code, payee=payee, text="按合同") for on, fen, code, of in lines]
    )
    recipient.receive(folder, Entry(B, 80_000_001, date(2026, 3, 1), "省科技厅"), facts("p2", 2026))
    ledger.spend(folder, [Line(date(2026, 4, 1), 33_333_333, award=B, code="31003", payee=payee, text="按合同")])
    recipient.give_back(folder, Entry(A, 5_000_000, date(2026, 5, 1), "省科技厅"))
    return folder


def authority(folder: Path) -> Path:
    """Two awards of 1,000.00 yuan, of which one is paid in part."""
    new_book(folder)
    post_round(folder, round_of(award("p1"), award("p2", benefit="operating", fen=66_667)))
    ledger.pay(folder, [ledger.Payment("YN-2026-p1-build", 25_000, date(2026, 6, 15))])
    return folder


def use(folder: Path, until: date = date(2026, 12, 31), **options: str) -> Report:
    return documents.use_report(documents.gather(folder, documents.ReportRequest(2026, until, **options)))


def notice(folder: Path, posted: date | None = None) -> Report:
    rows, _faults = documents.notice_rows(folder, documents.ReportRequest(2026, date(2026, 12, 31)))
    return documents.notice_report(documents.make_notice(2026, rows, posted, shipped()))


def table(report: Report, section: int) -> ReportTable:
    found = report.sections[section].table
    assert found is not None
    return found


def test_the_year_of_a_recipient_to_the_fen(tmp_path: Path) -> None:
    folder = special(tmp_path / "book")
    report = use(folder)
    *rows, total = table(report, 0).rows
    assert [row[1:9] for row in rows] == [
        [
            A,
            rows[0][2],
            100_000_000,
            47_654_322,
            0,
            10_000_000,
            5_000_000,
            32_654_322,
        ],
        [B, rows[1][2], 100_000_000, 0, 80_000_001, 33_333_333, 0, 46_666_668],
    ]
    assert total[3:9] == [200_000_000, 47_654_322, 80_000_001, 43_333_333, 5_000_000, 79_320_990]
    assert total[9] == Fraction(43_333_333, 47_654_322 + 80_000_001)
    for row in (*rows, total):
        forward, received, spent, returned, left = row[4:9]
        assert forward + received == spent + returned + left  # type: ignore[operator]


@pytest.mark.parametrize("until", [date(2026, 12, 31), date(2026, 4, 1), date(2026, 3, 31), date(2026, 1, 1)])
def test_what_is_left_is_what_the_status_says(tmp_path: Path, until: date) -> None:
    folder = special(tmp_path / "book")
    stands = ledger.status(folder, until)
    *_rows, total = table(use(folder, until), 0).rows
    assert total[8] == sum(account.balance for account in stands.accounts)
    assert sum(account.received for account in stands.accounts) == 60_000_000 + total[5]  # type: ignore[operator]


def test_every_figure_comes_from_the_entries_it_names(tmp_path: Path) -> None:
    report = use(special(tmp_path / "book"))
    assert report.annex is not None
    assert report.annex.table is not None
    entries = {row[0]: row for row in report.annex.table.rows}
    for row in table(report, 0).rows[:-1]:
        named = [entries[number] for number in row[10]]  # type: ignore[union-attr]
        assert all(item[2] == row[1] for item in named)
        for event, column in (("received", 5), ("spent", 6), ("returned", 7)):
            assert sum(item[7] for item in named if item[3] == event) == row[column]  # type: ignore[misc]
    for row in table(report, 1).rows[:-1]:
        assert sum(entries[number][7] for number in row[4]) == row[2]  # type: ignore[misc, union-attr]
    assert all(re.fullmatch(r"batches/[\w-]+\.beancount:\d+", str(row[8])) for row in entries.values())


def test_the_place_of_an_entry_is_where_it_begins(tmp_path: Path) -> None:
    folder = special(tmp_path / "book")
    report = use(folder)
    assert report.annex is not None
    assert report.annex.table is not None
    for row in report.annex.table.rows:
        file, _colon, line = str(row[8]).rpartition(":")
        assert (folder / file).read_text("utf-8").splitlines()[int(line) - 1].startswith(f"{row[1]} *")


def test_the_totals_stand_in_capitals_too(tmp_path: Path) -> None:
    after = use(special(tmp_path / "book")).sections[0].after
    assert after[0] == f"Received in the year (in capitals): 人民币{capitals(80_000_001)}"
    assert after[1] == f"Spent in the year (in capitals): 人民币{capitals(43_333_333)}"
    assert after[2] == f"Balance at the end (in capitals): 人民币{capitals(79_320_990)}"


def test_an_authority_reports_what_it_paid(tmp_path: Path) -> None:
    folder = authority(tmp_path / "book")
    report = use(folder)
    stands = ledger.status(folder)
    (fund,) = table(report, 0).rows
    (status,) = stands.funds
    assert fund == ["YN-2026", status.appropriated, status.awarded, status.paid, status.unpaid, status.free]
    *rows, total = table(report, 1).rows
    assert [row[4:9] for row in rows] == [[100_000, 25_000, 25_000, 75_000, 0], [66_667, 0, 0, 66_667, 0]]
    assert total[4:9] == [166_667, 25_000, 25_000, 141_667, 0]


def test_the_notice_lists_the_awards_of_a_year(tmp_path: Path) -> None:
    report = notice(authority(tmp_path / "book"), date(2026, 6, 2))
    assert report.title == "Yunnan 2025: public notice of support proposed for 2026"
    assert dict(report.facts)["Period of the notice"] == "2 June 2026 to 9 June 2026"
    *rows, total = table(report, 0).rows
    assert [row[3:] for row in rows] == [
        ["proof-of-concept centre", "one-off building subsidy", "第十三条（一）", 100_000],
        ["proof-of-concept centre", "yearly operating subsidy", "第十三条（一）", 66_667],
    ]
    assert total[6] == 166_667
    assert report.annex is None, "no entries, files or ids in a public notice"


def test_a_notice_with_no_day_leaves_its_period_to_be_filled_in(tmp_path: Path) -> None:
    assert "202" not in dict(notice(authority(tmp_path / "book")).facts)["Period of the notice"]


def test_a_book_that_does_not_check_says_so_in_its_report(tmp_path: Path) -> None:
    folder = special(tmp_path / "book")
    with (folder / "main.beancount").open("a") as top:
        top.write(f"2026-12-01 balance Assets:Special:{A} 1.00 CNY\n")
    section = use(folder).sections[-1]
    assert section.before[0].startswith("The book was checked and 1 fault was found")
    assert "Balance failed for" in section.before[1]
    checked, *audited, seal = use(special(tmp_path / "whole")).sections[-1].before
    assert checked == "The entries were checked: they balance, and each belongs to an award."
    assert audited[0] == "The audit of these awards found: violations 0, to review 3."
    assert len(audited) == 4
    assert seal == f"Seal of the book: {ledger.seal(tmp_path / 'whole')}"


def test_a_report_says_what_the_audit_found(snapshot: Snapshot) -> None:
    with speaking("zh"):
        section = use(make.HERE / "special").sections[-1]
    *lines, seal = section.before
    assert seal == f"账簿封签：{ledger.seal(make.HERE / 'special')}"
    snapshot("state_of_the_book", re.sub(r"-[0-9a-f]{16}\.beancount", "-….beancount", "\n".join(lines)))


def test_what_cannot_be_reported_is_reported(tmp_path: Path) -> None:
    folder = special(tmp_path / "book")
    with pytest.raises(BookError) as raised:
        use(folder, policy="xpcc")
    assert str(raised.value) == (
        f"{folder} holds no award of what was asked for; it holds these years: 2025, 2026; policies: yunnan-2025; "
        "organisations: 91530100EXAMPLE00P"
    )
    with pytest.raises(BookError) as raised:
        notice(folder)
    assert str(raised.value) == (
        "the list for public notice is made from the book of the authority, not of a recipient; give that book, or ask "
        "for --kind use"
    )
    with pytest.raises(BookError) as raised:
        documents.write(use(folder), tmp_path / "report.pdf")
    assert str(raised.value) == (
        f"{tmp_path / 'report.pdf'}: a report is written as .docx, .xlsx, .html; give a name that ends in one of these"
    )


def written(tmp_path: Path, name: str, report: Report) -> Path:
    documents.write(report, tmp_path / name)
    assert [file.name for file in tmp_path.iterdir() if file.name.endswith(".part")] == []
    return tmp_path / name


def test_the_workbook_holds_figures_and_no_formula(tmp_path: Path) -> None:
    path = written(tmp_path, "r.xlsx", use(special(tmp_path / "book", HOSTILE)))
    sheets = openpyxl.load_workbook(path)
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    totals = next(row for row in sheets["Report"].iter_rows(values_only=True) if row[1] == "Total")
    assert totals[3:9] == (200, 47.654322, 80.000001, 43.333333, 5, 79.32099)
    near = next(cell for cell in cells if cell.value == 80.000001)
    assert near.number_format.startswith('"≈"')
    assert any(str(cell.value).startswith("'=cmd|") for cell in cells)
    with zipfile.ZipFile(path) as parts:
        assert not any("<f>" in parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))


def test_the_document_holds_the_same_and_is_valid_xml(tmp_path: Path) -> None:
    report = use(special(tmp_path / "book", HOSTILE))
    path = written(tmp_path, "r.docx", report)
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            if name.endswith(".xml"):
                ElementTree.fromstring(parts.read(name))
    document = docx.Document(str(path))
    assert document.paragraphs[0].text == report.title
    first, uses, annex = document.tables
    assert [cell.text for cell in first.rows[-1].cells][3:10] == [
        "200.00", "≈47.6543", "≈80.0000", "≈43.3333", "5.00", "≈79.3210", "33.95%",
    ]  # fmt: skip
    assert [cell.text for cell in uses.rows[1].cells][1:4] == ["31003 专用设备购置", "≈43.3333", "100.00%"]
    assert any("=cmd|' /C calc'!A0\ufffd<script>alert(1)</script>\ufffd]]>" in row.cells[4].text for row in annex.rows)
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)  # type: ignore[union-attr]


def test_the_page_holds_the_same_and_runs_nothing(tmp_path: Path) -> None:
    text = written(tmp_path, "r.html", use(special(tmp_path / "book", HOSTILE))).read_text("utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "\u202e" not in text
    assert "http" not in text.replace("http-equiv", "")
    assert '<td class="figure">≈79.3210</td>' in text
    for target in re.findall(r'href="#([\w-]+)"', text):
        assert f'id="{target}"' in text


def test_the_report_speaks_chinese(tmp_path: Path) -> None:
    folder = special(tmp_path / "book")
    with speaking("zh"):
        report = use(folder)
        listed = notice(authority(tmp_path / "authority"), date(2026, 6, 2))
    assert report.title == "2026年度专项资金使用情况报告"
    assert dict(report.facts)["填报单位"] == "示例中心（虚构）（91530100EXAMPLE00P）"
    assert dict(report.facts)["报告期间"] == "2026年1月1日至2026年12月31日"
    assert report.sections[0].after[0] == "本年到账合计（大写）：人民币捌拾万元零壹分"
    assert [section.heading for section in report.sections] == [
        "一、资金收支和结余",
        "二、按用途列示的支出",
        "三、账簿核对情况",
    ]
    assert listed.title == "云南省概念验证中心和中试基地（平台）2026年度拟支持名单公示"
    assert dict(listed.facts)["公示期"] == "2026年6月2日至2026年6月9日"


def run(*arguments: object) -> tuple[int, str]:
    from click.testing import CliRunner

    from fundcalc.cli import commands

    result = CliRunner().invoke(commands(), [*map(str, arguments)], prog_name="fundcalc")
    return result.exit_code, result.output


def test_the_command(tmp_path: Path) -> None:
    folder = special(tmp_path / "book")
    code, said = run("book", "report", folder, "--year", 2026, "-o", tmp_path / "r.docx")
    assert (code, said) == (
        0,
        f"{tmp_path / 'r.docx'}: Report on the use of special funds, 2026; 2 awards, 4 entries\n",
    )
    code, said = run("book", "report", folder, "--year", 2026, "--on", "2025-12-31", "-o", tmp_path / "r.docx")
    assert (code, said) == (
        2, "fundcalc: 2025-12-31 is not a day of 2026; give a day of the year reported on, or leave --on out\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "subject"),
    [
        ("xinzhou-2024", "忻州市中试基地"),
        ("yunnan-2025", "云南省概念验证中心和中试基地（平台）"),
        ("urumqi-draft", "乌鲁木齐市概念验证中心"),
        ("xpcc", "兵团科技成果转化中试基地"),
        ("unknown", "unknown"),
    ],
)
def test_a_notice_names_the_platforms_in_the_words_of_the_measure(policy: str, subject: str) -> None:
    with speaking("zh"):
        assert measure_subject(policy) == subject


def test_a_report_says_what_is_still_to_be_paid_by_year(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    schedule = "30% 2026-05-20; 30% 2027-05-20; 40% acceptance 通过验收"
    post_round(folder, round_of(award("p1", schedule=schedule), award("p2", fen=66_667)))
    ledger.pay(folder, [ledger.Payment("YN-2026-p1-build", 30_000, date(2026, 6, 15))])
    with speaking("zh"):
        section = use(folder).sections[1]
    assert "分年度尚需拨付（各期到期即付）：2026 年 666.67 元；2027 年 300.00 元；时间未定 400.00 元。" in section.after
