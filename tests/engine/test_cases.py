"""Case files: their form, how they run, and what they say of a failure; and the cases of every measure."""

from pathlib import Path

import pytest

from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import speaking
from fundcalc.engine.cases import CaseResult, read, run
from fundcalc.policy.loading import available
from fundcalc.policy.vocabulary import policies_folder

CASE = """
[[case]]
name = "20% of an 8 million base is paid in full"
cite = "第十三条（一）"
applications = [ { platform = "p1", organisation = "o1", award_year = 2026, application_date = 2026-03-01,
                   filed_on = 2026-05-01, platform_kind = "proof_of_concept", plaque_only = false,
                   eligible_investment = "8000000.00" } ]
expect = [ { platform = "p1", EXPECTED } ]
"""

PAYABLE = CASE.replace("EXPECTED", 'status = "payable"')


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "cases.toml"
    path.write_text(text, "utf-8")
    return path


def failures(tmp_path: Path, expected: str, *, more: str = "") -> tuple[str, ...]:
    path = written(tmp_path, CASE.replace("EXPECTED", expected).replace("cite =", f"{more}\ncite ="))
    with speaking("en"):
        (result,) = run("yunnan-2025", path)
    return result.failures


def faults(tmp_path: Path, text: str) -> tuple[str, ...]:
    with speaking("en"), pytest.raises(PolicyError) as error:
        read(written(tmp_path, text))
    assert error.value.where == str(tmp_path / "cases.toml")
    return error.value.faults


@pytest.mark.parametrize("id_", available())
def test_every_case_of_every_measure_passes(id_: str) -> None:
    results = run(id_)
    assert results
    assert [(result.name, result.failures) for result in results if result.failures] == []


@pytest.mark.parametrize("id_", available())
def test_every_case_has_a_name_of_its_own_and_an_article(id_: str) -> None:
    cases = read(policies_folder() / id_ / "cases.toml")
    names = [case["name"] for case in cases]
    assert len(set(names)) == len(names)
    assert all(case["cite"] for case in cases)


# Yunnan's cases reach every clause that decides


def test_the_cases_of_yunnan_reach_every_status_every_condition_and_every_reading_of_amounts() -> None:
    cases = read(policies_folder() / "yunnan-2025" / "cases.toml")
    expected = [row for case in cases for row in case["expect"]]
    assert {row.get("status") for row in expected} >= {
        "not_in_force", "barred", "needs_election", "ineligible", "needs_documents", "needs_review", "eligible", "payable",
        "nothing_due",
    }  # fmt: skip
    articles = {
        "第二条",
        "第十条（一）",
        *(f"第八条（{n}）" for n in "一二三四五"),
        *(f"第九条（{n}）" for n in "一二三四五"),
    }
    assert {cite for row in expected for cite in row.get("unmet", ())} >= articles - {"第十条（二）"}
    read_so = {(name, str(value)) for case in cases for name, value in case.get("readings", {}).items()}
    assert read_so >= {
        ("rounding", "down"), ("rounding_unit", "1"), ("rounding_unit", "100"), ("rounding_unit", "1000"),
        ("rounding_unit", "10000"), ("at_least", "exclusive"), ("enterprise_test", "last_alone"), ("last_years", "full_years"),
        ("last_years", "before_filing"), ("build_once_per", "organisation"), ("central_other_money", "count"),
        ("central_other_money", "exclude"), ("other_category", "count"), ("other_category", "exclude"),
        ("talent_in_proof_of_concept", "count"), ("talent_in_proof_of_concept", "exclude"), ("rate_is", "ceiling"),
        ("related_party_income", "count"), ("related_party_income", "exclude"), ("income_year", "award_year"),
        ("election_round", "any_year"), ("contest_of", "each_benefit"), ("contest_of", "every_award"),
        ("contest_per", "platform"), ("already_paid", "first_only"), ("already_paid", "replace"),
        ("failed_recheck", "cancel_only"), ("ban_end", "anniversary_free"),
    }  # fmt: skip


# Running


def test_a_case_that_holds_has_no_failures(tmp_path: Path) -> None:
    expected = 'status = "payable", payable = "1600000.00", prospective = "0", benefits = { build = 1600000 }'
    path = written(tmp_path, CASE.replace("EXPECTED", expected))
    assert run("yunnan-2025", path) == [CaseResult("20% of an 8 million base is paid in full", "第十三条（一）", ())]


@pytest.mark.parametrize(
    ("expected", "failure"),
    [
        ('status = "eligible"', "p1: status is payable, expected eligible"),
        ('payable = "1600000.01"', "p1: payable is 1600000.00, expected 1600000.01"),
        ("prospective = 1", "p1: prospective is 0.00, expected 1"),
        ('benefits = { build = "1.00" }', "p1: benefits.build is 1600000.00 (due), expected 1.00"),
        ('benefits = { build = "not_claimed" }', "p1: benefits.build is 1600000.00 (due), expected not_claimed"),
        ('benefits = { operating = "0.00" }', "p1: benefits.operating is not_claimed, expected 0.00"),
        ('benefits = { bild = "0.00" }', "p1: bild is not a benefit of this policy"),
        ('unmet = ["第八条（三）"]', "p1: 第八条（三） is not among unmet, which is nothing"),
        ("unknown = []", "p1: unknown is 第八条（一）, 第八条（三）, 第八条（二）, 第八条（五）, 第八条（四）, 第十条（一）, "
                         "expected nothing"),
        ('met = ["第八条（三）"]', "p1: 第八条（三） is not among met, which is 第二条"),
        ('missing = ["site_area"]', "p1: site_area is not reported as missing"),
        ('notes = ["rounding"]', "p1: rounding is not among notes, which is rate_is"),
        ("notes = []", "p1: notes is rate_is, expected nothing"),
    ],
)  # fmt: skip
def test_a_difference_is_reported_with_what_came_out(tmp_path: Path, expected: str, failure: str) -> None:
    assert failures(tmp_path, expected) == (failure,)


def test_a_condition_that_must_not_be_unmet_is_a_failure_if_it_is(tmp_path: Path) -> None:
    text = CASE.replace("EXPECTED", 'not_unmet = ["第八条（三）", "第八条（四）"]').replace(
        "plaque_only", "site_area = 1, plaque_only"
    )
    with speaking("en"):
        (result,) = run("yunnan-2025", written(tmp_path, text))
    assert result.failures == ("p1: 第八条（三） is answered no",)


@pytest.mark.parametrize("cite", ["第九十九条", "第十", "十三（一）"])
def test_a_case_that_cites_an_article_that_does_not_exist_fails(tmp_path: Path, cite: str) -> None:
    (result,) = run("yunnan-2025", written(tmp_path, PAYABLE.replace("第十三条（一）", cite)))
    (failure,) = result.failures
    assert failure.startswith(f"cite: {cite} is not an article of the measure")
    expected = f'not_unmet = ["第八条（三）", "{cite}"]'
    (failure,) = failures(tmp_path, expected)
    assert failure.startswith(f"not_unmet: {cite} is not an article of the measure")


@pytest.mark.parametrize("cite", ["第十三条", "第十三条（一）", "第十三条（一）1", ""])
def test_a_case_may_cite_an_article_or_a_part_of_one_or_none(tmp_path: Path, cite: str) -> None:
    (result,) = run("yunnan-2025", written(tmp_path, PAYABLE.replace("第十三条（一）", cite)))
    assert result.failures == ()


def test_several_differences_are_all_reported(tmp_path: Path) -> None:
    expected = 'status = "eligible", payable = "0.00" }, { platform = "p9", status = "payable"'
    assert failures(tmp_path, expected) == (
        "p1: status is payable, expected eligible",
        "p1: payable is 1600000.00, expected 0.00",
        "p9: applies nowhere in this case",
    )


def test_a_case_may_change_lines_and_readings_and_give_what_was_paid(tmp_path: Path) -> None:
    more = 'changes = { "benefit.build.rate" = "12.5%" }\nreadings = { rounding_unit = "10000" }'
    assert failures(tmp_path, 'payable = "1000000.00"', more=more) == ()
    row = '{ organisation = "o1", platform = "p1", programme = "yunnan-2025", benefit = "build", year = 2025, amount = 1 }'
    more = f"paid = [{row}]"
    assert failures(tmp_path, 'status = "nothing_due"', more=more) == ()


def test_what_cannot_be_decided_is_a_failure_of_the_case_and_stops_no_other(tmp_path: Path) -> None:
    unread = PAYABLE.replace("8000000.00", "8000000.001")
    text = unread + PAYABLE.replace("cite =", 'readings = { rounding = "up" }\ncite =') + PAYABLE
    with speaking("en"):
        first, second, third = run("yunnan-2025", written(tmp_path, text))
    assert first.failures == (
        "the round cannot be decided\n"
        "  [0] application of p1: eligible_investment: 8000000.001 has more than two decimals",
    )
    assert second.failures[0].endswith("  reading rounding: 'up' is none of its values: half_up, down")
    assert third.failures == ()


# The form


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "a file of cases holds [[case]] tables and nothing else"),
        ("[case]\nname = 1", "a file of cases holds [[case]] tables and nothing else"),
        ("case = []", "holds no case yet; write one for each figure, from both sides"),
        ("case = [1]", "case[0]: is not a table"),
        (f"{PAYABLE}\n[common]\n", "a file of cases holds [[case]] tables and nothing else"),
        (PAYABLE.replace("cite", "article"),
         "case[0].article: is not a line that is allowed here; a case has applications, changes, cite, expect, name, paid, "
         "readings"),
        (CASE.replace("EXPECTED", "colour = 1"),
         "case[0].expect[0].colour: cannot be expected; one of benefits, claim, met, missing, not_unmet, notes, parts, "
         "payable, platform, prospective, status, unknown, unmet"),
        (CASE.replace(", EXPECTED", ""), "case[0].expect[0]: names a platform and at least one thing expected of it"),
        ('[[case]]\napplications = [{}]\nexpect = []', "case[0].expect: is a list with at least one table"),
        ('[[case]]\napplications = 5\nexpect = [{ platform = "p", status = "x" }]',
         "case[0].applications: is a list with at least one table"),
        (PAYABLE.replace("cite =", "readings = []\ncite ="), "case[0].readings: is a table"),
        (PAYABLE.replace("cite =", "changes = 1\ncite ="), "case[0].changes: is a table"),
        (PAYABLE.replace("cite =", "paid = [1]\ncite ="), "case[0].paid: is a list of tables"),
        (CASE.replace("EXPECTED", 'payable = "much"'),
         "case[0].expect[0].payable: 'much' is not an amount in yuan; write it like 1234567.89"),
        (CASE.replace("EXPECTED", 'benefits = { build = "needs_reveiw" }'),
         "case[0].expect[0].benefits.build: 'needs_reveiw' is not an amount in yuan; write it like 1234567.89"),
        (CASE.replace("EXPECTED", "benefits = 5"), "case[0].expect[0].benefits: is a table"),
        (CASE.replace("EXPECTED", 'unmet = "第八条（三）"'), "case[0].expect[0].unmet: is a list of texts"),
        (CASE.replace("EXPECTED", "notes = [[]]"), "case[0].expect[0].notes: is a list of texts"),
        (PAYABLE.replace('expect = [ { platform = "p1"', "expect = [ { platform = []"),
         "case[0].expect[0]: names a platform and at least one thing expected of it"),
        (CASE.replace("EXPECTED", "payable = 1e-999999999"),
         "case[0].expect[0].payable: '1e-999999999' is not an amount in yuan; write it like 1234567.89"),
    ],
)  # fmt: skip
def test_a_file_of_another_form_is_refused_with_its_place(tmp_path: Path, text: str, fault: str) -> None:
    assert faults(tmp_path, text) == (fault,)


def test_a_file_that_is_no_toml_or_not_there_is_refused(tmp_path: Path) -> None:
    (message,) = faults(tmp_path, "[[case]\n")
    assert message.startswith("is not TOML: ")
    with speaking("en"), pytest.raises(PolicyError) as error:
        read(tmp_path / "none.toml")
    assert error.value.faults == ("cannot be read: No such file or directory",)
