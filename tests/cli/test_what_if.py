# ruff: noqa: E501, the messages are written whole
"""``fundcalc what-if``: the figures are those of the exact engine, told in tables, as JSON and as a workbook."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

pytest.importorskip("polars", reason="Polars is not installed")

from fundcalc.base.i18n import speaking
from fundcalc.base.money import plain
from fundcalc.cli import commands
from fundcalc.engine.decision import Decision
from fundcalc.engine.rounds import decide_all
from fundcalc.policy.loading import Policy, load
from fundcalc.workbooks import Round, read_round, write_template
from fundcalc.workbooks.sample import read_sample, write_sample

YUNNAN = "yunnan-2025"
CAP, RATE = "benefit.build.cap", "benefit.build.rate"


def run(*arguments: object, language: str = "en") -> Result:
    with speaking("zh" if language == "zh" else "en"):
        return CliRunner().invoke(commands(), ["what-if", *map(str, arguments)])


def answer(*arguments: object, code: int = 0) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == code, result.output
    document: dict[str, object] = json.loads(result.stdout)
    return document


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sample = read_sample(YUNNAN)
    assert sample is not None
    path = tmp_path_factory.mktemp("round") / "yunnan.xlsx"
    write_sample(load(YUNNAN), sample, path)
    return path


@cache
def round_of(path: Path, policy: Path) -> Round:
    return read_round(path, load(policy))


def decided(path: Path, policy: Policy) -> list[Decision]:
    round_ = round_of(path, policy.path)
    return decide_all(policy, round_.applications, round_.paid)


def payable(path: Path, **changes: object) -> int:
    """What is payable in all (fen) with lines changed, a dot in a line's name written as two underscores."""
    policy = load(YUNNAN, changes={name.replace("__", "."): value for name, value in changes.items()})
    return sum(decision.payable_fen for decision in decided(path, policy))


# Before and after.


def test_the_figures_are_the_sums_of_what_the_exact_engine_decides(workbook: Path) -> None:
    document = answer(workbook, "--policy", YUNNAN, "--set", f"{CAP}=1500000", "--set", f"{RATE}=25%")
    before = decided(workbook, load(YUNNAN))
    after = decided(workbook, load(YUNNAN, changes={CAP: 1_500_000, RATE: "25%"}))
    for when, decisions in (("before", before), ("after", after)):
        paid = [decision.payable_fen for decision in decisions if decision.status == "payable"]
        eligible = [decision for decision in decisions if decision.status == "eligible"]
        assert document[when]["applications"] == len(decisions)
        assert (document[when]["paid"], document[when]["total"]) == (len(paid), plain(sum(paid)))
        assert document[when]["eligible"] == len(eligible)
        assert document[when]["prospective"] == plain(sum(decision.prospective_fen for decision in eligible))
        assert document[when]["most"] == plain(max(paid))
    gets = [
        [
            decision.payable_fen + (decision.prospective_fen if decision.status == "eligible" else 0)
            for decision in decisions
        ]
        for decisions in (before, after)
    ]
    changes = [second - first for first, second in zip(*gets, strict=True)]
    assert document["moves"] == {
        "gainers": sum(change > 0 for change in changes),
        "gained": plain(sum(change for change in changes if change > 0)),
        "losers": sum(change < 0 for change in changes),
        "lost": plain(-sum(change for change in changes if change < 0)),
        "unchanged": changes.count(0),
    }
    assert document["moves"]["gainers"] > 0 < document["moves"]["losers"]
    most = max(zip(changes, before, strict=True), key=lambda pair: pair[0])
    assert (
        document["gain_most"][0] | {"platform": most[1].platform, "change": plain(most[0])} == document["gain_most"][0]
    )
    least = min(zip(changes, before, strict=True), key=lambda pair: pair[0])
    assert (
        document["lose_most"][0] | {"platform": least[1].platform, "change": plain(least[0])}
        == document["lose_most"][0]
    )


def test_changes_are_listed_with_article_before_and_after(workbook: Path) -> None:
    document = answer(workbook, "--policy", YUNNAN, "--set", f"{CAP}=3,000,000", "--reading", "already_paid=first_only")
    assert document["changes"] == [
        {
            "line": CAP,
            "label": "one-off building subsidy: cap",
            "before": "CNY 2,000,000.00",
            "after": "CNY 3,000,000.00",
            "cite": "第十三条（一）",
        },
        {
            "line": "already_paid",
            "label": "What is paid when the lower award was already paid?",
            "before": "the difference is paid",
            "after": "nothing more is paid",
            "cite": "第十四条",
        },
    ]
    assert document["readings"]["before"]["already_paid"] == "top_up"
    assert document["readings"]["after"]["already_paid"] == "first_only"
    assert (document["invented"], document["population"]) == (
        True,
        "INVENTED – yunnan.xlsx: invented, nobody in it exists",
    )


def test_keys_of_the_json_stay_as_they_are(workbook: Path) -> None:
    document = answer(workbook, "--policy", YUNNAN, "--set", f"{CAP}=3000000")
    assert list(document) == [
        *(
            "policy",
            "policy_digest",
            "file",
            "population",
            "invented",
            "seed",
            "given",
            "readings",
            "instead",
            "changes",
        ),
        *("before", "after", "moves", "groups", "statuses", "thresholds", "budget", "gain_most", "lose_most"),
        *("sweep", "met", "interpretations", "margins", "refused", "faults", "output", "warnings"),
    ]
    assert list(document["before"]) == [
        *("applications", "paid", "total", "eligible", "prospective", "open"),
        *("mean", "p10", "p25", "median", "p75", "p90", "most"),
    ]
    assert [document[key] for key in ("sweep", "met", "interpretations", "margins", "output")] == [None] * 5


def test_groups_statuses_thresholds_and_the_budget(workbook: Path) -> None:
    document = answer(
        *(workbook, "--policy", YUNNAN, "--set", f"{CAP}=1000000", "--by", "platform_kind"),
        *("--threshold", "1000000", "--threshold", "1500000", "--budget", "5000000", "--pro-rata"),
    )
    before = decided(workbook, load(YUNNAN))
    after = decided(workbook, load(YUNNAN, changes={CAP: 1_000_000}))
    assert {row["value"] for row in document["groups"]} == {"proof_of_concept", "pilot_base"}
    assert sum(row["applications"] for row in document["groups"]) == len(before)
    assert sum(row["applications"] for row in document["statuses"]) == len(before)

    def gets(each: Decision) -> int:
        return each.payable_fen + (each.prospective_fen if each.status == "eligible" else 0)

    fallen = [
        sum(gets(one) >= limit > gets(two) for one, two in zip(before, after, strict=True))
        for limit in (10**8, 15 * 10**7)
    ]
    assert [row["fall_below"] for row in document["thresholds"]] == fallen
    assert [row["threshold"] for row in document["thresholds"]] == ["1000000.00", "1500000.00"]
    (year,) = document["budget"]
    was, now = (sum(decision.payable_fen for decision in decisions) for decisions in (before, after))
    assert (year["award_year"], year["before"], year["after"]) == (2026, plain(was), plain(now))
    assert (year["before_left"], year["after_left"]) == (plain(5 * 10**8 - was), plain(5 * 10**8 - now))
    # Both are beyond the budget, so that what is paid is the budget to the fen.
    assert (year["before_paid"], year["after_paid"]) == ("5000000.00", "5000000.00")


def test_the_terminal_tells_it_in_english(workbook: Path) -> None:
    result = run(
        workbook, "--policy", YUNNAN, "--set", f"{CAP}=1000000", "--threshold", "1000000", "--budget", "5000000"
    )
    assert result.exit_code == 0
    before, after = payable(workbook), payable(workbook, benefit__build__cap=1_000_000)
    lines = result.stdout.splitlines()
    assert lines[:3] == [
        "What if: Yunnan: filing of proof-of-concept centres and pilot bases (trial) (yunnan-2025)",
        "INVENTED – yunnan.xlsx: invented, nobody in it exists",
        "A trial: nothing is decided or posted, and the amounts are what the formulas give.",
    ]
    assert (before, after) == (798_580_245, 571_666_667)
    assert (
        "Payable before: CNY 7,985,802.45 to 6 applications; after: CNY 5,716,666.67 to 6; CNY 2,269,135.78 less."
        in lines
    )
    assert "Gain: 0, CNY 0.00 in all; lose: 4, CNY 2,269,135.78 in all; neither: 13." in lines
    for title in (
        "What is changed",
        "What it comes to",
        "By group",
        "Who crosses an amount",
        "The budget of each year of award",
        "Who loses the most",
    ):
        assert title in lines
    assert {"Outcomes that change", "Who gains the most"} & {*lines} == set()  # for nobody gains


def test_the_terminal_tells_it_in_chinese(workbook: Path) -> None:
    result = run(workbook, "--policy", YUNNAN, "--set", f"{CAP}=1000000", language="zh")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:3] == [
        "测算：云南省概念验证中心和中试基地（平台）备案管理办法（试行）（yunnan-2025）",
        "【虚构】yunnan.xlsx：虚构数据，均非真实单位",
        "仅供测算：不作核定，不入账；金额是按条文公式算出的结果。",
    ]
    assert (
        "调整前应拨付 7,985,802.45 元（6 项申请），调整后应拨付 5,716,666.67 元（6 项），减少 2,269,135.78 元。"
        in lines
    )
    assert "受益 0 项，共增加 0.00 元；受损 4 项，共减少 2,269,135.78 元；不受影响 13 项。" in lines
    assert {"调整内容", "测算结果", "分组结果", "受损最多的申请"} < {*lines}


def test_another_measure_may_take_the_place(workbook: Path, tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    text = (load(YUNNAN).path).read_text("utf-8")
    file.write_text(text.replace('rate = "20%"', 'rate = "10%"').replace("yunnan-2025", "yunnan-2027"), "utf-8")
    document = answer(workbook, "--policy", YUNNAN, "--instead", file, "--set", f"{CAP}=1000000")
    after = decided(workbook, load(file, changes={CAP: 1_000_000}))
    assert (document["instead"], document["after"]["total"]) == (
        "yunnan-2027",
        plain(sum(decision.payable_fen for decision in after)),
    )
    assert [(change["line"], change["before"]) for change in document["changes"]] == [(CAP, "CNY 2,000,000.00")]


def test_claims_of_the_measure_that_is_replaced_are_none_of_the_other(workbook: Path) -> None:
    document = answer(workbook, "--policy", YUNNAN, "--instead", "inner-mongolia-2025")
    assert document["before"]["total"] == plain(payable(workbook))
    other = load("inner-mongolia-2025")
    facts = [
        decision.application._replace(
            claims=None,
            facts={name: value for name, value in decision.application.facts.items() if name in other.facts},
            records={},
        )
        for decision in decided(workbook, load(YUNNAN))
    ]
    paid = read_round(workbook, load(YUNNAN)).paid
    after = decide_all(other, facts, paid)
    assert document["after"]["total"] == plain(sum(decision.payable_fen for decision in after)) != "0.00"


def test_what_holds_before_and_after_alike_is_no_change(tmp_path: Path) -> None:
    sample = read_sample("urumqi-draft")
    assert sample is not None
    file = tmp_path / "urumqi.xlsx"
    write_sample(load("urumqi-draft"), sample, file)
    tried = (file, "--policy", "urumqi-draft", "--set", "condition.recognition_site.at_least=100000")
    result = run(*tried)
    assert (
        "Before the change, the measure is in force for none of these applications; give a draft its date with --given validity.from=DAY"
        in result.stdout.splitlines()
    )
    given = answer(*tried, "--given", "validity.from=2026-01-01")
    changes: dict[str, object] = {"validity.from": "2026-01-01"}
    policy = load("urumqi-draft", changes=changes)
    assert given["given"] == changes
    expected = Counter(decision.status for decision in decided(file, policy))
    found: Counter[str] = Counter()
    for row in given["statuses"]:
        found[row["before_status"]] += row["applications"]
    assert found == expected
    assert "not_in_force" not in found


def test_what_is_given_holds_for_the_other_measure_too(tmp_path: Path) -> None:
    sample = read_sample("urumqi-draft")
    assert sample is not None
    file = tmp_path / "urumqi.xlsx"
    write_sample(load("urumqi-draft"), sample, file)
    found = answer(
        *(file, "--policy", "urumqi-draft", "--instead", "urumqi-draft"),
        *("--given", "validity.from=2026-01-01", "--given", "rounding=down"),
    )
    assert found["before"] == found["after"]
    assert "not_in_force" not in {row["after_status"] for row in found["statuses"]}
    assert found["readings"]["after"]["rounding"] == "down"
    assert found["warnings"] == []


def test_a_warning_is_printed_and_stands_in_json(workbook: Path) -> None:
    tried = (workbook, "--policy", YUNNAN, "--set", f"{RATE}=200%")
    warning = f'{RATE}: 200% is more than the whole; write 20 per cent as "20%"'
    assert answer(*tried)["warnings"] == [warning]
    assert f"! {warning}" in run(*tried).stdout.splitlines()


# A sweep, a budget met, interpretations, margins.


def test_every_point_of_a_sweep_is_what_the_exact_engine_says(workbook: Path) -> None:
    document = answer(workbook, "--policy", YUNNAN, "--sweep", f"{CAP}=1000000:2500000:500000")
    baseline = payable(workbook)
    expected = [
        (plain(yuan * 100), plain(cost := payable(workbook, benefit__build__cap=yuan)), plain(cost - baseline))
        for yuan in (1_000_000, 1_500_000, 2_000_000, 2_500_000)
    ]
    points = document["sweep"]["points"]
    assert [(point["values"][CAP], point["total"], point["change"]) for point in points] == expected
    assert document["changes"] == []


def test_a_sweep_of_the_measure_as_changed_is_compared_with_it_as_it_stands(workbook: Path) -> None:
    document = answer(workbook, "--policy", YUNNAN, "--set", f"{RATE}=10%", "--sweep", f"{CAP}=1000000")
    cost = payable(workbook, benefit__build__cap=1_000_000, benefit__build__rate="10%")
    (point,) = document["sweep"]["points"]
    assert (point["total"], point["change"]) == (plain(cost), plain(cost - payable(workbook)))


def test_two_lines_are_swept_as_a_grid(workbook: Path) -> None:
    tried = (workbook, "--policy", YUNNAN, "--sweep", f"{CAP}=1000000.00,2000000.00", "--sweep", f"{RATE}=10%,20%")
    points = answer(*tried)["sweep"]["points"]
    assert [(point["values"][CAP], point["values"][RATE]) for point in points] == [
        ("1000000.00", "10%"),
        ("1000000.00", "20%"),
        ("2000000.00", "10%"),
        ("2000000.00", "20%"),
    ]
    output = run(*tried).stdout
    assert "Payable in all (yuan) while two lines move" in output
    row = next(line for line in output.splitlines() if line.strip().startswith("2,000,000.00 "))
    assert row.split()[1:] == [f"{fen // 100:,}.{fen % 100:02d}" for fen in (
        payable(workbook, benefit__build__rate="10%"), payable(workbook))]  # fmt: skip


def test_a_budget_is_met_to_the_step(workbook: Path) -> None:
    tried = (workbook, "--policy", YUNNAN, "--meet", f"{CAP}=1060000:1090000:10000", "--budget", "6000000")
    met = answer(*tried)["met"]
    assert (met["value"], met["beyond"]) == ("1070000.00", "1080000.00")
    assert met["total"] == plain(payable(workbook, benefit__build__cap=1_070_000))
    assert met["beyond_total"] == plain(payable(workbook, benefit__build__cap=1_080_000))
    assert (met["checked"], met["differs"]) == (17, [])
    output = run(*tried).stdout.splitlines()
    assert (
        "A budget of CNY 6,000,000.00 allows – one-off building subsidy: cap: CNY 1,070,000.00, which comes to "
        "CNY 5,996,666.67; the next step, CNY 1,080,000.00, comes to CNY 6,036,666.67, CNY 36,666.67 more than there is."
        in output
    )
    assert "Checked: 17 applications were also decided by the exact engine, with the same result." in output
    assert "Who gains and who loses with it: --set benefit.build.cap=1070000.00" in output


def test_the_worth_of_readings_is_shown(workbook: Path) -> None:
    among = (workbook, "--policy", YUNNAN, "--among", "already_paid", "--among", "ban_end")
    values = answer(*among)["interpretations"]
    assert {row["value"]: row["total"] for row in values["values"]} == {
        value: plain(
            sum(decision.payable_fen for decision in decided(workbook, load(YUNNAN, readings={"already_paid": value})))
        )
        for value in ("top_up", "first_only", "replace")
    }
    assert values["without_effect"] == ["ban_end"]
    shown = run(*among).stdout
    assert "What each reading of the text is worth" in shown
    assert "Over all 3 combinations of the readings that matter the measure comes to:" in shown
    assert "The same either way for these applications: May one apply on the corresponding day two years after" in shown


@pytest.mark.slow
def test_what_each_reading_is_worth(workbook: Path) -> None:
    tried = (workbook, "--policy", YUNNAN, "--among", "contest_of", "--among", "already_paid", "--among", "ban_end")
    values = answer(*tried)["interpretations"]
    baseline = payable(workbook)
    costs = {
        (of, paid): sum(
            decision.payable_fen
            for decision in decided(workbook, load(YUNNAN, readings={"contest_of": of, "already_paid": paid}))
        )
        for of in ("identity_totals", "each_benefit", "every_award")
        for paid in ("top_up", "first_only", "replace")
    }
    alone = {(row["reading"], row["value"]): row for row in values["values"]}
    for (of, paid), cost in costs.items():
        if paid == "top_up":
            assert alone["contest_of", of]["total"] == plain(cost)
            assert alone["contest_of", of]["change"] == plain(cost - baseline)
            same = [costs[of, value] for value in ("top_up", "first_only", "replace")]
            assert (alone["contest_of", of]["least"], alone["contest_of", of]["most"]) == (
                plain(min(same)),
                plain(max(same)),
            )
    assert alone["contest_of", "identity_totals"]["taken"]
    assert (values["least"]["total"], values["most"]["total"]) == (
        plain(min(costs.values())),
        plain(max(costs.values())),
    )
    otherwise = {"contest_of": "identity_totals", "already_paid": "top_up"} | values["least"]["otherwise"]
    assert costs[otherwise["contest_of"], otherwise["already_paid"]] == min(costs.values())
    assert values["without_effect"] == ["ban_end"]


@pytest.mark.slow
def test_of_too_many_readings_the_dearest_are_combined(workbook: Path) -> None:
    document = answer(workbook, "--policy", YUNNAN, "--interpretations")["interpretations"]
    assert len(document["combinations"]) <= 128
    assert set(document["alone_only"]) == {"rounding", "rounding_unit", "last_years", "income_year"}
    worth = {row["value"]: row for row in document["values"] if row["reading"] == "rounding_unit"}
    cost = sum(
        decision.payable_fen for decision in decided(workbook, load(YUNNAN, readings={"rounding_unit": "10000"}))
    )
    assert (worth["10000"]["total"], worth["10000"]["least"]) == (plain(cost), None)


@pytest.mark.slow
def test_what_one_step_of_each_line_costs(workbook: Path) -> None:
    margins = answer(workbook, "--policy", YUNNAN, "--margins")["margins"]
    cap = next(row for row in margins if row["line"] == CAP)
    before, after = (
        sum(
            decision.payable_fen + (decision.prospective_fen if decision.status == "eligible" else 0)
            for decision in decided(workbook, load(YUNNAN, changes=changes))
        )
        for changes in ({}, {CAP: 2_050_000})
    )
    assert (cap["step"], cap["up"]) == ("50000.00", plain(after - before))


# Populations.


def test_without_a_file_it_is_tried_on_invented_applications() -> None:
    document = answer("--policy", YUNNAN, "--invented", "60", "--seed", "7", "--set", f"{CAP}=3000000")
    assert (document["file"], document["invented"], document["seed"], document["before"]["applications"]) == (
        None,
        True,
        7,
        60,
    )
    assert document["population"] == (
        "INVENTED – yunnan-2025/population.toml: 60 invented applications (seed 7); nobody in them exists"
    )
    assert {row["group"] for row in document["groups"]} == {"platform_kind", "organisation_kind", "region"}


def test_a_real_round_is_not_called_invented_and_its_faults_are_listed(tmp_path: Path) -> None:
    good = {
        "platform": "p1",
        "organisation": "o1",
        "award_year": 2026,
        "application_date": "2026-03-01",
        "filed_on": "2026-02-10",
        "platform_kind": "proof_of_concept",
        "plaque_only": False,
        "eligible_investment": "8000000.00",
    }
    bad = good | {"platform": "p2", "organisation": "o2", "eligible_investment": "plenty"}
    write_template(load(YUNNAN), tmp_path / "round.xlsx", applications=[good, bad])
    tried = (tmp_path / "round.xlsx", "--policy", YUNNAN, "--set", f"{CAP}=1000000")
    document = answer(*tried, code=1)
    assert (document["invented"], document["population"]) == (False, "round.xlsx: 1 applications")
    assert (document["before"]["total"], document["after"]["total"]) == ("1600000.00", "1000000.00")
    assert [(row["platform"], len(row["why"])) for row in document["refused"]] == [("p2", 1)]
    assert [fault["value"] for fault in document["faults"]] == ["plenty"]
    shown = run(*tried)
    assert shown.exit_code == 1
    assert "Not in it: row " in shown.stdout
    assert "'plenty'" in shown.stdout
    assert "INVENTED" not in shown.stdout


def test_without_a_change_the_lines_and_readings_are_listed() -> None:
    document = answer("--policy", YUNNAN)
    assert {"line": CAP, "label": "one-off building subsidy: cap", "kind": "money", "value": "2000000.00",
            "cite": "第十三条（一）"} in document["lines"]  # fmt: skip
    assert document["readings"]["already_paid"] == ["top_up", "first_only", "replace"]
    shown = run("--policy", YUNNAN).stdout
    assert (
        "Nothing is changed yet. Try:\n  fundcalc what-if FILE --policy yunnan-2025 --set benefit.build.rate=20%"
        in shown
    )


# What cannot be asked.


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--set", "benefit.build.cpa=1"),
         "benefit.build.cpa: there is no such line; [benefit.build] has zh, en, cite, kind, of, rate, cap, paid, per, amount_is, only_if; did you mean cap?"),
        (("--set", f"{CAP}=lots"), "benefit.build.cap: 'lots' is not an amount in yuan; write it like 1234567.89"),
        (("--set", CAP), "'benefit.build.cap' is not of the form LINE=VALUE"),
        (("--set", f"{CAP}=1", "--set", f"{CAP}=2"), "--set: benefit.build.cap is named twice; give it one value"),
        (("--reading", "rounding=down", "--reading", "rounding=half_up"), "--reading: rounding is named twice; give it one value"),
        (("--set", f"{CAP}=1", "--given", "rounding=down", "--given", "rounding=half_up"),
         "--given: rounding is named twice; give it one value"),
        (("--reading", "contest_of=x"), "reading contest_of: 'x' is none of its values: identity_totals ("),
        (("--sweep", f"{CAP}=5:1:1"),
         "benefit.build.cap: 5.00:1.00:1.00 goes nowhere; write FROM:TO:STEP, from the lower to the higher, in steps above 0"),
        (("--sweep", f"{CAP}=1,000,000"),
         "benefit.build.cap: 1,000,000 may be one amount or several; write one as 1000000, several with .00 each"),
        (("--sweep", "ban.years=1", "--sweep", "ban.years=2"), "--sweep: one line is named twice; give all its values in one"),
        (("--sweep", "ban.years=1", "--sweep", f"{CAP}=1", "--sweep", f"{RATE}=1%"), "one line is swept, or two; 3 were given"),
        (("--meet", CAP), "--meet needs --budget YUAN: the budget to be met"),
        (("--meet", f"{CAP}=1:2", "--budget", "1"), "benefit.build.cap: '1:2' is not a range; write FROM:TO:STEP"),
        (("--meet", f"{CAP}=600000:700000:50000", "--budget", "6000000"),
         "benefit.build.cap: the cost does not go one way only: it is 4,366,666.67 yuan at 650000.00 and 4,516,666.67 at 700000.00; use a sweep of the line instead"),
        (("--meet", f"{CAP}=100000:2000000:100000", "--budget", "10"),
         "benefit.build.cap: from 100000.00 to 2000000.00 the least it costs is 2,416,666.67 yuan, which is more than 10.00"),
        (("--pro-rata",), "--pro-rata needs --budget YUAN: what there is to share"),
        (("--by", "platform_kind"), "--by groups the effect of a change; add --set, --reading or --instead"),
        (("--pro-rata", "--margins"), "--pro-rata needs --budget YUAN: what there is to share"),
        (("--budget", "much"), "--budget: 'much' is not an amount in yuan; write it like 1234567.89"),
        (("--budget=-5",), "--budget: -5 is negative; give an amount of 0 or more"),
        (("--margins", "--by", "regoin"), "regoin: there is no such column to group by"),
        (("--instead", "nowhere"), "known policies: inner-mongolia-2025, urumqi-draft, xinzhou-2024, xpcc, yunnan-2025"),
        (("--margins", "-o", "what.csv"), "-o what.csv: the result is written as a workbook; give a name that ends in .xlsx"),
    ],
)  # fmt: skip
def test_an_invalid_request_is_an_error_with_a_remedy(workbook: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run(workbook, "--policy", YUNNAN, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_a_file_and_invented_applications_are_not_tried_at_once(workbook: Path) -> None:
    result = run(workbook, "--policy", YUNNAN, "--invented", "5", "--margins")
    assert result.exit_code == 2
    assert f"--invented and --seed replace FILE; leave out either these options or {workbook}" in result.stderr


def test_the_file_of_applications_is_not_overwritten(workbook: Path) -> None:
    before = workbook.read_bytes()
    result = run(workbook, "--policy", YUNNAN, "--set", f"{CAP}=1", "-o", workbook)
    assert result.exit_code == 2
    assert "-o names the file of applications itself, which would be lost; give another name" in result.stderr
    assert workbook.read_bytes() == before


def test_without_polars_the_error_says_how_to_install_it(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> object:
        raise ModuleNotFoundError(name="polars")

    monkeypatch.setattr("fundcalc.tables.engines.import_module", missing)
    result = run(workbook, "--policy", YUNNAN, "--set", f"{CAP}=1")
    assert result.exit_code == 2
    assert (
        result.stderr == "fundcalc: the engine polars is not installed (polars); run: pip install 'fundcalc[polars]'\n"
    )


# The workbook.


def charts(book: Any) -> list[object]:
    found: list[object] = book["图表 charts"]._charts
    return found


def test_the_workbook_has_it_all(workbook: Path, tmp_path: Path) -> None:
    path = tmp_path / "what.xlsx"
    result = run(
        *(workbook, "--policy", YUNNAN, "--set", f"{CAP}=1000000", "--sweep", f"{CAP}=1000000:3000000:1000000"),
        *("--among", "contest_of", "--budget", "5000000", "--pro-rata", "-o", path),
    )
    assert result.exit_code == 0
    assert f"Full result, with charts and every application: {path}" in result.stdout.splitlines()
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        *("摘要 summary", "图表 charts", "分组 groups", "申请 applications", "结论 outcomes", "分档 classes"),
        *("变动 sweep", "解释口径 readings", "预算 budget"),
    ]
    summary = [[cell.value for cell in row] for row in book["摘要 summary"].iter_rows()]
    said = [row[0] for row in summary]
    assert "INVENTED – yunnan.xlsx: invented, nobody in it exists" in said
    assert (
        "Payable before: CNY 7,985,802.45 to 6 applications; after: CNY 5,716,666.67 to 6; CNY 2,269,135.78 less."
        in said
    )
    total = next(row for row in summary if row[0] == "payable in all (yuan)")
    assert total[1:4] == [7985802.45, 5716666.67, -2269135.78]
    assert next(row for row in summary if row[0] == "SHA-256 of the file")[4] == load(YUNNAN).digest
    after = {
        decision.platform: decision.payable_fen
        for decision in decided(workbook, load(YUNNAN, changes={CAP: 1_000_000}))
    }
    rows = list(book["申请 applications"].iter_rows(min_row=2, values_only=True))
    headings = [cell.value for cell in book["申请 applications"][1]]
    at, outcome = headings.index("after (yuan)"), headings.index("outcome after")
    assert [row[0] for row in rows] == list(after)
    assert {row[0]: round(float(str(row[at])) * 100) for row in rows if row[outcome] == "payable"} == {
        platform: fen for platform, fen in after.items() if fen
    }
    paid = headings.index("paid after, cut in proportion (yuan)")
    assert sum(round(float(str(row[paid])) * 100) for row in rows if row[outcome] == "payable") == 500_000_000
    assert {row[headings.index("year")] for row in rows} == {2026}
    assert [row[0] for row in book["预算 budget"].iter_rows(min_row=2, values_only=True)] == [2026, 2026]
    classes = list(book["分档 classes"].iter_rows(min_row=2, values_only=True))
    assert [sum(int(str(row[column])) for row in classes) for column in (1, 2)] == [17, 17]
    swept = list(book["变动 sweep"].iter_rows(min_row=2, max_col=2, values_only=True))
    assert swept == [
        (yuan, payable(workbook, benefit__build__cap=yuan) / 100) for yuan in (1_000_000, 2_000_000, 3_000_000)
    ]
    # openpyxl reads what charts there are: two groups, the classes, the sweep, the readings.
    assert len(charts(book)) == 5


def test_the_workbook_has_what_one_step_of_each_line_costs(tmp_path: Path) -> None:
    path = tmp_path / "steps.xlsx"
    assert run("--policy", "xinzhou-2024", "--invented", 20, "--margins", "-o", path).exit_code == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["摘要 summary", "图表 charts", "每档费用 margins"]
    assert book["每档费用 margins"].max_row > 2


def test_the_workbook_speaks_chinese_and_of_a_grid_has_every_point(workbook: Path, tmp_path: Path) -> None:
    path = tmp_path / "测算.xlsx"
    result = run(
        *(workbook, "--policy", YUNNAN, "--sweep", f"{CAP}=1000000:3000000:1000000", "--sweep", f"{RATE}=10%,20%"),
        *("-o", path, "--lang", "zh"),
        language="zh",
    )
    assert result.exit_code == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["摘要 summary", "图表 charts", "变动 sweep", "变动明细 sweep points"]
    grid = list(book["变动 sweep"].iter_rows(values_only=True))
    assert grid[0] == ("一次性建设补助：最高限额（元） ↓　一次性建设补助：比例（%） →", "10%", "20%")
    assert [row[0] for row in grid[1:]] == [1_000_000, 2_000_000, 3_000_000]
    assert grid[2][2] == payable(workbook) / 100
    assert book["变动明细 sweep points"].max_row == 7
    assert len(charts(book)) == 1
