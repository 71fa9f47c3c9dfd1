"""The parameters of a policy: every figure of it that decides, with its value, its article, its range and its name."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from fundcalc import prose
from fundcalc.base.errors import ScenarioError
from fundcalc.base.i18n import LANGUAGES, speaking
from fundcalc.policy.loading import Policy, available, load
from fundcalc.policy.parameter_ranges import read_range, slider, stepped, steps
from fundcalc.policy.parameter_values import shown, written
from fundcalc.policy.parameters import parameter, parameters
from fundcalc.scenario.definition import varied


@pytest.fixture(scope="module")
def yunnan() -> Policy:
    return load("yunnan-2025")


def test_a_parameter_has_its_value_in_the_units_of_the_law_and_its_article(yunnan: Policy) -> None:
    found = parameters(yunnan)
    assert (found["benefit.build.cap"].value, found["benefit.build.cap"].cite) == (
        Decimal("2000000.00"),
        "第十三条（一）",
    )
    assert found["benefit.operating.rate"].value == Fraction(1, 5)
    assert found["condition.poc_site.at_least"].value == Decimal(200)
    assert (found["condition.poc_team.at_least"].kind, found["condition.poc_team.at_least"].value) == ("count", 6)
    assert found["condition.poc_results.any_of.1.at_least"].kind == "money"
    assert found["derived.eligible_investment.last_years"].value == 3
    assert (found["ban.years"].value, found["ban.years"].cite) == (2, "第十八条")
    assert found["validity.from"].value == date(2025, 12, 6)


def test_an_amount_by_kind_has_a_parameter_for_each_kind() -> None:
    found = parameters(load("inner-mongolia-2025"))
    assert found["benefit.filing.amount.pilot_base"].value == Decimal("1500000.00")
    assert found["benefit.filing.amount.pilot_base"].key == "pilot_base"


def test_of_a_line_under_a_reading_the_parameter_is_that_of_the_value_taken() -> None:
    path = "condition.pilot_results.any_of.1.{}.all_of.0.at_least"
    assert path.format("count_and_either") in parameters(load("yunnan-2025"))
    other = parameters(load("yunnan-2025", readings={"enterprise_test": "last_alone"}))
    assert path.format("count_and_either") not in other
    assert any(".last_alone." in path for path in other)


def test_a_changed_line_is_a_parameter_with_its_new_value(yunnan: Policy) -> None:
    changed = varied(yunnan, {"benefit.build.cap": "3000000", "benefit.build.rate": "12.5%"})
    assert parameters(changed)["benefit.build.cap"].value == Decimal("3000000.00")
    assert parameters(changed)["benefit.build.rate"].value == Fraction(1, 8)


def test_a_draft_has_a_parameter_for_the_date_it_lacks() -> None:
    found = parameters(load("urumqi-draft"))["validity.from"]
    assert (found.value, slider(found)) == (None, None)


@pytest.mark.parametrize("policy", [load(id_) for id_ in available()], ids=lambda policy: policy.id)
def test_every_parameter_can_be_moved_by_a_step_and_has_a_name_in_both_languages(policy: Policy) -> None:
    for path, line in parameters(policy).items():
        move = slider(line)
        if move is not None and line.value is not None and not isinstance(line.value, date):
            there = stepped(line.value, move.step, 1)
            assert parameters(varied(policy, {path: written(there)}))[path].value == there
            # Its own value is one of the stops.
            assert (Fraction(line.value) - Fraction(move.least)) % Fraction(move.step) == 0
            assert move.least <= line.value <= move.most
        for language in LANGUAGES:
            with speaking(language):
                assert prose.parameter(policy, line)
                assert prose.parameter_unit(line.kind)
                assert prose.parameter_value(line, line.value)


def test_names_are_those_of_the_measure(yunnan: Policy) -> None:
    found = parameters(yunnan)
    with speaking("en"):
        assert prose.parameter(yunnan, found["benefit.build.cap"]) == "one-off building subsidy: cap"
        assert prose.parameter(yunnan, found["ban.years"]) == "ban on a new application: years"
        assert prose.parameter_value(found["benefit.build.cap"], found["benefit.build.cap"].value) == "CNY 2,000,000.00"
        assert prose.parameter_value(found["benefit.build.rate"], found["benefit.build.rate"].value) == "20%"
    with speaking("zh"):
        assert prose.parameter(yunnan, found["benefit.build.rate"]) == "一次性建设补助：比例"
        assert prose.parameter(yunnan, found["condition.poc_team.at_least"]).endswith("：不低于")
        assert prose.parameter_value(found["benefit.build.cap"], found["benefit.build.cap"].value) == "2,000,000.00 元"


def test_a_path_that_is_no_parameter_is_reported_with_those_there_are(yunnan: Policy) -> None:
    with speaking("en"), pytest.raises(ScenarioError) as message:
        parameter(yunnan, "benefit.build.cpa")
    assert str(message.value).startswith(
        "benefit.build.cpa: is not a figure of yunnan-2025 that can be varied; did you mean benefit.build.cap?; "
        "it has validity.from, "
    )


def test_a_range_is_read_in_the_units_of_the_parameter(yunnan: Policy) -> None:
    found = parameters(yunnan)
    assert read_range(found["benefit.build.cap"], "1000000:2000000:500000") == [
        Decimal("1000000.00"),
        Decimal("1500000.00"),
        Decimal("2000000.00"),
    ]
    assert read_range(found["benefit.build.rate"], "10%:20%:4%") == [
        Fraction(10, 100),
        Fraction(14, 100),
        Fraction(18, 100),
    ]
    assert read_range(found["ban.years"], "1,3") == [1, 3]
    assert read_range(found["validity.from"], "2026-01-01,2026-07-01") == [date(2026, 1, 1), date(2026, 7, 1)]


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("benefit.build.cap", "1:2",
         "benefit.build.cap: '1:2' is not a range; write FROM:TO:STEP, or values with commas between them"),
        ("benefit.build.cap", "5:1:1",
         "benefit.build.cap: 5.00:1.00:1.00 goes nowhere; write FROM:TO:STEP, from the lower to the higher, in steps above 0"),
        ("benefit.build.cap", "0:1000000:1", "benefit.build.cap: 1000001 steps are more than 2000; take a larger STEP"),
        ("benefit.build.rate", "0.1:0.2:0.1",
         "benefit.build.rate: '0.1' is not a rate; write a percentage in quotes, such as '20%' or '12.5%'"),
        ("ban.years", "one", "ban.years: one is not a whole number"),
        ("condition.poc_site.at_least", "wide", "condition.poc_site.at_least: wide is not a number"),
        ("validity.from", "soon", "validity.from: 'soon' is not a date; write it like 2026-07-01"),
        ("validity.from", "2026-01-01:2026-02-01:2026-01-01", "validity.from: days are not stepped through; name each day"),
        ("validity.from", "2026-01-01:2026-02-01:1", "validity.from: days are not stepped through; name each day"),
        ("benefit.build.cap", "1,000.00,2,000.00",
         "benefit.build.cap: 1,000.00 may be one amount or several; write one as 1000.00, several with .00 each"),
        ("benefit.build.cap", "5000000, 200,300",
         "benefit.build.cap: 200,300 may be one amount or several; write one as 200300, several with .00 each"),
    ],
)  # fmt: skip
def test_a_range_that_cannot_be_read_is_reported_with_the_remedy(
    yunnan: Policy, path: str, text: str, message: str
) -> None:
    with speaking("en"), pytest.raises(ScenarioError) as error:
        read_range(parameters(yunnan)[path], text)
    assert str(error.value) == message


def test_values_are_written_as_a_changed_line_takes_them(yunnan: Policy) -> None:
    assert (shown("money", Decimal(5)), shown("rate", Fraction(1, 8))) == ("5.00", "12.5%")
    assert (shown("area", Decimal("2E+1")), shown("date", None)) == ("20", "")
    found = parameters(yunnan)["benefit.build.cap"]
    assert steps(found, Decimal(0), Decimal(100), Decimal(30)) == 3


def test_amounts_that_are_plainly_several_are_read(yunnan: Policy) -> None:
    assert read_range(parameters(yunnan)["benefit.build.cap"], "200.00,300.00,4000,500") == [200, 300, 4000, 500]


def test_a_figure_that_no_parameter_can_hold_is_none_and_spoils_no_other(yunnan: Policy) -> None:
    """A count of at least 2.5 is said by no law, and yet a condition that can be held."""
    found = parameters(varied(yunnan, {"condition.pilot_team.at_least": "2.5"}))
    assert found.keys() == parameters(yunnan).keys() - {"condition.pilot_team.at_least"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("benefit.build.rate", "12.55%"),
        ("benefit.build.rate", "33.3333%"),
        ("benefit.build.rate", "150%"),
        ("benefit.build.cap", "1234567.89"),
        ("condition.poc_site.at_least", "200.125"),
    ],
)
def test_the_value_that_a_line_has_is_a_stop_of_its_slider(yunnan: Policy, path: str, value: str) -> None:
    of = parameters(varied(yunnan, {path: value}))[path]
    moves = slider(of)
    assert moves is not None
    assert of.value is not None
    assert stepped(moves.least, moves.step, steps(of, moves.least, of.value, moves.step)) == of.value
    assert moves.least <= of.value <= moves.most  # type: ignore[operator]  # numbers, no days
