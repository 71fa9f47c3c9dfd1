"""A what-if without a page: populations as they are dropped, knobs whose stops are exact, and what is told of a scenario."""

from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook

from fundcalc.app import charts, rounds
from fundcalc.app import what_if as trying
from fundcalc.base.errors import FundcalcError, ScenarioError
from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import Policy, available, load
from fundcalc.policy.parameter_ranges import slider, stepped, steps
from fundcalc.policy.parameters import parameters
from fundcalc.scenario.interpretation import interpretations
from fundcalc.scenario.prepared import PreparedPopulation, prepare
from fundcalc.scenario.request import WhatIfResult
from fundcalc.scenario.sweeping import margins


@pytest.fixture(scope="module")
def yunnan() -> Policy:
    return load("yunnan-2025")


@pytest.fixture(scope="module")
def prepared(yunnan: Policy) -> PreparedPopulation:
    return prepare(trying.invented(yunnan, "120", "1"), yunnan)


@pytest.fixture(scope="module")
def raised(yunnan: Policy, prepared: PreparedPopulation) -> WhatIfResult:
    return trying.ask(yunnan, prepared, {"benefit.build.cap": Decimal(3_000_000)}, {}, "50,000,000")


@pytest.mark.parametrize("id_", available())
def test_every_stop_of_a_knob_is_the_exact_value_it_shows(id_: str) -> None:
    policy = load(id_)
    for those in trying.knobs(policy).values():
        for path, knob in those.items():
            of = parameters(policy)[path]
            moves = slider(of)
            assert moves is not None
            for at in range(0, steps(of, moves.least, moves.most, moves.step) + 1, 7):
                # What a browser makes of a stop is a sum of floats.
                assert trying.value_at(of, knob.least + at * knob.step) == stepped(moves.least, moves.step, at)
            assert trying.value_at(of, knob.value) == of.value


def test_amounts_are_shown_in_ten_thousand_yuan_and_rates_in_per_cent(yunnan: Policy) -> None:
    with speaking("zh"):
        knobs = trying.knobs(yunnan)
        assert list(knobs) == ["支持标准", "备案条件", "期限"]
        cap, rate = knobs["支持标准"]["benefit.build.cap"], knobs["支持标准"]["benefit.build.rate"]
    assert (cap.label, cap.value, cap.step) == ("一次性建设补助：最高限额（万元）第十三条（一）", 200, 5)
    assert (rate.label, rate.value, rate.step) == ("一次性建设补助：比例（%）第十三条（一）", 20, 0.5)


def test_only_knobs_that_were_moved_change_a_line(yunnan: Policy) -> None:
    stands = {"benefit.build.cap": 300, "benefit.build.rate": 20, "benefit.operating.rate": 12.5, "gone.from.here": 1}
    assert trying.moved(yunnan, stands) == {"benefit.build.cap": Decimal(3_000_000), "benefit.operating.rate": "12.5%"}


def test_the_stops_of_a_curve_have_its_own_value_among_them(yunnan: Policy) -> None:
    of = parameters(yunnan)["benefit.build.rate"]
    values = trying.stops(of)
    assert Fraction(1, 5) in values
    assert (values[0], values[-1]) == (Fraction(0), Fraction(60, 100))
    assert values == sorted(values)
    assert len(values) <= 14


@pytest.mark.parametrize("id_", ["yunnan-2025", "inner-mongolia-2025"])
def test_the_sample_of_a_measure_can_be_dropped_and_comes_to_what_its_round_comes_to(id_: str) -> None:
    policy, sample = load(id_), rounds.sample(id_)
    found = trying.ask(policy, prepare(trying.dropped(policy, (sample,)), policy), {}, {}, "")
    decided = rounds.decide(policy, (sample,))
    assert found.totals[0]["total_fen"] == found.totals[1]["total_fen"] == decided.total
    assert not found.changed


def test_an_invalid_number_of_applications_is_an_error(yunnan: Policy) -> None:
    with speaking("en"):
        for number, seed in (("many", "1"), ("10", "-1"), ("", "")):
            with pytest.raises(ScenarioError) as error:
                trying.invented(yunnan, number, seed)
            assert str(error.value) == (
                "Write the number of applications and the seed as whole numbers, such as 2000 and 1."
            )
        with pytest.raises(ScenarioError) as error:
            trying.invented(yunnan, "1，000，000", "1")
        assert str(error.value) == "A page tries 1 to 200,000 applications; the command what-if takes more."
        with pytest.raises(FundcalcError, match="not an amount in yuan"):
            trying.ask(yunnan, prepare(trying.invented(yunnan, "5", "1"), yunnan), {}, {}, "plenty")


def test_the_sums_say_what_was_and_what_is(raised: WhatIfResult) -> None:
    with speaking("en"):
        sums = trying.figures(raised)
    before, after = raised.totals
    assert sums[0][0] == "payable in all (yuan)"
    assert sums[0][1] == f"{Decimal(after['total_fen']).scaleb(-2):,}"
    assert f"{Decimal(before['total_fen']).scaleb(-2):,} before, +" in sums[0][2]
    assert [name for name, _figure, _remark in sums][2:4] == ["applications that gain", "applications that lose"]
    assert raised.request.pro_rata


def test_a_reading_left_as_it_is_is_no_change(yunnan: Policy, prepared: PreparedPopulation) -> None:
    answers = dict(yunnan.readings) | {"already_paid": "first_only"}
    found = trying.ask(yunnan, prepared, {}, answers, "")
    assert found.request.scenario.readings == {"already_paid": "first_only"}


def test_a_curve_is_that_of_the_measure_as_changed_otherwise(yunnan: Policy, prepared: PreparedPopulation) -> None:
    changes = {"benefit.build.cap": Decimal(3_000_000), "benefit.build.rate": "30%"}
    curves: trying.Curves = {}
    found = trying.ask(yunnan, prepared, changes, {}, "")
    curve = trying.swept(found, prepared, "benefit.build.cap", curves)
    at = curve.points.index((Decimal("3000000.00"),))
    assert curve.sums["total_fen"][at] == found.totals[1]["total_fen"]
    # The line itself moves along the curve; whatever else moves makes another.
    along = trying.ask(yunnan, prepared, {**changes, "benefit.build.cap": Decimal(1_000_000)}, {}, "")
    assert trying.swept(along, prepared, "benefit.build.cap", curves) is curve
    other = trying.ask(yunnan, prepared, {"benefit.build.cap": Decimal(3_000_000)}, {}, "")
    assert trying.swept(other, prepared, "benefit.build.cap", curves) is not curve
    assert len(curves) == 1


def test_one_application_is_explained_before_and_after(raised: WhatIfResult, prepared: PreparedPopulation) -> None:
    platform = next(iter(trying.applications(raised)))
    row = raised.comparison.rows.row(by_predicate=pl.col("platform") == platform, named=True)
    with speaking("en"):
        before, after = trying.before_and_after(raised, prepared, platform)
    assert before.title.startswith(f"As it stands: {platform}")
    for page, when in ((before, "before"), (after, "after")):
        assert f"{Decimal(row[f'{when}_fen']).scaleb(-2):,}" in next(iter(page)).text


def test_those_that_gain_the_most_come_first(raised: WhatIfResult) -> None:
    winners = raised.comparison.winners["platform"].to_list()
    assert list(trying.applications(raised))[: len(winners)] == winners


def values(chart: Any) -> list[dict[str, Any]]:
    """The rows that a chart is drawn of, wherever Altair keeps them."""
    drawn: dict[str, Any] = chart.to_dict()
    values: list[dict[str, object]] = drawn["data"].get("values") or drawn["datasets"][drawn["data"]["name"]]
    return values


def test_the_charts_say_exact_amounts(raised: WhatIfResult, prepared: PreparedPopulation) -> None:
    with speaking("en"):
        curve = charts.cost_curve(trying.swept(raised, prepared, "benefit.build.cap", {}), raised)
        bars = values(charts.how_many_get_how_much(raised.comparison))
        groups = values(charts.gains_by_group(raised))
        steps = margins(raised.after, prepared, ("benefit.build.cap", "benefit.build.rate"))
        costs = values(charts.marginal_costs(raised.after, steps))
        read = values(
            charts.worth_of_readings(interpretations(raised.after, prepared, among=["contest_of", "already_paid"]))
        )
    line, marks = (values(layer) for layer in curve.layer)
    assert [row["mark"] for row in marks] == ["before", "after"]
    assert f"{Decimal(raised.totals[1]['total_fen']).scaleb(-2):,}" in [row["amount"] for row in line]
    assert sum(row["number"] for row in bars if row["when"] == "after") == 120
    assert any(row["name"].startswith("region: ") for row in groups)
    assert {row["name"] for row in costs} == {"one-off building subsidy: cap", "one-off building subsidy: rate"}
    assert all(row["amount"][0] in "+-" for row in read)


@pytest.mark.slow
def test_every_support_has_the_cost_of_a_step_and_every_reading_its_worth(
    raised: WhatIfResult, prepared: PreparedPopulation
) -> None:
    lines = set(trying.margins_of(raised, prepared)["line"])
    assert lines >= {"benefit.build.cap", "benefit.build.rate"}
    found = trying.readings_of(raised, prepared)
    assert {*found.readings, *found.without_effect, *found.alone_only} == raised.after.readings.keys()


def test_the_workbook_has_what_is_on_the_page(raised: WhatIfResult, prepared: PreparedPopulation) -> None:
    with speaking("zh"):
        book = load_workbook(
            BytesIO(trying.workbook(raised, trying.swept(raised, prepared, "benefit.build.cap", {}), None))
        )
    assert {"摘要 summary", "图表 charts", "申请 applications", "变动 sweep"} <= set(book.sheetnames)


def test_a_change_that_check_warns_of_is_warned_of(yunnan: Policy, prepared: PreparedPopulation) -> None:
    with speaking("en"):
        found = trying.ask(yunnan, prepared, {"validity.until": "2024-01-01"}, {}, "")
    assert found.warnings == (
        "validity.until: 1 January 2024 is before the first day, 6 December 2025; the measure is never in force",
    )
