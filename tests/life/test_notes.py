"""Notes on a standing: what decides nothing and a person should know, each as a sentence."""

from datetime import date

import pytest

import fundcalc
from fundcalc import Policy
from fundcalc.base.i18n import LANGUAGES, speaking
from fundcalc.life.sentences import note_sentence

from .test_standing import INNER_MONGOLIA, XPCC, YUNNAN, codes, d, on, rows


@pytest.mark.parametrize(
    ("day", "policy", "events", "code", "values"),
    [
        (
            "2026-01-01",
            XPCC,
            ("2025-09-01 filed",),
            "evaluation_after_validity",
            {"year": 2028, "last": d("2027-04-30")},
        ),
        (
            "2026-08-01",
            YUNNAN,
            ("2026-05-01 filed", "2026-07-01 changed"),
            "ends_on_day_off",
            {"period": "change_report", "day": d("2026-10-01"), "next_workday": d("2026-10-08")},
        ),
        (
            "2026-06-01",
            INNER_MONGOLIA,
            ("2025-10-01 filed", "2026-01-10 evaluated grade=fail", "2026-05-01 rechecked grade=fail"),
            "recheck_not_counted",
            {"on": d("2026-05-01")},
        ),
        (
            "2027-02-01",
            INNER_MONGOLIA,
            ("2025-10-01 filed", "2026-03-01 revoked", "2027-01-01 laid_out"),
            "laid_out_in_ban",
            {"until": d("2028-03-01")},
        ),
        ("2026-02-01", INNER_MONGOLIA, ("2026-01-01 bankrupt",), "no_filing", {"event": "bankrupt"}),
        (
            "2027-02-01",
            INNER_MONGOLIA,
            ("2025-10-01 filed", "2026-01-10 evaluated grade=fail"),
            "rectification_over",
            {"until": d("2027-01-10"), "rechecked": False},
        ),
    ],
)
def test_a_note_says_what_a_person_should_know(
    day: str, policy: Policy, events: tuple[str, ...], code: str, values: dict[str, object]
) -> None:
    one = on(day, policy, rows(*events))
    note = next(note for note in one.notes if note.code == code)
    assert {key: note.values[key] for key in values} == values
    for language in LANGUAGES:
        with speaking(language):
            assert note_sentence(policy, note)


def test_a_platform_may_be_evaluated_within_the_measure_without_a_note() -> None:
    one = on("2024-12-01", XPCC, rows("2024-06-01 filed"))
    assert ([due.year for due in one.due], "evaluation_after_validity" in codes(one)) == ([2027], False)


def test_support_from_the_year_of_a_change_on_is_for_a_person() -> None:
    events = rows("2026-05-01 filed", "2027-03-01 changed", "2027-09-01 unqualified")
    one = fundcalc.standing(YUNNAN, events, on=date(2027, 10, 1))[0]
    assert (one.facts.cancelled_from, "cancelled_from_year" in codes(one)) == (2027, True)
