"""One unit against every measure."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

import fundcalc
from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import speaking
from fundcalc.matching.matches import Matches
from fundcalc.matching.records import MeasureMatch
from fundcalc.matching.tables import conflict_sentences, outcome, unassigned_sentence
from fundcalc.policy.loading import available

ON = date(2026, 3, 1)
CENTRE: dict[str, object] = {
    "platform": "P-1",
    "organisation": "O-1",
    "platform_kind": "proof_of_concept",
    "eligible_investment": "8000000.00",
    "service_income": Decimal("3333333.33"),
}


def found(facts: Mapping[str, object], **options: object) -> Matches:
    return fundcalc.match({**CENTRE, **facts}, on=ON, **options)  # type: ignore[arg-type]


def of(matches: Matches, policy: str) -> MeasureMatch:
    return next(one for one in matches.matches if one.policy.id == policy)


def test_a_missing_fact_is_wanted_and_refuses_nothing() -> None:
    matches = found({})
    yunnan = of(matches, "yunnan-2025")
    # 20% of 8 million, and 20% of the income.
    assert (yunnan.status, yunnan.payable, yunnan.amount, yunnan.most) == ("needs_documents", 0, 226666667, 226666667)
    wanted = {fact for missing in yunnan.missing for fact in missing.facts}
    assert {"plaque_only", "service_mechanism", "legal_person", "integrity_pledge"} <= wanted
    assert all(missing.cite for missing in yunnan.missing)


def test_the_highest_amount_comes_first_and_what_pays_nothing_last() -> None:
    matches = found({})
    assert {one.policy.id for one in matches.matches} == set(available())
    assert [one.policy.id for one in matches.matches[:2]] == ["yunnan-2025", "inner-mongolia-2025"]
    assert [one.amount for one in matches.matches] == sorted((one.amount for one in matches.matches), reverse=True)
    assert of(matches, "urumqi-draft").status == "not_in_force"
    assert of(matches, "xinzhou-2024").status == "ineligible"


def test_an_unknown_base_counts_up_to_the_cap() -> None:
    facts = {**CENTRE, "service_income": None}
    yunnan = of(fundcalc.match(facts, on=ON), "yunnan-2025")
    assert (yunnan.amount, yunnan.most) == (160000000, 260000000)
    operating = next(benefit for benefit in yunnan.benefits if benefit.id == "operating")
    assert (operating.fen, operating.most) == (None, 100000000)
    assert "service_income" in operating.missing


def test_a_filing_counts_for_its_own_measure_only() -> None:
    filed = {"filed_on": "2026-02-10", "plaque_only": "no"}
    unsaid = found(filed)
    assert unsaid.unassigned == ("filed_on",)
    assert all(one.payable == 0 for one in unsaid.matches)
    with speaking("en"):
        assert "say which" in unassigned_sentence(unsaid)
    said = found({**filed, "policy": "yunnan-2025"})
    assert [one.policy.id for one in said.matches if one.payable] == []  # the mechanism of the second support is open
    table = found(
        {"plaque_only": "no", "service_mechanism": "yes", "measure": {"yunnan-2025": {"filed_on": "2026-02-10"}}}
    )
    assert (of(table, "yunnan-2025").status, of(table, "yunnan-2025").payable) == ("payable", 226666667)
    assert of(table, "inner-mongolia-2025").payable == 0


def test_what_the_formula_says_is_what_a_decision_pays() -> None:
    facts = {**CENTRE, "filed_on": "2026-02-10", "plaque_only": "no", "service_mechanism": "yes"}
    decision = fundcalc.decide(
        fundcalc.load("yunnan-2025"), {**facts, "award_year": 2026, "application_date": "2026-03-01"}
    )
    match = of(fundcalc.match({**facts, "policy": "yunnan-2025"}, on=ON), "yunnan-2025")
    assert Decimal(match.payable) / 100 == decision.payable == Decimal("2266666.67")


def test_an_award_already_paid_is_not_paid_twice() -> None:
    paid = [
        {"organisation": "O-1", "platform": "P-1", "programme": "yunnan-2025", "benefit": "build",
         "year": 2025, "amount": "1600000.00", "platform_kind": "proof_of_concept"},
    ]  # fmt: skip
    yunnan = of(found({"paid": paid}), "yunnan-2025")
    assert yunnan.amount == 66666667
    assert of(found({}, paid=paid), "yunnan-2025").amount == yunnan.amount


def test_measures_that_exclude_each_other_are_named_with_the_article() -> None:
    matches = found({})
    pairs = [conflict for conflict in matches.conflicts if len(conflict.policies) == 2]
    assert [set(pair.policies) for pair in pairs] == [{"yunnan-2025", "inner-mongolia-2025"}]
    assert pairs[0].cites["yunnan-2025"] == "第十四条"
    with speaking("zh"):
        assert any("就高不重复" in line for line in conflict_sentences(matches))


def test_a_fact_no_measure_knows_is_refused_with_the_nearest() -> None:
    with pytest.raises(fundcalc.ApplicationError) as error, speaking("en"):
        found({"eligible_investmant": "1"})
    assert "eligible_investment" in str(error.value)
    faulty: list[dict[str, object]] = [
        {"policy": "yunan-2025"},
        {"measure": {"nowhere": {}}},
        {"measure": 3},
        {"paid": 5},
    ]
    for wrong in faulty:
        with pytest.raises(fundcalc.ApplicationError):
            found(wrong)


def test_a_value_that_a_measure_cannot_read_is_said_for_that_measure() -> None:
    matches = found({"team_size": "many"})
    yunnan = of(matches, "yunnan-2025")
    assert (yunnan.status, yunnan.amount) == ("not_read", 0)
    with speaking("en"):
        assert "team_size" in outcome(yunnan)


def test_what_holds_under_one_measure_is_read_with_the_application() -> None:
    application = {**CENTRE, "plaque_only": "no", "service_mechanism": "yes"}
    own = {"yunnan-2025": {"filed_on": "2026-02-10"}}
    nested = fundcalc.match({"application": application, "measure": own}, on=ON)
    assert of(nested, "yunnan-2025").payable == 226666667
    with pytest.raises(ApplicationError, match="eligble_investment"):
        fundcalc.match({"application": application, "eligble_investment": "1.00"}, on=ON)


def test_the_document_has_decimal_text_and_the_articles() -> None:
    document = json.loads(json.dumps(found({}).to_dict()))
    first = document["matches"][0]
    assert (first["policy"], first["amount"], first["most"]) == ("yunnan-2025", "2266666.67", "2266666.67")
    assert first["benefits"]["build"]["cite"] == "第十三条（一）"
    wanted = {fact["fact"]: fact["source"] for missing in first["missing"] for fact in missing["facts"]}
    assert (wanted["integrity_pledge"], wanted["legal_person"]) == ("review", "applicant")
