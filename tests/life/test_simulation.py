"""Random histories against a naive simulation, day by day."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fundcalc
from fundcalc import Policy
from fundcalc.policy.life_rules import STATES

from .histories import FIRST, IM, LAST, UQ, XP, XZ, YN, Seen, rows_of, simulate

CHANGES: dict[str, dict[str, object]] = {
    UQ: {"validity.from": date(2026, 1, 1), "validity.years": 20},
    XP: {"validity.from": date(2026, 1, 1), "validity.years": 20},
    XZ: {"validity.years": 20},
    YN: {"validity.until": date(2050, 1, 1)},
    IM: {},
}
OTHERS: list[tuple[str, dict[str, str]]] = [
    (IM, {}),
    (IM, {"first_fail": "ever", "ban_end": "anniversary_free"}),
    (YN, {}),
    (YN, {"failed_recheck": "cancel_only", "missing_report": "report_only"}),
    (XZ, {}),
    (UQ, {}),
    (XP, {}),
]
# Every combination of the readings on which a standing rests.
SWITCHES: dict[str, dict[str, tuple[str, str]]] = {
    IM: {"first_fail": ("in_run", "ever"), "ban_end": ("anniversary_barred", "anniversary_free")},
    YN: {
        "failed_recheck": ("second_fail", "cancel_only"),
        "missing_report": ("one_fail", "report_only"),
        "ban_end": ("anniversary_barred", "anniversary_free"),
    },
    XZ: {},
    UQ: {},
    XP: {},
}
EVERY = [
    (name, dict(zip(switches, values, strict=True)))
    for name, switches in SWITCHES.items()
    for values in product(*switches.values())
]


def load(policy: str, readings: dict[str, str]) -> Policy:
    return fundcalc.load(policy, changes=CHANGES[policy], readings=readings)


def seen(policy: Policy, rows: list[Any], day: date) -> tuple[Seen, int]:
    answer = fundcalc.standing(policy, rows, on=day)
    if not answer:
        return Seen(), len(answer.faults)
    (one,) = answer
    proposed: set[tuple[str, str]] = {(proposed.action, proposed.cite) for proposed in one.proposed}
    found = Seen(one.state, one.since, one.build_until, one.rectify_until, one.barred_until, proposed)
    return found, len(answer.faults)


def compare(name: str, readings: dict[str, str], rows: list[Any], step: int) -> None:
    policy = load(name, readings)
    days, refused = simulate(name, policy.readings, sorted(rows, key=lambda row: row["date"]))
    interesting = {row["date"] + timedelta(days) for row in rows for days in (-1, 0, 1, 364, 365, 366, 730, 731, 732)}
    sampled = {FIRST + timedelta(days) for days in range(0, (LAST - FIRST).days, step)}
    for day in sorted(day for day in interesting | sampled if FIRST <= day <= LAST):
        found, faults = seen(policy, rows, day)
        assert (day, found) == (day, days[day])
        assert found.state in STATES
        assert faults == refused


@pytest.mark.parametrize(("name", "readings"), OTHERS)
@given(data=st.data())
@settings(max_examples=6)
def test_a_standing_agrees_with_a_simulation(name: str, readings: dict[str, str], data: st.DataObject) -> None:
    compare(name, readings, data.draw(rows_of(name)), 200)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "readings"), EVERY)
@given(data=st.data())
@settings(max_examples=20)
def test_every_day_agrees_with_a_simulation(name: str, readings: dict[str, str], data: st.DataObject) -> None:
    compare(name, readings, data.draw(rows_of(name)), 1)


@pytest.mark.parametrize("name", CHANGES)
@given(data=st.data())
@settings(max_examples=6)
def test_a_later_event_changes_no_earlier_day(name: str, data: st.DataObject) -> None:
    rows = data.draw(rows_of(name))
    day = data.draw(st.dates(FIRST, LAST))
    policy = load(name, {})
    known = [row for row in rows if row["date"] <= day]
    before, after = (fundcalc.standing(policy, given, on=day) for given in (known, rows))
    by_platform = {one.platform: one.to_dict() for one in after}
    assert [one.to_dict() for one in before] == [by_platform[one.platform] for one in before]
    assert all(one.state == "none" for one in after if one.platform not in {two.platform for two in before})


@given(rows=rows_of(IM), seed=st.randoms())
@settings(max_examples=6)
def test_rows_may_stand_in_any_order(rows: list[Any], seed: Any) -> None:
    policy = load(IM, {})
    days = {row["date"] for row in rows}
    distinct = [next(row for row in rows if row["date"] == day) for day in sorted(days)]
    shuffled = seed.sample(distinct, len(distinct))
    one, other = (fundcalc.standing(policy, given, on=date(2030, 1, 1)) for given in (distinct, shuffled))
    assert [standing.to_dict() for standing in one] == [standing.to_dict() for standing in other]
