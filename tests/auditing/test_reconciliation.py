"""Reconciliation: what differs between the authority, the unit's sheets, its book and its journal."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.checks.amounts_differ import AmountsDiffer
from fundcalc.auditing.evidence import AwardFacts, Evidence, EvidencePart, Movement, MovementKind, UnitSource
from fundcalc.auditing.findings import Finding
from fundcalc.auditing.lines import Line
from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import load

YN = "YN-2026-p1-build"
AWARD = AwardFacts(
    YN, "yunnan-2025", "o1", "p1", "build", 2026, 200_000_00, date(2026, 3, 1), place="b:1", decided=True
)


def moved(kind: MovementKind, fen: int, on: str = "04-01", document: str = "", origin: str = "") -> Movement:
    day = date.fromisoformat(f"2026-{on}")
    return Movement(kind, day, fen, YN, "o1", document=document, place=f"{kind}:{on}", origin=origin)


def spent(fen: int, on: str = "05-01", **more: str) -> Line:
    return Line(date.fromisoformat(f"2026-{on}"), fen, YN, "special_equipment", purpose="pilot", **more)


def findings(evidence: Evidence, check: str) -> list[Finding]:
    found = audit_evidence(evidence, [load("yunnan-2025")]).findings
    return [finding for finding in found if finding.check == check]


def differences(evidence: Evidence) -> list[tuple[str, int, str, int]]:
    found = findings(evidence, "amounts_differ")
    assert all(finding.severity == "review" for finding in found)
    return [
        (finding.first, finding.first_fen, finding.second, finding.second_fen)
        for finding in found
        if isinstance(finding, AmountsDiffer)
    ]


def of_parts(
    parts: Sequence[tuple[UnitSource, Sequence[Line], Sequence[Movement]]], awards: Sequence[AwardFacts] = (AWARD,)
) -> Evidence:
    """Evidence of several sources, in which nothing is taken for the same."""
    of = [EvidencePart(source, Evidence(lines, movements=moves)) for source, lines, moves in parts]
    lines = [line for _source, several, _moves in parts for line in several]
    return Evidence(lines, awards, [move for _source, _lines, moves in parts for move in moves], parts=of)


def test_paid_and_received_are_compared() -> None:
    paid = moved("paid", 200_000_00, "03-20")
    assert differences(Evidence((), [AWARD], [paid, moved("received", 200_000_00)])) == []
    assert differences(Evidence((), [AWARD], [paid, moved("received", 12_345_00)])) == [
        ("paid", 200_000_00, "received", 12_345_00)
    ]
    two = [moved("received", 50_000_00), moved("received", 150_000_00, "05-01")]
    assert differences(Evidence((), [AWARD], [paid, *two])) == []


def test_a_payment_outside_the_days_of_the_journal_is_said() -> None:
    received = moved("received", 600_00, "01-10", "记-1", "journal")
    evidence = of_parts([("book", [], [moved("paid", 600_00, "12-01")]), ("journal", [], [received])])
    (found,) = findings(evidence, "amounts_differ")
    assert isinstance(found, AmountsDiffer)
    assert (found.first_fen, found.first_place, found.outside_fen, found.outside_place) == (0, "", 600_00, "paid:12-01")
    with speaking("zh"):
        assert "序时账期间以外另有：拨付 600.00 元（paid:12-01）" in found.sentence()


def test_a_side_that_says_nothing_is_not_compared() -> None:
    assert differences(Evidence([spent(1_00)], [AWARD], [moved("paid", 200_000_00)])) == []
    assert differences(Evidence([spent(1_00)], [replace(AWARD, decided=False)], [moved("received", 100_00)])) == []


def test_received_though_the_authority_paid_nothing() -> None:
    assert differences(Evidence((), [AWARD], [moved("received", 100_00)])) == [("paid", 0, "received", 100_00)]


def test_what_came_back_is_compared() -> None:
    paid = [moved("paid", 100_00), moved("received", 100_00)]
    assert differences(Evidence((), [AWARD], [*paid, moved("recovered", 7_00), moved("returned", 7_00)])) == []
    assert differences(Evidence((), [AWARD], [*paid, moved("returned", 7_00)])) == [("recovered", 0, "returned", 7_00)]
    assert differences(Evidence((), [AWARD], [*paid, moved("recovered", 7_00)])) == [("recovered", 7_00, "returned", 0)]


def test_records_of_one_award_with_different_sums() -> None:
    other = replace(AWARD, fen=150_000_00, decided=False, place="u:2")
    assert differences(Evidence((), [other, AWARD])) == [("awarded", 200_000_00, "awarded", 150_000_00)]
    assert differences(Evidence((), [AWARD, replace(other, fen=None), replace(other, fen=AWARD.fen)])) == []
    # The same award of another organisation is a double award.
    assert differences(Evidence((), [AWARD, replace(other, organisation="o2")])) == []


@pytest.mark.parametrize("second", ["book", "journal"])
def test_two_sources_of_a_unit(second: UnitSource) -> None:
    sheets = ([spent(60_00), spent(40_00, "06-01")], [moved("received", 100_00)])
    same = (
        [spent(60_00, "05-20"), spent(30_00, "06-01"), spent(10_00, "06-01")],
        [moved("received", 100_00, "04-03", "收-1")],
    )
    evidence = of_parts([("sheets", *sheets), (second, *same)], [replace(AWARD, decided=False)])
    assert differences(evidence) == []
    less = ([spent(60_00), spent(39_00, "06-01")], [moved("received", 90_00, "04-01", "收-1")])
    evidence = of_parts([("sheets", *sheets), (second, *less)], [replace(AWARD, decided=False)])
    assert sorted(differences(evidence)) in (
        [("received", 90_00, "received", 100_00), ("spent", 99_00, "spent", 100_00)],
        [("received", 100_00, "received", 90_00), ("spent", 100_00, "spent", 99_00)],
    )


def test_sources_of_different_months_do_not_differ() -> None:
    first = ([spent(60_00, "02-10")], [moved("received", 100_00, "02-01", "收-1")])
    second = ([spent(40_00, "06-10")], [moved("received", 50_00, "06-01")])
    assert differences(of_parts([("journal", *first), ("sheets", *second)], [replace(AWARD, decided=False)])) == []
    paid = EvidencePart("book", Evidence(movements=[moved("paid", 150_00, "01-20")]))
    evidence = of_parts([("journal", *first), ("sheets", *second)])
    with_book = replace(
        evidence, parts=[*evidence.parts, paid], movements=[*evidence.movements, *paid.evidence.movements]
    )
    assert differences(with_book) == []


def test_an_opening_balance_is_not_a_receipt() -> None:
    opening = replace(moved("received", 30_00, "01-01", origin="journal"), date=date(2025, 12, 31))
    paid = replace(moved("paid", 100_00), date=date(2025, 6, 1))
    evidence = of_parts([("book", (), [paid]), ("journal", [spent(30_00, "05-01", origin="journal")], [opening])])
    assert differences(evidence) == []


def test_a_receipt_written_twice() -> None:
    first, again = moved("received", 100_00), replace(moved("received", 100_00), place="received:again")
    assert [finding.place for finding in findings(Evidence((), (), [first, again]), "amounts_differ")] == [
        "received:again"
    ]
    two = [moved("received", 100_00, document="收-1"), moved("received", 100_00, document="收-2")]
    assert findings(Evidence((), (), two), "amounts_differ") == []
    # Two equal instalments are fine, unless one of them is more than was awarded.
    instalments = [first, moved("received", 100_00, "04-20")]
    listed = replace(AWARD, decided=False)
    assert findings(Evidence((), [replace(listed, fen=200_00)], instalments), "amounts_differ") == []
    assert len(findings(Evidence((), [replace(listed, fen=100_00)], instalments), "amounts_differ")) == 1


def test_received_after_the_revocation() -> None:
    revoked = replace(AWARD, revoked_on=date(2026, 4, 1))
    movements = [moved("received", 1_00, "04-01"), moved("received", 2_00, "04-02"), moved("paid", 2_00, "04-02")]
    found = findings(Evidence((), [revoked], movements), "received_after_revocation")
    assert [(finding.severity, finding.cite, finding.fen) for finding in found] == [("review", "第十八条", 2_00)]
    paid = findings(Evidence((), [revoked], movements[2:]), "received_after_revocation")
    assert [(finding.fen, finding.place) for finding in paid] == [(2_00, "paid:04-02")]


def test_lines_of_another_organisation() -> None:
    lines = [
        spent(1_00, organisation="o2"),
        spent(2_00, organisation=" Ｏ１"),
        spent(4_00),
        spent(8_00, organisation="甲大学"),
    ]
    found = findings(Evidence(lines, [AWARD]), "organisation_differs")
    assert [(finding.severity, finding.cite, finding.fen) for finding in found] == [("review", "第五条（四）", 1_00)]
    assert findings(Evidence(lines, [replace(AWARD, organisation="")]), "organisation_differs") == []


def test_amounts_on_which_the_sources_disagree_convict_nobody() -> None:
    sheets = ([spent(100_00)], [moved("received", 100_00)])
    journal = ([spent(60_00, "05-02"), spent(50_00, "05-03")], [moved("received", 90_00, "04-01", "收-1")])
    awards = [replace(AWARD, decided=False, fen=150_00)]
    evidence = of_parts([("sheets", *sheets), ("journal", *journal)], awards)
    found = audit_evidence(evidence, [load("yunnan-2025")]).findings
    severities = {finding.check: finding.severity for finding in found}
    assert (severities["overspent"], severities["paid_beyond_award"]) == ("review", "review")
    alone = audit_evidence(replace(evidence, parts=()), [load("yunnan-2025")]).findings
    assert {finding.check for finding in alone if finding.severity == "violation"} == {"overspent", "paid_beyond_award"}


def test_equal_receipts_of_a_book_were_confirmed_when_they_were_entered() -> None:
    twice = [moved("received", 100_00), moved("received", 100_00)]
    assert len(findings(Evidence((), (), twice), "amounts_differ")) == 1
    assert findings(Evidence((), (), twice, source="book"), "amounts_differ") == []


def test_a_difference_keeps_its_id_when_the_amounts_change() -> None:
    paid = moved("paid", 100_00)
    (before,) = findings(Evidence((), [AWARD], [paid, moved("received", 90_00)]), "amounts_differ")
    (after,) = findings(Evidence((), [AWARD], [paid, moved("received", 95_00)]), "amounts_differ")
    assert (before.id, before.fen, after.fen) == (after.id, 10_00, 5_00)
