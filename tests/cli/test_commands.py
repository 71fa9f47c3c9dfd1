"""The commands as a user runs them: what they print, what they write, and the exit status."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import openpyxl
import pytest
from click.testing import CliRunner, Result

import fundcalc.cli
from fundcalc.base.catalogue import translations
from fundcalc.base.i18n import choose, speaking
from fundcalc.cli import commands
from fundcalc.cli.command import Group
from fundcalc.cli.output import print_json
from fundcalc.cli.round_options import explain_command
from fundcalc.policy.loading import available, load
from fundcalc.workbooks import write_template

APPLICATION = {
    "platform": "p1",
    "platform_name": "示例中心",
    "organisation": "o1",
    "organisation_name": "示例大学",
    "award_year": 2026,
    "application_date": "2026-03-01",
    "filed_on": "2026-02-10",
    "platform_kind": "proof_of_concept",
    "plaque_only": False,
    "eligible_investment": "8000000.00",
}


def run(*arguments: str | Path, language: str = "en") -> Result:
    with speaking("en"):
        choose(None)
        with speaking("zh" if language == "zh" else "en"):
            return CliRunner().invoke(commands(), [*map(str, arguments)])


def answer(*arguments: str | Path) -> dict[str, Any]:
    result = run(*arguments, "--json")
    document: dict[str, object] = json.loads(result.stdout)
    return document | {"exit": result.exit_code}


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "round.xlsx"
    other = APPLICATION | {"platform": "p2", "organisation": "o2", "eligible_investment": "12000000.00"}
    write_template(load("yunnan-2025"), path, applications=[APPLICATION, other])
    return path


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    assert run("book", "init", folder, "--role", "authority").exit_code == 0
    return folder


def appropriate(ledger: Path, amount: str) -> Result:
    return run(
        *("book", "appropriate", ledger, "--policy", "yunnan-2025", "--year", "2026"),
        *("--amount", amount, "--date", "2026-01-10"),
    )


@pytest.mark.parametrize("arguments", [["--help"], ["book", "--help"], ["book", "pay", "--help"], ["award", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    translations("zh")  # compiled once after the catalogue was changed
    code = (
        "import sys; from fundcalc.cli import commands; from fundcalc.base.i18n import choose; choose('zh');"
        f"commands().main({arguments!r}, standalone_mode=False);"
        "heavy = ('pydantic', 'beancount', 'openpyxl', 'xlsxwriter', 'rich', 'babel');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")


def test_the_hint_to_explain_carries_every_option_of_the_decision() -> None:
    words = explain_command("a b.xlsx", "my/policy.toml", ["validity.from=2026-07-01"], ["x=y"], book=Path("book"))
    assert words == (
        "fundcalc explain 'a b.xlsx' --policy my/policy.toml --set validity.from=2026-07-01 --reading x=y --book book "
        "--platform PLATFORM"
    )


def test_listing_the_commands_imports_none_of_them() -> None:
    code = (
        "import sys; from fundcalc.cli import commands; commands().main(['--help'], standalone_mode=False);"
        "print(sorted(name for name in sys.modules if name.startswith('fundcalc.cli.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    of_all = ["click_messages", "command", "output", "terminal"]
    assert done.stdout.endswith(f"{[f'fundcalc.cli.{name}' for name in of_all]}\n")


def _every(group: click.Command, *path: str) -> Iterator[tuple[str, ...]]:
    assert isinstance(group, Group)
    for name in group.list_commands(click.Context(group)):
        yield (*path, name)
        if isinstance(command := group.get_command(click.Context(group), name), Group):
            yield from _every(command, *path, name)


@pytest.mark.parametrize("path", [*_every(commands())], ids=" ".join)
def test_every_command_is_found_and_has_help_in_both_languages(path: tuple[str, ...]) -> None:
    shown = {language: run(*path, "--lang", language, "--help").output for language in ("zh", "en")}
    assert "Usage: " in shown["en"]
    assert "用法：" in shown["zh"]
    assert shown["zh"].splitlines()[2:3] != shown["en"].splitlines()[2:3]


def test_output_is_written_where_control_characters_are_neutralised() -> None:
    writers = {
        path.name
        for path in Path(fundcalc.cli.__file__).parent.rglob("*.py")
        if re.search(r"click\.(echo|secho)|\bprint\(", path.read_text("utf-8"))
    }
    assert writers == {"command.py", "output.py", "terminal.py"}


def test_json_escapes_what_a_terminal_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "a\u202eb\x9b\x1b"})
    shown = capsys.readouterr().out
    assert not {"\u202e", "\x9b", "\x1b"} & set(shown)
    assert json.loads(shown) == {"name": "a\u202eb\x9b\x1b"}


def test_the_language_may_be_chosen_and_is_chinese_where_the_locale_says_nothing() -> None:
    def output_of(*arguments: str, **environment: str) -> str:
        environment = {"PATH": "", "PYTHONUTF8": "1"} | environment
        done = subprocess.run(
            [sys.executable, "-m", "fundcalc", *arguments], capture_output=True, text=True, env=environment, check=False
        )
        return done.stdout

    assert "办法" in output_of("--help")
    assert "办法" in output_of("--help", LANG="C")
    assert "measure" in output_of("--help", LANG="en_US.UTF-8")
    assert "办法" in output_of("policies", "list", "--help", "--lang", "zh", LANG="en_US.UTF-8")
    assert "measures" in output_of("policies", "list", "--lang=en", "--help")


def test_policies_list_names_the_measures_and_their_benefits() -> None:
    listed = {policy["id"]: policy["benefits"] for policy in answer("policies", "list")["policies"]}
    assert tuple(listed) == available()
    assert (
        listed.items()
        >= {
            "inner-mongolia-2025": ["filing", "excellent"],
            "urumqi-draft": ["excellent"],
            "xinzhou-2024": ["recognition"],
            "xpcc": ["excellent"],
            "yunnan-2025": ["build", "operating"],
        }.items()
    )
    text = run("policies", "list").stdout
    assert "2028-12-05" in text
    assert "draft" in text


@pytest.mark.parametrize("policy", available())
def test_every_measure_is_valid_and_can_be_shown_in_both_languages(policy: str) -> None:
    assert run("policies", "check", policy).exit_code == 0
    for language in ("zh", "en"):
        shown = run("policies", "show", policy, language=language)
        assert shown.exit_code == 0
        assert policy in shown.stdout
    assert answer("policies", "show", policy)["measure"]["id"] == policy


def test_the_cases_of_a_measure_pass() -> None:  # those of every measure: tests/engine/test_cases.py
    tested = answer("policies", "test", "xpcc")
    assert (tested["failed"], tested["exit"]) == ([], 0)
    assert tested["cases"] > 20


def test_a_failing_case_is_named_and_exits_1(tmp_path: Path) -> None:
    cases = tmp_path / "cases.toml"
    cases.write_text(
        '[[case]]\nname = "wrong on purpose"\ncite = "第十三条（一）"\n'
        'applications = [ { platform = "p1", organisation = "o1", award_year = 2026, application_date = 2026-03-01,\n'
        '  filed_on = 2026-02-01, plaque_only = false, platform_kind = "pilot_base", eligible_investment = 100 } ]\n'
        'expect = [ { platform = "p1", payable = "21.00" } ]\n',
        "utf-8",
    )
    result = run("policies", "test", "yunnan-2025", "--cases", cases)
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "FAILED wrong on purpose (第十三条（一）)\n    p1: payable is 20.00, expected 21.00\n0 passed, 1 failed\n"
    )
    assert "  benefit.operating: no case pays it\n" in result.stdout


def test_an_unknown_policy_exits_2_and_says_which_are_known() -> None:
    result = run("policies", "show", "yunan-2025")
    assert result.exit_code == 2
    assert result.stderr == (
        "fundcalc: yunan-2025\n"
        "  is neither a policy nor the path of one; did you mean yunnan-2025?\n"
        "  known policies: inner-mongolia-2025, urumqi-draft, xinzhou-2024, xpcc, yunnan-2025\n"
    )


def test_policies_check_tells_every_fault_of_a_file_and_exits_1(tmp_path: Path) -> None:
    source = (load("xinzhou-2024").path).read_text("utf-8")
    broken = tmp_path / "policy.toml"
    broken.write_text(source.replace("amount = 200_000", "amuont = 200_000"), "utf-8")
    document = answer("policies", "check", broken)
    assert document["exit"] == 1
    assert document["faults"] == [
        "benefit.recognition.amount: is missing",
        "benefit.recognition.amuont: is not a line that is allowed here; did you mean amount?",
    ]


def test_policies_check_warns_of_what_is_odd_and_exits_0(tmp_path: Path) -> None:
    source = (load("xinzhou-2024").path).read_text("utf-8")
    odd = tmp_path / "policy.toml"
    odd.write_text(source.replace("years = 5", "until = 2023-08-03", 1), "utf-8")
    report = answer("policies", "check", odd)
    assert (report["exit"], report["faults"]) == (0, [])
    assert [warning.partition(":")[0] for warning in report["warnings"]] == ["validity.until", "cases.toml"]
    for language, heading in (("en", "2 warnings\n"), ("zh", "2 处提醒\n")):
        result = run("policies", "check", odd, language=language)
        assert result.exit_code == 0
        assert heading in result.output


def test_template_writes_a_workbook_that_award_reads(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    assert run("template", "yunnan-2025", "-o", path).exit_code == 0
    document = answer("award", path, "--policy", "yunnan-2025")
    assert document["decisions"] == []
    assert [fault["sheet"] for fault in document["faults"]] == ["申请 applications"]


def test_template_writes_over_no_file(workbook: Path) -> None:
    before = workbook.read_bytes()
    result = run("template", "yunnan-2025", "-o", workbook)
    assert (result.exit_code, workbook.read_bytes()) == (2, before)
    assert result.stderr == f"fundcalc: {workbook}: exists already and may be filled in; name another file\n"


def test_nothing_is_paid_from_a_batch_changed_after_posting(workbook: Path, ledger: Path) -> None:
    appropriate(ledger, "5000000")
    run("award", workbook, "--policy", "yunnan-2025", "--book", ledger, "--post", "--date", "2026-06-01")
    (batch,) = (ledger / "batches").glob("*-awards-*.beancount")
    batch.write_bytes(batch.read_bytes().replace(b"1600000.00", b"1900000.00"))
    stands = answer("book", "status", ledger)
    assert stands["exit"] == 1
    assert stands["faults"] == [
        f"batches/{batch.name}:1: this batch was changed after it was posted: its content does not match the digest in its "
        "name; restore it from a copy, and correct by a new batch"
    ]
    assert run("book", "pay", ledger, "--all").exit_code == 1
    assert [award["paid"] for award in answer("book", "status", ledger)["awards"]] == ["0.00", "0.00"]


def test_award_decides_and_writes_the_results(workbook: Path, tmp_path: Path) -> None:
    result = tmp_path / "result.xlsx"
    document = answer("award", workbook, "--policy", "yunnan-2025", "-o", result)
    assert document["exit"] == 0
    assert [(decision["platform"], decision["status"], decision["payable"]) for decision in document["decisions"]] == [
        ("p1", "payable", "1600000.00"),
        ("p2", "payable", "2000000.00"),
    ]
    assert document["payable"] == "3600000.00"
    assert len(openpyxl.load_workbook(result).sheetnames) >= 4
    text = run("award", workbook, "--policy", "yunnan-2025").stdout
    assert "3,600,000.00 (叁佰陆拾万元整)" in text


def test_a_changed_line_and_a_reading_change_the_amount(workbook: Path) -> None:
    document = answer("award", workbook, "--policy", "yunnan-2025", "--set", "benefit.build.cap=1000000")
    assert document["payable"] == "2000000.00"
    document = answer("award", workbook, "--policy", "yunnan-2025", "--reading", "rate_is=ceiling")
    assert document["statuses"] == {"needs_review": 2}
    wrong = run("award", workbook, "--policy", "yunnan-2025", "--set", "benefit.build.cpa=1")
    assert wrong.exit_code == 2
    assert "did you mean cap?" in wrong.stderr


def test_a_wrong_cell_is_named_and_the_good_rows_are_decided(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    sheet = next(sheet for sheet in book if "applications" in sheet.title)
    headings = {str(cell.value).splitlines()[-1]: cell.column for cell in sheet[2] if cell.value}
    row = next(number for number in range(1, 12) if sheet.cell(number, headings["platform"]).value == "p1")
    cell = sheet.cell(row, headings["eligible_investment"])
    cell.value = "八百万"
    book.save(workbook)
    document = answer("award", workbook, "--policy", "yunnan-2025")
    assert document["exit"] == 1
    assert [decision["platform"] for decision in document["decisions"]] == ["p2"]
    (fault,) = document["faults"]
    assert (fault["cell"], fault["value"]) == (cell.coordinate, "八百万")
    assert document["refused"][0]["platform"] == "p1"


def test_a_round_is_posted_once_whoever_runs_it_twice(workbook: Path, ledger: Path) -> None:
    assert appropriate(ledger, "5000000").exit_code == 0
    arguments = ("award", workbook, "--policy", "yunnan-2025", "--book", ledger, "--post", "--date", "2026-06-01")
    first, second = answer(*arguments), answer(*arguments)
    assert [award["award"] for award in first["posting"]["posted"]] == ["YN-2026-p1-build", "YN-2026-p2-build"]
    assert second["posting"]["posted"] == []
    assert [award["award"] for award in second["posting"]["already"]] == ["YN-2026-p1-build", "YN-2026-p2-build"]
    assert first["decisions"] == second["decisions"]
    stands = answer("book", "status", ledger)
    assert stands["funds"][0] | {"free": "1400000.00", "awarded": "3600000.00"} == stands["funds"][0]


def test_awards_in_the_book_are_history_for_the_next_round(workbook: Path, ledger: Path, tmp_path: Path) -> None:
    appropriate(ledger, "5000000")
    run("award", workbook, "--policy", "yunnan-2025", "--book", ledger, "--post", "--date", "2026-06-01")
    later = tmp_path / "later.xlsx"
    write_template(
        load("yunnan-2025"), later, applications=[APPLICATION | {"award_year": 2027, "application_date": "2027-03-01"}]
    )
    document = answer("award", later, "--policy", "yunnan-2025", "--book", ledger)
    assert document["decisions"][0]["status"] == "nothing_due"
    assert document["decisions"][0]["benefits"]["build"]["reason"] == "already_paid"


def test_a_changed_row_that_was_posted_is_a_difference_until_it_is_corrected(workbook: Path, ledger: Path) -> None:
    appropriate(ledger, "9000000")
    arguments = ("award", workbook, "--policy", "yunnan-2025", "--book", ledger, "--post", "--date", "2026-06-01")
    posted = answer(*arguments)
    award = posted["posting"]["posted"][0]
    assert posted["differences"] == []
    changed = APPLICATION | {"eligible_investment": "9000000.00"}
    other = APPLICATION | {"platform": "p2", "organisation": "o2", "eligible_investment": "12000000.00"}
    write_template(load("yunnan-2025"), workbook, applications=[changed, other])
    refused = run(*arguments, "--json")
    document = json.loads(refused.stdout)
    assert (refused.exit_code, document["posting"]["posted"], document["posting"]["batch"]) == (1, [], None)
    now = document["decisions"][0]["benefits"]["build"]["amount"]
    assert document["differences"] == [{"award": award["award"], "in_book": award["amount"], "now": now}]
    assert answer("book", "status", ledger)["awards"][0]["awarded"] == award["amount"]
    corrected = answer(*arguments, "--correct")
    assert corrected["posting"]["corrected"] == document["differences"]
    assert answer("book", "status", ledger)["awards"][0]["awarded"] == now
    assert answer(*arguments)["differences"] == []
    assert run("award", workbook, "--policy", "yunnan-2025", "--book", ledger, "--correct").exit_code == 2


def test_awards_beyond_the_appropriation_are_refused_with_the_shortfall(workbook: Path, ledger: Path) -> None:
    appropriate(ledger, "3000000")
    result = run("award", workbook, "--policy", "yunnan-2025", "--book", ledger, "--post")
    assert result.exit_code == 1
    assert "600,000.00" in result.stderr
    assert answer("book", "status", ledger)["awards"] == []


def test_awards_are_paid_in_part_and_then_in_full(workbook: Path, ledger: Path) -> None:
    appropriate(ledger, "5000000")
    run("award", workbook, "--policy", "yunnan-2025", "--book", ledger, "--post", "--date", "2026-06-01")
    part = answer("book", "pay", ledger, "--award", "YN-2026-p1-build=600000", "--date", "2026-06-15")
    assert part["posted"] == [{"award": "YN-2026-p1-build", "amount": "600000.00"}]
    too_much = run("book", "pay", ledger, "--award", "YN-2026-p1-build=1000000.01", "--date", "2026-06-16")
    assert too_much.exit_code == 1
    rest = answer("book", "pay", ledger, "--all", "--date", "2026-06-20")
    assert {payment["award"]: payment["amount"] for payment in rest["posted"]} == {
        "YN-2026-p1-build": "1000000.00",
        "YN-2026-p2-build": "2000000.00",
    }
    funds = answer("book", "status", ledger)["funds"]
    assert (funds[0]["unpaid"], funds[0]["treasury"]) == ("0.00", "1400000.00")
    assert answer("book", "status", ledger, "--on", "2026-06-15")["funds"][0]["paid"] == "600000.00"


def test_explain_tells_the_articles_and_the_amounts_under_other_readings(workbook: Path) -> None:
    text = run("explain", workbook, "--policy", "yunnan-2025", "--platform", "p1").stdout
    assert "第十三条（一）: base CNY 8,000,000.00 × 20% = CNY 1,600,000.00" in text
    document = answer("explain", workbook, "--policy", "yunnan-2025", "--platform", "p1")
    assert document["payable"] == "1600000.00"
    assert any(line["cite"] == "第十三条（一）" for line in document["explanation"])
    missing = run("explain", workbook, "--policy", "yunnan-2025", "--platform", "p1x")
    assert missing.exit_code == 1
    assert missing.stderr == "fundcalc: p1x is not a platform of this round; did you mean p1?\n"


def test_the_demonstration_hits_every_status_and_leaves_a_valid_book(tmp_path: Path) -> None:
    document = answer("demo", tmp_path / "demo")
    awards = [step["result"] for step in document["steps"] if "decisions" in step["result"]]
    statuses = {status for award in awards for status in award["statuses"]}
    assert statuses == {
        *("not_in_force", "barred", "needs_election", "ineligible", "needs_documents"),
        *("needs_review", "by_reference", "eligible", "payable", "nothing_due"),
    }
    assert 35 <= sum(len(award["decisions"]) for award in awards) <= 45
    assert [award["faults"] for award in awards] == [[]] * 5
    stands = next(step["result"] for step in document["steps"] if "funds" in step["result"])
    assert stands["faults"] == []
    again = run("demo", tmp_path / "demo")
    assert again.exit_code == 2
    assert "is not empty" in again.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("award", "nowhere.xlsx", "--policy", "yunnan-2025"),
        ("explain", "nowhere.xlsx", "--policy", "yunnan-2025", "--platform", "p"),
        ("book", "status", "nowhere"),
        ("book", "pay", "nowhere", "--all"),
        ("book", "appropriate", "nowhere", "--policy", "yunnan-2025", "--year", "2026", "--amount", "1"),
        ("policies", "test", "nowhere"),
        ("template", "yunnan-2025", "-o", "nowhere/deep/x.xlsx"),
    ],
)
def test_something_missing_is_one_message_and_exit_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("fundcalc: ")
    assert "nowhere" in result.stderr
    assert "Traceback" not in result.output
    result = run(*arguments, "--json")
    assert json.loads(result.stdout)["error"]["message"]


def test_a_float_like_amount_is_no_surprise_on_the_command_line(ledger: Path) -> None:
    result = appropriate(ledger, "1.005")
    assert result.exit_code == 2
    assert result.stderr == "fundcalc: 1.005 has more than two decimals\n"


# What is refused before a command runs, and where output may not go


def called(*arguments: str | Path, stdout: Any = subprocess.PIPE) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "fundcalc", *map(str, arguments), "--lang", "en"]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False, timeout=60)


def test_what_the_command_line_refuses_is_one_json_document_too() -> None:
    done = called("award", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (
        2,
        {"error": {"kind": "UsageError", "message": "Missing argument FILE."}},
    )


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="a device of Linux")
def test_an_output_that_is_full_is_no_traceback_and_no_device_is_replaced(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = called("policies", "list", "--json", stdout=full)
    assert done.returncode == 2
    assert done.stderr.startswith("fundcalc: No space left on device.")
    device = tmp_path / "device.xlsx"
    device.symlink_to("/dev/full")
    result = run("template", "yunnan-2025", "-o", device)
    assert (result.exit_code, result.stderr) == (
        2,
        f"fundcalc: {device} is a device, not a file; give the name of a file, ending in .xlsx.\n",
    )


def test_the_applications_are_not_written_over(workbook: Path) -> None:
    before = workbook.read_bytes()
    result = run("award", workbook, "--policy", "yunnan-2025", "-o", workbook)
    assert result.exit_code == 2
    assert "-o names the file of applications itself" in result.stderr
    assert workbook.read_bytes() == before
