"""What a careful reader of a measure would ask: warned of, never refused."""

from pathlib import Path

import pytest

from fundcalc.base.i18n import LANGUAGES, speaking
from fundcalc.policy.checking import check
from fundcalc.policy.loading import available, find, read
from fundcalc.policy.policy_warnings import policy_warnings
from tests.snapshots import Snapshot

SOUND = (Path(__file__).parent / "errors" / "sound.toml").read_text("utf-8")

PRIZE = """
[benefit.{name}]
zh = "{name}"
en = "{name}"
cite = "第三条"
kind = "{kind}"
{amount}
paid = "yearly"
only_if = [{gates}]
"""
READING = """
[reading.{name}]
cite = "第二条"
zh = "{name}"
en = "{name}"
values.strict = {{ zh = "严", en = "strict" }}
values.lenient = {{ zh = "宽", en = "lenient" }}
"""
QUOTA = """
[uses.silent]
cite = "第三条"
treat = "review"

[uses.quota.travel]
cite = "第三条"
zh = "差旅费"
en = "travel"
uses = ["labour"]
at_most = "130%"
"""

# A team of 30 and more under one reading, of more than 30 under the other, and of at most 30.
TEAM = (
    SOUND
    + READING.format(name="limit")
    + """
[condition.team]
cite = "第二条"
fact = "team_size"
at_least = 30
boundary = { reading = "limit", strict = "inclusive", lenient = "exclusive" }

[condition.small]
cite = "第二条"
fact = "team_size"
at_most = 30
"""
)


def gate(line: str) -> str:
    return f'{{ cite = "第三条", {line} }}'


def prize(name: str, *gates: str, amount: str = "amount = 5", kind: str = "flat") -> str:
    return PRIZE.format(name=name, gates=", ".join(map(gate, gates)), amount=amount, kind=kind)


def share(name: str, *gates: str, cap: str = "") -> str:
    return prize(name, *gates, kind="share", amount=f'of = "eligible_investment"\nrate = "10%"\n{cap}')


NOT_A_LEGAL_PERSON = 'all_of = [{ fact = "legal_person", is = false }]'
INVESTMENT = 'fact = "eligible_investment"'
ODD = {
    "never_in_force": SOUND.replace("from = 2026-01-01", "from = 2026-01-01\nuntil = 2025-12-31"),
    "unused_reading": SOUND + READING.format(name="area"),
    "unused_branch": SOUND.replace("cap = 2_000_000", 'cap = { reading = "cap", strict = 1, lenient = 2, mild = 3 }')
    + READING.format(name="cap"),
    "branch_within_another": SOUND.replace(
        "cap = 2_000_000",
        'cap = { reading = "cap", strict = { reading = "cap", strict = 1, lenient = 2 }, lenient = 2 }',
    )
    + READING.format(name="cap"),
    "more_than_the_whole": SOUND.replace('rate = "20%"', 'rate = "120%"') + QUOTA,
    "conditions_that_exclude_each_other": SOUND
    + '\n[condition.small_site]\ncite = "第二条"\nfact = "site_area"\nat_most = 100\n',
    "gates_that_exclude_each_other": SOUND
    + prize("prize", 'fact = "grade", is = "good"', 'fact = "grade", one_of = ["excellent", "pass"]')
    + prize("bonus", f"{INVESTMENT}, more_than = 100", f"{INVESTMENT}, at_most = 100")
    + prize("extra", 'fact = "legal_person", is = true', NOT_A_LEGAL_PERSON),
    "gate_that_excludes_a_condition": SOUND + prize("prize", 'fact = "site_area", at_most = 199'),
    "cap_out_of_reach": SOUND + share("prize", f"{INVESTMENT}, at_most = 1_000_000", cap="cap = 200_000"),
    "benefits_that_overlap_in_one_figure": SOUND
    + share("low", f"{INVESTMENT}, at_most = 50_000_000")
    + share("high", f"{INVESTMENT}, at_least = 50_000_000"),
    "benefits_that_overlap_in_a_range": SOUND
    + prize("low", 'fact = "team_size", at_most = 30')
    + prize("high", 'fact = "team_size", at_least = 20'),
}
USUAL = {
    "another_language_of_one_reading": SOUND.replace(
        "cap = 2_000_000", 'cap = { reading = "cap", strict = 1, lenient = 2 }'
    )
    + READING.format(name="cap"),
    "ranges_that_meet": SOUND
    + share("low", f"{INVESTMENT}, at_most = 50_000_000")
    + share("high", f"{INVESTMENT}, more_than = 50_000_000"),
    "a_support_within_the_range_of_another": SOUND
    + prize("prize", 'fact = "team_size", at_least = 20')
    + prize("bonus", 'fact = "team_size", at_least = 30'),
    "ranges_of_different_kinds_of_platform": SOUND
    + prize("low", 'fact = "team_size", at_most = 30', 'fact = "platform_kind", is = "pilot_base"')
    + prize("high", 'fact = "team_size", at_least = 20', 'fact = "platform_kind", is = "proof_of_concept"'),
    "a_cap_that_is_just_reached": SOUND + share("prize", f"{INVESTMENT}, at_most = 2_000_000", cap="cap = 200_000"),
    "conditions_of_different_routes": SOUND.replace('fact = "site_area"', 'fact = "site_area"\nfor = "pilot_base"')
    + '\n[condition.small]\ncite = "第二条"\nfor = "proof_of_concept"\nfact = "site_area"\nat_most = 100\n',
    "the_higher_of_two": SOUND
    + prize("low", 'fact = "team_size", at_most = 30')
    + prize("high", 'fact = "team_size", at_least = 20')
    + '\n[together]\ncite = "第三条"\nrule = "higher_only"\n',
}


def warnings(text: str) -> tuple[str, ...]:
    return policy_warnings(read(text.encode(), Path("policy.toml"), changes={}, readings={}))


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_warned_of_in_both_languages(name: str, snapshot: Snapshot) -> None:
    for language in LANGUAGES:
        with speaking(language):
            found = warnings(ODD[name])
        assert found
        snapshot(f"{language}/{name}", "\n".join(found))


@pytest.mark.parametrize("name", USUAL)
def test_what_is_usual_is_not_warned_of(name: str) -> None:
    assert warnings(USUAL[name]) == ()


@pytest.mark.parametrize("id_", available())
def test_the_measures_that_come_with_the_package_have_no_odd_figures(id_: str) -> None:
    report = check(find(id_))
    assert report.faults == ()
    assert [warning for warning in report.warnings if "no clause uses this reading" not in warning] == []


def test_faults_of_other_readings_are_found_with_those_of_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    cap = 'cap = { reading = "cap", strict = "much", lenient = "little" }'
    path.write_text(SOUND.replace("cap = 2_000_000", cap) + READING.format(name="cap"), "utf-8")
    report = check(path)
    assert report.faults == (
        "benefit.build.cap: 'much' is not an amount in yuan; write it like 1234567.89",
        "cap = lenient: benefit.build.cap: 'little' is not an amount in yuan; write it like 1234567.89",
    )
    assert report.warnings == ()


def test_what_is_odd_under_another_reading_only_is_warned_of_with_it(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(TEAM, "utf-8")
    with speaking("en"):
        assert check(path).warnings == (
            "limit = lenient: condition.small: cannot hold together with condition.team; both are about team_size",
        )
