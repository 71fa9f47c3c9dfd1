"""Schedules: the parts of an award, what opens them, and what is refused."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fundcalc
from fundcalc.base.apportionment import in_parts
from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import speaking
from fundcalc.policy.schedules import SchedulePart
from tests.policy.test_loading import tiny

TINY = '[benefit.build.schedule]\ncite = "第三条"\n'
PARTS = ('{ share = "30%" }', '{ share = "30%", after_months = 12 }')
LAST = '{ share = "40%", milestone = "acceptance", zh = "通过验收", en = "acceptance passed" }'


def with_parts(*parts: str, more: str = "") -> str:
    return f"{TINY}parts = [{', '.join(parts)}]\n{more}"


def refusal(add: str) -> list[str]:
    with speaking("en"), pytest.raises(PolicyError) as error:
        tiny(add=add)
    return list(error.value.faults)


@given(
    st.lists(st.integers(1, 1000), min_size=1, max_size=8),
    st.integers(0, 10**15),
)
def test_the_parts_add_up_and_none_is_a_fen_away(weights: Sequence[int], fen: int) -> None:
    shares = [Fraction(weight, sum(weights)) for weight in weights]
    parts = in_parts(shares, fen)
    assert sum(parts) == fen
    assert all(0 <= share * fen - part < 1 for share, part in zip(shares[:-1], parts, strict=False))
    assert shares[-1] * fen <= parts[-1] < shares[-1] * fen + len(parts)


def test_a_part_is_opened_by_the_award_by_time_or_by_a_person() -> None:
    schedule = tiny(add=with_parts(*PARTS, LAST)).measure.benefit["build"].schedule
    assert schedule is not None
    assert [part.opens_on(date(2026, 8, 31)) for part in schedule.parts] == [
        date(2026, 8, 31), date(2027, 8, 31), None,
    ]  # fmt: skip
    of_a_leap_day = SchedulePart(share=Fraction(1), after_years=1).opens_on(date(2028, 2, 29))
    assert of_a_leap_day == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("add", "fault"),
    [
        (with_parts(*PARTS), "benefit.build.schedule: the shares of the parts add up to 60%, not to 100%"),
        (TINY, "benefit.build.schedule: say 'parts', 'at_most_per_year' or both"),
        (
            with_parts('{ share = "100%", after_years = 1, after_months = 3 }'),
            "benefit.build.schedule.parts.0: is opened by one thing: 'after_months', 'after_years' or 'milestone'",
        ),
        (
            with_parts('{ share = "100%", milestone = "acceptance" }'),
            "benefit.build.schedule.parts.0: a milestone has its name in 'zh' and 'en', and nothing else has",
        ),
        (
            with_parts('{ share = "20%" }', LAST, LAST),
            "benefit.build.schedule: the milestone acceptance opens two parts; make them one",
        ),
        (with_parts('{ share = "0%" }', '{ share = "100%" }'), "benefit.build.schedule.parts.0: 'share' is above 0"),
        (
            with_parts('{ share = "100%", milstone = "acceptance" }'),
            "benefit.build.schedule.parts.0.milstone: is not a line that is allowed here; did you mean milestone?",
        ),
        (
            with_parts('{ share = "100%", cite = "第九条" }'),
            "benefit.build.schedule.parts.0.cite: 第九条 is not in 'articles'",
        ),
        (TINY + "at_most_per_year = 0\n", "benefit.build.schedule: 'at_most_per_year' is above 0"),
        (
            TINY + 'at_most_per_year = "lots"\n',
            "benefit.build.schedule.at_most_per_year: 'lots' is not an amount in yuan; write it like 1234567.89",
        ),
    ],
    ids=[
        "too little", "empty", "two openers", "unnamed", "milestone twice", "no share", "misspelt", "article", "limit",
        "amount",
    ],
)  # fmt: skip
def test_what_is_no_schedule_is_refused(add: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in refusal(add)), refusal(add)


def test_a_support_stated_elsewhere_has_nothing_to_divide() -> None:
    elsewhere = """
[benefit.other]
zh = "另行规定"
en = "stated elsewhere"
cite = "第三条"
kind = "by_reference"
document = { zh = "另行文件", en = "another document" }
paid = "once"
trigger = "filed_on"
schedule = { cite = "第三条", at_most_per_year = 10_000 }
"""
    message = "benefit.other.schedule: the amount stands in another document; the schedule has nothing to divide"
    assert refusal(elsewhere) == [message]


def test_one_milestone_has_one_name() -> None:
    other = LAST.replace("通过验收", "验收合格")
    prize = """
[benefit.prize]
zh = "奖励"
en = "prize"
cite = "第三条"
kind = "flat"
amount = 10_000
paid = "once"
trigger = "grade"
"""
    prize += f'schedule = {{ cite = "第三条", parts = [{PARTS[0]}, {PARTS[1]}, {other}] }}\n'
    faults = refusal(with_parts(*PARTS, LAST) + prize)
    assert faults == [
        "benefit.prize.schedule: the milestone acceptance has another name in benefit.build.schedule; give each its own id"
    ]


def test_a_schedule_changes_no_amount() -> None:
    application = {
        "platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": date(2026, 3, 1),
        "filed_on": date(2026, 3, 1), "site_area": "300", "eligible_investment": "1000000.05",
    }  # fmt: skip
    whole = fundcalc.decide(tiny(), application)
    divided = fundcalc.decide(tiny(add=with_parts(*PARTS, LAST)), application)
    assert whole.payable == divided.payable
    assert "schedules" not in whole.to_dict()
    amounts = [part.fen for part in divided.parts_due["build"]]
    assert amounts == [6_000_000, 6_000_000, 8_000_001]
