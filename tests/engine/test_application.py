"""From an application to the facts a policy asks for: what is read, what is refused and how, what records come to."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

import fundcalc
from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import speaking
from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.application_reader import check_application, check_paid, read_application, read_paid
from fundcalc.engine.derived import Base, UncountedRecords, derive
from fundcalc.engine.filing import filing_of
from fundcalc.policy.loading import available

YUNNAN = fundcalc.load("yunnan-2025")
DAY = date(2026, 3, 1)
HEAD: dict[str, object] = {"platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": DAY}


def read(**given: object) -> Application:
    return read_application(YUNNAN, HEAD | given)


def faults(**given: object) -> tuple[str, ...]:
    with speaking("en"), pytest.raises(ApplicationError) as error:
        read(**given)
    return error.value.faults


# What is read


def test_an_application_of_its_four_keys_has_the_defaults_of_the_sheet() -> None:
    application = read()
    assert (application.platform, application.organisation) == ("p1", "o1")
    assert (application.award_year, application.application_date) == (2026, DAY)
    assert application.first_filing is True
    assert application.all_attested is False
    assert (application.filed_on, application.grade, application.revoked_on) == (None, None, None)
    assert (application.elected, application.claims) == (None, None)
    assert application.facts == {}
    assert application.records == {}


@pytest.mark.parametrize("absent", [None, ""])
def test_what_is_absent_stays_absent_and_is_never_nought(absent: object) -> None:
    application = read(eligible_investment=absent, team_size=absent, plaque_only=absent, filed_on=absent)
    assert application.facts == {}
    assert application.filed_on is None


@pytest.mark.parametrize(
    ("fact", "given", "expected"),
    [
        ("eligible_investment", "8000000.00", 800_000_000),
        ("eligible_investment", 8_000_000, 800_000_000),
        ("eligible_investment", Decimal("0.01"), 1),
        ("eligible_investment", "0", 0),
        ("site_area", "199.99", Decimal("199.99")),
        ("site_area", 200, Decimal(200)),
        ("site_area", Decimal("200.5"), Decimal("200.5")),
        ("team_size", 6, 6),
        ("team_size", " 6 ", 6),
        ("team_size", "0", 0),
        ("plaque_only", True, True),
        ("plaque_only", "是", True),
        ("plaque_only", "No", False),
        ("plaque_only", "FALSE", False),
        ("platform_kind", "pilot_base", "pilot_base"),
        ("platform_kind", "中试基地", "pilot_base"),
        ("organisation_kind", "高等院校", "university"),
        ("organisation_kind", "other", "other"),
    ],
)
def test_a_fact_is_read_in_its_kind(fact: str, given: object, expected: object) -> None:
    seen = read(**{fact: given}).facts[fact]
    assert seen == expected
    assert type(seen) is type(expected)


@pytest.mark.parametrize("given", [DAY, datetime(2026, 3, 1), "2026-03-01", "2026/3/1", "2026年3月1日"])  # noqa: DTZ001
def test_a_day_is_read_however_a_sheet_writes_it(given: object) -> None:
    assert read(filed_on=given).filed_on == DAY


@pytest.mark.parametrize("given", [["build", "operating"], "build operating", "build，operating", "build、 operating"])
def test_claims_are_a_list_or_a_text_of_several(given: object) -> None:
    assert read(claims=given).claims == ("build", "operating")


def test_no_claims_at_all_is_another_thing_than_no_list() -> None:
    assert read(claims=[]).claims == ()
    assert read().claims is None


def test_the_grade_is_a_key_and_a_fact() -> None:
    application = read(grade="优秀")
    assert application.grade == "excellent"
    assert application.facts["grade"] == "excellent"


SHARED_IDS = """platform_kind organisation_kind registered_on equipment_value software_value plaque_only legal_person
    registered_in_region independent_accounting integrity_record_clean site_area team_size full_time_staff technical_staff
    qualified_technical_staff titled_staff broker_staff full_time_brokers technology_managers pilot_engineers directors
    advisers outside_advisers advisers_from_three_circles stored_projects completed_projects commercialised_projects
    external_pilot_projects pilot_projects_done productised_results typical_cases has_pilot_line service_mechanism
    incubated_enterprises financing_raised technology_contracts enterprise_valuation enterprise_revenue fund_size
    annual_special_input annual_service_income cumulative_service_income service_income eligible_investment
    instruments_over_300k service_fields serious_incident_on stage""".split()  # noqa: SIM905  a table of words is easier to read


@pytest.mark.parametrize("id_", available())
def test_an_id_of_the_family_that_a_policy_does_not_ask_for_is_ignored(id_: str) -> None:
    policy = fundcalc.load(id_)
    for fact in SHARED_IDS:
        if fact not in policy.facts:
            application = read_application(policy, HEAD | {fact: "anything"})
            assert application.facts == {}


@pytest.mark.parametrize("records", ["investments", "service_incomes", "instruments"])
@pytest.mark.parametrize("id_", available())
def test_detail_records_that_a_policy_does_not_ask_for_are_no_fault(id_: str, records: str) -> None:
    row = {"original_value": 5} if records == "instruments" else {"amount": 5}
    application = read_application(fundcalc.load(id_), HEAD | {records: [row]})
    assert len(application.records[records]) == 1


def test_a_checked_application_is_not_read_again() -> None:
    application = read()
    assert read_application(YUNNAN, application) is application


# What is refused


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        (
            "eligible_investment",
            8e6,
            "8000000.0 is a float, which cannot hold an amount exactly; write it as decimal text",
        ),
        ("eligible_investment", "-1", "-1 is below zero"),
        ("eligible_investment", "0.001", "0.001 has more than two decimals"),
        ("eligible_investment", "800万", "'800万' is not an amount in yuan; write it like 1234567.89"),
        ("site_area", 200.0, "200.0 is not an area; write square metres like 1200 or 1200.5, not as a float"),
        ("site_area", "1e3", "'1e3' is not an area; write square metres like 1200 or 1200.5, not as a float"),
        ("site_area", -1, "-1 is not an area; write square metres like 1200 or 1200.5, not as a float"),
        ("site_area", Decimal("NaN"), "NaN is not an area; write square metres like 1200 or 1200.5, not as a float"),
        ("site_area", True, "true is not an area; write square metres like 1200 or 1200.5, not as a float"),
        ("team_size", 6.0, "6.0 is not a whole number of 0 or more"),
        ("team_size", Decimal("6.0"), "6.0 is not a whole number of 0 or more"),
        ("team_size", "six", "'six' is not a whole number of 0 or more"),
        ("team_size", "６", "'６' is not a whole number of 0 or more"),
        ("team_size", True, "true is not a whole number of 0 or more"),
        ("team_size", -1, "-1 is not a whole number of 0 or more"),
        ("plaque_only", "maybe", "'maybe' is neither yes nor no (是, 否)"),
        ("plaque_only", 1, "1 is neither yes nor no (是, 否)"),
        (
            "platform_kind",
            "pilot",
            "'pilot' is none of: proof_of_concept, pilot_base, pilot_service; did you mean pilot_base?",
        ),
        ("grade", "A", "'A' is none of: excellent, good, pass, basic_pass, fail"),
        ("award_year", "26", "'26' is not a year; write it like 2026"),
        ("award_year", 1989, "1989 is not a year; write it like 2026"),
        ("platform", "平台一", "'平台一' is not an id; use up to 64 ASCII letters, digits, '.', '_' and '-'"),
        ("platform", "p1\n", "'p1\\n' is not an id; use up to 64 ASCII letters, digits, '.', '_' and '-'"),
        ("organisation", "o" * 65, f"'{'o' * 65}' is not an id; use up to 64 ASCII letters, digits, '.', '_' and '-'"),
        (
            "application_date",
            "2026-02-29",
            "'2026-02-29' is not in the calendar; write a day that exists, like 2026-03-01",
        ),
        ("filed_on", "soon", "'soon' is not a date; write it like 2026-03-01 or 2026年3月1日"),
        ("claims", ["bild"], "'bild' is not a benefit of this policy: build, operating"),
        ("claims", 5, "5 is not a list of benefits"),
        ("eligible_investmnt", "1", "this policy asks for no such fact; did you mean eligible_investment?"),
        ("colour", "red", "this policy asks for no such fact"),
        ("investments", "many", "is a list of records, each with date, amount, category, funding"),
        ("investments", {"amount": 1}, "is a list of records, each with date, amount, category, funding"),
        ("investments", ["8000000"], "is a list of records, each with date, amount, category, funding"),
    ],
)
def test_a_wrong_value_is_reported_with_its_key_and_remedy(key: str, value: object, message: str) -> None:
    assert faults(**{key: value}) == (f"{key}: {message}",)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"amount": 5.0}, "amount: 5.0 is a float, which cannot hold an amount exactly; write it as decimal text"),
        ({"amount": "-5"}, "amount: -5 is below zero"),
        ({"category": "equipment"}, "amount: is missing"),
        ({"amount": ""}, "amount: is missing"),
        ({"amount": None}, "amount: is missing"),
        ({"amount": 5, "category": "equip"}, "category: 'equip' is none of: platform_extension, equipment, software, "
                                             "pilot_talent, other; did you mean equipment?"),
        ({"amount": 5, "colour": 1}, "colour: a record here has only date, amount, category, funding"),
        ({"amount": 5, "platform": "p1"}, "platform: a record here has only date, amount, category, funding"),
    ],
)  # fmt: skip
def test_a_wrong_record_is_reported_with_its_place(record: dict[str, object], message: str) -> None:
    assert faults(investments=[{"amount": 1}, record]) == (f"investments[1].{message}",)


def test_all_faults_of_an_application_are_reported_at_once() -> None:
    with speaking("en"), pytest.raises(ApplicationError) as error:
        read_application(
            YUNNAN,
            {
                "platform": "p 1",
                "award_year": 2026,
                "team_size": -1,
                "investments": [{"amount": 1.5}, {}],
                "claims": ["x"],
            },
        )
    assert str(error.value) == (
        "application of p 1\n"
        "  platform: 'p 1' is not an id; use up to 64 ASCII letters, digits, '.', '_' and '-'\n"
        "  team_size: -1 is not a whole number of 0 or more\n"
        "  investments[0].amount: 1.5 is a float, which cannot hold an amount exactly; write it as decimal text\n"
        "  investments[1].amount: is missing\n"
        "  organisation: is missing\n"
        "  application_date: is missing\n"
        "  claims: 'x' is not a benefit of this policy: build, operating"
    )


def test_faults_are_data_too() -> None:
    application, found = check_application(YUNNAN, HEAD | {"team_size": -1})
    assert application is None
    assert [(fault.key, fault.value) for fault in found] == [("team_size", -1)]


# Awards already paid

PAID: dict[str, object] = {
    "organisation": "o1", "platform": "p1", "programme": "yunnan-2025", "benefit": "build", "year": 2025, "amount": "900000.00",
}  # fmt: skip


def test_a_paid_row_is_read_in_fen_and_a_recovery_is_below_nought() -> None:
    assert read_paid(PAID) == PaidAward("o1", "p1", "yunnan-2025", "build", 2025, 90_000_000)
    assert read_paid(PAID | {"amount": "-0.01"}).fen == -1
    assert read_paid(PAID | {"local": "是", "platform_kind": "pilot_base"})[6:8] == ("pilot_base", True)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"amount": 1.5}, "amount: 1.5 is a float, which cannot hold an amount exactly; write it as decimal text"),
        ({"amount": ""}, "amount: is missing"),
        ({"year": "last"}, "year: 'last' is not a year; write it like 2026"),
        ({"colour": 1}, "colour: an award already paid has only organisation, platform, programme, benefit, year, amount, "
                        "platform_kind, local, claim, awarded_on, group"),
    ],
)  # fmt: skip
def test_a_wrong_paid_row_is_reported(given: dict[str, object], message: str) -> None:
    with speaking("en"), pytest.raises(ApplicationError) as error:
        read_paid(PAID | given)
    assert (error.value.where, error.value.faults) == ("award already paid to p1", (message,))


def test_a_paid_row_needs_its_six_columns() -> None:
    row, found = check_paid({})
    assert row is None
    assert [fault.key for fault in found] == ["organisation", "platform", "programme", "benefit", "year", "amount"]


# Filed or not


@pytest.mark.parametrize(
    ("filed_on", "revoked_on", "filed"),
    [
        (None, None, False),
        (date(2026, 5, 1), None, True),
        (date(2026, 5, 1), date(2026, 4, 30), True),
        (date(2026, 5, 1), date(2026, 5, 1), False),
        (date(2026, 5, 1), date(2027, 5, 1), False),
        (None, date(2026, 5, 1), False),
    ],
)
def test_a_filing_stands_until_a_later_revocation(filed_on: date | None, revoked_on: date | None, filed: bool) -> None:
    application = read(filed_on=filed_on, revoked_on=revoked_on)
    assert filing_of(YUNNAN, application, None).stands is filed


# What detail records come to


def base(policy: fundcalc.Policy = YUNNAN, fact: str = "eligible_investment", **given: object) -> Base | None:
    application = read_application(policy, HEAD | given)
    return derive(policy.measure.derived[fact], application, policy)


def investment(
    amount: int, day: object = "2025-06-01", category: object = "equipment", funding: object = "own"
) -> object:
    return {"date": day, "amount": amount, "category": category, "funding": funding}


def test_records_are_added_up_and_those_left_out_are_reported_with_the_reason() -> None:
    rows = [
        investment(100),
        investment(20, "2020-01-01"),
        investment(3, funding="provincial"),
        investment(4, "2020-01-02"),
    ]
    assert base(investments=rows) == Base(
        10_000, 10_000, 1, (UncountedRecords("window", 2, 2_400), UncountedRecords("funding", 1, 300)), (), ()
    )


def test_records_left_to_a_person_make_a_low_and_a_high_base_and_name_the_reading() -> None:
    rows = [investment(100), investment(20, funding="central_other"), investment(3, category="other")]
    assert base(investments=rows) == Base(
        10_000, 12_300, 1, (), (UncountedRecords("funding", 1, 2_000), UncountedRecords("category", 1, 300)), (),
        ("central_other_money", "other_category"),
    )  # fmt: skip


def test_a_record_needs_only_what_decides_it() -> None:
    rows = [
        investment(1, None),
        investment(1, category=None),
        investment(1, funding=None),
        investment(1, None, None, "provincial"),
        investment(1, "2020-01-01", None, None),
    ]
    found = base(investments=rows)
    assert found is not None
    assert found.missing == ("investments[0].date", "investments[1].category", "investments[2].funding")


def test_no_records_are_no_base() -> None:
    assert base(investments=[]) is None
    assert base() is None


@pytest.mark.parametrize(
    ("year", "counted"), [("2024-12-31", 0), ("2025-01-01", 100), ("2025-12-31", 100), ("2026-01-01", 0)]
)
def test_the_income_of_the_year_before_counts_from_its_first_to_its_last_day(year: str, counted: int) -> None:
    found = base(fact="service_income", service_incomes=[{"date": year, "amount": 1}])
    assert found is not None
    assert (found.low, found.high) == (counted, counted)
    assert found.left_out == (() if counted else (UncountedRecords("year", 1, 100),))


def test_instruments_are_counted_from_the_required_value() -> None:
    policy = fundcalc.load("inner-mongolia-2025")
    rows = [{"original_value": value} for value in ("299999.99", "300000.00", "300000.01")]
    found = base(policy, "instruments_over_300k", instruments=rows)
    assert found is not None
    assert (found.low, found.high, found.counted) == (2, 2, 2)
    total = base(policy, "instruments_total", instruments=rows)
    assert total is not None
    assert total.low == 90_000_000


def test_a_wrong_round_is_refused_with_every_fault_of_every_row() -> None:
    with speaking("en"), pytest.raises(ApplicationError) as error:
        fundcalc.decide_all(YUNNAN, [HEAD, HEAD, HEAD | {"platform": "p2", "team_size": 1.5}], [PAID | {"year": 0}])
    assert str(error.value) == (
        "the round cannot be decided\n"
        "  [2] application of p2: team_size: 1.5 is not a whole number of 0 or more\n"
        "  paid[0] award already paid to p1: year: 0 is not a year; write it like 2026\n"
        "  platform p1 applies twice in this round"
    )


@pytest.mark.parametrize("given", [None, [1], "p1", 7])
def test_what_is_no_mapping_is_refused(given: Any) -> None:
    for read in (lambda: fundcalc.decide(fundcalc.load("yunnan-2025"), given), lambda: read_paid(given)):
        with pytest.raises(fundcalc.ApplicationError) as refused:
            read()
        assert str(refused.value) == f"{given!r}\n  is not a mapping of keys to values"
