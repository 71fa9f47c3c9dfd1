"""Each kind of clause by itself: the answer of a condition, the amount of a benefit."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import fundcalc
from fundcalc import prose
from fundcalc.base.i18n import speaking
from fundcalc.engine.amount_steps import Capped, FixedSum, GivenTotal, Product
from fundcalc.engine.application_reader import read_application, read_paid
from fundcalc.engine.benefits import Workings, work_out
from fundcalc.engine.conditions import answer, answer_all
from fundcalc.engine.decision_parts import BenefitDue
from fundcalc.engine.derived import Base, UncountedRecords, number
from fundcalc.engine.eligibility import examine
from fundcalc.engine.steps import Check, ElsewhereStated, FromRecords, Gate, NotFirst, PaidBefore, step_code
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy, read

SOUND = Path(__file__).parents[1] / "policy" / "errors" / "sound.toml"
DAY = date(2026, 3, 1)
HEAD: dict[str, object] = {"platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": DAY}


@cache
def tiny(condition: str) -> Policy:
    """A measure of one condition."""
    text = SOUND.read_text("utf-8").replace("[condition.site]\n", "[condition.it]\n")
    text = text.replace('fact = "site_area"\nat_least = 200\n', condition + "\n")
    return read(text.encode(), Path("tiny"), changes={}, readings={})


def ask(condition: str, **given: object) -> Check:
    policy = tiny(condition)
    application = read_application(policy, HEAD | given)
    check = answer(policy.measure.condition["it"], application, policy)
    assert check.condition is policy.measure.condition["it"]
    assert answer_all(policy, application) == (check,)
    return check


# One condition


@pytest.mark.parametrize(
    ("condition", "facts", "expected"),
    [
        ('fact = "legal_person"\nis = true', {"legal_person": True}, True),
        ('fact = "legal_person"\nis = true', {"legal_person": False}, False),
        ('fact = "legal_person"\nis = false', {"legal_person": False}, True),
        ('fact = "legal_person"\nis = true', {}, None),
        ('fact = "grade"\nis = "excellent"', {"grade": "excellent"}, True),
        ('fact = "grade"\nis = "excellent"', {"grade": "good"}, False),
        ('fact = "grade"\none_of = ["excellent", "good"]', {"grade": "good"}, True),
        ('fact = "grade"\none_of = ["excellent", "good"]', {"grade": "pass"}, False),
        ('fact = "grade"\none_of = ["excellent"]\nopen = ["good"]', {"grade": "good"}, None),
        ('attested = "plan"\nzh = "方案"\nen = "plan"', {"plan": True}, True),
        ('attested = "plan"\nzh = "方案"\nen = "plan"', {"plan": False, "all_attested": True}, False),
        ('attested = "plan"\nzh = "方案"\nen = "plan"', {"all_attested": True}, True),
        ('attested = "plan"\nzh = "方案"\nen = "plan"', {}, None),
        ('fact = "site_area"\nat_least = 200', {"site_area": "199.99"}, False),
        ('fact = "site_area"\nat_least = 200', {"site_area": "200.00"}, True),
        ('fact = "site_area"\nat_least = 200', {}, None),
        ('fact = "site_area"\nat_least = 200\nboundary = "exclusive"', {"site_area": 200}, False),
        ('fact = "site_area"\nat_least = 200\nboundary = "exclusive"', {"site_area": "200.01"}, True),
        ('fact = "fund_size"\nmore_than = 0', {"fund_size": "0.00"}, False),
        ('fact = "fund_size"\nmore_than = 0', {"fund_size": "0.01"}, True),
        ('fact = "team_size"\nmore_than = 5\nboundary = "inclusive"', {"team_size": 5}, True),
        ('fact = "team_size"\nmore_than = 5\nboundary = "inclusive"', {"team_size": 4}, False),
        ('fact = "service_fields"\nat_most = 3', {"service_fields": 3}, True),
        ('fact = "service_fields"\nat_most = 3', {"service_fields": 4}, False),
        ('fact = "service_fields"\nat_most = 3\nboundary = "exclusive"', {"service_fields": 3}, False),
        ('fact = "equipment_value"\nat_least = 5_000_000', {"equipment_value": "4999999.99"}, False),
        ('fact = "equipment_value"\nat_least = 5_000_000', {"equipment_value": "5000000.00"}, True),
    ],
)
def test_a_condition_is_answered_yes_no_or_unknown(
    condition: str, facts: dict[str, object], expected: bool | None
) -> None:
    assert ask(condition, **facts).answer is expected


ATTESTED = 'attested = "plan"\nzh = "方案"\nen = "plan"'


@pytest.mark.parametrize(
    ("condition", "facts", "seen", "missing"),
    [
        (ATTESTED, {"plan": True}, True, ()),
        (ATTESTED, {"plan": False}, False, ()),
        (ATTESTED, {"all_attested": True}, True, ()),
        (ATTESTED, {}, None, ("plan",)),
        ('fact = "legal_person"\nis = true', {"legal_person": False}, False, ()),
        ('fact = "legal_person"\nis = true', {}, None, ("legal_person",)),
        ('fact = "grade"\none_of = ["excellent"]', {"grade": "pass"}, "pass", ()),
        ('fact = "fund_size"\nmore_than = 0', {"fund_size": "0.01"}, 1, ()),
        ('fact = "fund_size"\nmore_than = 0', {}, None, ("fund_size",)),
        ('fact = "service_fields"\nat_most = 3', {"service_fields": 4}, 4, ()),
        ('sum = ["team_size", "advisers"]\nat_least = 2', {"team_size": 1, "advisers": 2}, 3, ()),
        ('sum = ["team_size", "advisers"]\nat_least = 2', {"team_size": 1}, 1, ("advisers",)),
        ('sum = ["team_size", "advisers"]\nat_least = 2', {"team_size": 3}, 3, ()),
        ('fact = "broker_staff"\nof = "team_size"\nshare_at_least = "20%"', {"broker_staff": 1}, None, ("team_size",)),
        ('fact = "broker_staff"\nof = "team_size"\nshare_at_least = "20%"', {"team_size": 1}, None, ("broker_staff",)),
        ('fact = "broker_staff"\nof = "team_size"\nshare_at_least = "20%"', {}, None, ("broker_staff", "team_size")),
        ('fact = "broker_staff"\nof = "team_size"\nshare_at_least = "20%"', {"broker_staff": 0, "team_size": 0}, None,
         ("team_size",)),
    ],
)  # fmt: skip
def test_a_check_tells_what_was_seen_and_what_was_missing(
    condition: str, facts: dict[str, object], seen: object, missing: tuple[str, ...]
) -> None:
    check = ask(condition, **facts)
    assert (check.seen, check.missing, check.open) == (seen, missing, False)


def test_what_the_text_leaves_to_a_person_is_unknown_and_lacks_nothing() -> None:
    check = ask('fact = "grade"\none_of = ["excellent"]\nopen = ["good"]', grade="good")
    assert (check.answer, check.open, check.missing, check.seen) == (None, True, (), "good")


def test_what_is_unknown_names_what_is_missing() -> None:
    check = ask('fact = "site_area"\nat_least = 200')
    assert (check.answer, check.open, check.missing) == (None, False, ("site_area",))


SUM = 'sum = ["full_time_brokers", "technology_managers"]\n'


@pytest.mark.parametrize(
    ("words", "brokers", "managers", "expected", "missing"),
    [
        ("at_least = 2", 1, 1, True, ()),
        ("at_least = 2", 1, 0, False, ()),
        ("at_least = 2", 2, None, True, ()),
        ("at_least = 2", None, 2, True, ()),
        ("at_least = 2", 1, None, None, ("technology_managers",)),
        ("at_least = 2", None, None, None, ("full_time_brokers", "technology_managers")),
        ('at_least = 2\nboundary = "exclusive"', 2, None, None, ("technology_managers",)),
        ('at_least = 2\nboundary = "exclusive"', 3, None, True, ()),
        ("at_most = 2", 3, None, False, ()),
        ("at_most = 2", 2, None, None, ("technology_managers",)),
        ("at_most = 2", 1, 1, True, ()),
        ("more_than = 2", 3, None, True, ()),
        ("more_than = 2", 2, None, None, ("technology_managers",)),
    ],
)
def test_of_a_sum_a_part_decides_what_it_can(
    words: str, brokers: int | None, managers: int | None, expected: bool | None, missing: tuple[str, ...]
) -> None:
    check = ask(SUM + words, full_time_brokers=brokers, technology_managers=managers)
    assert (check.answer, check.missing) == (expected, missing)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(5, 10, True), (5, 11, False), (50, 101, False), (0, 10, False), (0, 0, None), (1, 2, True), (None, 10, None),
     (5, None, None)],
)  # fmt: skip
def test_a_share_is_compared_as_a_fraction_and_of_nobody_is_unknown(
    part: int | None, whole: int | None, expected: bool | None
) -> None:
    lines = 'fact = "qualified_technical_staff"\nof = "full_time_staff"\nshare_at_least = "50%"'
    check = ask(lines, qualified_technical_staff=part, full_time_staff=whole)
    assert check.answer is expected
    if expected is not None and part is not None and whole is not None:
        assert check.seen == Fraction(part, whole)


@pytest.mark.parametrize(
    ("percent", "part", "whole", "expected"),
    [
        ("33.3333%", 1, 3, True),
        ("33.3334%", 1, 3, False),
        ("60%", 4, 7, False),
        ("60%", 3, 5, True),
        ("66.6%", 2, 3, True),
    ],
)
def test_a_share_is_not_rounded(percent: str, part: int, whole: int, expected: bool) -> None:
    lines = f'fact = "titled_staff"\nof = "full_time_staff"\nshare_at_least = "{percent}"'
    assert ask(lines, titled_staff=part, full_time_staff=whole).answer is expected


def test_a_share_is_of_the_first_whole_that_is_given() -> None:
    lines = 'fact = "broker_staff"\nof = ["team_size", "full_time_staff"]\nshare_at_least = "20%"'
    assert ask(lines, broker_staff=2, team_size=11, full_time_staff=10).answer is False
    assert ask(lines, broker_staff=2, full_time_staff=10).answer is True
    assert ask(lines, broker_staff=2).missing == ("full_time_staff",)
    assert ask(lines, team_size=0, full_time_staff=10, broker_staff=2).answer is None


@pytest.mark.parametrize(
    ("lines", "registered", "filed", "expected"),
    [
        ("years_since = 1", "2025-03-01", None, True),
        ("years_since = 1", "2025-03-02", None, False),
        ('years_since = 1\nboundary = "exclusive"', "2025-03-01", None, False),
        ('years_since = 1\nboundary = "exclusive"', "2025-02-28", None, True),
        ('years_since = 1\nwindow = "full_years"', "2025-01-01", None, True),
        ('years_since = 1\nwindow = "full_years"', "2025-01-02", None, False),
        ('years_since = 1\nwindow = "before_filing"', "2025-05-01", "2026-05-01", True),
        ('years_since = 1\nwindow = "before_filing"', "2025-05-02", "2026-05-01", False),
        ('years_since = 1\nwindow = "before_filing"', "2025-03-02", None, False),
        ("years_since = 2", "2024-02-29", None, True),
        ("years_since = 1", None, None, None),
    ],
)
def test_so_many_full_years_have_passed(
    lines: str, registered: str | None, filed: str | None, expected: bool | None
) -> None:
    check = ask(f'fact = "registered_on"\n{lines}', registered_on=registered, filed_on=filed)
    assert check.answer is expected
    assert check.seen == (date.fromisoformat(registered) if registered else None)
    assert check.missing == (() if registered else ("registered_on",))


def test_a_day_that_a_year_lacks_is_full_on_the_last_day_of_its_month() -> None:
    lines = 'fact = "registered_on"\nyears_since = 1'
    assert ask(lines, registered_on="2024-02-29", application_date="2025-02-28").answer is True
    assert ask(lines, registered_on="2024-02-29", application_date="2025-02-27").answer is False


@pytest.mark.parametrize(
    ("lines", "incident", "filed", "expected"),
    [
        ("not_within_years = 3", None, None, True),
        ("not_within_years = 3", "2023-03-01", None, True),
        ("not_within_years = 3", "2023-03-02", None, False),
        ("not_within_years = 3", "2026-03-01", None, False),
        ("not_within_years = 3", "2026-03-02", None, True),
        ('not_within_years = 3\nwindow = "full_years"', "2022-12-31", None, True),
        ('not_within_years = 3\nwindow = "full_years"', "2023-01-01", None, False),
        ('not_within_years = 3\nwindow = "full_years"', "2026-01-01", None, True),
        ('not_within_years = 3\nwindow = "before_filing"', "2023-05-01", "2026-05-01", True),
        ('not_within_years = 3\nwindow = "before_filing"', "2026-05-01", "2026-05-01", False),
    ],
)
def test_nothing_serious_lately_and_none_on_record_is_none(
    lines: str, incident: str | None, filed: str | None, expected: bool
) -> None:
    check = ask(f'fact = "serious_incident_on"\n{lines}', serious_incident_on=incident, filed_on=filed)
    assert check.answer is expected
    assert check.seen == (date.fromisoformat(incident) if incident else None)


# Several conditions

THREE = {True: 1, False: 0, None: None}


@pytest.mark.parametrize("first", [True, False, None])
@pytest.mark.parametrize("second", [True, False, None])
def test_one_yes_decides_any_of_and_one_no_decides_all_of(first: bool | None, second: bool | None) -> None:
    parts = '[{ fact = "team_size", at_least = 1 }, { fact = "advisers", at_least = 1 }]'
    facts = {"team_size": THREE[first], "advisers": THREE[second]}
    some, every = ask(f"any_of = {parts}", **facts), ask(f"all_of = {parts}", **facts)
    both = (first, second)
    assert some.answer is (True if True in both else None if None in both else False)
    assert every.answer is (False if False in both else None if None in both else True)
    for whole in (some, every):
        assert [part.answer for part in whole.parts] == [first, second]
        assert [part.seen for part in whole.parts] == list(facts.values())
        assert whole.open is False
    missing = tuple(name for name, value in facts.items() if value is None)
    assert some.missing == (missing if some.answer is None else ())
    assert every.missing == (missing if every.answer is None else ())


def test_a_part_left_to_a_person_leaves_the_whole_to_a_person_where_nothing_else_is_missing() -> None:
    lines = (
        'any_of = [{ fact = "grade", one_of = ["excellent"], open = ["good"] }, { fact = "advisers", at_least = 1 }]'
    )
    assert ask(lines, grade="good", advisers=0)[1:] == (
        None,
        None,
        (),
        ask(lines, grade="good", advisers=0).parts,
        True,
    )
    assert ask(lines, grade="good").open is False
    assert ask(lines, grade="good").missing == ("advisers",)
    assert ask(lines, grade="good", advisers=1).answer is True


def test_an_any_of_is_one_check_with_its_parts() -> None:
    checks = answer_all(tiny(ANY), read_application(tiny(ANY), HEAD | {"team_size": 0, "advisers": 1}))
    assert [check.cite for check in checks] == ["第二条"]
    assert [part.answer for part in checks[0].parts] == [False, True]


ANY = 'any_of = [{ fact = "team_size", at_least = 1 }, { fact = "advisers", at_least = 1 }]'


def test_the_facts_a_condition_asks_for_include_those_of_its_parts() -> None:
    assert tiny(ANY).measure.condition["it"].facts == ("team_size", "advisers")


def test_conditions_are_those_of_the_route_and_of_every_route() -> None:
    policy = fundcalc.load("yunnan-2025")
    for kind, article, others in (
        ("proof_of_concept", "第八条", 12),
        ("pilot_base", "第九条", 12),
        ("pilot_service", "", 0),
    ):
        checks = answer_all(policy, read_application(policy, HEAD | {"platform_kind": kind}))
        assert [check.cite for check in checks[:2]] == ["第二条", "第十条（一）"]
        assert len(checks) == 2 + others
        assert all(check.cite.startswith(article) for check in checks[2:])


def test_records_answer_a_threshold_and_open_ones_leave_it_unknown() -> None:
    condition = 'fact = "eligible_investment"\nat_least = 100\n[derived.eligible_investment]\ncite = "第三条"\n'
    condition += 'sum = "investments"\nopen = [{ cite = "第三条", when = { category = "other" }, treat = "review" }]\n'
    records = [{"amount": 60, "category": "equipment"}, {"amount": 60, "category": "other"}]
    assert ask(condition, investments=records[:1]).answer is False
    assert ask(condition, investments=records).answer is None
    assert ask(condition, investments=records[:1] * 2).answer is True
    assert ask(condition, eligible_investment=100).answer is True


# One benefit

YUNNAN, MONGOLIA, XINZHOU = (fundcalc.load(id_) for id_ in ("yunnan-2025", "inner-mongolia-2025", "xinzhou-2024"))


def assess(
    policy: Policy, name: str, paid: tuple[dict[str, object], ...] = (), *, treat_open: bool = True, **given: object
) -> tuple[BenefitDue, Workings]:
    application = read_application(policy, HEAD | given)
    candidate = examine(policy, application)._replace(claims=frozenset({name}))
    work = work_out(policy, candidate, [read_paid(row) for row in paid], refused=False, treat_open=treat_open)
    return work.due[name], Workings({name: work.by_benefit[name]})


def test_a_share_is_worked_in_steps_each_with_its_article() -> None:
    due, work = assess(YUNNAN, "build", eligible_investment="12345678.90", plaque_only=False)
    assert due == BenefitDue(200_000_000, "capped", "第十三条（一）")
    assert [step_code(step) for step in work.steps] == ["Gate", "Given", "Product", "Capped"]
    assert [step.cite for step in work.steps] == ["第十七条", "第十三条（一）", "第十三条（一）", "第十三条（一）"]
    assert work.steps[1] == GivenTotal("第十三条（一）", "build", "eligible_investment", 1_234_567_890)
    assert work.steps[2] == Product("第十三条（一）", "build", Fraction(1, 5), 1_234_567_890, 246_913_578)
    assert work.steps[3] == Capped("第十三条（一）", "build", 200_000_000, 246_913_578, 200_000_000)
    gate = YUNNAN.measure.benefit["build"].only_if[0]
    assert work.steps[0] == Gate("第十七条", "build", Check(gate, True, False))


def test_what_reaches_its_cap_exactly_is_not_cut() -> None:
    for base in ("10000000.00", "9999999.99"):
        due, work = assess(YUNNAN, "build", eligible_investment=base, plaque_only=False)
        assert due == BenefitDue(200_000_000, "due", "第十三条（一）")
        assert [step_code(step) for step in work.steps] == ["Gate", "Given", "Product"]


@pytest.mark.parametrize(
    ("rate", "base", "exact"),
    [(Fraction(1, 5), 999_999_999, "1999999.998"), (Fraction(1, 8), 4, "0.005"), (Fraction(1, 3), 100, "1/3"),
     (Fraction(1, 5), 0, "0")],
)  # fmt: skip
def test_a_product_is_reported_before_it_is_rounded(rate: Fraction, base: int, exact: str) -> None:
    assert Product("", "", rate, base, 0).exact == exact


def test_a_product_that_is_round_rests_on_no_rounding() -> None:
    for base, rests in (("8000000", False), ("8000000.01", True), ("8000001", True), ("50000", False)):
        _due, work = assess(YUNNAN, "build", eligible_investment=base, plaque_only=False)
        assert ({"rounding", "rounding_unit"} <= work.readings) is rests


def test_a_product_of_a_rate_of_several_tenths_is_round_by_the_product_and_not_by_the_base() -> None:
    policy = fundcalc.load("yunnan-2025", changes={"benefit.build.rate": "30%"})
    for base, rests in (("100000", False), ("300000", False), ("333333.33", True), ("30000", True)):
        _due, work = assess(policy, "build", eligible_investment=base, plaque_only=False)
        assert ({"rounding", "rounding_unit"} <= work.readings) is rests


@pytest.mark.parametrize(
    ("rounding", "unit", "expected"),
    [
        ("half_up", "0.01", 66_666_667),
        ("down", "0.01", 66_666_666),
        ("half_up", "1", 66_666_600),
        ("half_up", "10000", 66_000_000),
    ],
)
def test_a_product_is_rounded_as_the_readings_say(rounding: str, unit: str, expected: int) -> None:
    policy = YUNNAN.under("rounding", rounding).under("rounding_unit", unit)
    due, work = assess(policy, "build", eligible_investment="3333333.33", plaque_only=False)
    assert due == BenefitDue(expected, "due", "第十三条（一）")
    assert work.steps[-1] == Product("第十三条（一）", "build", Fraction(1, 5), 333_333_333, expected)


def test_a_fixed_sum_is_by_kind_or_for_all() -> None:
    due, work = assess(MONGOLIA, "filing", platform_kind="pilot_base", filed_on=DAY)
    assert due == BenefitDue(150_000_000, "due", "第二十五条")
    assert work.steps == (FixedSum("第二十五条", "filing", 150_000_000, "platform_kind", "pilot_base"),)
    due, work = assess(XINZHOU, "recognition", filed_on=DAY)
    assert due == BenefitDue(20_000_000, "due", "第九条")
    assert work.steps == (FixedSum("第九条", "recognition", 20_000_000, "", ""),)


def test_a_fixed_sum_by_kind_lacks_the_kind() -> None:
    due, _work = assess(MONGOLIA, "filing", filed_on=DAY)
    assert due == BenefitDue(None, "needs_documents", "第二十五条", ("platform_kind",))


def test_a_kind_that_the_measure_gives_no_sum_for_is_a_question_and_not_zero() -> None:
    table = m.ByFact[int](by="platform_kind", rows={"pilot_base": 150_000_000})
    filing = MONGOLIA.measure.benefit["filing"].model_copy(update={"amount": table})
    policy = replace(MONGOLIA, measure=MONGOLIA.measure.model_copy(update={"benefit": {"filing": filing}}))
    due, work = assess(policy, "filing", platform_kind="proof_of_concept", filed_on=DAY)
    assert due == BenefitDue(None, "needs_documents", "第二十五条", ("platform_kind",))
    assert work.steps == ()


@pytest.mark.parametrize(("treat_open", "used", "product"), [(True, 15_000, 3_000), (False, 10_000, 2_000)])
def test_the_base_from_records_is_a_step_with_what_was_used_of_them(treat_open: bool, used: int, product: int) -> None:
    records = [
        {"amount": amount, "date": DAY, "category": category, "funding": "own"}
        for amount, category in ((100, "equipment"), (50, "other"))
    ]
    due, work = assess(YUNNAN, "build", plaque_only=False, investments=records, treat_open=treat_open)
    assert due == BenefitDue(product, "due", "第十三条（一）")
    base = Base(10_000, 15_000, 1, (), (UncountedRecords("category", 1, 5_000),), (), ("other_category",))
    assert work.steps[1] == FromRecords("第十三条（一）", "build", "eligible_investment", base, used)
    assert (work.depends_on_review, work.readings >= {"last_years"}) == (True, True)


def test_a_base_from_records_lacks_what_the_records_lack() -> None:
    due, work = assess(YUNNAN, "build", plaque_only=False, investments=[{"amount": 100, "category": "equipment"}])
    assert due.missing == ("investments[0].date",)
    assert (due.fen, due.reason, work.depends_on_review) == (None, "needs_documents", False)


def test_a_doubt_about_one_benefit_outlasts_the_next_one() -> None:
    given = {
        "investments": [{"amount": 100, "date": DAY, "category": "other", "funding": "own"}],
        "service_incomes": [{"amount": 100, "date": "2026-02-01", "related_party": False}],
    }
    refused = read(
        YUNNAN.text.replace(b"[benefit.operating]\n", b'[benefit.operating]\nnot_first_filing = "refuse"\n'),
        YUNNAN.path,
        changes={},
        readings={},
    )
    for policy, first_filing in ((YUNNAN, True), (refused, False)):
        application = read_application(policy, HEAD | given | {"first_filing": first_filing})
        work = work_out(policy, examine(policy, application), [], refused=False, treat_open=True)
        assert work.depends_on_review is True


def test_an_amount_by_reference_is_no_amount() -> None:
    due, work = assess(fundcalc.load("xpcc"), "excellent", grade="excellent", filed_on=DAY)
    assert due == BenefitDue(None, "by_reference", "第十二条")
    assert work.steps[-1] == ElsewhereStated("第十二条", "excellent")
    due, _work = assess(fundcalc.load("xpcc"), "excellent", grade="pass", filed_on=DAY)
    (gate,) = fundcalc.load("xpcc").measure.benefit["excellent"].only_if
    assert due == BenefitDue(0, "condition", "第十二条", failed=(gate,))


def test_the_reason_names_the_condition_that_failed_and_not_another_of_its_article() -> None:
    gates = """only_if = [
        { cite = "第十七条", fact = "legal_person", is = true },
        { cite = "第十七条", fact = "independent_accounting", is = true },
        { cite = "第十七条", fact = "plaque_only", is = false },
    ]"""
    before, _gate, after = YUNNAN.text.decode().partition("[[benefit.build.only_if]]")
    text = f"{before}{gates}\n{after[after.index('[') :]}"
    policy = read(text.encode(), YUNNAN.path, changes={}, readings={})
    facts: dict[str, Any] = {"legal_person": True, "independent_accounting": False, "plaque_only": False}
    due, _work = assess(policy, "build", eligible_investment=100, **facts)
    assert [gate.facts for gate in due.failed] == [("independent_accounting",)]
    with speaking("en"):
        why = prose.reason(policy, "build", due)
    assert "separate accounts" in why
    assert "legal person" not in why
    opposite: dict[str, Any] = {fact: not value for fact, value in facts.items()}
    due, _work = assess(policy, "build", eligible_investment=100, **opposite)
    assert len(due.failed) == 2


def test_a_condition_of_a_benefit_comes_first_and_then_history_and_then_what_is_missing() -> None:
    build = {
        "organisation": "o1",
        "platform": "p1",
        "programme": "yunnan-2025",
        "benefit": "build",
        "year": 2025,
        "amount": 1,
    }
    due, _work = assess(YUNNAN, "build", (build,), plaque_only=True)
    (gate,) = YUNNAN.measure.benefit["build"].only_if
    assert due == BenefitDue(0, "condition", "第十七条", failed=(gate,))
    due, work = assess(YUNNAN, "build", (build,))
    assert due == BenefitDue(0, "already_paid", "第十三条（一）")
    assert work.steps[-1] == PaidBefore("第十三条（一）", "build", "once", (read_paid(build),))
    due, _work = assess(YUNNAN, "build")
    assert due == BenefitDue(None, "needs_documents", "第十三条（一）", ("plaque_only", "eligible_investment"))
    due, _work = assess(YUNNAN, "build", plaque_only=False)
    assert due == BenefitDue(None, "needs_documents", "第十三条（一）", ("eligible_investment",))


def test_a_platform_that_is_not_newly_filed_rests_on_the_reading() -> None:
    for treat_open, amount in ((True, 20_000_000), (False, 0)):
        due, work = assess(XINZHOU, "recognition", first_filing=False, filed_on=DAY, treat_open=treat_open)
        assert due.fen == amount
        assert work.depends_on_review is True
        assert work.steps[-1] == NotFirst("第九条", "recognition", "review")
    for value, expected in (
        ("pay", BenefitDue(20_000_000, "due", "第九条")),
        ("refuse", BenefitDue(0, "not_first_filing", "第九条")),
    ):
        policy = XINZHOU.under("not_first_filing", value)
        due, work = assess(policy, "recognition", first_filing=False, filed_on=DAY)
        assert (due, work.depends_on_review) == (expected, False)


def test_what_every_condition_of_a_benefit_lacks_is_requested_once() -> None:
    text = (
        YUNNAN.text
        + """
[[benefit.operating.only_if]]
cite = "第十三条（二）"
fact = "team_size"
at_least = 1

[[benefit.operating.only_if]]
cite = "第十三条（二）"
fact = "service_income"
more_than = 0
""".encode()
    )
    policy = read(text, YUNNAN.path, changes={}, readings={})
    due, _work = assess(policy, "operating")
    assert due == BenefitDue(
        None, "needs_documents", "第十三条（二）", ("service_mechanism", "team_size", "service_income")
    )
    due, _work = assess(policy, "operating", team_size=1, service_mechanism=True)
    assert due.missing == ("service_income",)


@pytest.mark.parametrize(
    ("paid", "per", "rows", "already"),
    [
        # Once: any year, and the same programme and benefit.
        ("once", "platform", [{"year": 2020}], True),
        ("once", "platform", [{"programme": "other"}], False),
        ("once", "platform", [{"benefit": "operating"}], False),
        ("once", "platform", [{"platform": "p2"}], False),
        ("once", "platform", [{"platform": "p2"}, {"organisation": "o2"}], True),
        # Per organisation: whichever of its platforms had it, and the platform itself under whatever organisation.
        ("once", "organisation", [{"platform": "p2"}], True),
        ("once", "organisation", [{"platform": "p2", "organisation": "o2"}], False),
        ("once", "organisation", [{"organisation": "o2"}], True),
        # Each year: the same year, and the same platform or organisation.
        ("yearly", "platform", [{}], True),
        ("yearly", "platform", [{"year": 2025}], False),
        ("yearly", "platform", [{"platform": "p2"}], False),
        ("yearly", "organisation", [{"platform": "p2"}], True),
        ("yearly", "organisation", [{"platform": "p2", "year": 2025}], False),
        ("yearly", "organisation", [{"platform": "p2", "organisation": "o2"}], False),
        ("yearly", "organisation", [{"organisation": "o2"}], True),
        ("every_evaluation", "organisation", [{"platform": "p2"}], True),
        ("every_evaluation", "organisation", [{"platform": "p2", "year": 2025}], False),
        ("every_evaluation", "platform", [{}], True),
        ("every_evaluation", "platform", [{"year": 2025}], False),
        # What was recovered in full was not paid; a fen that was kept was.
        ("once", "platform", [{"amount": 100}, {"amount": -100}], False),
        ("once", "platform", [{"amount": "100.01"}, {"amount": -100}], True),
        ("once", "platform", [{"amount": "0.01"}], True),
        ("once", "platform", [], False),
    ],
)
def test_what_was_paid_before_leaves_nothing(paid: str, per: str, rows: list[dict[str, object]], already: bool) -> None:
    policy = fundcalc.load("yunnan-2025", changes={"benefit.build.paid": paid, "benefit.build.per": per})
    row = {
        "organisation": "o1", "platform": "p1", "programme": "yunnan-2025", "benefit": "build", "year": 2026, "amount": 1,
    }  # fmt: skip
    paid_before = tuple(row | item for item in rows)
    due, work = assess(policy, "build", paid_before, plaque_only=False, eligible_investment=100)
    if already:
        assert due == BenefitDue(0, "already_paid", "第十三条（一）")
        assert isinstance(work.steps[-1], PaidBefore)
    else:
        assert due == BenefitDue(2_000, "due", "第十三条（一）")


@pytest.mark.parametrize(
    ("kind", "known", "amount", "missing", "depends"),
    [
        ("pilot_base", 10_000, 2_000, (), False),
        ("proof_of_concept", None, 2_000, (), True),
        (None, None, None, ("platform_kind",), False),
    ],
)
def test_records_that_count_for_some_kinds_of_platform_ask_for_the_kind(
    kind: str | None, known: int | None, amount: int | None, missing: tuple[str, ...], depends: bool
) -> None:
    records = [{"amount": 100, "date": DAY, "category": "pilot_talent", "funding": "own"}]
    given: dict[str, Any] = {"plaque_only": False, "platform_kind": kind, "investments": records}
    due, work = assess(YUNNAN, "build", **given)
    assert (due.fen, due.missing, work.depends_on_review) == (amount, missing, depends)
    assert number("eligible_investment", read_application(YUNNAN, HEAD | given), YUNNAN) == known


@pytest.mark.parametrize(
    ("given", "build", "operating"),
    [
        ({}, False, False),
        ({"eligible_investment": 0}, True, False),
        ({"investments": [{"amount": 1}]}, True, False),
        ({"investments": []}, False, False),
        ({"service_income": 1}, False, True),
        ({"service_incomes": [{"amount": 1}]}, False, True),
        ({"plaque_only": False, "service_mechanism": True}, False, False),
        ({"claims": ["operating"], "eligible_investment": 1}, False, True),
        ({"claims": []}, False, False),
    ],
)
def test_a_share_is_claimed_by_name_or_by_its_base(given: dict[str, object], build: bool, operating: bool) -> None:
    application = read_application(YUNNAN, HEAD | given)
    assert ("build" in examine(YUNNAN, application).claims) is build
    assert ("operating" in examine(YUNNAN, application).claims) is operating


def test_an_evaluation_is_claimed_by_its_grade_and_a_filing_always() -> None:
    for grade, excellent in ((None, False), ("fail", True), ("excellent", True)):
        application = read_application(MONGOLIA, HEAD | {"grade": grade})
        assert ("filing" in examine(MONGOLIA, application).claims) is True
        assert ("excellent" in examine(MONGOLIA, application).claims) is excellent


def test_areas_are_compared_exactly_beyond_what_a_float_can_tell() -> None:
    assert (
        ask('fact = "site_area"\nat_least = 200', site_area=Decimal("199.99999999999999999999999999999")).answer
        is False
    )
    assert ask('fact = "site_area"\nat_least = 200', site_area="199.999999").answer is False
