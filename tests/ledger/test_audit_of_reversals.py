"""The audit and the book tell the same of a book in which entries were reversed or corrected."""

from datetime import date
from pathlib import Path

import fundcalc
from fundcalc import ledger
from fundcalc.auditing.audit import AuditedAccount, audit_evidence
from fundcalc.auditing.findings import Finding
from fundcalc.auditing.lines import Line
from fundcalc.ledger import Payment, recipient
from fundcalc.ledger.audit_view import evidence_of
from fundcalc.ledger.entries import PostedEntry
from fundcalc.ledger.listing import entries
from fundcalc.ledger.recipient import Entry
from fundcalc.ledger.records import Correction

from .samples import POLICY_DIGEST, award, new_book, post_round, round_of

A = "YN-2026-p1-build"
DAY, JULY, LATER = date(2026, 6, 1), date(2026, 7, 1), date(2026, 12, 1)


def audited(folder: Path) -> tuple[AuditedAccount, list[Finding]]:
    found = audit_evidence(evidence_of(folder), [fundcalc.load("yunnan-2025")])
    (account,) = found.accounts
    return account, [finding for finding in found.findings if finding.severity == "violation"]


def special(folder: Path) -> Path:
    recipient.init(folder, title="专项", organisation="O1", name="某院")
    recipient.receive(folder, Entry(A, 100_000, DAY), {"policy": "yunnan-2025", "awarded": "1500.00"})
    recipient.receive(folder, Entry(A, 40_000, DAY))
    lines = [Line(JULY, 30_000, A, code="30218", account="530101 研发支出"), Line(JULY, 20_000, A, code="31003")]
    ledger.spend(folder, [*lines, Line(JULY, 5_000, A, code="30227")])
    recipient.demand(folder, Entry(A, 5_000, JULY), use="30227")
    recipient.give_back(folder, Entry(A, 7_000, JULY))
    return folder


def newest(folder: Path, kind: str, fen: int) -> PostedEntry:
    return next(entry for entry in entries(folder).entries if (entry.kind, entry.fen) == (kind, fen))


def reverse(folder: Path, kind: str, fen: int) -> None:
    ledger.reverse(folder, newest(folder, kind, fen).id, why="录错", on=LATER)


def test_the_audit_of_a_special_account_with_reversals(tmp_path: Path) -> None:
    folder = special(tmp_path / "special")
    for kind, fen in (("return", 7_000), ("clawback", 5_000), ("spending", 20_000), ("receipt", 40_000)):
        reverse(folder, kind, fen)
        (in_book,) = ledger.status(folder).accounts
        account, found = audited(folder)
        assert (account.received, account.spent, account.returned, account.left) == (
            in_book.received, in_book.spending, in_book.returned, in_book.balance,
        )  # fmt: skip
        assert account.awarded == in_book.awarded
        assert [finding for finding in found if finding.check != "prohibited_use"] == []
    assert (account.received, account.spent, account.returned) == (100_000, 35_000, 0)


def test_what_was_paid_beyond_a_corrected_award_is_found(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award("p1")))
    ledger.pay(folder, [Payment(A, 100_000, DAY)])
    assert audited(folder)[1] == []
    with ledger.locked(folder) as book:
        now = award("p1", fen=60_000, seen=2)
        correction = Correction(book.snapshot.awards[A], now, POLICY_DIGEST, JULY)
        ledger.post_awards(
            book, ledger.DecidedRound((), round_of(now).policy_text, round_of(now).inputs), corrections=[correction]
        )
    account, found = audited(folder)
    (in_book,) = ledger.status(folder).accounts
    assert (account.awarded, in_book.awarded, in_book.due) == (60_000, 60_000, 40_000)
    assert [(finding.check, finding.fen) for finding in found] == [("paid_beyond_award", 40_000)]
    # What came back was demanded for that, so nothing is too much any more.
    ledger.recover(folder, [Payment(A, 40_000, LATER)])
    assert audited(folder)[1] == []
