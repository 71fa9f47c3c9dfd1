"""Competition of one year or of any, against all programmes or some, and the first in order."""

from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import fundcalc
from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import Policy, read
from fundcalc.prose import explain, measure_page
from tests.engine.table.test_rounds import ENGINES, Chance, agree

TEXT = (Path(__file__).parent / "contracts" / "policy.toml").read_text("utf-8")
FIRST = '\n[together]\ncite = "第四条"\nrule = "first_only"\n'


def contest(of: str, per: str, already_paid: str, *more: str) -> str:
    lines = [f'of = "{of}"', f'per = "{per}"', f'already_paid = "{already_paid}"', *more]
    return "\n".join(["\n[contest]", 'cite = "第四条"', *lines, ""])


def with_rule(rule: str) -> Policy:
    return read((TEXT + rule).encode(), Path("contracts/policy.toml"), changes={}, readings={})


def seller(sold: str, registered: int | None = None, year: int = 2026) -> Mapping[str, Any]:
    return {
        "platform": "p1", "organisation": "o1", "award_year": year, "application_date": date(year, 3, 1),
        "platform_kind": "pilot_base", "registered_in_region": True, "integrity_record_clean": True,
        "technology_contracts": sold, "registered_contracts": registered, "financing_raised": registered and "0.00",
    }  # fmt: skip


def paid(amount: str, year: int, programme: str = "city", platform: str = "p1") -> Mapping[str, Any]:
    return {"organisation": "o1", "platform": platform, "programme": programme, "benefit": "seller", "year": year,
            "amount": amount}  # fmt: skip


@pytest.mark.parametrize(
    ("sold", "registered", "earlier", "expected"),
    [
        ("2000000.00", 100, [], "20000.00"),  # the broker's 30,000 is higher and comes later
        ("500000.00", 100, [], "30000.00"),  # below the least amount of the seller: the next in order
        ("2000000.00", 100, [paid("1.00", 2026, "contracts")], "0.00"),
        ("2000000.00", 100, [paid("1.00", 2025, "contracts")], "20000.00"),
    ],
)
def test_the_first_in_order(sold: str, registered: int, earlier: list[Any], expected: str) -> None:
    policy = with_rule(FIRST)
    agree("polars", policy, [seller(sold, registered)], earlier)
    decision = fundcalc.decide(policy, seller(sold, registered), earlier)
    assert str(decision.payable) == expected
    with speaking("zh"):
        competed = expected != "30000.00"  # else nothing but the broker's is due
        assert ("按所列顺序只给第一项" in str(explain(decision))) == competed
        assert "按所列顺序只给第一项" in str(measure_page(policy))


@pytest.mark.parametrize(
    ("more", "earlier", "expected"),
    [
        ((), [paid("15000.00", 2025)], "20000.00"),
        (('over = "lifetime"',), [paid("15000.00", 2025)], "5000.00"),
        (('over = "lifetime"',), [paid("20000.00", 2024)], "0.00"),
        (('over = "lifetime"',), [paid("5000.00", 2024), paid("10000.00", 2025)], "5000.00"),
        (('over = "lifetime"',), [paid("15000.00", 2025), paid("-15000.00", 2026)], "20000.00"),
        (('against = ["city"]',), [paid("15000.00", 2026)], "5000.00"),
        (('against = ["City"]',), [paid("15000.00", 2026, "CITY")], "5000.00"),
        (('against = ["county"]',), [paid("15000.00", 2026)], "20000.00"),
    ],
)
def test_the_scope_of_a_contest(more: tuple[str, ...], earlier: list[Any], expected: str) -> None:
    policy = with_rule(contest("identity_totals", "organisation", "top_up", *more))
    agree("polars", policy, [seller("2000000.00")], earlier)
    assert str(fundcalc.decide(policy, seller("2000000.00"), earlier).payable) == expected


OF = ("identity_totals", "each_benefit", "every_award")
RULES = [
    contest(of, per, already, 'over = "lifetime"', against)
    for of, per, already, against in product(
        OF, ("organisation", "platform"), ("top_up", "first_only", "replace"), ("", 'against = ["other-programme"]')
    )
]


def random_round(rule: str, engine: str, seed: int) -> None:
    policy = with_rule(rule)
    chance = Chance(policy, seed)
    platforms = [f"p{number}" for number in range(30)]
    agree(engine, policy, [chance.application(platform) for platform in platforms],
          [chance.paid(platforms) for _row in range(40)])  # fmt: skip


@pytest.mark.parametrize("rule", [FIRST, *RULES[::7]])
def test_random_rounds_are_decided_alike(rule: str) -> None:
    random_round(rule, "polars", 7)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule", [FIRST, *RULES])
def test_many_random_rounds_are_decided_alike(rule: str, engine: str) -> None:
    for seed in range(2):
        random_round(rule, engine, seed)
