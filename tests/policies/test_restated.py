"""The invented measures restated, and random rounds that come to the same.

The restatements read only the text of the measures.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fundcalc
from tests.engine.table.test_rounds import agree

FOLDER = Path(__file__).parent
few = settings(max_examples=max(5, settings().max_examples // 3), deadline=None)  # each decides a table too
Row = dict[str, Any]


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def half_up(product: Fraction) -> int:
    return int((product + Fraction(1, 2)) // 1)


def near(*figures: int) -> st.SearchStrategy[int]:
    """Fen about a figure of the measure, or any."""
    around = [st.integers(max(0, figure - 300), figure + 300) for figure in figures]
    return st.one_of(*around, st.integers(0, 2 * max(figures)))


def row(number: int, **facts: Any) -> Row:
    return {"platform": f"p{number}", "organisation": "o1", "award_year": 2026,
            "application_date": date(2026, 3, 1)} | facts  # fmt: skip


def payables(id_: str, rounds: Sequence[Mapping[str, Any]], paid: Sequence[Row] = ()) -> list[int]:
    """What each application is paid, the same by both engines."""
    policy = fundcalc.load(FOLDER / id_)
    agree("polars", policy, rounds, paid)
    return [decision.payable_fen for decision in fundcalc.decide_all(policy, rounds, paid)]


# 技术交易奖励.


def seller(fen: int) -> int:
    million = 10**8
    parts = [
        (0, 10 * million, Fraction(1, 100)),
        (10 * million, 50 * million, Fraction(5, 1000)),
        (50 * million, 10**20, Fraction(1, 300)),
    ]
    amount = half_up(sum((rate * max(0, min(fen, end) - start) for start, end, rate in parts), Fraction(0)))
    return 0 if amount < 10**6 else min(amount, 60 * 10**6)


def buyer(fen: int, here: bool) -> int:
    rate, cap = (Fraction(3, 100), 50 * 10**6) if here else (Fraction(2, 100), 30 * 10**6)
    return min(cap, half_up(rate * max(0, fen - 10**8)))


def broker(contracts: int, fen: int) -> int:
    if contracts < 10:
        return 0
    by_number = (2 * 10**6 if contracts >= 20 else 0) + contracts // 50 * 500_000
    return min(20 * 10**6, max(by_number, max(100_000, half_up(Fraction(fen, 1000)))))


@few
@given(
    sold=near(10**8, 10**9, 5 * 10**9, 14 * 10**9),
    bought=near(10**8, 16 * 10**8, 1_766_666_666),
    here=st.booleans(),
    contracts=st.integers(0, 200),
    raised=near(10**8, 20 * 10**9),
)
def test_contracts(sold: int, bought: int, here: bool, contracts: int, raised: int) -> None:
    facts = {
        "registered_in_region": True, "integrity_record_clean": True, "technology_contracts": yuan(sold),
        "buyer_contracts": yuan(bought), "own_region": here, "registered_contracts": contracts,
        "financing_raised": yuan(raised),
    }  # fmt: skip
    expected = seller(sold) + buyer(bought, here) + broker(contracts, raised)
    assert payables("contracts", [row(1, **facts)]) == [expected]


# 创新券.


def voucher(fen: int, new: bool) -> int:
    amount = half_up(Fraction(1, 2) * fen if new else Fraction(3, 10) * fen)
    return 0 if amount < 100_000 else min(amount, 10**7)


VOUCHERS = st.lists(
    st.tuples(near(333_334, 10**7, 2 * 10**7), st.booleans(), st.integers(0, 12), st.integers(0, 9)),
    min_size=1,
    max_size=6,
)
AWARDS = st.lists(
    st.tuples(st.sampled_from(["voucher", "testing"]), st.sampled_from([2025, 2026]), near(10**7)), max_size=4
)


def vouchers(contracts: Sequence[tuple[int, bool, int, int]], before: Sequence[tuple[str, int, int]]) -> list[int]:
    order = sorted(range(len(contracts)), key=lambda at: (contracts[at][3], at % 2, at))
    number = sum(1 for benefit, year, fen in before if benefit == "voucher" and year == 2026 and fen)
    in_year = sum(fen for _benefit, year, fen in before if year == 2026)
    ever = sum(fen for _benefit, _year, fen in before)
    found = [0] * len(contracts)
    for at in order:
        fen, new, tests, _day = contracts[at]
        first, second = voucher(fen, new), min(3_000_000, tests * 300_000)
        if number >= 3:
            first, counted = 0, bool(first)
        else:
            counted = bool(first)
        number += counted
        of_year = min(first + second, max(0, 20_000_000 - in_year))
        in_year += first + second
        found[at] = min(of_year, max(0, 50_000_000 - ever))
        ever += of_year
    return found


@few
@given(contracts=VOUCHERS, before=AWARDS)
def test_vouchers(contracts: list[tuple[int, bool, int, int]], before: list[tuple[str, int, int]]) -> None:
    rounds = [
        row(
            at % 2,
            claim=f"c{at}",
            registered_in_region=True,
            service_contract=yuan(fen),
            new_firm=new,
            service_fields=tests,
        )
        | {"application_date": date(2026, 3, 1) + timedelta(days=day)}
        for at, (fen, new, tests, day) in enumerate(contracts)
    ]
    paid = [
        {"organisation": "o1", "platform": "p0", "claim": f"e{at}", "programme": "vouchers", "benefit": benefit, "year": year,
         "amount": yuan(fen)} for at, (benefit, year, fen) in enumerate(before)
    ]  # fmt: skip
    assert payables("vouchers", rounds, paid) == vouchers(contracts, before)


# 小额扶持.


@few
@given(now=near(110_000_000), before=near(100_000_000), staff=st.integers(0, 30), paid=near(30_000_000))
def test_aid(now: int, before: int, staff: int, paid: int) -> None:
    grown = max(0, now - before)
    research = half_up(Fraction(grown, 20)) if before and grown * 10 >= before else 0
    training = staff * 200_000
    left = max(0, 30_000_000 - paid)
    first = min(training, left)
    expected = min(research, left - first) + (first if first <= 4_000_000 else 0)
    rows = [row(1, integrity_record_clean=True, research=yuan(now), research_before=yuan(before), titled_staff=staff)]
    history = [{"organisation": "o1", "platform": "q", "programme": "aid", "benefit": "exhibition", "year": 2025,
                "awarded_on": date(2025, 3, 1), "amount": yuan(paid)}]  # fmt: skip
    found = payables("aid", rows, history)
    assert found == [expected if before else 0]


FIRMS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from([None, "g"]), st.integers(0, 9), near(100_000_000)),
    min_size=1, max_size=5, unique_by=lambda firm: firm[0],
)  # fmt: skip
EARLIER = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from([None, "g"]), st.integers(-4, 4), near(15_000_000)), max_size=4
)


@few
@given(firms=FIRMS, earlier=EARLIER)
def test_linked_firms(
    firms: list[tuple[int, str | None, int, int]], earlier: list[tuple[int, str | None, int, int]]
) -> None:
    groups = {firm: group for firm, group, _day, _fen in firms}
    paid = [
        {"organisation": f"o{firm}", "platform": f"q{at}", "programme": "aid", "benefit": "training", "year": 2023,
         "awarded_on": date(2023, 3, 5) + timedelta(days=day), "amount": yuan(fen), "group": group}
        for at, (firm, group, day, fen) in enumerate(earlier)
    ]  # fmt: skip
    rounds = [
        row(at, integrity_record_clean=True, technology_contracts=yuan(fen))
        | {"organisation": f"o{firm}", "group": group, "application_date": date(2026, 3, 1) + timedelta(days=day)}
        for at, (firm, group, day, fen) in enumerate(firms)
    ]
    found, used = [0] * len(firms), {"g": 0}
    for at in sorted(range(len(firms)), key=lambda at: (firms[at][2], at)):
        firm, group, day, fen = firms[at]
        unit = group or f"o{firm}"
        before = sum(
            amount for other, named, on, amount in earlier
            if (named or groups.get(other) or f"o{other}") == unit and on + 4 > day
        )  # fmt: skip
        due = half_up(Fraction(2, 5) * fen)
        left = min(due, max(0, 30_000_000 - before - used.get(unit, 0)))
        used[unit] = used.get(unit, 0) + due
        found[at] = min(left, 30_000_000)
    assert payables("aid", rounds, paid) == found


@few
@given(
    income=near(9_000_000, 12_500_000),
    heads=st.integers(0, 9),
    before=near(10_000_000),
    people=st.integers(0, 60),
    days=st.integers(0, 20),
)
def test_figures_multiplied_and_divided(income: int, heads: int, before: int, people: int, days: int) -> None:
    per_head = Fraction(income, heads or 1)
    rate = Fraction(1, 6) if income * 4 > before * 5 else Fraction(1, 10)
    output = half_up(rate * max(Fraction(0), per_head - 1_000_000)) if per_head >= 3_000_000 else 0
    lodging = min(6_000_000, people * days * 12_000)
    rows = [row(1, integrity_record_clean=True, annual_service_income=yuan(income), full_time_staff=heads,
                income_before=yuan(before), trainees=people, training_days=days)]  # fmt: skip
    known = heads and (before or per_head < 3_000_000)
    assert payables("aid", rows) == [min(30_000_000, output + lodging) if known else 0]


@pytest.mark.parametrize(("operation", "expected"), [("sum", 50), ("difference", 10), ("larger", 30), ("smaller", 20)])
def test_each_computed_fact(tmp_path: Path, operation: str, expected: int) -> None:
    text = (FOLDER / "aid" / "policy.toml").read_text("utf-8").replace('difference = ["', f'{operation} = ["')
    text = text.replace('share_at_least = "10%"', 'share_at_least = "0%"').replace('rate = "5%"', 'rate = "100%"')
    (tmp_path / "policy.toml").write_text(text, "utf-8")
    policy = fundcalc.load(tmp_path)
    rows = [row(1, integrity_record_clean=True, research="30.00", research_before="20.00")]
    agree("polars", policy, rows)
    assert fundcalc.decide_all(policy, rows)[0].payable_fen == expected * 100


# 成果转化奖补，2027 年 3 月 1 日起按修订后的文本.

YUAN = 100
PLACES = st.tuples(
    st.integers(0, 5),
    near(50_000_000, 5 * 10**8, 2 * 10**9, 3 * 10**9),
    near(2 * 10**9),
    st.integers(0, 9),
    st.sampled_from(["enterprise", "university"]),
)


def bands(fen: int, parts: Sequence[tuple[int, int, Fraction]]) -> int:
    return half_up(sum((rate * max(0, min(fen, end * YUAN) - start * YUAN) for start, end, rate in parts), Fraction(0)))


def before_revision(sold: int, arranged: int, number: int) -> int:
    if sold < 500_000 * YUAN:
        return 0
    parts = [(0, 5_000_000, Fraction(2, 100)), (5_000_000, 20_000_000, Fraction(1, 100)),
             (20_000_000, 10**15, Fraction(5, 1000))]  # fmt: skip
    joint = bands(sold, parts) + min(200_000 * YUAN, half_up(Fraction(1, 100) * arranged))
    return min(400_000 * YUAN, joint) + number * 5_000 * YUAN


def since_revision(sold: int, arranged: int, number: int, kind: str) -> int:
    if number < 5:
        return 0
    contracts = bands(sold, [(0, 5_000_000, Fraction(3, 100)), (5_000_000, 10**15, Fraction(1, 100))])
    rate = Fraction(2 if kind == "university" else 1, 100)
    joint = (contracts if contracts >= 20_000 * YUAN else 0) + min(200_000 * YUAN, half_up(rate * arranged))
    return min(400_000 * YUAN, joint) + (50_000 if number >= 3 else 0) * YUAN


def transfers(rows: Sequence[tuple[int, int, int, int, str]]) -> list[int]:
    """What each gets: the days 0 to 2 are before the revision, 3 to 5 after it."""
    found = [0] * len(rows)
    order = sorted(range(len(rows)), key=lambda at: (rows[at][0], f"p{at}"))
    used = 0
    for at in (at for at in order if rows[at][0] < 3):
        due = before_revision(*rows[at][1:4])
        found[at] = min(due, max(0, 600_000 * YUAN - used))
        used += due
    used = sum(found)
    for at in (at for at in order if rows[at][0] >= 3):
        due = since_revision(*rows[at][1:])
        found[at] = min(due, max(0, 800_000 * YUAN - used))
        used += due
    return found


@few
@given(rows=st.lists(PLACES, min_size=1, max_size=5))
def test_transfer(rows: list[tuple[int, int, int, int, str]]) -> None:
    rounds = [
        row(at, registered_in_region=True, technology_contracts=yuan(sold), match_contracts=yuan(arranged),
            technology_managers=number, full_time_staff=number, pilot_projects_done=number, organisation_kind=kind)
        | {"award_year": 2027, "application_date": date(2027, 2, 26) + timedelta(days=day)}
        for at, (day, sold, arranged, number, kind) in enumerate(rows)
    ]  # fmt: skip
    assert payables("transfer", rounds) == transfers(rows)
