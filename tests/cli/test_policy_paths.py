"""`fundcalc policies check`, `test` and `verify` on several policies, as a hook of pre-commit runs them."""

import re
import tomllib
from pathlib import Path

from fundcalc.policy.vocabulary import policies_folder
from tests.source import ROOT

from .test_commands import answer, run

XPCC = policies_folder() / "xpcc"


def test_several_policies_are_answered_one_after_another() -> None:
    for word in ("test", "verify"):
        several = answer("policies", word, XPCC / "cases.toml", XPCC / "text.toml", "xinzhou-2024")
        assert (several["exit"], len(several["policies"])) == (0, 2)
        assert answer("policies", word, "xpcc").keys() == {*several["policies"][0], "exit"}


def test_the_worst_answer_is_the_exit_status(tmp_path: Path) -> None:
    for name in ("policy.toml", "cases.toml"):
        text = (XPCC / name).read_text("utf-8").replace('status = "eligible"', 'status = "payable"')
        (tmp_path / name).write_text(text, "utf-8")
    result = run("policies", "test", "xinzhou-2024", tmp_path / "cases.toml")
    assert result.exit_code == 1
    assert "xinzhou-2024\n" in result.output
    assert str(tmp_path / "policy.toml") in result.output


def test_coverage_is_printed_and_in_the_json() -> None:
    found = answer("policies", "test", "xpcc")["coverage"]
    assert list(found) == ["benefits", "clauses", "thresholds", "gates", "limits", "readings"]
    assert found["thresholds"] == {"covered": 16, "of": 16, "missing": []}
    assert "sides of thresholds 16 of 16" in run("policies", "test", "xpcc").output


def test_the_hooks_name_commands_and_files_that_there_are() -> None:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    assert re.findall(r"entry: fundcalc policies (\w+)", text) == ["check", "test", "verify"]
    patterns = re.findall(r"files: (.+)", text)
    assert [bool(re.search(pattern, "measures/xpcc/cases.toml")) for pattern in patterns] == [True, True, False]
    assert all(re.search(pattern, "policy.toml") for pattern in patterns)
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert "fundcalc" in scripts
