"""The worked histories: every day of each, to the day and with its article."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

import fundcalc
from fundcalc import Standing
from fundcalc.policy.loading import available
from fundcalc.prose.life_diagram import arrows

from .worked import HISTORIES, PAGE, Day, History, page, rows_of


def standing(history: History, day: Day) -> Standing:
    policy = fundcalc.load(history.policy, changes=history.changes)
    answer = fundcalc.standing(policy, rows_of(history), on=date.fromisoformat(day.on), paid=history.paid)
    assert answer.faults == ()
    return answer[0]


def seen(one: Standing) -> Day:
    until = one.build_until or one.rectify_until or one.barred_until
    due = [
        [duty.duty, duty.year, duty.last_day and f"{duty.last_day}{'!' * duty.overdue}", duty.cite] for duty in one.due
    ]
    return Day(
        one.on.isoformat(),
        one.state,
        cite=one.cite,
        until=str(until or ""),
        due=[" ".join(str(part) for part in parts if part) for parts in due],
        proposed=[f"{proposal.action} {proposal.since} {proposal.cite}" for proposal in one.proposed],
    )


def test_every_measure_has_a_history_to_a_new_application() -> None:
    assert {history.policy for history in HISTORIES} == set(available())
    for history in HISTORIES:
        events = [day.event.split()[0] for day in history.days if day.event]
        assert "applied" in events[events.index("revoked") :]


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.policy)
def test_every_day_of_a_history_holds(history: History) -> None:
    for day in history.days:
        assert seen(standing(history, day)) == replace(day, event="", due=[*day.due], proposed=[*day.proposed])


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.policy)
def test_a_history_follows_the_arrows_of_the_diagram(history: History) -> None:
    drawn = {(arrow.start, arrow.end) for arrow in arrows(fundcalc.load(history.policy))}
    states = ["none", *(day.state for day in history.days)]
    steps = {(one, two) for one, two in pairwise(states) if one != two}
    # A ban that is over leaves a revoked platform, which may apply on the same day.
    assert {("barred", "revoked") if step == ("barred", "applied") else step for step in steps} <= drawn


def test_the_page_has_the_histories() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python -m tests.life.worked"
