"""The example books are what the commands make of the story, byte for byte, and check in plain Beancount."""

from pathlib import Path

import pytest
from beancount import loader

from fundcalc import ledger
from fundcalc.auditing.audit import audit_evidence
from fundcalc.ledger.audit_view import evidence_of
from fundcalc.policy.loading import load
from ledgers import make

from .samples import snapshot


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ledgers")
    make.make(folder)
    return folder


@pytest.mark.parametrize("name", make.BOOKS)
def test_the_books_are_what_the_commands_make(made: Path, name: str) -> None:
    kept, anew = snapshot(make.HERE / name), snapshot(made / name)
    assert kept == anew, "a policy or the ledger's form has changed: run python -m ledgers.make"


@pytest.mark.parametrize("name", make.BOOKS)
def test_plain_beancount_reads_them(name: str) -> None:
    entries, errors, _options = loader.load_file(str(make.HERE / name / "main.beancount"))
    assert (bool(entries), errors) == (True, [])


def test_both_books_tell_the_same_of_the_award() -> None:
    authority = {account.award: account for account in ledger.status(make.HERE / "authority").accounts}
    special = ledger.status(make.HERE / "special")
    assert special.faults == ()
    for account in special.accounts:
        paid = authority[account.award]
        assert (account.awarded, account.received, account.returned, account.due) == (
            paid.awarded,
            paid.paid,
            paid.returned,
            paid.due,
        )
        assert account.received == account.spending + account.returned + account.balance
    kinds = {movement.kind for account in (*authority.values(), *special.accounts) for movement in account.movements}
    assert kinds == {
        "commitment", "award", "disbursement", "clawback", "recovery", "receipt", "spending", "return", "settlement",
    }  # fmt: skip


def test_the_audit_and_the_book_tell_the_same_of_every_account() -> None:
    audited = audit_evidence(evidence_of(make.HERE / "special"), [load("yunnan-2025")]).accounts
    booked = ledger.status(make.HERE / "special").accounts
    assert [(account.spent, account.returned, account.left) for account in audited] == [
        (account.spending, account.returned, account.balance) for account in booked
    ]
    assert (audited[0].spent, audited[0].returned, audited[0].left) == (127_188_060, 1_280_000, 21_531_940)
