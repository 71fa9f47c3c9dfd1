"""The wording of a decision, of each of its parts and of a measure, in both languages."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fundcalc
from fundcalc import Decision, Policy, prose
from fundcalc.base import figures
from fundcalc.base.i18n import LANGUAGES, Language, speaking
from fundcalc.engine import cases
from fundcalc.engine.amount_steps import (
    BelowMinimum,
    Capped,
    Chosen,
    Combination,
    Excess,
    FixedSum,
    GivenTotal,
    IncomeBeforeFiling,
    Product,
    Raised,
    Slices,
    Units,
)
from fundcalc.engine.application import PaidAward
from fundcalc.engine.application_reader import read_application
from fundcalc.engine.ceiling_steps import AwardsCeiling, MoneyCeiling
from fundcalc.engine.conditions import answer
from fundcalc.engine.decision_parts import BenefitDue, Point, PointCode, ReadingNote, Reason, Remarked, Status
from fundcalc.engine.derived import Base, UncountedRecords
from fundcalc.engine.steps import (
    Barred,
    BudgetCut,
    Check,
    ClassVerdict,
    Competition,
    Deducted,
    Doubted,
    ElsewhereStated,
    FiledBefore,
    FiledInBan,
    FromRecords,
    Gate,
    Governed,
    InForce,
    NotFirst,
    OnlyFirst,
    OnlyHigher,
    PaidBefore,
    Step,
)
from fundcalc.policy.model import SetAsideReason
from fundcalc.prose.conclusion import status_sentence
from fundcalc.prose.conditions import condition
from fundcalc.prose.measures import set_aside_reason
from tests.snapshots import Snapshot

T = TypeVar("T")
d = date.fromisoformat

YUNNAN = fundcalc.load("yunnan-2025")
INNER_MONGOLIA = fundcalc.load("inner-mongolia-2025")
XINZHOU = fundcalc.load("xinzhou-2024")
VOUCHERS = fundcalc.load(Path(__file__).parents[1] / "policies" / "vouchers")
TRANSFER = fundcalc.load(Path(__file__).parents[1] / "policies" / "transfer")
URUMQI = fundcalc.load("urumqi-draft")
XPCC = fundcalc.load("xpcc")
XPCC_IN_FORCE = fundcalc.load("xpcc", changes={"validity.from": d("2025-01-01")})
EVERY = (YUNNAN, INNER_MONGOLIA, XINZHOU, URUMQI, XPCC)

BUILD = "第十三条（一）"
GATE = YUNNAN.measure.benefit["build"].only_if[0]
BASE = Base(
    800000000,
    840000000,
    3,
    (UncountedRecords("window", 1, 400000000), UncountedRecords("funding", 2, 100000000)),
    (UncountedRecords("category", 1, 40000000),),
    (),
)
INCOME = Base(100, 100, 1, (UncountedRecords("year", 1, 100), UncountedRecords("related_party", 1, 200)), (), ())
PAID = PaidAward("o1", "p1", "yunnan-2025", "build", 2025, 160000000)
LABORATORY = (("key-lab", "lab", 100000000),)

APPLIES: dict[str, object] = {
    "platform": "p1",
    "organisation": "o1",
    "award_year": 2026,
    "application_date": d("2026-03-01"),
    "filed_on": d("2026-05-01"),
    "platform_kind": "proof_of_concept",
    "plaque_only": False,
}
MEETS: dict[str, Any] = {
    "all_attested": True,
    "legal_person": True,
    "organisation_kind": "enterprise",
    "site_area": 200,
    "team_size": 6,
    "directors": 1,
    "full_time_brokers": 2,
    "advisers": 5,
    "stored_projects": 10,
    "annual_service_income": 500_000,
}
NO_RESULTS: dict[str, Any] = {
    "annual_service_income": 0,
    "financing_raised": 0,
    "technology_contracts": 0,
    "incubated_enterprises": 0,
    "fund_size": "1999999.99",
}


def read(**readings: str) -> Policy:
    return fundcalc.load("yunnan-2025", readings=readings)


def due(fen: int | None, reason: Reason, *, cite: str = BUILD, missing: tuple[str, ...] = ()) -> BenefitDue:
    return BenefitDue(fen, reason, cite, missing)


def award(platform: str, programme: str, year: int, amount: int) -> dict[str, object]:
    fields = {"organisation": "o1", "platform": platform, "programme": programme, "benefit": "build"}
    return fields | {"year": year, "amount": amount}


def decided(policy: Policy = YUNNAN, paid: Any = (), **facts: object) -> Decision:
    return fundcalc.decide(policy, APPLIES | facts, paid)


def decided_all(policy: Policy, *changed: Mapping[str, object]) -> list[Decision]:
    return fundcalc.decide_all(policy, [{**APPLIES, "eligible_investment": "8000000.00", **one} for one in changed])


def checked(condition: str, policy: Policy = YUNNAN, **facts: object) -> tuple[Policy, Check]:
    """A filing condition put to an application."""
    application = read_application(policy, APPLIES | {"plaque_only": None} | facts)
    return policy, answer(policy.measure.condition[condition], application, policy)


def both(say: Any) -> tuple[str, str]:
    """What is said in Chinese and in English."""
    texts = []
    for language in LANGUAGES:
        with speaking(language):
            texts.append(say())
    return texts[0], texts[1]


STEPS: list[tuple[Policy, Step]] = [
    (YUNNAN, InForce("第二十条", d("2026-03-01"), d("2025-12-06"), d("2028-12-05"), True)),
    (YUNNAN, InForce("第二十条", d("2029-03-01"), d("2025-12-06"), d("2028-12-05"), False)),
    (INNER_MONGOLIA, InForce("第三十条", d("2026-03-01"), d("2025-08-14"), None, True)),
    (URUMQI, InForce("末段", d("2026-03-01"), None, None, False)),
    (XPCC, InForce("第十六条", d("2026-03-01"), None, None, False)),
    (TRANSFER.versions[0], Governed("第六条", "original", d("2026-01-01"))),
    (TRANSFER.versions[1], Governed("第七条", "second", d("2027-03-01"))),
    (YUNNAN, Barred("第十八条", d("2025-09-01"), "第十八条（三）", 2, True)),
    (YUNNAN, Barred("第十八条", d("2025-09-01"), "", 2, False)),
    (YUNNAN, Chosen(BUILD, "build", "rate", (("platform_kind", "pilot_base"), ("team_size", "12")), Fraction(3, 10))),
    (YUNNAN, Chosen(BUILD, "build", "cap", (("application_date", "2026-03-01"),), 200_000_000)),
    (YUNNAN, Chosen(BUILD, "build", "floor", (("plaque_only", "yes"), ("financing_raised", "100")), 100)),
    (YUNNAN, Excess(BUILD, "build", 500_000_000, 300_000_000, 200_000_000)),
    (YUNNAN, Slices(BUILD, "build", 300, ((100, Fraction(1, 10)), (200, Fraction(1, 20))), 20)),
    (YUNNAN, Slices(BUILD, "build", 0, (), 0)),
    (YUNNAN, Units(BUILD, "build", "team_size", 12, 2, 100_000, 200_000)),
    (VOUCHERS, MoneyCeiling("第六条", "ever", 50_000_000, 48_000_000, 1_000_000, 3_000_000, 1_000_000)),
    (VOUCHERS, AwardsCeiling("第五条", "number", 3, 2, 1, 0)),
    (YUNNAN, Deducted(BUILD, "build", (PAID,), 200_000_000, 160_000_000, 40_000_000)),
    (YUNNAN, Raised(BUILD, "build", 500, 300, 500)),
    (YUNNAN, BelowMinimum(BUILD, "build", 500, 300)),
    (YUNNAN, Combination(BUILD, "build", "sum", (100, 200), 300)),
    (YUNNAN, Combination(BUILD, "build", "highest", (100, 200), 200)),
    (YUNNAN, Combination(BUILD, "build", "lowest", (100, 200), 100)),
    (YUNNAN, ClassVerdict("第十四条", "accepted", ("p2",))),
    (YUNNAN, ClassVerdict("第十四条", "refused", ("p2", "p3"))),
    (YUNNAN, ClassVerdict("第十四条", "refused", ())),
    (YUNNAN, ClassVerdict("第十四条", "open", ("p2",))),
    (YUNNAN, Gate("第十七条", "build", Check(GATE, False, True))),
    (YUNNAN, FromRecords(BUILD, "build", "eligible_investment", BASE, 840000000)),
    (YUNNAN, FromRecords(BUILD, "build", "eligible_investment", BASE._replace(left_out=()), 800000000)),
    (
        YUNNAN,
        FromRecords(BUILD, "build", "eligible_investment", BASE._replace(missing=("investments[1].category",)), 0),
    ),
    (YUNNAN, FromRecords("第十三条（二）", "operating", "service_income", INCOME, 100)),
    (YUNNAN, GivenTotal(BUILD, "build", "eligible_investment", 800000000)),
    (YUNNAN, Product(BUILD, "build", Fraction(1, 5), 800000000, 160000000)),
    (YUNNAN, Product(BUILD, "build", Fraction(1, 5), 333333333, 66666667)),
    (read(rounding="down"), Product(BUILD, "build", Fraction(1, 5), 333333333, 66666666)),
    (read(rounding_unit="10000"), Product(BUILD, "build", Fraction(1, 5), 333333333, 66000000)),
    (YUNNAN, Product(BUILD, "build", Fraction(1, 3), 100, 33)),
    (YUNNAN, Capped(BUILD, "build", 200000000, 246913578, 200000000)),
    (XINZHOU, FixedSum("第九条", "recognition", 20000000, "", "")),
    (INNER_MONGOLIA, FixedSum("第二十五条", "filing", 150000000, "platform_kind", "pilot_base")),
    (XPCC, ElsewhereStated("第十二条", "excellent")),
    (YUNNAN, PaidBefore(BUILD, "build", "once", (PAID,))),
    (YUNNAN, PaidBefore("第十三条（二）", "operating", "yearly", (PAID,))),
    (INNER_MONGOLIA, PaidBefore("第二十五条", "excellent", "every_evaluation", (PAID,))),
    (INNER_MONGOLIA, NotFirst("第二十五条", "filing", "review")),
    (INNER_MONGOLIA, NotFirst("第二十五条", "filing", "refuse")),
    (INNER_MONGOLIA, NotFirst("第二十五条", "filing", "pay")),
    (INNER_MONGOLIA, NotFirst("第二十五条", "filing", "review", d("2023-01-01"))),
    (INNER_MONGOLIA, FiledBefore("第二十五条", "filing", d("2024-12-01"), d("2025-08-14"), "review")),
    (INNER_MONGOLIA, FiledBefore("第二十五条", "filing", d("2024-12-01"), d("2025-08-14"), "pay")),
    (INNER_MONGOLIA, FiledInBan("第二十四条", "filing", d("2026-02-01"), d("2025-09-01"), 2)),
    (YUNNAN, Doubted("第十七条", "operating", "failed_by_plaque", "review")),
    (YUNNAN, Doubted("第十七条", "operating", "failed_by_plaque", "ignore")),
    (YUNNAN, IncomeBeforeFiling("第十三条（二）", "operating", 2025, d("2026-02-01"))),
    (INNER_MONGOLIA, OnlyHigher("第二十五条", {"filing": 50000000, "excellent": 100000000}, 50000000, 50000000)),
    (INNER_MONGOLIA, OnlyFirst("第二十五条", {"filing": 50000000, "excellent": 100000000}, 0, 50000000)),
    (YUNNAN, BudgetCut("", "pro_rata", 100000000, 200000000, 60000000, 30000000)),
    (YUNNAN, BudgetCut("", "in_order", 100000000, 200000000, 60000000, 0)),
    (YUNNAN, Competition("第十四条", "", 150000000, 0, LABORATORY, "top_up", 50000000, 0)),
    (YUNNAN, Competition("第十四条", "", 100000000, 0, (("yunnan-2025", "p2", 200000000),), "top_up", 0, 0)),
    (YUNNAN, Competition("第十四条", "", 150000000, 0, LABORATORY, "first_only", 0, 0)),
    (YUNNAN, Competition("第十四条", "", 150000000, 0, LABORATORY, "replace", 150000000, 100000000)),
    (
        read(contest_of="each_benefit"),
        Competition("第十四条", "build", 150000000, 0, LABORATORY, "top_up", 50000000, 0),
    ),
    (
        read(contest_of="every_award"),
        Competition("第十四条", "build", 120000000, 30000000, (), "top_up", 90000000, 0),
    ),
]

RIVAL = PaidAward("o1", "p2", "laboratory", "support", 2026, 100000000)
POINTS: list[Point] = [
    Point("filed_in_another_year", BUILD, {"benefit": "build", "filed_on": d("2025-12-20")}),
    Point("second_platform", BUILD, {"benefit": "build", "platforms": ("p2",)}),
    Point("same_class_does_not_compete", "第十四条", {"platforms": ("p2", "p3")}),
    Point("other_platform_barred", "第十八条", {"platforms": ("p2",)}),
    Point("filing_ended", "", {"revoked_on": d("2026-01-05"), "filed_on": d("2025-12-20")}),
    Point("ban_ground", "第十八条", {"ground": "第十九条", "revoked_on": d("2026-01-05")}),
    Point("soft_condition", BUILD, {"condition": "有开放服务案例", "condition_en": "cases of open service"}),
    Point("year_of_filing_counts_whole", "第十三条（二）", {"benefit": "operating", "year": 2025}),
    Point("kind_not_settled", "第八条（一）", {"seen": "social_organisation"}),
    Point("same_record_twice", "", {"records": 2, "platforms": ("p2",)}),
    Point("recover", "第十四条", {"fen": 100000000}),
    Point("class_of_paid_unknown", "第十四条", {"awards": (RIVAL._replace(row=3),)}),
    Point("upper_limit", BUILD, {"benefit": "build"}),
    Point("not_computed", "第九条", {}),
    Point("filed_after_decision", "第三条", {"filed_on": d("2036-02-01"), "decided_on": d("2026-12-31")}),
    Point("date_doubtful", "", {"key": "filed_on", "value": d("1826-02-01")}),
    Point("date_doubtful", "", {"key": "award_year", "value": 2062}),
    Point("events_differ", "第十条（三）", {"key": "filed_on", "given": "2026-02-01", "events": "2026-02-02"}),
    Point("events_differ", "第十条（三）", {"key": "filed_on", "given": "2026-02-01", "events": ""}),
    Point("graded_twice", "第十六条", {"key": "grade", "given": "pass", "events": "fail"}),
    Point("cancelled_from_year", "第十九条", {"key": "award_year", "given": "2027", "events": "2026"}),
    Point("doubt_not_known", "第十七条", {"benefit": "operating", "missing": ("grade",)}),
    Point("paid_not_counted", "第十四条", {"reason": "year", "awards": (RIVAL,)}),
    Point("paid_not_counted", "第十四条", {"reason": "local", "awards": (RIVAL,)}),
    Point("paid_not_counted", "第十四条", {"reason": "organisation", "awards": (RIVAL,)}),
    Point("paid_not_counted", "第十四条", {"reason": "platform", "awards": (RIVAL,)}),
    Point("programme_resembles", "", {"programme": "yunan-2025", "policy": "yunnan-2025"}),
]

NOTES: list[ReadingNote | Remarked] = [
    Remarked("plaque_evaluation", "第十七条"),
    ReadingNote("rate_is", "第十三条", "entitlement", "ceiling", "needs_review", 0, 0, {}, {}),
    ReadingNote("rounding", "", "half_up", "down", "payable", 66666666, 0, {"operating": due(66666666, "due")}, {}),
    ReadingNote("rounding_unit", "", "0.01", "100", "eligible", 0, 66660000, {"build": due(None, "needs_review")}, {}),
    ReadingNote("at_least", "第八条（五）", "inclusive", "exclusive", "ineligible", 0, 0, {}, {"poc_results": "no"}),
]

REASONS: list[BenefitDue] = [
    due(160000000, "due"),
    due(200000000, "capped"),
    due(0, "condition", cite="第十七条"),
    due(0, "already_paid"),
    due(0, "below_minimum"),
    due(0, "not_first_filing"),
    due(0, "not_elected"),
    due(None, "not_claimed"),
    due(None, "needs_documents", missing=("plaque_only", "investments[0].funding")),
    due(None, "needs_review"),
]

OUTCOMES: list[Decision] = [
    decided(eligible_investment="8000000.00"),
    decided(eligible_investment="8000000.00", service_mechanism=True, service_income="1000000.00"),
    decided(eligible_investment="8000000.00", plaque_only=True),
    decided(eligible_investment="8000000.00", paid=[award("p1", "yunnan-2025", 2025, 1)]),
    decided(eligible_investment="8000000.00", paid=[award("lab", "key-lab", 2026, 2_000_000)]),
    decided(
        read(already_paid="first_only"),
        eligible_investment="8000000.00",
        paid=[award("lab", "key-lab", 2026, 1_000_000)],
    ),
    decided(claims=[]),
    decided(eligible_investment="8000000.00", plaque_only=None),
    decided(),
    decided(filed_on=None, site_area=200),
    decided(investments=[{"date": d("2025-01-01"), "amount": 400_000, "category": "other", "funding": "own"}]),
    decided(eligible_investment="8000000.00", team_size=5),
    decided(filed_on=None, eligible_investment="1000000.00", **MEETS | {"organisation_kind": "other"}),
    decided(read(rate_is="ceiling"), eligible_investment="8000000.00"),
    decided(eligible_investment="8000000.00", paid=[award("p9", "yunnan-2025", 2026, 2_000_000)]),
    decided_all(read(build_once_per="organisation"), {}, {"platform": "p2"})[0],
    decided(filed_on=None, revoked_on=d("2025-09-01"), revocation_ground="第十八条（三）"),
    decided(read(ban_end="anniversary_free"), filed_on=None, revoked_on=d("2025-09-01")),
    decided(application_date=d("2025-12-05")),
    decided(application_date=d("2028-12-06")),
    decided(URUMQI),
    decided(XPCC),
    decided(filed_on=None, **MEETS | {"site_area": 100, "advisers": 4, "team_size": 5}),
    decided(filed_on=None, eligible_investment="1000000.00", **MEETS),
    decided(filed_on=None, claims=[], **MEETS),
    decided(XPCC_IN_FORCE, platform_kind="pilot_base", grade="excellent"),
    decided_all(YUNNAN, {}, {"platform": "p2", "platform_kind": "pilot_base"})[0],
]

CONDITIONS: list[tuple[Policy, str]] = [
    (YUNNAN, "defined_kind"),
    (YUNNAN, "poc_legal_person"),
    (YUNNAN, "poc_organisation"),
    (YUNNAN, "poc_plan"),
    (YUNNAN, "poc_site"),
    (YUNNAN, "pilot_equipment"),
    (YUNNAN, "pilot_results"),
    (INNER_MONGOLIA, "one_full_year"),
    (URUMQI, "recognition_team"),
    (URUMQI, "recognition_value"),
    (URUMQI, "creation_fields"),
    (URUMQI, "recognition_outside"),
    (URUMQI, "creation_open_cases"),
    (XINZHOU, "no_serious_incident"),
]

CHECKS: list[tuple[Policy, Check]] = [
    checked("poc_site", site_area=200),
    checked("poc_site", site_area="180.5"),
    checked("poc_site"),
    checked("poc_organisation", organisation_kind="other"),
    checked("poc_plan", all_attested=True),
    checked("poc_plan", poc_plan_and_services=False),
    checked("poc_brokers", full_time_brokers=1),
    checked("poc_results", annual_service_income=400_000, fund_size=2_000_000),
    checked("poc_results", **NO_RESULTS),
    checked("poc_results", **NO_RESULTS | {"fund_size": None}),
    checked("no_serious_incident", XINZHOU),
    checked("no_serious_incident", XINZHOU, serious_incident_on=d("2025-05-01")),
    checked("recognition_outside", URUMQI, outside_advisers=5, advisers=11),
    checked("creation_open_cases", URUMQI, open_service_cases=False),
]


def check_wording(snapshot: Snapshot, name: str, things: Iterable[T], say: Callable[[T], str]) -> None:
    """Compare what is said of things with a snapshot of each language."""
    things = list(things)
    for language in LANGUAGES:
        with speaking(language):
            snapshot(f"{language}/{name}", "\n".join(say(thing) for thing in things))


def test_steps(snapshot: Snapshot) -> None:
    check_wording(snapshot, "steps", STEPS, lambda thing: prose.step(*thing))


def test_notes(snapshot: Snapshot) -> None:
    check_wording(snapshot, "notes", [*POINTS, *NOTES], lambda noted: prose.note(YUNNAN, noted))


def test_reasons(snapshot: Snapshot) -> None:
    check_wording(snapshot, "reasons", REASONS, lambda part: prose.reason(YUNNAN, "build", part))


def test_the_reason_of_an_amount_in_another_document(snapshot: Snapshot) -> None:
    reason = due(None, "by_reference")
    check_wording(snapshot, "reason_by_reference", [reason], lambda part: prose.reason(XPCC, "excellent", part))


def test_outcomes_in_a_sentence(snapshot: Snapshot) -> None:
    check_wording(snapshot, "outcomes", OUTCOMES, status_sentence)


def test_conditions(snapshot: Snapshot) -> None:
    check_wording(
        snapshot,
        "conditions",
        CONDITIONS,
        lambda thing: condition(thing[0], thing[0].measure.condition[thing[1]]),
    )


def test_checks(snapshot: Snapshot) -> None:
    check_wording(snapshot, "checks", CHECKS, lambda thing: prose.check(*thing))


def test_every_kind_is_above() -> None:
    assert {type(step) for _policy, step in STEPS} == set(get_args(Step))
    assert {point.code for point in POINTS} == set(get_args(PointCode))
    assert {part.reason for part in REASONS} | {"by_reference"} == set(get_args(Reason))
    assert {decision.status for decision in OUTCOMES} == set(get_args(Status))


def test_statuses(snapshot: Snapshot) -> None:
    statuses: tuple[Status, ...] = get_args(Status)
    check_wording(snapshot, "statuses", statuses, lambda status: f"{status}: {prose.status(status)}")


def test_a_choice_of_classes_tells_every_amount_of_the_round(snapshot: Snapshot) -> None:
    pilot = {"platform": "p2", "platform_kind": "pilot_base", "eligible_investment": "9000000.00"}
    round_ = decided_all(YUNNAN, {}, pilot)
    assert "1,600,000.00" in status_sentence(round_[0], round_)
    assert "1,800,000.00" in status_sentence(round_[0], round_)
    check_wording(snapshot, "class_choice", round_[:1], lambda decision: status_sentence(decision, round_))


# Figures


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (200000000, "¥2,000,000.00", "CNY 2,000,000.00"),
        (0, "¥0.00", "CNY 0.00"),
        (-5, "-¥0.05", "-CNY 0.05"),
        (105006, "¥1,050.06", "CNY 1,050.06"),
        (10**17, "¥1,000,000,000,000,000.00", "CNY 1,000,000,000,000,000.00"),
    ],
)
def test_an_amount_in_a_table(fen: int, zh: str, en: str) -> None:
    assert both(lambda: prose.amount(fen)) == (zh, en)


@pytest.mark.parametrize(
    ("fen", "zh", "en"), [(200000000, "2,000,000.00 元", "CNY 2,000,000.00"), (-5, "-0.05 元", "-CNY 0.05")]
)
def test_an_amount_in_a_text(fen: int, zh: str, en: str) -> None:
    assert both(lambda: prose.in_yuan(fen)) == (zh, en)


@given(st.integers(-(10**17), 10**17))
def test_no_digit_of_an_amount_is_lost(fen: int) -> None:
    figures = prose.amount(fen).replace("CNY ", "").replace(",", "").replace(".", "")
    assert int(figures) == fen


@pytest.mark.parametrize(
    ("fen", "zh"),
    [
        (160000000, "160 万元"),
        (50000, "0.05 万元"),
        (100, "0.0001 万元"),
        (123456700, "123.4567 万元"),
        (123456789, "≈ 123.4568 万元"),
        (50, "≈ 0.0001 万元"),
        (49, "≈ 0 万元"),
        (-123456789, "≈ -123.4568 万元"),
        (10**17, "100,000,000,000 万元"),
    ],
)
def test_ten_thousands(fen: int, zh: str) -> None:
    assert both(lambda: prose.ten_thousands(fen)) == (zh, zh.replace("万元", "× CNY 10,000"))


@given(st.integers(-(10**17), 10**17))
def test_ten_thousands_without_the_sign_are_exact(fen: int) -> None:
    written = prose.ten_thousands(fen)
    shown = Fraction(written.removeprefix("≈ ").removesuffix(" × CNY 10,000").replace(",", "")) * 1_000_000
    assert (shown == fen) != written.startswith("≈")
    assert abs(shown - fen) <= 50


@pytest.mark.parametrize(
    ("say", "zh", "en"),
    [
        (lambda: prose.day(d("2026-03-01")), "2026年3月1日", "1 March 2026"),
        (lambda: prose.rate(Fraction(1, 8)), "12.5%", "12.5%"),
        (lambda: prose.rate(Fraction(1, 5)), "20%", "20%"),
        (lambda: prose.rate(Fraction(5, 11)), "5/11（≈ 45.45%）", "5/11 (≈ 45.45%)"),
        (lambda: prose.count(12345), "12,345", "12,345"),
        (lambda: figures.area(Decimal("1200.50")), "1,200.5 平方米", "1,200.5 m²"),
        (lambda: figures.yes_no(True), "是", "yes"),
        (lambda: figures.yes_no(False), "否", "no"),
        (lambda: figures.several(["a", "b", "c"]), "a、b和c", "a, b and c"),
        (lambda: figures.several(["a", "b"], "or"), "a或b", "a or b"),
    ],
)
def test_figures(say: object, zh: str, en: str) -> None:
    assert both(say) == (zh, en)


# Pages


def test_a_decision_explained(snapshot: Snapshot) -> None:
    decision = decided(eligible_investment="12345678.90")
    page = prose.explain(decision)
    check_wording(snapshot, "explained", [decision], lambda part: str(prose.explain(part)))
    product = next(line for line in page if "20%" in line.text)
    assert product == prose.PageLine(
        "one-off building subsidy", BUILD, "base CNY 12,345,678.90 × 20% = CNY 2,469,135.78"
    )
    with speaking("zh"):
        product = next(line for line in prose.explain(decision) if "20%" in line.text)
        assert str(product) == "第十三条（一）：计算基数 12,345,678.90 元 × 20% = 2,469,135.78 元"


def test_conditions_stand_in_groups_and_open_questions_last() -> None:
    page = prose.explain(decided(filed_on=None, **MEETS | {"team_size": 5, "directors": None}))
    headings = list(dict.fromkeys(line.heading for line in page))
    assert headings[2:5] == [
        "Conditions of filing not met",
        "Conditions of filing not known",
        "Conditions of filing met",
    ]
    texts = {line.heading: (line.article, line.text) for line in page}
    assert texts["Conditions of filing not met"] == ("第八条（四）", "team size: at least 6; given: 5; not met")
    assert texts["Conditions of filing not known"] == ("第八条（四）", "directors: at least 1; not given")
    missing = prose.explain(decided(filed_on=None, claims=[], **MEETS | {"directors": None}))
    assert missing.lines[-1] == prose.PageLine("Open questions", "第八条（四）", "missing: directors")


def test_competition_and_readings_are_reported() -> None:
    decision = decided(eligible_investment="8000000.00", paid=[award("lab", "key-lab", 2026, 1_000_000)])
    lines = [line for line in prose.explain(decision) if line.heading in ("Competition", "Under other readings")]
    assert [(line.article, line.text.rpartition("; ")[2]) for line in lines if line.heading == "Competition"] == [
        (
            "第十四条",
            "the highest applies, and the difference is paid: CNY 1,600,000.00 - CNY 1,000,000.00 = CNY 600,000.00",
        )
    ]
    assert any("“nothing more is paid” it would be: nothing due" in line.text for line in lines)
    assert "What is paid when the lower award was already paid? – the difference is paid" in prose.readings_line(
        decision
    )


# In Chinese nothing of the machine shows: no id of a status, a reason, a fact or a choice, no figure as Python writes it.
IDS = {*get_args(Status), *get_args(Reason), *get_args(PointCode)}
IDS |= {key for policy in EVERY for fact, named in policy.facts.items() for key in (fact, *named.choices)}
IDS |= {name for policy in EVERY for name in policy.readings}
MACHINE = re.compile(
    rf"\b(?:{'|'.join(sorted(key for key in IDS if '_' in key))}|None|True|False|Decimal|Fraction)\b"
    r"|[{}]|\d{4}\.\d|\de[+-]|：[：；。]|；[；。]|。。|  "
)


@pytest.mark.parametrize("policy", EVERY, ids=lambda policy: policy.id)
@pytest.mark.parametrize("step", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_nothing_of_the_machine_shows_in_chinese(policy: Policy, step: int) -> None:
    for case in cases.read(policy.path.parent / "cases.toml")[::step]:
        read_so = fundcalc.load(policy.id, changes=case.get("changes", {}), readings=case.get("readings", {}))
        round_ = fundcalc.decide_all(read_so, case["applications"], case.get("paid", ()))
        with speaking("zh"):
            for line in (line for decision in round_ for line in prose.explain(decision, round_)):
                assert not MACHINE.search(str(line)), line


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("policy", EVERY, ids=lambda policy: policy.id)
def test_the_page_of_a_measure_accounts_for_every_article(policy: Policy, language: Language) -> None:
    with speaking(language):
        page = prose.measure_page(policy)
        text = str(page)
    assert not re.search(r"[{}]|None|True|False", text)
    cites = {cite for line in page for cite in re.split("、|和|, | and ", line.article) if cite}
    for article in policy.measure.articles:
        by_line = any(article.startswith(cite) or cite.startswith(article) for cite in cites)
        assert by_line or article in text  # a part of an any-of has its article in the text
    with speaking(language):
        for reading in policy.measure.reading:
            assert prose.question(policy, reading) in text
            assert prose.taken(policy, reading, policy.readings[reading]) in text


@pytest.mark.parametrize("policy", EVERY, ids=lambda policy: policy.id)
def test_the_page_of_a_measure(policy: Policy, snapshot: Snapshot) -> None:
    check_wording(snapshot, f"measure_{policy.id}", [policy], lambda shown: str(prose.measure_page(shown)))


def test_a_changed_line_stands_on_the_page_of_a_measure() -> None:
    page = str(prose.measure_page(fundcalc.load("yunnan-2025", changes={"benefit.build.cap": 3_000_000})))
    assert "changed line: one-off building subsidy: cap = CNY 3,000,000.00" in page


@pytest.mark.parametrize("reason", get_args(SetAsideReason))
def test_why_an_article_is_set_aside(reason: SetAsideReason) -> None:
    zh, en = both(lambda: set_aside_reason(reason))
    assert zh
    assert zh != en
