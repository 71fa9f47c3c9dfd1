"""A decision as data: its public attributes and the JSON of the commands."""

import json
from collections.abc import Iterator
from decimal import Decimal

import fundcalc

APPLICATION = {
    "platform": "p1",
    "organisation": "o1",
    "award_year": 2026,
    "application_date": "2026-03-01",
    "filed_on": "2026-02-01",
    "platform_kind": "proof_of_concept",
    "plaque_only": False,
    "service_mechanism": True,
    "eligible_investment": "6000000.00",
    "service_income": "1500000.00",
    "site_area": "199.5",
    "equipment_value": "1.00",
}
PAID = {
    "organisation": "o1",
    "platform": "lab",
    "programme": "laboratory",
    "benefit": "support",
    "year": 2026,
    "amount": "1000000.00",
}


def decided(**readings: str) -> fundcalc.Decision:
    return fundcalc.decide(fundcalc.load("yunnan-2025", readings=readings), APPLICATION, [PAID])


def numbers(document: object, path: str = "") -> Iterator[tuple[str, object]]:
    match document:
        case dict():
            for key, value in document.items():
                yield from numbers(value, f"{path}.{key}")
        case list():
            for index, value in enumerate(document):
                yield from numbers(value, f"{path}.{index}")
        case int() | float() if not isinstance(document, bool):
            yield path, document


def test_amounts_are_decimal_yuan_with_two_decimals() -> None:
    decision = decided()
    assert decision.status == "needs_review"  # the site is below 200 m²
    assert (decision.payable, str(decision.benefits["build"].amount)) == (Decimal("0.00"), "1200000.00")


def test_the_json_has_no_number_that_could_be_an_amount() -> None:
    for readings in ({}, {"already_paid": "replace"}, {"contest_of": "every_award"}, {"contest_of": "each_benefit"}):
        document = decided(**readings).to_dict()
        assert json.loads(json.dumps(document)) == document
        assert [path for path, number in numbers(document) if number != 2026] == []


def test_the_json_of_a_contest_names_the_rivals_and_what_is_to_be_recovered() -> None:
    document = decided(already_paid="replace").to_dict()
    (contest,) = [step for step in document["steps"] if step["step"] == "Contested"]
    assert contest["rivals"] == [["laboratory", "lab", "1000000.00"]]
    assert (contest["own"], contest["payable"], contest["recover"]) == ("1500000.00", "1500000.00", "1000000.00")
    (recover,) = [note for note in document["notes"] if note["note"] == "recover"]
    assert recover["amount"] == "1000000.00"
