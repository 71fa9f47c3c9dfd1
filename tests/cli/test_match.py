"""``fundcalc match``: files in, matches and obstacles out."""

import json
from pathlib import Path

import pytest

from fundcalc.cli import main
from fundcalc.policy.loading import load
from fundcalc.workbooks.sample import read_sample, write_sample

FACTS = """platform = "P-1"
organisation = "O-1"
platform_kind = "proof_of_concept"
eligible_investment = 8_000_000
"""


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented round of a measure, as a workbook."""
    path = tmp_path_factory.mktemp("match") / "round.xlsx"
    found = read_sample("yunnan-2025")
    assert found is not None
    write_sample(load("yunnan-2025"), found, path)
    return path


def matched(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, dict[str, object]]:
    assert run("match", *words, "--json") == 0
    return {one["policy"]: one for one in json.loads(capsys.readouterr().out)["matches"]}


def test_facts_in_toml_and_json_are_read_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toml, document = tmp_path / "unit.toml", tmp_path / "unit.json"
    toml.write_text(FACTS, "utf-8")
    document.write_text(
        '{"platform": "P-1", "organisation": "O-1", "platform_kind": "proof_of_concept", "eligible_investment": 8e6}'
        .replace("8e6", "8000000.00"), "utf-8")  # fmt: skip
    first, second = (matched(capsys, path, "--on", "2026-03-01") for path in (toml, document))
    assert first == second
    assert first["yunnan-2025"]["amount"] == "1600000.00"


def test_a_row_of_a_round_is_matched_under_its_own_measure(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = matched(capsys, sample, "--platform", "yn-poc-01", "--on", "2026-03-01")
    assert (found["yunnan-2025"]["status"], found["yunnan-2025"]["payable"]) == ("payable", "1600000.00")
    assert found["inner-mongolia-2025"]["payable"] == "0.00"


def test_the_amounts_are_printed_in_both_languages(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for language, words in (
        ("zh", ("现可拨付", "尚缺事项", "就高不重复")),
        ("en", ("payable now", "where it is asked")),
    ):
        assert run("match", sample, "--platform", "YN-POC-01", "--lang", language) == 0
        out = capsys.readouterr().out
        assert all(word in out for word in (*words, "1,600,000.00")), out


def test_a_round_is_compared_with_paying_without_application(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("match", sample, "--without-application", "--policy", "yunnan-2025", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["platforms"], found["payable"], len(found["ready"])) == (17, "7985802.45", 6)
    assert {row["fact"]: row["source"] for row in found["obstacles"]} == {
        "elected": "applicant",
        "filed_on": "authority",
        "service_income": "applicant",
        "service_mechanism": "applicant",
    }
    assert "YN-PB-12" in found["for_review"]
    waiting = {platform for row in found["obstacles"] for platform in row["platforms"]}
    assert len({*found["ready"], *waiting, *found["for_review"], *found["refused"]}) == 17
    assert run("match", sample, "--without-application", "--policy", "yunnan-2025", "--lang", "zh") == 0
    assert "17 个平台中 6 个可免申即享" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.toml", "platform = "),
        ("a.json", "{"),
        ("b.json", "[]"),
        ("c.json", "[" * 100_000),
        ("a.toml", 'nonsense = "1"'),
        ("b.toml", "applications = 3"),
        ("c.toml", 'applications = [{platform = "a"}, {platform = "b"}]'),
        ("a.xlsx", "no workbook"),
        ("a.csv", "平台编号\n"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert run("match", path) == 2


def test_a_value_that_a_measure_cannot_read_is_exit_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "unit.toml"
    path.write_text(FACTS + 'team_size = "many"\n', "utf-8")
    assert run("match", path, "--json") == 1
    statuses = {one["policy"]: one["status"] for one in json.loads(capsys.readouterr().out)["matches"]}
    assert statuses["yunnan-2025"] == "not_read"
    assert statuses["xinzhou-2024"] != "not_read"  # which does not ask for it


def test_a_policy_that_is_not_installed_is_refused(sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "unit.toml"
    path.write_text(FACTS, "utf-8")
    assert run("match", path, "--policy", "yunan-2025") == 2
    assert run("match", sample, "--platform", "nobody") == 2
    assert run("match", sample, "--without-application") == 2
    assert run("match", tmp_path / "missing.toml") == 2
