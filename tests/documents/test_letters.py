"""Letters to the applicants: what is granted, what is still needed, in one document or a folder."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import speaking
from fundcalc.documents import write_folder
from fundcalc.documents.letters import letter, letter_fields
from fundcalc.documents.outcomes import ApplicantOutcome, read_outcomes
from fundcalc.policy.loading import load
from tests.documents.rounds import results, run, sample_round, text_of
from tests.ledger.samples import award, new_book, post_round, round_of
from tests.policies.test_measures import FOLDER

LETTERS = ("book", "report", "--kind", "letters")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ApplicantOutcome]:
    path, policy = sample_round(tmp_path_factory.mktemp("round"))
    with speaking("zh"):
        return {outcome.platform: outcome for outcome in read_outcomes(path, policy).outcomes}


def lines(outcome: ApplicantOutcome, heading: str) -> list[str]:
    with speaking("zh"):
        section = next(section for section in letter(outcome).sections if section.heading == heading)
    return list(section.before)


def test_what_is_granted_stands_with_its_article_and_its_steps(outcomes: dict[str, ApplicantOutcome]) -> None:
    with speaking("zh"):
        written = letter(outcomes["YN-PB-02"], date(2026, 6, 2), "云科函〔2026〕1号")
    assert (written.title, written.addressee) == ("2026年度支持申请审核结果告知书", "示例二矿冶公司（虚构）")
    granted = next(section for section in written.sections if section.heading == "拟支持事项")
    assert granted.table is not None
    assert [row[1:] for row in granted.table.rows] == [
        ["一次性建设补助", "第十三条（一）", 146_913_578],
        ["年度运营补助", "第十三条（二）", 66_666_667],
        ["合计", "", 213_580_245],
    ]
    assert granted.after == ("支持金额合计（大写）：人民币贰佰壹拾叁万伍仟捌佰零贰元肆角伍分",)
    steps = lines(outcomes["YN-PB-02"], "计算过程")
    assert "第十三条（一）：计算基数 7,345,678.90 元 × 20% = 1,469,135.78 元" in steps
    assert "2026年6月2日" in written.signatures[-1]


def test_what_is_still_needed_is_a_list_to_tick(outcomes: dict[str, ApplicantOutcome]) -> None:
    outcome = outcomes["YN-POC-11"]
    assert lines(outcome, "需补充的材料")[1:] == [
        "□ 1. 已建立公共服务机制（第十三条（二））",
        "□ 2. 年度服务性收入（补助基数）（第十三条（二））",
    ]
    alternatives = replace(outcome, needed=(("第九条（三）", "以下之一：甲或乙"),))
    assert lines(alternatives, "需补充的材料")[1:] == ["□ 1. 以下之一：甲或乙（第九条（三））"]


def test_conditions_that_are_not_met_are_listed(outcomes: dict[str, ApplicantOutcome]) -> None:
    assert len(lines(outcomes["YN-PB-10"], "未满足的条件")) == 2


def test_what_a_person_has_still_to_decide_stays_open(outcomes: dict[str, ApplicantOutcome]) -> None:
    outcome = outcomes["YN-PB-12"]
    assert (outcome.status, outcome.grants) == ("needs_review", ())
    with speaking("zh"):
        (opening,) = letter(outcome).sections
        fields = letter_fields(outcome)
    assert "尚需进一步审核，结果另行告知。" in opening.before[0]
    assert not re.search(r"\d,\d{3}", opening.before[0])
    assert fields["outcome"] == "尚需进一步审核，结果另行告知。"


def test_one_document_or_a_folder(tmp_path: Path) -> None:
    path, _policy = sample_round(tmp_path, "xinzhou-2024")
    given = (*LETTERS, "--round", path, "--policy", "xinzhou-2024", "--lang", "zh", "--json", "-o")
    code, said = run(*given, tmp_path / "all.docx")
    letters = json.loads(said)["letters"]
    assert (code, [letter["status"] for letter in letters]) == (
        0, ["payable", "payable", "needs_review", "eligible", "ineligible"],
    )  # fmt: skip
    assert letters[0] == {
        "platform": "XZ-PB-01", "organisation": "SAMPLE-XZ-01", "status": "payable", "payable": "200000.00", "needed": [],
        "file": str(tmp_path / "all.docx"),
    }  # fmt: skip
    assert text_of(tmp_path / "all.docx").count("审核结果告知书") == 5
    code, said = run(*given, tmp_path / "letters")
    files = sorted(path.name for path in (tmp_path / "letters").iterdir())
    assert (code, len(files)) == (0, 5)
    assert files[0] == "001-XZ-PB-01-示例锻造公司（虚构）.docx"
    assert [Path(letter["file"]).name for letter in json.loads(said)["letters"]] == files
    assert "示例锻造公司" in text_of(tmp_path / "letters" / files[0])
    code, said = run(*given, tmp_path / "letters")
    assert (code, "新的或空的文件夹" in said) == (2, True), (
        "letters that were written, and maybe changed, are left alone"
    )


def test_a_folder_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_folder({"a.docx": b"1", "b.docx": b"2"}, tmp_path / "empty")
    assert sorted(path.name for path in (tmp_path / "empty").iterdir()) == ["a.docx", "b.docx"]
    with pytest.raises(SheetError):
        write_folder({"a.docx": b"1", "no/such": b"2"}, tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


@pytest.mark.parametrize("name", ["../../evil", "a/b\\c:*?", "CON", "\n=1+1", "名" * 200, ""])
def test_a_name_from_a_workbook_cannot_leave_the_folder(name: str, outcomes: dict[str, ApplicantOutcome]) -> None:
    from fundcalc.cli.book.letters import _names

    outcome = replace(outcomes["YN-POC-01"], organisation_name=name)
    (file,) = _names([outcome])
    assert Path(file).name == file
    assert file.startswith("001-YN-POC-01")
    assert len(file) < 80


def test_letters_on_what_a_book_awarded(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award("p1"), award("p1", benefit="operating", fen=50_000)))
    code, said = run(*LETTERS, folder, "--year", 2026, "-o", tmp_path / "l.docx", "--json", "--lang", "zh")
    (letter,) = json.loads(said)["letters"]
    assert (code, letter["payable"]) == (0, "1500.00")
    assert "已决定支持 1,500.00 元" in text_of(tmp_path / "l.docx")


def test_the_parts_in_which_a_support_is_paid_stand_in_the_letter(tmp_path: Path) -> None:
    policy, path = load(FOLDER / "matching"), tmp_path / "round.csv"
    headings = "platform,organisation,award_year,application_date,filed_on,level,independent_accounting\n"
    path.write_text(headings + "p1,o1,2026,2026-03-01,2026-02-01,national,yes\n", "utf-8")
    with speaking("zh"):
        (outcome,) = read_outcomes(path, policy).outcomes
        (of_result,) = read_outcomes(results(path, policy), policy).outcomes
    assert lines(outcome, "分期拨付") == [
        "第三条：级别配套，第 1 期（共 3 期）：900,000.00 元（30%），批准后",
        "第三条：级别配套，第 2 期（共 3 期）：900,000.00 元（30%），批准满 12个月后",
        "第五条：级别配套，第 3 期（共 3 期）：1,200,000.00 元（40%），确认“通过验收”后",
    ]
    assert of_result.payment == outcome.payment
    assert len(letter_fields(outcome)["payment"]) == 3  # type: ignore[arg-type]
