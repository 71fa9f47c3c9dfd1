"""Deciding a round: the one status, the notes, and what a decision says of itself."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fundcalc
from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import speaking
from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.application_reader import read_paid
from fundcalc.engine.decision import Decision
from fundcalc.engine.decision_parts import Point, ReadingNote, Remarked
from fundcalc.engine.rounds import decide, decide_all
from fundcalc.engine.steps import step_code

YUNNAN, MONGOLIA, XINZHOU = (fundcalc.load(id_) for id_ in ("yunnan-2025", "inner-mongolia-2025", "xinzhou-2024"))
URUMQI = fundcalc.load("urumqi-draft", changes={"validity.from": date(2026, 1, 1)})
XPCC = fundcalc.load("xpcc", changes={"validity.from": date(2026, 1, 1)})
Row = dict[str, object]

HEAD: Row = {
    "platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": "2026-03-01", "filed_on": "2026-05-01",
}  # fmt: skip
CENTRE: Row = HEAD | {"platform_kind": "proof_of_concept", "plaque_only": False, "eligible_investment": "8000000.00"}
BASE: Row = HEAD | {
    "platform": "p2", "platform_kind": "pilot_base", "service_mechanism": True, "service_income": "3000000.00",
}  # fmt: skip
REVOKED: Row = {"revoked_on": "2025-12-20", "revocation_ground": "第十八条（三）"}
LAB: Row = {
    "organisation": "o1", "platform": "lab", "programme": "laboratory", "benefit": "grant", "year": 2026,
    "amount": "1000000.00",
}  # fmt: skip
ELSEWHERE: Row = LAB | {"programme": "yunnan-2025", "benefit": "build", "platform": "x9"}


def points(decision: Decision) -> dict[str, Point]:
    return {note.code: note for note in decision.notes if isinstance(note, Point)}


def readings(decision: Decision) -> dict[tuple[str, str], ReadingNote]:
    return {(note.reading, note.other): note for note in decision.notes if isinstance(note, ReadingNote)}


# The one status: the first that holds


def test_each_status_gives_way_to_those_before_it() -> None:
    # One application that deserves nearly all of them, mended step by step.
    broken = CENTRE | REVOKED | {
        "application_date": "2025-12-05", "filed_on": None, "legal_person": False, "service_income": "1",
        "organisation_kind": "other",
    }  # fmt: skip
    rival = BASE | {"filed_on": None}
    met = {
        "legal_person": True, "site_area": 200, "team_size": 6, "directors": 1, "full_time_brokers": 2, "advisers": 5,
        "stored_projects": 10, "fund_size": "2000000.00", "all_attested": True,
    }  # fmt: skip
    mends: list[tuple[str, Row]] = [
        ("not_in_force", {}),
        ("barred", {"application_date": "2026-03-01"}),
        ("needs_election", {"revoked_on": None, "revocation_ground": None}),
        ("ineligible", {"elected": True}),
        ("needs_documents", met),
        ("needs_review", {"service_mechanism": True}),
        ("eligible", {"organisation_kind": "enterprise"}),
        ("payable", {"filed_on": "2026-05-01"}),
        ("nothing_due", {"plaque_only": True, "service_income": "0"}),
    ]
    application = broken
    for status, mend in mends:
        application = application | mend
        decision, _other = decide_all(YUNNAN, [application, rival])
        assert decision.status == status
        assert (decision.payable > 0) == (status == "payable")
        assert (decision.prospective > 0) == (status == "eligible")


def test_an_amount_by_reference_is_due_only_to_whom_it_is_due() -> None:
    base = HEAD | {"platform_kind": "pilot_base"}
    for grade, status in (("excellent", "by_reference"), ("pass", "nothing_due"), (None, "needs_documents")):
        decision = decide(XPCC, base | {"grade": grade})
        assert decision.status == status
        assert decision.payable == 0


def test_a_platform_that_is_not_filed_yet_needs_no_grade() -> None:
    met = {
        "platform_kind": "pilot_base", "legal_person": True, "registered_on": "2020-01-01", "integrity_record_clean": True,
        "through_host": False, "site_area": 2000, "equipment_value": "5000000.00", "has_pilot_line": True,
        "full_time_staff": 6, "technical_staff": 4, "qualified_technical_staff": 4, "ethics_sensitive": False,
        "all_attested": True,
    }  # fmt: skip
    assert decide(XPCC, HEAD | met | {"filed_on": None}).status == "eligible"


def test_a_condition_in_principle_warns_and_refuses_nobody() -> None:
    met = {
        "platform_kind": "proof_of_concept", "stage": "creation", "legal_person": True, "service_fields": 3, "site_area": 200,
        "equipment_value": "2000000.00", "directors": 1, "broker_staff": 1, "advisers_from_three_circles": True,
        "integrity_record_clean": True, "all_attested": True,
    }  # fmt: skip
    decision = decide(
        URUMQI, HEAD | met | {"filed_on": None, "open_service_cases": False, "built_within_3_years": False}
    )
    assert decision.status == "eligible"
    soft = [note for note in decision.notes if isinstance(note, Point) and note.code == "soft_condition"]
    assert [note.cite for note in soft] == ["四（一）3", "四（一）5"]


# One and several


def test_one_decided_alone_is_decided_as_in_a_round_of_one() -> None:
    row = LAB | {"platform": "p1", "programme": "yunnan-2025", "benefit": "operating"}
    (in_round,) = decide_all(YUNNAN, [CENTRE], [row, LAB])
    assert decide(YUNNAN, CENTRE, [row, LAB]).to_dict() == in_round.to_dict()


def test_decisions_come_in_the_order_of_the_applications() -> None:
    several = [CENTRE | {"platform": name, "organisation": name} for name in ("c", "a", "b")]
    assert [decision.platform for decision in decide_all(YUNNAN, several)] == ["c", "a", "b"]


def test_the_same_platform_twice_in_a_round_is_refused_whatever_its_unit() -> None:
    with speaking("en"), pytest.raises(ApplicationError) as error:
        decide_all(YUNNAN, [CENTRE, CENTRE | {"organisation": "o2"}])
    assert str(error.value) == "the round cannot be decided\n  platform p1 applies twice in this round"


def test_an_empty_round_has_no_decisions() -> None:
    assert decide_all(YUNNAN, []) == []


def test_progress_may_watch_the_applications_go_by() -> None:
    seen: list[str] = []

    def watch(applications: Sequence[Application]) -> Iterable[Application]:
        def each() -> Iterator[Application]:
            for application in applications:
                seen.append(application.platform)
                yield application

        return each()

    decide_all(YUNNAN, [CENTRE, BASE | {"organisation": "o2"}], progress=watch)
    assert seen == ["p1", "p2"]


def test_an_award_decided_from_this_very_application_is_no_history_to_it() -> None:
    row = PaidAward("o1", "p1", "yunnan-2025", "build", 2026, 160_000_000, decided_from="p1")
    assert decide(YUNNAN, CENTRE, [row]).status == "payable"
    assert decide_all(YUNNAN, [CENTRE], [row])[0].status == "payable"
    assert decide(YUNNAN, CENTRE, [row._replace(decided_from="")]).status == "nothing_due"


# Amounts told


def test_the_amount_of_a_benefit_is_reported_whatever_the_status() -> None:
    for row, status in (
        ({"application_date": "2029-01-01"}, "not_in_force"),
        (REVOKED | {"filed_on": None}, "barred"),
        ({"filed_on": None, "legal_person": False}, "ineligible"),
        ({"filed_on": None}, "needs_documents"),
        ({"site_area": 1}, "needs_review"),
        ({}, "payable"),
    ):
        decision = decide(YUNNAN, CENTRE | row)
        assert decision.status == status
        assert decision.benefits["build"].amount == Decimal("1600000.00")


def test_money_comes_back_as_yuan_with_two_decimals() -> None:
    decision = decide(YUNNAN, CENTRE)
    assert (str(decision.payable), str(decision.prospective)) == ("1600000.00", "0.00")
    assert str(decision.benefits["build"].amount) == "1600000.00"
    assert decision.benefits["operating"].amount is None
    assert decision.allotted == {"build": 160_000_000}


def test_what_is_allotted_adds_up_to_what_is_payable() -> None:
    both = CENTRE | {"service_mechanism": True, "service_income": "3000000.00"}
    assert decide(YUNNAN, both).allotted == {"build": 160_000_000, "operating": 60_000_000}
    assert decide(YUNNAN, both, [LAB]).allotted == {"build": 120_000_000}
    assert decide(YUNNAN, both, [LAB | {"amount": "3000000"}]).allotted == {}


def test_what_is_missing_is_listed_once_the_base_first() -> None:
    decision = decide(
        YUNNAN, HEAD | {"claims": ["build", "operating"], "filed_on": None, "platform_kind": "pilot_base"}
    )
    assert decision.missing[:4] == ("plaque_only", "eligible_investment", "service_mechanism", "service_income")
    assert "pilot_engineers" in decision.missing
    assert len(decision.missing) == len(set(decision.missing))
    assert decide(YUNNAN, CENTRE).missing == ()


# Steps and JSON


def test_the_steps_follow_the_order_of_the_law_each_with_its_article() -> None:
    both = CENTRE | {
        "service_mechanism": True, "service_income": "9000000", "revoked_on": "2026-01-01", "revocation_ground": "第十九条",
        "elected": True,
    }  # fmt: skip
    decision, _other = decide_all(YUNNAN, [both, BASE], [LAB])
    assert [(step_code(step), step.cite) for step in decision.steps] == [
        ("InForce", "第二十条"), ("Barred", "第十八条"), ("Elected", "第十四条"),
        ("Gate", "第十七条"), ("Given", "第十三条（一）"), ("Product", "第十三条（一）"),
        ("Gate", "第十三条（二）"), ("Given", "第十三条（二）"), ("Product", "第十三条（二）"), ("Capped", "第十三条（二）"),
        ("Contested", "第十四条"),
    ]  # fmt: skip


@pytest.mark.parametrize("policy", [YUNNAN, MONGOLIA, XINZHOU, URUMQI, XPCC], ids=lambda policy: policy.id)
def test_a_decision_is_json_with_money_as_decimal_text(policy: fundcalc.Policy) -> None:
    row = HEAD | {
        "grade": "excellent",
        "platform_kind": "pilot_base",
        "all_attested": True,
        "registered_on": "2020-01-01",
    }
    benefit = next(iter(policy.measure.benefit))
    paid = [LAB, LAB | {"programme": policy.id, "platform": "p1", "benefit": benefit}]
    for application in (row, row | {"filed_on": None}, row | {"revoked_on": "2026-01-01", "first_filing": False}):
        document = decide(policy, application, paid).to_dict()
        assert json.loads(json.dumps(document)) == document
        document.pop("range", None)
        assert set(document) == {"policy", "platform", "organisation", "award_year", "status", "payable", "prospective",
                             "benefits",
                             "checks", "steps", "notes", "missing", "readings"}  # fmt: skip


def test_the_json_of_a_decision_says_what_was_seen_and_required() -> None:
    document = decide(
        YUNNAN, BASE | {"filed_on": None, "site_area": "999.5", "equipment_value": "4000000", "advisers": 5}
    ).to_dict()
    checks = {check["id"]: check for check in document["checks"]}
    assert checks["pilot_site"] == {
        "id": "pilot_site", "cite": "第九条（三）", "outcome": "no", "seen": "999.5",
        "asked": {"fact": "site_area", "boundary": "inclusive", "at_least": "1000"},
    }  # fmt: skip
    assert checks["pilot_equipment"]["seen"] == "4000000.00"
    assert checks["pilot_equipment"]["outcome"] == "unknown"
    assert checks["pilot_equipment"]["missing"] == ["software_value"]
    assert checks["pilot_advisers"]["outcome"] == "yes"
    assert document["steps"][-1] == {
        "step": "Product", "cite": "第十三条（二）", "benefit": "operating", "rate": "20%", "base": "3000000.00",
        "rounded": "600000.00", "exact": "600000",
    }  # fmt: skip


# Notes


def test_a_reading_that_decided_is_noted_with_what_the_other_gives() -> None:
    notes = readings(decide(YUNNAN, CENTRE | {"eligible_investment": "9999999.99"}))
    assert {key: (note.status, note.payable) for key, note in notes.items()} == {
        ("rounding", "down"): ("payable", 199_999_999),
        ("rounding_unit", "1"): ("payable", 199_999_900),
        ("rounding_unit", "100"): ("payable", 199_990_000),
        ("rounding_unit", "1000"): ("payable", 199_900_000),
        ("rounding_unit", "10000"): ("payable", 199_000_000),
        ("rate_is", "ceiling"): ("needs_review", 0),
    }


def test_a_reading_that_changes_nothing_is_not_noted() -> None:
    assert set(readings(decide(YUNNAN, CENTRE))) == {("rate_is", "ceiling")}


def test_a_note_tells_the_condition_that_turns_and_the_benefit_that_changes() -> None:
    below = {"pilot_projects_done": 0, "productised_results": 0, "incubated_enterprises": 0, "enterprise_valuation": "0",
             "enterprise_revenue": "1000000", "technology_contracts": "0"}  # fmt: skip
    note = readings(decide(YUNNAN, BASE | below))["enterprise_test", "last_alone"]
    assert note.answers == {"pilot_results": "yes"}
    assert note.status == "payable"
    note = readings(decide(YUNNAN, CENTRE | {"eligible_investment": "9999999.99"}))["rounding", "down"]
    assert {name: due.fen for name, due in note.benefits.items()} == {"build": 199_999_999}


def test_a_condition_that_is_unknown_now_and_answered_under_another_reading_is_noted() -> None:
    # Three projects done would be enough with three products; read exclusively they never are.
    given = BASE | {"pilot_projects_done": 3, "incubated_enterprises": 0, "enterprise_valuation": "0",
                    "enterprise_revenue": "0", "technology_contracts": "0"}  # fmt: skip
    decision = decide(YUNNAN, given)
    assert decision.status == "payable"
    note = readings(decision)["at_least", "exclusive"]
    assert (note.status, note.answers) == ("needs_review", {"pilot_results": "no"})


def test_records_left_to_a_person_are_noted_even_where_they_change_nothing() -> None:
    rows = [{"date": "2025-06-01", "amount": 10_000_000, "category": "equipment", "funding": "own"},
            {"date": "2025-06-01", "amount": 10_000_000, "category": "other", "funding": "own"}]  # fmt: skip
    given = {key: value for key, value in CENTRE.items() if key != "eligible_investment"} | {"investments": rows}
    decision = decide(YUNNAN, given)
    assert decision.status == "payable"
    assert decision.payable == 2_000_000
    notes = readings(decision)
    assert {key for key in notes if key[0].endswith(("category", "money", "concept"))} == {
        ("other_category", "count"), ("other_category", "exclude"),
    }  # fmt: skip
    assert notes["other_category", "exclude"].payable == 200_000_000


@pytest.mark.parametrize(
    ("round_", "paid", "code", "cite", "values"),
    [
        ([CENTRE], [ELSEWHERE], "class_of_paid_unknown", "第十四条", {"awards": (read_paid(ELSEWHERE),)}),
        ([CENTRE], [ELSEWHERE | {"platform_kind": "proof_of_concept"}],
         "same_class_does_not_compete", "第十四条", {"platforms": ("x9",)}),
        ([CENTRE, BASE | REVOKED], [], "other_platform_barred", "第十八条", {"platforms": ("p2",)}),
        ([CENTRE | {"filed_on": "2025-12-10", "revoked_on": "2026-01-01", "revocation_ground": "第十九条"}], [], "filing_ended",
         "", {"filed_on": date(2025, 12, 10), "revoked_on": date(2026, 1, 1)}),
        ([CENTRE | {"revoked_on": "2026-01-01", "revocation_ground": "第十九条"}], [], "ban_ground", "第十八条",
         {"ground": "第十九条", "revoked_on": date(2026, 1, 1)}),
        ([CENTRE | {"organisation_kind": "other"}], [], "kind_not_settled", "第八条（一）", {"seen": "other"}),
        ([CENTRE, CENTRE | {"platform": "p3"}], [], "second_platform", "第十三条（一）",
         {"benefit": "build", "platforms": ("p3",)}),
    ],
)  # fmt: skip
def test_a_point_is_noted_with_its_article(
    round_: list[Row], paid: list[Row], code: str, cite: str, values: dict[str, object]
) -> None:
    decision = decide_all(YUNNAN, round_, paid)[0]
    assert points(decision)[code] == Point(code, cite, values)  # type: ignore[arg-type]


def test_what_is_to_be_recovered_is_noted() -> None:
    policy = YUNNAN.under("already_paid", "replace")
    assert points(decide(policy, CENTRE, [LAB]))["recover"].values == {"fen": 100_000_000}


def test_an_upper_limit_is_noted_as_one() -> None:
    decision = decide(YUNNAN.under("rate_is", "ceiling"), CENTRE)
    assert points(decision)["upper_limit"] == Point("upper_limit", "第十三条（一）", {"benefit": "build"})


def test_the_same_record_under_two_platforms_of_a_unit_is_noted() -> None:
    record = {"date": "2025-06-01", "amount": "5000000.00", "category": "equipment", "funding": "own"}
    plain = {key: value for key, value in CENTRE.items() if key != "eligible_investment"}
    round_ = [plain | {"investments": [record]}, plain | {"platform": "p3", "investments": [record]}]
    first, second = decide_all(YUNNAN, round_)
    assert points(first)["same_record_twice"].values == {"records": 1, "platforms": ("p3",)}
    assert points(second)["same_record_twice"].values == {"records": 1, "platforms": ("p1",)}
    elsewhere = decide_all(YUNNAN, [round_[0], round_[1] | {"organisation": "o2"}])
    assert "same_record_twice" not in points(elsewhere[0])


def test_a_filing_of_another_year_is_noted_where_it_is_what_is_paid_for() -> None:
    decision = decide(MONGOLIA, HEAD | {"platform_kind": "pilot_base", "filed_on": "2025-12-30"})
    assert points(decision)["filed_in_another_year"].values == {"benefit": "filing", "filed_on": date(2025, 12, 30)}
    assert "filed_in_another_year" not in points(decide(MONGOLIA, HEAD | {"platform_kind": "pilot_base"}))


def test_a_remark_of_the_measure_is_said_where_its_condition_holds() -> None:
    remarks = [note for note in decide(YUNNAN, CENTRE | {"plaque_only": True}).notes if isinstance(note, Remarked)]
    assert remarks == [Remarked("plaque_evaluation", "第十七条")]
    assert not [note for note in decide(YUNNAN, CENTRE).notes if isinstance(note, Remarked)]


# Elections


def verdicts(*elected: tuple[str, bool | None], policy: fundcalc.Policy = YUNNAN) -> list[str]:
    """The statuses of one unit's platforms, each of a kind and with what it says of the choice."""
    kinds = {"centre": CENTRE, "base": BASE}
    round_ = [
        kinds[kind] | {"platform": f"p{index}", "elected": choice} for index, (kind, choice) in enumerate(elected)
    ]
    return [decision.status for decision in decide_all(policy, round_)]


def test_a_choice_is_of_a_class_and_holds_for_its_other_platforms() -> None:
    assert verdicts(("centre", True), ("centre", None), ("base", None)) == ["payable", "payable", "nothing_due"]
    assert verdicts(("centre", True), ("centre", False), ("base", None)) == ["payable", "nothing_due", "nothing_due"]
    assert verdicts(("centre", None), ("centre", None), ("base", None)) == ["needs_election"] * 3
    assert verdicts(("centre", True), ("base", True), ("base", None)) == ["needs_election"] * 3


def test_awards_of_the_unit_come_before_those_of_the_platform_under_another_unit() -> None:
    row = {
        "platform": CENTRE["platform"],
        "programme": "yunnan-2025",
        "benefit": "build",
        "year": 2025,
        "amount": "0.01",
    }
    paid = [row | {"organisation": "another"}, row | {"organisation": CENTRE["organisation"]}]
    (of_round,) = decide_all(YUNNAN, [CENTRE], paid)
    assert decide(YUNNAN, CENTRE, paid).to_dict() == of_round.to_dict()


def test_a_class_given_up_in_another_year_bears_on_one_that_is_given_up() -> None:
    """Under the reading of any year the unit gave up every class, and has chosen none."""
    given_up = CENTRE | {"elected": False}, BASE | {"elected": False, "award_year": 2027}
    mine, _other = decide_all(YUNNAN, given_up)
    assert mine.status == "nothing_due"
    assert [(note.reading, note.other, note.status) for note in mine.notes if isinstance(note, ReadingNote)] == [
        ("election_round", "any_year", "needs_election")
    ]


def test_a_platform_with_kind_is_unknown_may_be_of_the_other_class() -> None:
    unknown = {key: value for key, value in BASE.items() if key != "platform_kind"}
    assert [decision.status for decision in decide_all(YUNNAN, [CENTRE, unknown])] == ["needs_election"] * 2


def test_what_is_not_accepted_is_nought_and_says_why() -> None:
    accepted, refused = decide_all(YUNNAN, [CENTRE | {"elected": True}, BASE])
    assert accepted.status == "payable"
    assert refused.benefits["operating"].amount == 0
    assert refused.benefits["operating"].reason == "not_elected"
    assert refused.benefits["operating"].cite == "第十四条"
    assert refused.benefits["build"].reason == "not_claimed"


def test_a_measure_without_an_election_accepts_both() -> None:
    round_ = [HEAD | {"platform_kind": "pilot_base"}, HEAD | {"platform": "p2", "platform_kind": "proof_of_concept"}]
    assert [decision.payable for decision in decide_all(MONGOLIA, round_)] == [1_500_000, 500_000]


# What a person decides and what is missing


def test_a_missing_fact_is_requested_before_a_person_decides() -> None:
    decision = decide(MONGOLIA, HEAD | {"first_filing": False})
    assert (decision.status, decision.missing) == ("needs_documents", ("platform_kind",))
    assert decision.benefits["filing"].reason == "needs_documents"


@pytest.mark.parametrize("paid", ["yearly", "every_evaluation"])
def test_two_platforms_that_claim_what_an_organisation_gets_once_a_year_are_left_to_a_person(paid: str) -> None:
    changes = {"benefit.build.paid": paid, "benefit.build.per": "organisation"}
    policy = fundcalc.load("yunnan-2025", changes=changes)
    second = CENTRE | {"platform": "p3"}
    decisions = decide_all(policy, [CENTRE, second])
    assert [decision.status for decision in decisions] == ["needs_review"] * 2
    assert "second_platform" in {note.code for note in decisions[0].notes if isinstance(note, Point)}
    later = second | {"award_year": 2027, "application_date": "2027-03-01"}
    assert [decision.status for decision in decide_all(policy, [CENTRE, later])] == ["payable"] * 2
    to_second = LAB | {"platform": "p3", "programme": "yunnan-2025", "benefit": "build"}
    (alone,) = decide_all(policy, [CENTRE], [to_second])
    assert alone.payable == 0
    assert alone.benefits["build"].reason == "already_paid"
    (of_last_year,) = decide_all(policy, [CENTRE], [to_second | {"year": 2025}])
    assert of_last_year.payable == 1_600_000


def test_once_for_a_unit_is_left_to_a_person_only_among_those_that_may_get_it() -> None:
    once = YUNNAN.under("build_once_per", "organisation")
    second = CENTRE | {"platform": "p3"}
    assert [decision.status for decision in decide_all(once, [CENTRE, second])] == ["needs_review"] * 2
    for given_up in (
        {"elected": False},
        {"claims": ["operating"], "service_mechanism": False},
        {"award_year": 2026} | REVOKED,
    ):
        assert decide_all(once, [CENTRE, second | given_up])[0].status == "payable"


# Ids, awards of the measure, and the day of the decision


def test_ids_are_compared_without_case() -> None:
    small, capital = CENTRE | {"organisation": "unit"}, BASE | {"organisation": "UNIT"}
    assert {decision.status for decision in decide_all(YUNNAN, [small, capital])} == {"needs_election"}
    paid = [
        LAB | {"organisation": "O1", "platform": "P1", "programme": "Yunnan-2025", "benefit": "Build", "year": 2025}
    ]
    assert decide(YUNNAN, CENTRE, paid).benefits["build"].reason == "already_paid"


def test_an_award_of_the_measure_names_one_of_its_benefits() -> None:
    with speaking("en"), pytest.raises(ApplicationError, match="did you mean build"):
        decide(YUNNAN, CENTRE, [LAB | {"programme": "yunnan-2025", "benefit": "biuld"}])


def test_a_filing_after_the_day_of_the_decision_does_not_count() -> None:
    filed = CENTRE | {"filed_on": "2026-06-02"}
    assert decide(YUNNAN, filed, on=date(2026, 6, 1)).status == "needs_documents"
    assert decide(YUNNAN, filed, on=date(2026, 6, 2)).status == "payable"
    assert decide(YUNNAN, filed).status == "payable"


def test_awards_that_do_not_count_are_noted() -> None:
    paid = [LAB | {"year": 2025}, LAB | {"local": True}, LAB | {"programme": "yunan-2025"}]
    notes = decide(YUNNAN, CENTRE, paid).to_dict()["notes"]
    assert [note["reason"] for note in notes if note["note"] == "paid_not_counted"] == ["local", "year"]
    assert [note["programme"] for note in notes if note["note"] == "programme_resembles"] == ["yunan-2025"]


# The least and the most while a person has not decided


@given(
    treatments=st.lists(st.sampled_from(["central_other", "other", "own"]), min_size=1, max_size=5),
    amounts=st.lists(st.integers(1, 6_000_000), min_size=5, max_size=5),
    rival=st.integers(0, 1_000_000),
)
def test_the_bounds_are_the_extremes_of_every_combination_of_readings(
    treatments: list[str], amounts: list[int], rival: int
) -> None:
    records = [
        {"date": "2025-06-01", "amount": amount, "category": "other" if kind == "other" else "equipment",
         "funding": "own" if kind == "other" else kind}
        for kind, amount in zip(treatments, amounts, strict=False)
    ]  # fmt: skip
    given_ = {**CENTRE, "investments": records}
    given_.pop("eligible_investment", None)
    paid = [LAB | {"amount": rival}]
    decision = decide(YUNNAN, given_, paid)
    combinations = [
        decide(YUNNAN.under("other_category", one).under("central_other_money", two), given_, paid).payable_fen
        for one in ("count", "exclude")
        for two in ("count", "exclude")
    ]
    if decision.bounds is None:
        assert set(combinations) == {decision.payable_fen}
    else:
        assert (decision.bounds.least, decision.bounds.most) == (min(combinations), max(combinations))
