"""`fundcalc policies new`: a folder to begin with. The text is invented."""

from pathlib import Path

import pytest

from .test_commands import answer, run

TEXT = """某市示例支持办法
第一条 为促进示例，制定本办法。
第二条 申报单位应当：
（一）场地不少于500平方米；
（二）鼓励联合申报。
第三条 给予30万元奖励。
第四条 本办法由某局负责解释。
第五条 本办法自2026年1月1日起施行，有效期至2028年12月31日。
"""


def test_a_new_policy_is_valid_and_passes_its_cases(tmp_path: Path) -> None:
    made = answer("policies", "new", "my-city-2026", "--in", tmp_path)
    assert (made["exit"], made["files"]) == (0, ["cases.toml", "policy.toml"])
    folder = tmp_path / "my-city-2026"
    assert answer("policies", "check", folder)["faults"] == []
    assert answer("policies", "test", folder)["failed"] == []


def test_a_text_gives_articles_figures_and_what_may_be_set_aside(tmp_path: Path) -> None:
    text = tmp_path / "measure.txt"
    text.write_text(TEXT, "utf-8")
    assert run("policies", "new", "my-city", "--in", tmp_path, "--from", text).exit_code == 0
    written = (tmp_path / "my-city" / "policy.toml").read_text("utf-8")
    assert 'title = { zh = "某市示例支持办法"' in written
    assert "#   第二条（一）: 不少于500平方米" in written
    assert "#   第三条: 30万元" in written
    assert 'purpose = ["第一条"]' in written
    assert 'explanation = ["第四条"]' in written
    assert "from = 2026-01-01\nuntil = 2028-12-31" in written
    faults = answer("policies", "check", tmp_path / "my-city")["faults"]
    assert [fault.split()[1] for fault in faults if fault.startswith("articles:")] == ["第二条（一）", "第三条"]


@pytest.mark.parametrize(
    ("id_", "message"),
    [("My City", "small letters"), ("yunnan-2025", "known already"), ("there", "exists already")],
)
def test_an_id_that_does_not_fit_is_refused(tmp_path: Path, id_: str, message: str) -> None:
    (tmp_path / "there").mkdir()
    result = run("policies", "new", id_, "--in", tmp_path)
    assert result.exit_code == 2
    assert message in result.output


CLAUSES = """
[condition.site]
cite = "第二条（一）"
fact = "site_area"
at_least = 500

[benefit.award]
kind = "flat"
cite = "第三条"
zh = "奖励"
en = "award"
paid = "once"
trigger = "filed_on"
amount = 300_000
"""


def test_an_author_comes_from_a_printed_measure_to_a_verified_policy(tmp_path: Path) -> None:
    text, folder = tmp_path / "measure.txt", tmp_path / "my-city"
    text.write_text(TEXT + "2025年12月1日\n", "utf-8")
    assert answer("policies", "new", "my-city", "--in", tmp_path, "--from", text)["exit"] == 0
    assert len(answer("policies", "check", folder)["faults"]) == 2  # the two articles that clauses have to say
    assert "holds no case yet" in run("policies", "test", folder).output
    before, _, explained = (folder / "policy.toml").read_text("utf-8").partition("[[explained]]")
    skeleton = before.partition("# The articles that clauses")[0].replace('["第一条"]', '["第一条", "第二条（二）"]')
    (folder / "policy.toml").write_text(f"{skeleton}{CLAUSES}\n[[explained]]{explained}", "utf-8")
    example = tmp_path / "example"
    run("policies", "new", "example", "--in", tmp_path)
    cases = (example / "cases.toml").read_text("utf-8").replace("第二条", "第二条（一）")
    (folder / "cases.toml").write_text(cases, "utf-8")
    assert answer("policies", "check", folder) == {
        "path": str(folder / "policy.toml"), "readings_tried": 6, "faults": [], "warnings": [], "exit": 0,
    }  # fmt: skip
    tested = answer("policies", "test", folder)
    assert (tested["exit"], tested["failed"]) == (0, [])
    verified = answer("policies", "verify", folder, "--text", text)
    assert (verified["agrees"], verified["not_found"], verified["unused"]) == (True, [], [])


def test_the_files_name_their_schemas(tmp_path: Path) -> None:
    run("policies", "new", "my-city", "--in", tmp_path)
    for file in ("policy", "cases"):
        first = (tmp_path / "my-city" / f"{file}.toml").read_text("utf-8").splitlines()[0]
        assert first == f"#:schema ../.schemas/{file}.schema.json"
        assert (tmp_path / ".schemas" / f"{file}.schema.json").is_file()
