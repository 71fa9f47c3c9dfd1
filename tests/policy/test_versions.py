"""Several texts of one measure: the day of the application chooses, and each part of the program knows which one."""

from datetime import date
from pathlib import Path

import pytest

import fundcalc
from fundcalc.base.errors import ApplicationError, PolicyError
from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import Policy, read
from fundcalc.policy.parameters import parameter, parameters
from fundcalc.prose import explain
from fundcalc.prose.differences import differences
from fundcalc.prose.parameters import parameter as label
from fundcalc.scenario.definition import Scenario

MEASURE = Path(__file__).parent.parent / "policies" / "transfer"
CAP = "version.second.ceiling.yearly.amount"


@pytest.fixture(scope="module")
def policy() -> Policy:
    return fundcalc.load(MEASURE)


def application(platform: str, day: date, **facts: object) -> dict[str, object]:
    return {"platform": platform, "organisation": "o1", "award_year": day.year, "application_date": day,
            "registered_in_region": True, "technology_contracts": "1000000", "full_time_staff": 9} | facts  # fmt: skip


def with_lines(lines: str) -> str:
    """What the text of the measure is refused for with lines of a version of its own."""
    text = (MEASURE / "policy.toml").read_text("utf-8").partition("# 2027")[0] + lines
    with pytest.raises(PolicyError) as refused, speaking("en"):
        read(text.encode(), MEASURE, changes={}, readings={})
    return "\n".join(refused.value.faults)


def test_the_day_chooses_the_text(policy: Policy) -> None:
    names = [policy.on(day).version.name for day in (date(2020, 1, 1), date(2027, 2, 28), date(2027, 3, 1))]
    assert names == ["original", "original", "second"]
    decisions = fundcalc.decide_all(policy, [application("p1", date(2027, 3, 1)), application("p2", date(2027, 2, 28))])
    assert [decision.to_dict()["version"] for decision in decisions] == ["second", "original"]


def test_an_explanation_names_the_text_that_decided(policy: Policy) -> None:
    with speaking("en"):
        page = str(explain(fundcalc.decide(policy, application("p1", date(2027, 3, 1)))))
    assert "decided by the revision of 2027, which governs applications from 1 March 2027" in page


def test_a_reading_keeps_the_text(policy: Policy) -> None:
    second = policy.on(date(2027, 3, 1))
    other = second.under("rounding", "down")
    assert (other.version.name, other.readings["rounding"]) == ("second", "down")


def test_a_measure_without_versions_is_its_own_text() -> None:
    one = fundcalc.load("yunnan-2025")
    assert one.versions == ()
    assert one.on(date(2026, 1, 1)) is one


def test_the_measure_has_the_benefits_of_every_text(policy: Policy) -> None:
    assert list(policy.measure.benefit) == ["contracts", "match", "managers", "pilot"]
    assert policy.measure.validity.first == date(2026, 1, 1)
    assert policy.measure.validity.last == date(2030, 12, 31)


@pytest.mark.parametrize("lazy", [False, True])
def test_a_benefit_that_ended_is_not_claimed_by_name(policy: Policy, lazy: bool) -> None:
    pl = pytest.importorskip("polars")
    row = application("p1", date(2027, 3, 1), claims=["managers"], technology_managers=3)
    with speaking("en"):
        with pytest.raises(ApplicationError, match="not a benefit of the text in force"):
            fundcalc.decide_all(policy, [row])
        frame = pl.DataFrame([row | {"claims": "managers", "technology_contracts": 100_000_000}])
        with pytest.raises(ApplicationError, match="not a benefit of the text in force"):
            fundcalc.decide_table(policy, frame.lazy() if lazy else frame)


def test_a_line_of_a_later_text_can_be_moved(policy: Policy) -> None:
    line = parameter(policy, CAP)
    assert line.value == 800_000
    with speaking("en"):
        assert label(policy, line).endswith("(the revision of 2027)")
    changed = fundcalc.load(MEASURE, changes={CAP: 20_000, "ceiling.yearly.amount": 5_000})
    decisions = fundcalc.decide_all(changed, [application("p1", date(2027, 3, 1)), application("p2", date(2026, 3, 1))])
    assert [str(decision.payable) for decision in decisions] == ["20000.00", "5000.00"]
    assert not any(path.startswith("version.second.benefit.managers") for path in parameters(policy))


def test_a_what_if_decides_each_application_by_its_text(policy: Policy) -> None:
    pl = pytest.importorskip("polars")
    rows = [application(f"p{day:%y%m}", day) for day in (date(2026, 3, 1), date(2027, 2, 28), date(2027, 3, 1))]
    frame = pl.DataFrame([row | {"technology_contracts": 100_000_000} for row in rows])
    found = fundcalc.compare(policy, frame, Scenario(changes={CAP: 20_000})).rows
    assert found["before_fen"].to_list() == [2_000_000, 2_000_000, 3_000_000]
    assert found["after_fen"].to_list() == [2_000_000, 2_000_000, 0]


def test_a_row_of_a_decided_table_is_explained(policy: Policy) -> None:
    pl = pytest.importorskip("polars")
    rows = [application(f"p{day:%y%m}", day) for day in (date(2027, 2, 28), date(2027, 3, 1))]
    decided = fundcalc.decide_table(policy, pl.DataFrame([row | {"technology_contracts": 100_000_000} for row in rows]))
    for platform in decided["platform"]:
        found = fundcalc.explain_row(policy, decided, platform)
        assert (found.decision.status, found.differs) == ("payable", ())


def test_the_texts_are_compared(policy: Policy) -> None:
    found = differences(*policy.versions)
    assert any("500,000.00" in one.before.text for one in found if one.before is not None)
    assert any("800,000.00" in one.after.text for one in found if one.after is not None)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("[version.second]\nfrom = 2026-01-01\nzh = '二'\nen = 'second'", "is not after 2026-01-01"),
        ("[version.second]\nzh = '二'\nen = 'second'", "version.second.from: is missing"),
        ("[version.original]\nfrom = 2027-01-01\nzh = '二'\nen = 'second'", "original is the first text"),
        (
            "[version.second]\nfrom = 2027-01-01\nzh = '二'\nen = 'second'\nremove = ['benefit.manager']",
            "the text before has no line benefit.manager; did you mean managers?",
        ),
        (
            "[version.second]\nfrom = 2027-01-01\nzh = '二'\nen = 'second'\ncode = 'X'",
            "version.second.code: is the same in every text",
        ),
        (
            "[version.second]\nfrom = 2027-01-01\nzh = '二'\nen = 'second'\nbenefit.match.cape = 1",
            "version.second: benefit.match.cape: is not a line that is allowed here",
        ),
        (
            "[version.second]\nfrom = 2027-01-01\nzh = '二'\nen = 'second'\nremove = ['benefit.managers']",
            "version.second: articles: 第三条（三） is neither cited",
        ),
    ],
)
def test_what_a_later_text_says_wrong_is_named(lines: str, fault: str) -> None:
    assert fault in with_lines(lines + "\n")


def test_versions_are_tables() -> None:
    text = "version = 1\n" + (MEASURE / "policy.toml").read_text("utf-8").partition("# 2027")[0]
    with pytest.raises(PolicyError, match="version"):
        read(text.encode(), MEASURE, changes={}, readings={})
