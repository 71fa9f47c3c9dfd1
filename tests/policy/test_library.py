"""Policies of one's own, beside those of the package."""

import json
import os
from pathlib import Path

import pytest

from fundcalc.base.environment import POLICIES
from fundcalc.base.errors import PolicyError
from fundcalc.policy.loading import available, load
from tests.cli.test_commands import answer, run
from tests.measure_text.test_verification import MEASURE


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    (folder / "invented").mkdir(parents=True)
    (folder / "invented" / "policy.toml").write_text(MEASURE, "utf-8")
    return folder


def test_a_folder_of_ones_own_adds_policies(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "invented" not in available()
    monkeypatch.setenv(POLICIES, str(own))
    assert available()[-1] == "invented"
    assert load("invented").measure.code == "IV"
    monkeypatch.setenv(POLICIES, str(own / "invented"))
    assert load("invented").measure.code == "IV"


def test_a_command_takes_a_folder_and_leaves_nothing_behind(own: Path) -> None:
    listed = answer("policies", "list", "--policies", own)["policies"]
    assert [policy["id"] for policy in listed][-1] == "invented"
    assert POLICIES not in os.environ
    shown = run("policies", "show", "invented", "--policies", own)
    assert (shown.exit_code, "300,000" in shown.output) == (0, True)
    assert run("policies", "show", "invented").exit_code == 2


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("other", MEASURE, "is 'invented', but its folder is named 'other'"),
        ("yunnan-2025", MEASURE, "'yunnan-2025' is also a policy in"),
    ],
)
def test_an_id_that_does_not_fit_its_folder_is_refused(own: Path, name: str, text: str, message: str) -> None:
    (own / name).mkdir()
    (own / name / "policy.toml").write_text(text, "utf-8")
    shown = run("policies", "show", name, "--policies", own)
    assert shown.exit_code == 2
    assert message in shown.output


def test_a_folder_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(POLICIES, str(tmp_path / "nowhere"))
    with pytest.raises(PolicyError, match="is not a folder"):
        available()
    assert run("policies", "list", "--policies", tmp_path / "nowhere").exit_code == 2


def test_a_round_of_ones_own_measure_is_decided_posted_and_reported(own: Path, tmp_path: Path) -> None:
    row = {"platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": "2026-03-01",
           "filed_on": "2026-03-20", "site_area": "600"}  # fmt: skip
    table = tmp_path / "round.csv"
    table.write_text(",".join(row) + "\n" + ",".join(map(str, row.values())) + "\n", "utf-8")
    book = tmp_path / "book"
    with_policies = ("--policies", own)
    assert run("book", "init", book, "--role", "authority", *with_policies).exit_code == 0
    money = ("--policy", "invented", "--year", "2026", "--amount", "1000000", "--date", "2026-02-01")
    assert run("book", "appropriate", book, *money, *with_policies).exit_code == 0
    posted = run("award", table, "--policy", "invented", "--book", book, "--post", "--json", *with_policies)
    assert json.loads(posted.stdout)["payable"] == "300000.00", posted.output
    assert answer("audit", book, *with_policies)["findings"] == []
    notice = tmp_path / "notice.docx"
    report = run("book", "report", book, "--kind", "notice", "--year", "2026", "-o", notice, *with_policies)
    assert report.exit_code == 0, report.output
