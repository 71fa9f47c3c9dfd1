"""Every command that writes, as work that many processes do at once and any of them may be killed at: each piece once.

Run as a program it does some of it: ``python everyone.py write|once|read FOLDER SEED``; it prints each batch it was told of.
"""

import random
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from beancount import loader
from beancount.core.data import Transaction

from fundcalc import ledger
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import RefusedError
from fundcalc.documents.bank_layout import bank_layout
from fundcalc.documents.payment_list import StagedList, payment_list
from fundcalc.ledger import recipient
from fundcalc.ledger.authority.payees import Payee, enter_payees, payees_of
from fundcalc.ledger.authority.payments import check_payments, post_payments
from fundcalc.ledger.listing import entries
from fundcalc.ledger.recipient import Entry
from fundcalc.ledger.records import Correction

PIECES = 24
AWARD = "YN-2026-p{}-build"
DAY = date(2026, 6, 1)
WRONG = "错"
PAYER = Payee("payer", "省厅", "某行", "1000000000000000")


def make(folder: Path) -> None:
    """Begin both books; whoever was killed at it is followed by another."""
    with suppress(RefusedError):  # it is there and has its new title
        ledger.init(folder / "authority", title="专项")
    recipient.init(folder / "special", title="专项")


def piece(folder: Path, number: int) -> None:
    """One piece of everything: told of as posted once, whoever does it how often."""
    from samples import award, post_round, round_of  # type: ignore[import-not-found]

    authority, special, name = folder / "authority", folder / "special", AWARD.format(number)
    make(folder)
    tell(
        ledger.appropriate(
            authority, policy="yunnan-2025", code="YN", year=2026, fen=1_200, on=DAY, document=str(number)
        ).batch
    )
    payments = [ledger.Payment(name, 600, DAY, "首期"), ledger.Payment(name, 400, DAY, "二期")]
    if number % 3 == 0 and name not in {account.award for account in ledger.status(authority).accounts}:
        tell_unless_refused(lambda: ledger.commit(
            authority, [ledger.Payment(name, 1_000, DAY)], policy="yunnan-2025", code="YN", year=2026))  # fmt: skip
    tell(post_round(authority, round_of(award(f"p{number}", fen=1_200))).batch)
    put_right(authority, number)
    pay_by_list(authority, payments, folder / f"list-{number}.csv")
    tell(ledger.claw_back(authority, [ledger.Payment(name, 50, DAY)]).batch)
    tell(ledger.recover(authority, [ledger.Payment(name, 50, DAY)]).batch)
    tell(recipient.receive(special, Entry(name, 600, DAY, "厅"), {"awarded": "10.00"}).batch)
    lines = [Line(DAY, 50, name, code="30218", text=str(number % 2)) for number in range(4)]
    tell(ledger.spend(special, [*lines, Line(DAY, 500, name, code="31003")], advance=True).batch)
    tell(recipient.receive(special, Entry(name, 400, DAY, "厅"), {"awarded": "10.00"}).batch)
    tell(recipient.demand(special, Entry(name, 50, DAY), use="30218").batch)
    tell(recipient.give_back(special, Entry(name, 50, DAY)).batch)
    tell(ledger.correct_facts(special, name, DAY, platform_name=f"{number}号").batch)


def put_right(authority: Path, number: int) -> None:
    """Accounts, names, a closed year, an appropriation that is reversed, an award of 1,200 corrected to 1,000."""
    from samples import POLICY_DIGEST, award, round_of

    tell(
        enter_payees(authority, [PAYER, Payee(f"9153P{number}", f"公司{number}", "某行", str(10**15 + number))], DAY)[1]
    )
    tell(ledger.close(authority, date(2025, 12, 31)).batch)
    tell(ledger.rename(authority, DAY, title="专项（更名）").batch)
    assert not ledger.mend(authority, yes=True).left
    document = f"{WRONG}{number}"
    tell(
        ledger.appropriate(
            authority, policy="yunnan-2025", code="YN", year=2026, fen=7, on=DAY, document=document
        ).batch
    )
    for entry in entries(authority).entries:
        if getattr(entry.main, "document", "") == document and not entry.reversed_by:
            tell(ledger.reverse(authority, entry.id, why="录错", on=DAY).batch)
    with ledger.locked(authority) as book:
        posted = book.snapshot.awards[AWARD.format(number)]
        if posted.fen == 1_200:
            now = award(f"p{number}", fen=1_000)
            correction = Correction(posted, now, POLICY_DIGEST, DAY)
            tell(ledger.post_awards(book, replace(round_of(now), awards=()), corrections=[correction]).batch)


def pay_by_list(authority: Path, payments: list[ledger.Payment], output: Path) -> None:
    """Pay with a list for the bank, as the command does."""
    with ledger.locked(authority) as book:
        before = book.snapshot
        checked = check_payments(before, payments)
        if checked.new:
            listed = payment_list(bank_layout("icbc"), checked.new, before.awards, payees_of(before.events))
            with StagedList(output, authority, listed) as staged:
                done = post_payments(book, checked)
                staged.put_in_place(done.batch or "")
                tell(done.batch)


def tell(batch: str | None) -> None:
    if batch:
        print(batch, flush=True)


def tell_unless_refused(command: Any) -> None:
    """A commitment comes before its award or not at all, as another process may have awarded meanwhile."""
    from fundcalc.base.errors import BookError

    try:
        tell(command().batch)
    except BookError as error:
        if (
            "decided" not in str(error)
            and "已决定" not in str(error)
            and "short" not in str(error)
            and "差" not in str(error)
        ):
            raise


def check(folder: Path) -> None:
    """Both books hold every piece once, and plain Beancount finds nothing wrong."""
    wanted = {
        "authority": {"appropriation": 1, "award": 1, "correction": 1, "disbursement": 2, "clawback": 1, "recovery": 1},
        "special": {"receipt": 2, "spending": 5, "settlement": 1, "clawback": 1, "return": 1},
    }
    for name, kinds in wanted.items():
        entries, errors, _options = loader.load_file(str(folder / name / "main.beancount"))
        assert errors == []
        status = ledger.status(folder / name)
        assert status.faults == ()
        counted = Counter(tag for entry in entries if isinstance(entry, Transaction) for tag in entry.tags)
        counted.pop("commitment", 0)
        wrong = sum(str(entry.meta.get("doc-no", "")).startswith(WRONG) for entry in entries)
        counted.subtract(Counter(appropriation=wrong, reversal=wrong))
        counted = +counted
        assert counted == {kind: PIECES * times for kind, times in kinds.items()}
        for account in status.accounts:
            assert (account.awarded, account.received, account.returned, account.due) == (1_000, 1_000, 50, 0), account
            assert account.received == account.spending + account.returned + account.balance
        assert not list((folder / name).rglob("*.tmp"))
    assert ledger.status(folder / "authority").funds[0].appropriated == PIECES * 1_200
    for number in range(PIECES):
        if (listed := folder / f"list-{number}.csv").exists():
            assert (
                sum(line.count("6.00") + line.count("4.00") for line in listed.read_text("utf-8-sig").splitlines()) == 2
            )


def read(folder: Path) -> None:
    """Whoever reads meanwhile, ours or plain Beancount, finds a book that checks."""
    for name in ("authority", "special"):
        if (folder / name / "main.beancount").exists():
            errors: list[Any] = loader.load_file(str(folder / name / "main.beancount"))[1]
            errors += ledger.status(folder / name).faults
            assert errors == [], errors


def run(task: str, folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    if task == "once":
        for number in range(seed, PIECES, 4):
            piece(folder, number)
        return
    for _ in range(chance.randint(1, 8)):
        if task == "write":
            piece(folder, chance.randrange(PIECES))
        else:
            read(folder)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
