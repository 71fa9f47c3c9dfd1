"""Random histories of acts, corrections and reversals; in the end everything is reversed and every account is zero."""

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from fundcalc import ledger
from fundcalc.base.errors import BookError, RefusedError
from fundcalc.ledger.entries import PostedEntry
from fundcalc.ledger.events import Committed, Spent
from fundcalc.ledger.listing import entries
from fundcalc.ledger.records import Correction

from .samples import POLICY_DIGEST, award, load, round_of
from .test_invariants import LONG, QUICK, Authority, Machine, Recipient

FIRST, LAST = date(2026, 6, 1), date(2026, 7, 1)
numbers = st.integers(0, 30)


class Reversing(Machine):
    """A book in which entries are reversed, and in the end all of them in a random order that is allowed."""

    def teardown(self) -> None:
        if (self.folder / "main.beancount").exists():
            self.reverse_everything()
        super().teardown()

    def reverse_number(self, number: int) -> PostedEntry | None:
        """Reverse one of the entries that stand; None if it was refused or there is none."""
        standing = self.standing()
        if not standing:
            return None
        entry = standing[number % len(standing)]
        done = self.act(lambda: ledger.reverse(self.folder, entry.id, why="录错", on=LAST, durable=False))
        return entry if done else None

    def standing(self) -> list[PostedEntry]:
        found = entries(self.folder)
        assert found.faults == ()
        return [entry for entry in found.entries if not entry.reversed_by and not entry.reverses]

    def reverse_everything(self) -> None:
        """Whatever is chosen, what stands in the way can be reversed in the order that the refusal gives."""
        chance = random.Random(1)
        while standing := self.standing():
            entry = chance.choice(standing)
            try:
                ledger.reverse(self.folder, entry.id, why="录错", on=LAST, durable=False)
            except RefusedError as error:
                for way in error.data["in_the_way"]:  # type: ignore[attr-defined]
                    ledger.reverse(self.folder, way["id"], why="录错", on=LAST, durable=False)
                ledger.reverse(self.folder, entry.id, why="录错", on=LAST, durable=False)
        balances = {name: list(by_day.values())[-1] for name, by_day in self.balances_by_day().items()}
        assert {name: fen for name, fen in balances.items() if fen} == {}
        status = ledger.status(self.folder)
        assert status.faults == ()
        for account in status.accounts:
            assert not account.stands
            amounts = (
                account.awarded,
                account.received,
                account.spending,
                account.returned,
                account.due,
                account.advanced,
            )
            assert amounts == (0,) * 6 or account.role == "recipient"
        load(self.folder)

    def no_account_is_negative(self) -> None:
        """In the end: on a day in between, what was reversed later and entered anew stands twice."""
        for account, by_day in self.balances_by_day().items():
            balance = list(by_day.values())[-1]
            if account.startswith(("Assets:", "Expenses:")):
                assert balance >= 0, (account, by_day)
            elif account.startswith(("Liabilities:", "Equity:")):
                assert balance <= 0, (account, by_day)

    def adds_up_every_day(self) -> None:
        for day in (FIRST + timedelta(days=number) for number in (0, 4, 11, 29)):
            status = ledger.status(self.folder, day)
            assert status.faults == (), day
            for account in status.accounts:
                assert account.received == account.spending + account.returned + account.balance


class ReversingRecipient(Reversing, Recipient):
    """A recipient's book; its model of sums follows the reversals."""

    @rule(number=numbers)
    def reverse(self, number: int) -> None:
        entry = self.reverse_number(number)
        if entry is not None:
            fen = entry.fen or 0
            sums = {"receipt": self.received, "return": self.returned, "clawback": self.clawed}.get(entry.kind)
            if sums is not None:
                sums[entry.award] -= fen
            elif isinstance(entry.main, Spent):
                self.spent[entry.award, entry.main.details["code"]] -= fen
        self.check()
        self.adds_up_every_day()


class ReversingAuthority(Reversing, Authority):
    """An authority's book with corrections; its model of sums follows both."""

    @rule(number=numbers)
    def reverse(self, number: int) -> None:
        entry = self.reverse_number(number)
        if entry is not None:
            fen = entry.fen or 0
            kinds = {"award": "awarded", "commitment": "committed", "payment": "paid", "clawback": "clawed"}
            what = kinds.get(entry.kind, "recovered" if entry.kind == "recovery" else "")
            if entry.kind == "appropriation":
                self.appropriated -= fen
            elif entry.kind == "correction":
                self.sums["awarded"][entry.award] -= fen
            elif what:
                self.sums[what][entry.award] -= fen
            if entry.kind == "award":  # with it goes the release of what was committed
                released = sum(event.fen for event in entry.events if isinstance(event, Committed))
                self.sums["committed"][entry.award] -= released
        self.check()
        self.adds_up_every_day()

    @rule(platform=st.sampled_from("123"), fen=st.integers(0, 12))
    def correct(self, platform: str, fen: int) -> None:
        with ledger.locked(self.folder, durable=False) as book:
            posted = book.snapshot.awards.get(f"YN-2026-p{platform}-build")
            if posted is None or posted.fen == fen:
                return
            now = award(f"p{platform}", fen=fen, on=date(2026, 6, 3)) if fen else None
            correction = Correction(posted, now, POLICY_DIGEST, date(2026, 6, 5))
            try:
                ledger.post_awards(book, round_of(*([now] if now else [])), corrections=[correction])
            except BookError:
                return
        self.sums["awarded"][posted.id] = fen
        self.check()

    def due_by_correction(self, account: ledger.AwardAccount) -> int:
        """What was paid beyond an award and has not come back."""
        with ledger.locked(self.folder) as book:
            return account.beyond - book.snapshot.recovered_beyond.get(account.award, 0)

    def check(self) -> None:
        self.no_account_is_negative()
        status = ledger.status(self.folder)
        assert status.faults == ()
        committed: Counter[str] = Counter()
        for account in status.accounts:
            figures = (
                account.awarded,
                account.paid,
                account.returned,
                account.clawed - account.beyond,
                account.committed,
            )
            expected = tuple(
                self.sums[what][account.award] for what in ("awarded", "paid", "recovered", "clawed", "committed")
            )
            assert figures == expected, account.award
            assert 0 <= account.returned <= account.clawed <= account.paid
            committed[account.award] = account.committed
            assert not (account.unpaid and self.due_by_correction(account)), account.award
            if (scheduled := account.scheduled) is not None:
                assert scheduled.left == account.unpaid
                assert sum(part.paid for part in scheduled.parts()) == account.paid - account.beyond
        (fund,) = status.funds
        assert fund.appropriated == self.appropriated
        assert fund.treasury == fund.appropriated - fund.paid + fund.recovered
        assert fund.free >= 0
        assert fund.due == sum(account.due for account in status.accounts)


FEW = settings(QUICK, max_examples=3, stateful_step_count=10)
TestRecipient: Any = ReversingRecipient.TestCase
TestRecipient.settings = FEW
TestAuthority: Any = ReversingAuthority.TestCase
TestAuthority.settings = FEW


@pytest.mark.slow
@pytest.mark.parametrize("machine", [ReversingRecipient, ReversingAuthority])
def test_at_length(machine: type[Machine]) -> None:
    class Long(machine):  # type: ignore[valid-type,misc]
        pass

    case: Any = Long.TestCase
    case.settings = settings(LONG, max_examples=100, stateful_step_count=20)
    case("runTest").runTest()
