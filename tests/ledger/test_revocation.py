"""Revocations and last days in books of either role, and what the audit finds after them."""

from datetime import date
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import BookError
from fundcalc.base.i18n import speaking
from fundcalc.ledger import recipient
from fundcalc.ledger.audit_view import evidence_of
from fundcalc.policy.loading import load

from .samples import award, new_book, post_round, round_of

A, B = "YN-2026-p1-build", "YN-2026-p1-operating"
AUGUST = date(2026, 8, 1)
FACTS = {"policy": "yunnan-2025", "code": "YN", "year": "2026", "platform": "p1"}


@pytest.fixture
def special(tmp_path: Path) -> Path:
    folder = tmp_path / "special"
    recipient.init(folder, title="专项台账")
    for award_id in (A, B):
        entry = recipient.Entry(award_id, 60_000, date(2026, 6, 1))
        recipient.receive(folder, entry, {**FACTS, "benefit": award_id.rpartition("-")[2]})
    return folder


def spend(folder: Path, on: date, fen: int = 100) -> None:
    lines = [Line(on, fen, A, code="30218", purpose="pilot", payee="甲", text="试剂", place="x.csv:2")]
    assert ledger.spend(folder, lines).posted


def found(folder: Path) -> list[tuple[str, str, int | None]]:
    findings = audit_evidence(evidence_of(folder), [load("yunnan-2025")]).findings
    return [(finding.check, finding.cite, finding.fen) for finding in findings]


def test_what_is_spent_after_the_platform_was_revoked_is_found(special: Path) -> None:
    spend(special, AUGUST)
    spend(special, date(2026, 8, 2), 200)
    assert found(special) == []
    done = ledger.revoke(special, AUGUST, platform="p1")
    assert (done.noted, done.already) == ((A, B), ())
    assert found(special) == [("spent_after_revocation", "第十八条", 200)]
    assert [account.revoked_on for account in ledger.status(special).accounts] == [AUGUST, AUGUST]
    assert [account.revoked_on for account in ledger.status(special, date(2026, 7, 31)).accounts] == [None, None]


def test_a_revocation_is_noted_once(special: Path) -> None:
    assert ledger.revoke(special, AUGUST, award=A).noted == (A,)
    assert ledger.revoke(special, AUGUST, award=A) == ledger.RevocationResult((), (A,), None)
    assert ledger.revoke(special, AUGUST, platform="p1").noted == (B,)


@pytest.mark.parametrize(
    ("owner", "message"),
    [
        ({"award": "A9"}, "{folder} holds no award A9; `fundcalc book status` lists the awards"),
        ({"platform": "p9"}, "{folder} holds no award of platform p9 by 2026-08-01; `fundcalc book status --json` lists them"),
        ({"award": A}, "award YN-2026-p1-build: its revoked-on is '2026-07-01' in this book and '2026-08-01' here; leave it "
         "out, or use the id of the other award"),
    ],
)  # fmt: skip
def test_a_revocation_that_does_not_fit_is_refused(special: Path, owner: dict[str, str], message: str) -> None:
    ledger.revoke(special, date(2026, 7, 1), award=A)
    with speaking("en"), pytest.raises(BookError) as refused:
        ledger.revoke(special, AUGUST, award=owner.get("award", ""), platform=owner.get("platform", ""))
    assert str(refused.value) == message.format(folder=special)


def test_an_authority_notes_it_for_what_was_decided_by_then(tmp_path: Path) -> None:
    folder = tmp_path / "bureau"
    new_book(folder)
    post_round(folder, round_of(award(), award("p2")))
    assert ledger.revoke(folder, AUGUST, platform="p1").noted == (A,)
    facts = {award.id: (award.revoked_on, award.decided) for award in evidence_of(folder).awards}
    assert facts == {A: (AUGUST, True), "YN-2026-p2-build": (None, True)}
    with pytest.raises(BookError):
        ledger.revoke(folder, date(2025, 6, 1), platform="p2")
    assert ledger.status(folder).faults == ()


def test_the_last_day_for_use_can_be_put_off_and_not_be_put_back(special: Path) -> None:
    spend(special, AUGUST)
    july, september = {"until": "2026-07-31"}, {"until": "2026-09-30"}
    assert recipient.note(special, A, july, on=date(2026, 6, 2)) == "posted"
    assert recipient.note(special, A, july, on=date(2026, 6, 2)) == "already"
    assert found(special) == [("outside_validity", "第十三条（一）", 100)]
    assert recipient.note(special, A, september, on=date(2026, 6, 1)) == "posted"
    assert found(special) == []
    with speaking("en"), pytest.raises(BookError) as refused:
        recipient.note(special, A, july, on=date(2026, 9, 1))
    assert str(refused.value) == (
        "award YN-2026-p1-build: its until is '2026-09-30' in this book and '2026-07-31' here; leave it out, or use the id of "
        "the other award"
    )


def test_a_day_written_by_hand_is_read_and_a_false_one_reported(special: Path) -> None:
    top = special / "main.beancount"
    by_hand = f'2026-08-01 custom "fundcalc-award" "{A}"\n  until: 2026-07-31\n  revoked-on: "August"\n'
    top.write_text(top.read_text("utf-8") + by_hand, "utf-8")
    spend_free = evidence_of(special)
    assert [award.until for award in spend_free.awards] == [date(2026, 7, 31), None]
    with speaking("en"):
        fault_messages = [rejected.message for rejected in evidence_of(special).rejected]
    assert fault_messages == [
        "this entry on the accounts of awards and funds was not posted by fundcalc; take it out, and enter it by a command",
        "revoked-on 'August' is not a date and is left out; write it like 2026-12-31",
    ]
