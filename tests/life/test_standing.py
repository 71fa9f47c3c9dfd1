"""The life of a platform under each measure: worked histories, to the day."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import fundcalc
from fundcalc import Policy, PolicyError, Standing
from fundcalc.base.i18n import speaking

d = date.fromisoformat
INNER_MONGOLIA = fundcalc.load("inner-mongolia-2025")
YUNNAN = fundcalc.load("yunnan-2025")
XINZHOU = fundcalc.load("xinzhou-2024")
URUMQI = fundcalc.load("urumqi-draft", changes={"validity.from": d("2026-07-01")})
XPCC = fundcalc.load("xpcc", changes={"validity.from": d("2024-05-01")})


def rows(*events: str, **common: object) -> list[dict[str, Any]]:
    """Rows from lines such as ``2026-05-01 evaluated grade=fail``."""
    made: list[dict[str, object]] = []
    for line in events:
        on, word, *more = line.split()
        given = dict(part.split("=") for part in more)
        made.append({"platform": "p1", **common, "date": on, "event": word, **given})
    return made


def on(day: str, policy: Policy, events: Sequence[Mapping[str, object]], **given: Any) -> Standing:
    answer = fundcalc.standing(policy, events, on=d(day), **given)
    assert not answer.faults
    (one,) = answer
    return one


def duties(one: Standing) -> list[tuple[str, int | None, object, bool]]:
    return [(due.duty, due.year, due.last_day and due.last_day.isoformat(), due.overdue) for due in one.due]


def proposed(one: Standing) -> list[tuple[str, str, str]]:
    return [(proposal.action, proposal.since.isoformat(), proposal.cite) for proposal in one.proposed]


def codes(one: Standing) -> list[str]:
    return [note.code for note in one.notes]


def other(one: Standing, reading: str) -> Any:
    """What holds under the other value of a reading, where that differs."""
    return next((n.values["outcome"] for n in one.notes if n.values.get("reading") == reading), None)


LAID_OUT = rows(
    "2025-09-01 applied",
    "2025-10-10 laid_out",
    "2028-09-20 acceptance_applied",
    "2028-10-01 filed",
    "2029-06-01 evaluated grade=fail",
    "2030-06-01 absent",
    "2030-09-01 revoked cite=第二十三条（二）",
    "2032-09-02 applied",
    "2032-11-01 filed",
    platform_kind="pilot_base",
    organisation="o1",
)


@pytest.mark.parametrize(
    ("day", "state", "since", "cite", "until"),
    [
        ("2025-08-31", "none", None, "", None),
        ("2025-09-01", "applied", "2025-09-01", "第十六条（二）", None),
        ("2025-10-10", "building", "2025-10-10", "第十一条（一）", "2028-10-10"),
        ("2028-10-01", "filed", "2028-10-01", "第十六条（五）", None),
        ("2029-06-01", "rectifying", "2029-06-01", "第二十一条", "2030-06-01"),
        ("2030-08-31", "rectifying", "2029-06-01", "第二十一条", "2030-06-01"),
        ("2030-09-01", "barred", "2030-09-01", "第二十四条", "2032-09-01"),
        ("2032-09-01", "barred", "2030-09-01", "第二十四条", "2032-09-01"),
        ("2032-09-02", "applied", "2032-09-02", "第十六条（二）", None),
        ("2032-11-01", "filed", "2032-11-01", "第十六条（五）", None),
    ],
)
def test_inner_mongolia_from_the_first_application_to_a_new_filing(
    day: str, state: str, since: str | None, cite: str, until: str | None
) -> None:
    one = on(day, INNER_MONGOLIA, LAID_OUT)
    ends = (one.build_until, one.rectify_until, one.barred_until)
    assert (one.state, one.since and one.since.isoformat(), one.cite) == (state, since, cite)
    assert [end.isoformat() for end in ends if end] == ([until] if until else [])


def test_two_fails_running_are_proposed_for_revocation() -> None:
    assert proposed(on("2030-05-31", INNER_MONGOLIA, LAID_OUT)) == []
    assert proposed(on("2030-06-01", INNER_MONGOLIA, LAID_OUT)) == [("revoke", "2030-06-01", "第二十三条（二）")]
    assert proposed(on("2030-09-01", INNER_MONGOLIA, LAID_OUT)) == []
    kept = [*LAID_OUT[:6], *rows("2030-07-01 not_revoked")]
    assert proposed(on("2030-08-31", INNER_MONGOLIA, kept)) == []


def test_a_filing_after_a_ban_is_not_the_first() -> None:
    one = on("2032-12-01", INNER_MONGOLIA, LAID_OUT)
    assert (one.facts.filed_on, one.facts.first_filing, one.facts.revoked_on) == (
        d("2032-11-01"),
        False,
        d("2030-09-01"),
    )
    assert "not_first_filing" in codes(one)


def test_the_end_of_the_ban_is_a_reading_and_says_the_other_outcome() -> None:
    one = on("2032-09-01", INNER_MONGOLIA, LAID_OUT[:-2])
    assert other(one, "ban_end") == {"state": "revoked", "cite": "第二十三条（二）", "barred_until": None}
    free = fundcalc.load("inner-mongolia-2025", readings={"ban_end": "anniversary_free"})
    assert on("2032-09-01", free, LAID_OUT[:-2]).state == "revoked"
    assert on("2032-08-31", free, LAID_OUT[:-2]).state == "barred"


def test_which_fail_is_the_first_is_a_reading() -> None:
    events = rows("2025-10-01 filed", "2026-06-01 evaluated grade=fail", "2027-06-01 evaluated grade=pass",
                  "2028-06-01 evaluated grade=fail")  # fmt: skip
    one = on("2028-07-01", INNER_MONGOLIA, events)
    assert (one.state, one.rectify_until) == ("rectifying", d("2029-06-01"))
    assert proposed(one) == []
    outcome = other(one, "first_fail")
    assert (outcome["state"], outcome["rectify_until"]) == ("filed", None)


def test_what_a_paid_platform_owes_next() -> None:
    paid = [
        {"organisation": "o1", "platform": "P1", "programme": "inner-mongolia-2025", "benefit": "filing", "year": 2025,
         "amount": "500000"},
    ]  # fmt: skip
    events = rows("2025-10-01 filed", "2026-02-01 changed note=更名", "2026-03-01 report year=2025", organisation="o1")
    one = on("2027-03-01", INNER_MONGOLIA, events, paid=paid)
    assert duties(one) == [
        ("implementation_report", 2025, None, False),
        ("report", 2026, None, False),
        ("evaluation", 2026, None, False),
        ("change_report", None, None, False),
    ]
    assert "first_evaluation_inferred" in codes(one)
    done = [*events, *rows("2026-05-01 implementation_reported year=2025", "2026-05-02 change_reported")]
    assert duties(on("2026-12-31", INNER_MONGOLIA, done, paid=paid)) == [("evaluation", 2026, None, False)]


def test_yunnan_reports_a_change_within_three_months() -> None:
    events = rows("2026-05-01 filed", "2026-11-30 changed", "2027-01-10 report year=2026")
    for day, overdue in (("2027-02-28", False), ("2027-03-01", True)):
        one = on(day, YUNNAN, events)
        assert duties(one) == [("change_report", None, "2027-02-28", overdue), ("evaluation", 2028, None, False)]
    assert "ends_on_day_off" not in codes(on("2027-02-01", YUNNAN, events)), "2027 has no calendar yet"


def test_a_failed_recheck_in_yunnan_is_a_reading() -> None:
    events = rows("2026-05-01 filed", "2028-03-01 evaluated grade=fail", "2028-09-01 rechecked grade=fail")
    one = on("2028-09-02", YUNNAN, events)
    assert proposed(one) == [("revoke", "2028-09-01", "第十八条（一）")]
    assert other(one, "failed_recheck")["proposed"] == [{"action": "revoke", "since": "2028-09-01", "cite": "第十六条"}]
    for cite, state in (("", "barred"), ("第十六条", "barred"), ("第十八条（二）", "barred"), ("第十九条", "revoked")):
        revoked = [*events, {"platform": "p1", "date": "2028-10-01", "event": "revoked", "cite": cite}]
        assert on("2028-11-01", YUNNAN, revoked).state == state
    only = fundcalc.load("yunnan-2025", readings={"failed_recheck": "cancel_only"})
    assert on("2028-11-01", only, [*events, *rows("2028-10-01 revoked cite=第十六条")]).state == "revoked"


def test_a_missing_report_in_yunnan_is_a_reading() -> None:
    one = on("2027-05-01", YUNNAN, rows("2026-05-01 filed", "2027-04-01 report_missing year=2026"))
    assert (one.state, one.rectify_until) == ("rectifying", d("2028-04-01"))
    assert other(one, "missing_report")["state"] == "filed"


def test_a_recheck_is_due_once_the_rectification_is_over() -> None:
    events = rows("2026-01-10 filed", "2027-03-01 evaluated grade=fail", "2027-04-01 report year=2026")
    assert "recheck" not in [due.duty for due in on("2028-03-01", YUNNAN, events).due]
    assert duties(on("2028-03-02", YUNNAN, [*events, *rows("2028-01-05 report year=2027")]))[0][:2] == ("recheck", None)


def test_a_platform_by_plaque_never_rectifies() -> None:
    events = rows(
        "2026-05-01 filed cite=第十七条", "2028-03-01 evaluated grade=fail", "2028-04-01 report_missing year=2027"
    )
    one = on("2028-05-01", YUNNAN, events)
    assert (one.state, proposed(one)) == ("filed", [])
    assert "plaque" in codes(one)


def test_nothing_is_due_after_the_last_day_of_the_measure() -> None:
    events = rows("2026-05-01 filed", "2028-03-01 evaluated grade=fail", "2028-06-01 accident")
    assert on("2028-12-05", YUNNAN, events).due
    one = on("2028-12-06", YUNNAN, events)
    assert (one.state, one.due, one.proposed) == ("rectifying", (), ())
    assert "after_validity" in codes(one)


BUILT = rows("2025-01-31 applied", "2025-03-01 laid_out", organisation="o1", platform_kind="pilot_base")


def test_xinzhou_builds_two_years_and_applies_for_acceptance_within_a_month() -> None:
    assert on("2026-01-01", XINZHOU, BUILT).build_until == d("2027-03-01")
    assert duties(on("2027-04-01", XINZHOU, BUILT)) == [("acceptance_application", None, "2027-04-01", False)]
    one = on("2027-04-02", XINZHOU, BUILT)
    assert duties(one) == [("acceptance_application", None, "2027-04-01", True)]
    assert (proposed(one), "building_over" in codes(one)) == ([], True)
    assert on("2027-04-02", XINZHOU, [*BUILT, *rows("2027-03-15 acceptance_applied")]).due == ()


def test_an_extension_in_xinzhou_that_passes_withdraws_the_approval() -> None:
    extended = [*BUILT, *rows("2027-02-20 extended until=2028-03-01")]
    assert on("2028-03-01", XINZHOU, extended).build_until == d("2028-03-01")
    assert proposed(on("2028-04-01", XINZHOU, extended)) == []
    assert proposed(on("2028-04-02", XINZHOU, extended)) == [("withdraw", "2028-04-02", "第八条（四）")]
    refused = [*extended, *rows("2028-02-01 acceptance_applied", "2028-03-20 acceptance_refused")]
    assert proposed(on("2028-03-20", XINZHOU, refused)) == [("withdraw", "2028-03-20", "第八条（四）")]
    ended = on("2028-06-01", XINZHOU, [*refused, *rows("2028-05-01 revoked")])
    assert (ended.state, ended.cite, ended.barred_until) == ("revoked", "第八条（四）", None)


@pytest.mark.parametrize("until", ["2028-03-02", "2027-03-01"])
def test_an_extension_beyond_a_year_is_a_fault(until: str) -> None:
    answer = fundcalc.standing(XINZHOU, [*BUILT, *rows(f"2027-02-20 extended until={until}")], on=d("2027-06-01"))
    assert [(fault.rule, fault.cell) for fault in answer.faults] == [("extension", "[2].until")]
    assert answer[0].build_until == d("2027-03-01")


def test_xinzhou_counts_running_years_and_one_fail_of_three_years() -> None:
    filed = [*BUILT, *rows("2026-12-01 filed")]
    apart = [
        *filed,
        *rows("2027-12-01 evaluated grade=fail cycle=annual", "2029-12-01 evaluated grade=fail cycle=annual"),
    ]
    assert (on("2030-01-01", fundcalc.load("xinzhou-2024", changes={"validity.years": 9}), apart).state) == "filed"
    assert proposed(on("2029-07-01", XINZHOU, apart)) == []
    running = [
        *filed,
        *rows("2027-12-01 evaluated grade=fail cycle=annual", "2028-12-01 evaluated grade=fail cycle=annual"),
    ]
    assert proposed(on("2029-01-01", XINZHOU, running)) == [("revoke", "2028-12-01", "第十六条")]
    once = [*filed, *rows("2028-12-01 evaluated grade=fail cycle=triennial")]
    assert proposed(on("2029-01-01", XINZHOU, once)) == [("revoke", "2028-12-01", "第十七条")]
    assert duties(on("2027-06-01", XINZHOU, filed)) == [
        ("report", 2026, None, False),
        ("evaluation", 2027, None, False),
        ("evaluation", 2029, None, False),
    ]


def test_xinzhou_recognises_again_after_a_change() -> None:
    filed = [*BUILT, *rows("2026-12-01 filed", "2027-05-01 changed")]
    one = on("2027-09-01", XINZHOU, [*filed, *rows("2027-08-01 filed")])
    assert (one.state, one.facts.filed_on, one.facts.first_filing) == ("filed", d("2027-08-01"), False)
    assert on("2027-09-01", XINZHOU, [*filed, *rows("2027-08-01 revoked")]).state == "revoked"


CREATED = rows("2026-09-01 laid_out", "2027-06-01 evaluated grade=fail", organisation="o1")


def test_urumqi_evaluates_created_centres() -> None:
    one = on("2027-06-30", URUMQI, CREATED)
    assert (one.state, one.rectify_until, one.build_until) == ("rectifying", d("2028-06-01"), None)
    back = on("2028-07-01", URUMQI, [*CREATED, *rows("2028-06-10 rechecked grade=pass")])
    assert (back.state, back.build_until, "general_period" in codes(back)) == ("building", d("2029-09-01"), True)
    failed = [*CREATED, *rows("2028-06-10 rechecked grade=fail")]
    assert proposed(on("2028-07-01", URUMQI, failed)) == [("revoke", "2028-06-10", "六（三）")]
    ended = on("2028-09-01", URUMQI, [*failed, *rows("2028-08-01 revoked")])
    assert (ended.state, ended.cite) == ("revoked", "六（三）")
    again = on("2028-10-01", URUMQI, [*failed, *rows("2028-08-01 revoked", "2028-08-02 applied")])
    assert again.state == "applied"


def test_a_centre_no_longer_qualified_is_cancelled_from_the_year_of_the_change() -> None:
    events = rows("2026-09-01 laid_out", "2028-09-01 filed", "2029-11-01 changed", "2030-02-01 unqualified")
    one = on("2030-03-01", URUMQI, events)
    assert proposed(one) == [("revoke", "2030-02-01", "六（五）")]
    assert one.facts.cancelled_from == 2029


def test_xpcc_revokes_who_does_not_take_part_or_cooperate() -> None:
    events = rows("2024-06-01 applied", "2024-09-01 filed")
    assert duties(on("2026-01-01", XPCC, events)) == [("evaluation", 2027, None, False)]
    for word, cite in (("absent", "第九条（三）"), ("withdrawn", "第九条（三）"), ("not_cooperating", "第九条")):
        one = on("2027-01-01", XPCC, [*events, *rows(f"2026-12-01 {word}")])
        assert proposed(one) == [("revoke", "2026-12-01", cite)]
    failed = [
        *events,
        *rows("2026-06-01 evaluated grade=fail", "2027-03-01 rechecked grade=fail", "2027-04-01 revoked"),
    ]
    assert on("2027-04-30", XPCC, failed).state == "revoked"
    assert on("2027-04-30", XPCC, [*failed, *rows("2027-04-02 applied")]).state == "applied"


@pytest.mark.parametrize(
    ("policy", "line", "rule", "column"),
    [
        (INNER_MONGOLIA, "2026-01-01 evaluated grade=pass", "graded_before_filed", "event"),
        (INNER_MONGOLIA, "2026-01-01 revoked", "revoked_without_filing", "event"),
        (INNER_MONGOLIA, "2026-01-01 rechecked grade=pass", "recheck", "event"),
        (INNER_MONGOLIA, "2026-01-01 evaluated grade=good", "grade", "grade"),
        (INNER_MONGOLIA, "2026-01-01 evaluated", "missing", "grade"),
        (INNER_MONGOLIA, "2026-13-01 filed", "value", "date"),
        (INNER_MONGOLIA, "2026-01-01 filled", "value", "event"),
        (INNER_MONGOLIA, "2026-01-01 laid_out platform_kind=pilot_service", "kind", "platform_kind"),
        (YUNNAN, "2026-01-01 laid_out", "no_building", "event"),
        (YUNNAN, "2026-01-01 report", "missing", "year"),
        (XINZHOU, "2026-01-01 evaluated grade=pass", "cycle", "cycle"),
        (XINZHOU, "2026-01-01 extended", "missing", "until"),
        (XINZHOU, "2026-01-01 filed colour=red", "column", "colour"),
        (YUNNAN, "2026-01-01 filed grade=fail", "grade", "grade"),
        (YUNNAN, "2026-01-01 report year=2027", "year", "year"),
        (YUNNAN, "1926-01-01 filed", "date", "date"),
    ],
)
def test_an_impossible_row_is_named_and_the_others_are_answered(
    policy: Policy, line: str, rule: str, column: str
) -> None:
    (wrong,) = rows(line)
    answer = fundcalc.standing(policy, [wrong, *rows("2026-05-01 applied", platform="p2")], on=d("2026-06-01"))
    (fault,) = answer.faults
    assert (fault.rule, fault.cell, fault.platform, fault.date) == (rule, f"[0].{column}", "p1", line.split()[0])
    assert [(one.state, one.is_known) for one in answer] == [("none", False), ("applied", True)]
    assert codes(answer[0])[0] == "rows_not_used"


@pytest.mark.parametrize(
    ("lines", "rules"),
    [
        (("2026-02-01 report year=2025 organisation=o2",), ["organisation"]),
        (("2026-02-01 report year=2025 platform_kind=proof_of_concept",), ["kind"]),
        (("2026-02-01 report year=2025 organisation=O1 platform_kind=pilot_base",), []),
        (("2026-02-01 changed organisation=o2", "2026-03-01 report year=2025 organisation=o2"), []),
        (("2026-02-01 changed", "2026-03-01 evaluated grade=pass organisation=o2"), []),
        (("2026-02-01 revoked", "2029-03-01 filed organisation=o2 platform_kind=proof_of_concept"), []),
    ],
)
def test_a_platform_keeps_its_unit_and_kind(lines: tuple[str, ...], rules: list[str]) -> None:
    events = [*rows("2025-10-01 filed organisation=o1 platform_kind=pilot_base"), *rows(*lines)]
    answer = fundcalc.standing(INNER_MONGOLIA, events, on=d("2029-06-01"))
    assert [fault.rule for fault in answer.faults] == rules
    assert [note.values["refused"] for note in answer[0].notes if note.code == "rows_not_used"] == [1] * len(rules)


@pytest.mark.parametrize(
    ("line", "rule", "column"),
    [
        ("2026-02-01 report year=2024", "year", "year"),
        ("2026-02-01 evaluated grade=pass year=2024", "year", "year"),
        ("2026-09-01 evaluated grade=fail", "evaluated_twice", "event"),
        ("2026-02-01 changed cite=第九十九条", "cite", "cite"),
    ],
)
def test_a_doubtful_row_is_used_and_named(line: str, rule: str, column: str) -> None:
    events = rows("2025-10-01 filed", "2026-03-01 evaluated grade=pass", line)
    answer = fundcalc.standing(INNER_MONGOLIA, events, on=d("2026-10-01"))
    (doubt,) = answer.doubts
    assert (doubt.rule, doubt.cell, doubt.platform) == (rule, f"[2].{column}", "p1")
    assert (answer.faults, "rows_not_used" in codes(answer[0])) == ((), False)


def test_a_filing_before_the_measure_is_doubtful() -> None:
    answer = fundcalc.standing(YUNNAN, rows("2025-12-05 filed cite=第10条第（三）项"), on=d("2026-10-01"))
    assert [doubt.rule for doubt in answer.doubts] == ["before_validity"]
    assert answer[0].cite == "第十条（三）"


def test_a_decision_not_to_revoke_ends_the_cancellation() -> None:
    events = rows("2026-05-01 filed", "2027-03-01 changed", "2027-09-01 unqualified")
    kept = on("2028-01-01", YUNNAN, [*events, *rows("2027-12-01 not_revoked")])
    assert (kept.facts.cancelled_from, "cancelled_from_year" in codes(kept)) == (None, False)


def test_an_evaluation_of_a_past_year_is_noted() -> None:
    events = rows("2025-10-01 filed")
    assert "evaluation_year_over" not in codes(on("2026-12-31", INNER_MONGOLIA, events))
    one = on("2027-01-01", INNER_MONGOLIA, events)
    assert ("evaluation_year_over" in codes(one), duties(one)[-1]) == (True, ("evaluation", 2026, None, False))


def test_a_second_filing_needs_a_reason() -> None:
    twice = rows("2025-10-01 filed", "2026-10-01 filed")
    assert [fault.rule for fault in fundcalc.standing(INNER_MONGOLIA, twice).faults] == ["second_filing"]
    conversion = rows("2025-10-01 filed", "2026-10-01 filed cite=第三十条")
    one = on("2027-01-01", INNER_MONGOLIA, conversion)
    assert (one.facts.filed_on, one.facts.first_filing) == (d("2026-10-01"), False)


def test_an_application_within_the_ban_is_a_fault_and_a_filing_within_it_a_note() -> None:
    ended = rows("2025-10-01 filed", "2026-03-01 revoked")
    applied = fundcalc.standing(INNER_MONGOLIA, [*ended, *rows("2027-01-01 applied")], on=d("2027-02-01"))
    assert ([fault.rule for fault in applied.faults], applied[0].state) == (["applied_in_ban"], "barred")
    filed = on("2027-02-01", INNER_MONGOLIA, [*ended, *rows("2027-01-01 filed")])
    assert (filed.state, "filed_in_ban" in codes(filed)) == ("filed", True)


def test_another_platform_of_a_barred_unit_is_noted() -> None:
    events = rows("2025-10-01 filed", "2026-03-01 revoked", organisation="o1")
    events += rows("2025-11-01 filed", organisation="O1", platform="p2")
    first, second = fundcalc.standing(INNER_MONGOLIA, events, on=d("2026-06-01"))
    assert ("other_platform_barred" in codes(first), "other_platform_barred" in codes(second)) == (False, True)


@pytest.mark.parametrize(
    ("policy", "events", "name", "form"),
    [
        (INNER_MONGOLIA, BUILT, "内蒙古自治区科技成果转化中试基地（甲公司）", "中试建设培育基地"),
        (INNER_MONGOLIA, BUILT, "内蒙古自治区科技成果转化中试建设培育基地(甲公司)", None),
        (XINZHOU, BUILT, "忻州市中试基地", "忻州市{field}中试基地"),
        (XINZHOU, BUILT, "忻州市法兰锻造中试基地", None),
        (YUNNAN, rows("2026-01-01 filed", platform_kind="pilot_base"), "云南省绿色铝中试平台", None),
        (YUNNAN, rows("2026-01-01 filed"), "云南省绿色铝概念验证中心", None),
        (
            YUNNAN,
            rows("2026-01-01 filed", platform_kind="pilot_base"),
            "昆明绿色铝中试基地",
            "云南省{field}中试基地（平台）",
        ),
    ],
)
def test_a_name_follows_the_form_of_its_state(
    policy: Policy, events: list[dict[str, object]], name: str, form: str | None
) -> None:
    one = on("2026-06-01", policy, [{**row, "platform_name": name} for row in events])
    forms = [str(note.values["form"]) for note in one.notes if note.code == "name"]
    wrong = [shown for shown in forms if form is None or form not in shown]
    assert (wrong, bool(forms)) == ([], form is not None)


def test_a_draft_without_a_date_is_refused_with_the_line_to_supply() -> None:
    with pytest.raises(PolicyError, match=r"validity\.from"):
        fundcalc.standing(fundcalc.load("urumqi-draft"), [])


def test_a_policy_of_another_place_says_the_same_kinds() -> None:
    policy = fundcalc.load(Path(__file__).with_name("toy.toml"))
    events = rows("2026-01-01 laid_out", "2027-01-01 filed", "2028-01-01 evaluated grade=fail",
                  "2029-01-01 evaluated grade=fail", "2030-01-01 evaluated grade=fail", "2030-06-01 bankrupt")  # fmt: skip
    assert on("2026-06-01", policy, events).build_until == d("2027-01-01")
    one = on("2030-07-01", policy, events)
    assert proposed(one) == [("revoke", "2030-01-01", "第六条"), ("revoke", "2030-06-01", "第七条")]
    assert on("2028-06-01", policy, events).rectify_until == d("2030-01-01")
    assert on("2031-01-31", policy, [*events, *rows("2031-01-01 revoked")]).barred_until == d("2036-01-01")


def test_a_fault_is_a_sentence_in_both_languages() -> None:
    answer = fundcalc.standing(YUNNAN, rows("2026-01-01 revoked"))
    with speaking("en"):
        assert str(answer.faults[0]).startswith("p1, 2026-01-01, revoked, events, [0].event: ")
    with speaking("zh"):
        assert str(answer.faults[0]).startswith("p1，2026-01-01，撤销（取消资格），events，[0].event：")
