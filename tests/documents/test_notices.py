"""Notices before the decision is final: from a round, from its results, from what is committed."""

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.base.errors import BookError
from fundcalc.base.i18n import speaking
from fundcalc.base.workdays import shipped
from fundcalc.documents import ReportRequest, make_notice, notice_report, notice_rows, rows_of_outcomes
from fundcalc.documents.notice import NoticeRow, period_text
from fundcalc.documents.outcomes import read_outcomes
from fundcalc.policy.loading import load
from tests.documents.rounds import results, run, sample_round, text_of
from tests.ledger.samples import award, new_book, post_round, round_of

DIGITS = "0123456789"
NOTICE = ("book", "report", "--kind", "notice")


def test_only_what_is_payable_stands_in_a_notice_in_the_order_of_the_round(tmp_path: Path) -> None:
    path, policy = sample_round(tmp_path)
    rows = rows_of_outcomes(read_outcomes(path, policy), 2026)
    assert [(row.platform, row.fen) for row in rows] == [
        ("示例高原特色农业概念验证中心", 160_000_000),
        ("示例有色金属中试基地", 146_913_578),
        ("示例有色金属中试基地", 66_666_667),
        ("示例生物医药概念验证中心", 200_000_000),
        ("示例生物医药概念验证中心", 100_000_000),
        ("示例加挂概念验证中心", 25_000_000),
        ("示例就高不重复概念验证中心", 50_000_000),
        ("示例已选类概念验证中心", 50_000_000),
    ]


@pytest.mark.parametrize(
    ("policy_id", "language"),
    [
        ("yunnan-2025", "zh"),
        ("inner-mongolia-2025", "en"),
        pytest.param("yunnan-2025", "en", marks=pytest.mark.slow),
        pytest.param("inner-mongolia-2025", "zh", marks=pytest.mark.slow),
    ],
)
def test_results_give_the_same_outcomes_as_the_round(tmp_path: Path, policy_id: str, language: str) -> None:
    path, policy = sample_round(tmp_path, policy_id)
    with speaking(language):  # type: ignore[arg-type]
        from_round = read_outcomes(path, policy).outcomes
        result = results(path, policy)
    from_results = read_outcomes(result, policy).outcomes
    for one, other in zip(from_round, from_results, strict=True):
        assert (one.platform, one.organisation_name, one.year, one.status) == (
            other.platform, other.organisation_name, other.year, other.status,
        )  # fmt: skip
        assert (one.sentence, one.grants, one.needed, one.reasons) == (
            other.sentence, other.grants, other.needed, other.reasons,
        )  # fmt: skip


def test_a_notice_needs_no_book_and_takes_the_year_of_the_round(tmp_path: Path) -> None:
    path, _policy = sample_round(tmp_path)
    code, said = run(*NOTICE, "--round", path, "--policy", "yunnan-2025", "--on", "2026-06-02", "-o", tmp_path / "n.docx",
                     "--json")  # fmt: skip
    answer = json.loads(said)
    assert (code, answer["year"], answer["awards"], answer["sum"]) == (0, 2026, 8, "7985802.45")
    assert answer["sum_in_capitals"] == "柒佰玖拾捌万伍仟捌佰零贰元肆角伍分"
    assert answer["period"] == {"first": "2026-06-02", "last": "2026-06-09", "open": None}
    text = text_of(tmp_path / "n.docx")
    assert "YN-POC-01" not in text, "no ids in a public notice"
    assert "batches/" not in text


def test_a_year_that_is_not_known_leaves_the_last_day_open(tmp_path: Path) -> None:
    path, _policy = sample_round(tmp_path)
    given = ("--round", path, "--policy", "yunnan-2025", "--on", "2026-12-28", "-o", tmp_path / "n.docx", "--json")
    code, said = run(*NOTICE, *given)
    period = json.loads(said)["period"]
    assert (code, period["first"], period["last"]) == (0, "2026-12-28", None)
    assert "2027" in period["open"]
    (tmp_path / "days.toml").write_text("[2027]\noff = [[2027-01-01, 2027-01-03]]\n", "utf-8")
    code, said = run(*NOTICE, *given, "--workdays", tmp_path / "days.toml")
    assert (code, json.loads(said)["period"]["last"]) == (0, "2027-01-05")


def test_every_day_of_the_last_weeks_of_the_year_has_its_notice() -> None:
    row = NoticeRow("yunnan-2025", "甲", "乙", "", "build", "第十三条（一）", 100)
    for day in range(1, 32):
        notice = make_notice(2026, [row], date(2026, 12, day), shipped())
        assert notice.period.first == date(2026, 12, day)
        assert (notice.period.last is None) == (day > 24), day
        assert (notice.period.why != "") == (day > 24)
    with speaking("zh"):
        assert period_text(notice.period) == "自2026年12月31日至　　　　　　（5 个工作日）"


def test_the_rule_of_the_notice_is_that_of_what_is_published() -> None:
    def last(policy: str, benefit: str) -> date | None:
        row = NoticeRow(load(policy), "甲", "乙", "", benefit, "", 100)
        return make_notice(2026, [row], date(2026, 3, 2), shipped()).period.last

    assert last("inner-mongolia-2025", "excellent") == date(2026, 3, 9)
    assert last("urumqi-draft", "excellent") == date(2026, 3, 9)
    assert last("xinzhou-2024", "recognition") is None, "this measure fixes no number of days"


def test_amounts_that_are_no_whole_yuan_are_shown_in_yuan() -> None:
    rows = [NoticeRow("yunnan-2025", "甲", "乙", "", "build", "第十三条（一）", fen) for fen in (100_000, 66_667)]
    table = notice_report(make_notice(2026, rows, None, shipped())).sections[0].table
    assert table is not None
    assert [column.heading for column in table.columns][-1] == "proposed support (yuan)"
    assert "kind" not in [column.heading for column in table.columns], "no kind is known"
    with pytest.raises(BookError, match="nothing is payable for 2026"):
        make_notice(2026, [], None, shipped())


def test_a_notice_from_commitments_keeps_the_names_of_the_round(tmp_path: Path) -> None:
    path, policy = sample_round(tmp_path)
    folder = new_book(tmp_path / "book", 2_000_000_000)
    code, said = run(
        "book", "commit", folder, "--policy", "yunnan-2025", "--round", path, "--date", "2026-06-01", "--json"
    )
    assert code == 0, said
    assert len(json.loads(said)["posted"]) == 8
    rows, faults = notice_rows(folder, ReportRequest(2026, date(2026, 12, 31)))
    assert faults == ()
    expected = rows_of_outcomes(read_outcomes(path, policy), 2026)
    assert [(row.organisation, row.platform, row.kind, row.benefit, row.cite, row.fen) for row in rows] == [
        (row.organisation, row.platform, row.kind, row.benefit, row.cite, row.fen) for row in expected
    ]
    assert all(not isinstance(row.policy, str) for row in rows), "the policy is kept beside the book"
    code, said = run(
        "book", "commit", folder, "--policy", "yunnan-2025", "--round", path, "--date", "2026-06-01", "--json"
    )
    assert (code, json.loads(said)["posted"]) == (0, [])
    code, said = run(*NOTICE, folder, "--year", 2026, "-o", tmp_path / "n.xlsx", "--json")
    assert (code, json.loads(said)["sum"]) == (0, "7985802.45")


def test_a_book_with_awards_and_commitments_needs_the_stage(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award("p1")))
    payment = ledger.Payment("YN-2026-p2-build", 50_000, date(2026, 6, 1))
    ledger.commit(folder, [payment], policy="yunnan-2025", code="YN", year=2026)
    request = ReportRequest(2026, date(2026, 12, 31))
    with pytest.raises(BookError, match="--stage commitments, or --stage awards"):
        notice_rows(folder, request)
    assert [row.fen for row in notice_rows(folder, request, "commitments")[0]] == [50_000]
    assert [row.fen for row in notice_rows(folder, request, "awards")[0]] == [100_000]


def test_awards_stand_in_the_order_in_which_they_were_posted(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award("p9", platform_name="九"), award("p1", platform_name="一")))
    post_round(folder, round_of(award("p0", platform_name="零")))
    rows, _faults = notice_rows(folder, ReportRequest(2026, date(2026, 12, 31)))
    assert [row.platform for row in rows] == ["九", "一", "零"]


def test_a_round_with_a_row_that_cannot_be_decided_says_so(tmp_path: Path) -> None:
    import openpyxl

    path, _policy = sample_round(tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = next(sheet for sheet in book.worksheets if sheet.title.endswith("applications"))
    heading = next(cell for row in sheet.iter_rows() for cell in row if "application_date" in str(cell.value))
    sheet[f"{heading.coordinate.rstrip(DIGITS)}{int(heading.row or 0) + 1}"] = "不详"
    book.save(path)
    code, said = run(*NOTICE, "--round", path, "--policy", "yunnan-2025", "-o", tmp_path / "n.html", "--json")
    answer = json.loads(said)
    assert (code, answer["awards"]) == (1, 7)
    assert answer["not_decided"]
    assert (tmp_path / "n.html").exists()
    folder = new_book(tmp_path / "book", 2_000_000_000)
    code, _said = run("book", "commit", folder, "--policy", "yunnan-2025", "--round", path)
    assert code == 1


def test_results_that_were_changed_or_are_anothers_are_refused(tmp_path: Path) -> None:
    import openpyxl

    path, policy = sample_round(tmp_path)
    result = results(path, policy)
    code, said = run(*NOTICE, "--round", result, "--policy", "xinzhou-2024", "-o", tmp_path / "n.docx", "--json")
    assert (code, "yunnan-2025" in said) == (2, True)
    book = openpyxl.load_workbook(result)
    sheet = book["结论 decisions"]
    heading = next(cell for cell in sheet[1] if str(cell.value) in ("payable (yuan)", "应拨付（元）"))
    sheet[f"{heading.coordinate.rstrip(DIGITS)}2"] = 999
    book.save(result)
    code, said = run(*NOTICE, "--round", result, "--policy", "yunnan-2025", "-o", tmp_path / "n.docx", "--json")
    assert (code, "do not add up" in said) == (2, True)


def test_what_does_not_go_together_is_refused(tmp_path: Path) -> None:
    path, _policy = sample_round(tmp_path)
    output = ("-o", tmp_path / "n.docx")
    for given in (
        (*NOTICE, "--round", path),
        (*NOTICE, "--year", 2026),
        (*NOTICE, tmp_path),
        ("book", "report", "--kind", "use", "--round", path, "--policy", "yunnan-2025"),
        (*NOTICE, tmp_path, "--year", 2026, "--set", "a=1"),
    ):
        assert run(*given, *output)[0] == 2, given
    assert not (tmp_path / "n.docx").exists()


def test_a_notice_as_a_workbook_has_one_sheet_and_no_formula(tmp_path: Path) -> None:
    rows = [NoticeRow("yunnan-2025", "=1+1", "@cmd", "pilot_base", "build", "第十三条（一）", 1_000_000)]
    from fundcalc.documents import write

    write(notice_report(make_notice(2026, rows, None, shipped())), tmp_path / "n.xlsx")
    with zipfile.ZipFile(tmp_path / "n.xlsx") as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 1
        assert b"<f>" not in parts.read(sheets[0])
        assert b"'=1+1" in parts.read("xl/sharedStrings.xml")
