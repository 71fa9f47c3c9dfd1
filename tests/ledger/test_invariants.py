"""Any sequence of commands keeps every invariant of a book; a refused one changes no byte of it; a repeated one neither."""

import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from beancount.core.data import Transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from fundcalc import ledger
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import BookError
from fundcalc.ledger import Payment, recipient
from fundcalc.ledger import accounts as special
from fundcalc.ledger.recipient import Entry

from .samples import appropriate, award, load, post_round, round_of, snapshot

AWARDS = ("YN-2026-p1-build", "YN-2026-p.2_x-operating")
# The award of the third platform is paid by parts, and never more than 0.06 yuan a year.
SCHEDULED = "YN-2026-p3-build"
SCHEDULE = "30% 2026-06-03; 30% 2026-06-08; 40% acceptance 通过验收; at most 0.06 a year"
LAST_DAY = date(2026, 12, 31)
CODES = ("30218", "31003", "30227")
days = st.dates(date(2026, 6, 1), date(2026, 6, 12))
amounts = st.integers(-1, 12)
awards = st.sampled_from(AWARDS)
# Debit accounts that must never go below zero at the end of a day, and credit accounts never above.
DEBITS = ("Assets:", "Expenses:")
CREDITS = ("Liabilities:", "Equity:")


class Machine(RuleBasedStateMachine):
    """A book in a folder of its own; ``act`` runs a command and holds the book to what it did."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.folder = self.place / "book"

    def teardown(self) -> None:
        shutil.rmtree(self.place)

    def act(self, command: Callable[[], object]) -> Any:
        before = snapshot(self.folder)
        try:
            done = command()
        except BookError:
            assert snapshot(self.folder) == before
            return None
        after = snapshot(self.folder)
        assert not [name for name in before if name != "batches/index.beancount" and after.get(name) != before[name]]
        # The same again is told as there already and changes nothing.
        command()
        assert snapshot(self.folder) == after
        return done if after != before else None

    def accounts(self) -> dict[str, ledger.AwardAccount]:
        status = ledger.status(self.folder)
        assert status.faults == ()
        return {account.award: account for account in status.accounts}

    def balances_by_day(self) -> dict[str, dict[date, int]]:
        """What every account holds at the end of each day, by Beancount's own loading."""
        moved: dict[str, Counter[date]] = defaultdict(Counter)
        for entry in load(self.folder):
            if isinstance(entry, Transaction):
                for posting in entry.postings:
                    assert posting.units is not None
                    assert posting.units.number is not None
                    moved[posting.account][entry.date] += int(posting.units.number * 100)
        balances: dict[str, dict[date, int]] = {}
        for account, by_day in moved.items():
            total, balances[account] = 0, {}
            for day in sorted(by_day):
                total += by_day[day]
                balances[account][day] = total
        return balances

    def no_account_is_negative(self) -> None:
        for account, by_day in self.balances_by_day().items():
            if account.startswith(DEBITS):
                assert min(by_day.values()) >= 0, (account, by_day)
            elif account.startswith(CREDITS):
                assert max(by_day.values()) <= 0, (account, by_day)
            else:  # income that a red line takes back may be released later than that line's day
                assert list(by_day.values())[-1] <= 0, (account, by_day)


class Recipient(Machine):
    """A recipient's book beside a model of plain sums."""

    @initialize()
    def begin(self) -> None:
        recipient.init(self.folder, title="专项")
        self.received: Counter[str] = Counter()
        self.spent: Counter[tuple[str, str]] = Counter()
        self.returned: Counter[str] = Counter()
        self.clawed: Counter[str] = Counter()

    @rule(
        award=awards,
        fen=amounts,
        on=days,
        awarded=st.sampled_from(["", "0.20", "0.30"]),
        reference=st.sampled_from("ab"),
    )
    def receive(self, award: str, fen: int, on: date, awarded: str, reference: str) -> None:
        entry, facts = Entry(award, fen, on, "厅", reference), {"awarded": awarded} if awarded else {}
        if self.act(lambda: recipient.receive(self.folder, entry, facts, durable=False)):
            self.received[award] += fen
        self.check()

    @rule(
        rows=st.lists(st.tuples(awards, st.integers(-6, 9), days, st.sampled_from(CODES)), min_size=1, max_size=4),
        advance=st.booleans(),
    )
    def spend(self, rows: list[tuple[str, int, date, str]], advance: bool) -> None:
        lines = [Line(on, fen, award, code=code, place=f"x:{at}") for at, (award, fen, on, code) in enumerate(rows)]
        done: ledger.SpendingResult | None = self.act(
            lambda: ledger.spend(self.folder, lines, advance=advance, durable=False)
        )
        if done:
            for line in done.posted:
                self.spent[line.award, line.code] += line.fen
        self.check()

    @rule(award=awards, fen=amounts, on=days, use=st.sampled_from(["", *CODES]))
    def demand(self, award: str, fen: int, on: date, use: str) -> None:
        if self.act(lambda: recipient.demand(self.folder, Entry(award, fen, on), use=use, durable=False)):
            self.clawed[award] += fen
        self.check()

    @rule(award=awards, fen=amounts, on=days)
    def give_back(self, award: str, fen: int, on: date) -> None:
        if self.act(lambda: recipient.give_back(self.folder, Entry(award, fen, on), durable=False)):
            self.returned[award] += fen
        self.check()

    def check(self) -> None:
        self.no_account_is_negative()
        for award_id, account in self.accounts().items():
            assert account.received == account.spending + account.returned + account.balance
            assert (account.received, account.returned, account.clawed) == (
                self.received[award_id], self.returned[award_id], self.clawed[award_id],
            )  # fmt: skip
            assert account.returned <= account.received
            assert 0 <= account.due <= account.clawed
            assert account.spending <= account.received or account.advanced > 0
            assert not account.awarded or account.received <= account.awarded
            replaced = sum(move.fen for move in account.movements if move.kind == "return" and move.use and move.counts)
            gross = sum(fen for (of, _code), fen in self.spent.items() if of == award_id)
            assert account.spending == gross - replaced
            part = special.part(award_id)
            balances = {name: list(by_day.values())[-1] for name, by_day in self.balances_by_day().items()}
            assert account.balance == balances.get(f"Assets:Special:{part}", 0) - account.advanced
            assert account.advanced == -balances.get(f"Liabilities:Advanced:{part}", 0)
            assert account.due == -balances.get(f"Liabilities:Clawback:{part}", 0)


class Authority(Machine):
    """An authority's book beside a model of plain sums."""

    @initialize()
    def begin(self) -> None:
        ledger.init(self.folder, title="专项")
        appropriate(self.folder, 40)
        self.appropriated = 40
        self.sums: dict[str, Counter[str]] = defaultdict(Counter)

    @rule(fen=amounts, on=days)
    def appropriate(self, fen: int, on: date) -> None:
        done = self.act(lambda: appropriate(self.folder, fen, on=on, durable=False))
        self.appropriated += fen if done else 0
        self.check()

    @rule(platforms=st.lists(st.sampled_from("123"), min_size=1, max_size=3), fen=amounts)
    def award(self, platforms: list[str], fen: int) -> None:
        requested = [
            award(f"p{platform}", fen=fen, on=date(2026, 6, 3), schedule=SCHEDULE if platform == "3" else "")
            for platform in platforms
        ]
        done: ledger.Posting | None = self.act(lambda: post_round(self.folder, round_of(*requested), durable=False))
        for posted in done.posted if done else ():
            self.sums["awarded"][posted.id] += posted.fen
            self.sums["committed"][posted.id] = 0
        self.check()

    @rule(platform=st.sampled_from("1234"), fen=st.integers(-9, 12).filter(bool), on=days)
    def commit(self, platform: str, fen: int, on: date) -> None:
        requested = [Payment(f"YN-2026-p{platform}-build", fen, on)]
        self.moved(
            "committed",
            lambda: ledger.commit(self.folder, requested, policy="yunnan-2025", code="YN", year=2026, durable=False),
        )

    @rule(moves=st.lists(st.tuples(st.sampled_from("123"), amounts, days), min_size=1, max_size=2))
    def pay(self, moves: list[tuple[str, int, date]]) -> None:
        self.moved("paid", lambda: ledger.pay(self.folder, _payments(moves), durable=False))

    @rule(moves=st.lists(st.tuples(st.sampled_from("123"), amounts, days), min_size=1, max_size=2))
    def claw_back(self, moves: list[tuple[str, int, date]]) -> None:
        self.moved("clawed", lambda: ledger.claw_back(self.folder, _payments(moves), durable=False))

    @rule(moves=st.lists(st.tuples(st.sampled_from("123"), amounts, days), min_size=1, max_size=2))
    def recover(self, moves: list[tuple[str, int, date]]) -> None:
        self.moved("recovered", lambda: ledger.recover(self.folder, _payments(moves), durable=False))

    @rule(on=days)
    def confirm(self, on: date) -> None:
        self.act(lambda: ledger.confirm_milestone(self.folder, SCHEDULED, "acceptance", on, durable=False))
        self.check()

    def moved(self, what: str, command: Callable[[], ledger.PaymentResult]) -> None:
        done: ledger.PaymentResult | None = self.act(command)
        for posted in done.posted if done else ():
            self.sums[what][posted.award_id] += posted.fen
        self.check()

    def check(self) -> None:
        self.no_account_is_negative()
        status = ledger.status(self.folder)
        assert status.faults == ()
        for account in status.accounts:
            by_kind = {
                "awarded": account.awarded,
                "committed": account.committed,
                "paid": account.paid,
                "clawed": account.clawed,
                "recovered": account.returned,
            }
            assert by_kind == {what: self.sums[what][account.award] for what in by_kind}
            assert 0 <= account.returned <= account.clawed <= account.paid <= account.awarded
            assert account.received == account.spending + account.returned + account.balance
            if (scheduled := account.scheduled) is not None:
                assert scheduled.ahead == 0
                assert sum(part.paid for part in scheduled.parts()) == account.paid
                assert account.payable(LAST_DAY) <= account.unpaid
        (fund,) = status.funds
        assert fund.appropriated == self.appropriated == fund.free + fund.committed + fund.awarded
        assert fund.treasury == fund.appropriated - fund.paid + fund.recovered
        assert fund.free >= 0
        assert fund.due == sum(account.due for account in status.accounts)


def _payments(moves: list[tuple[str, int, date]]) -> list[Payment]:
    return [Payment(f"YN-2026-p{platform}-build", fen, on) for platform, fen, on in moves]


QUICK = settings(max_examples=6, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(QUICK, max_examples=300, stateful_step_count=30)

TestRecipient: Any = Recipient.TestCase
TestRecipient.settings = QUICK
TestAuthority: Any = Authority.TestCase
TestAuthority.settings = QUICK


@pytest.mark.slow
@pytest.mark.parametrize("machine", [Recipient, Authority])
def test_at_length(machine: type[Machine]) -> None:
    class Long(machine):  # type: ignore[valid-type,misc]
        pass

    case: Any = Long.TestCase
    case.settings = LONG
    case("runTest").runTest()
