"""Killed before every single operation on a file, each command leaves a whole book, and run again it is done once."""

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.ledger import chain, recipient, store
from fundcalc.ledger.authority.payees import Payee, enter_payees, payees
from fundcalc.ledger.listing import entries
from fundcalc.ledger.recipient import Entry

from .everyone import PAYER, pay_by_list
from .samples import appropriate, award, new_book, post_round, round_of

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="a child is killed at every step")]

A = "YN-2026-p1-build"
DAY = date(2026, 6, 1)
KILLED = 9


def books(folder: Path) -> Path:
    authority = new_book(folder / "authority")
    post_round(authority, round_of(award("p1")))
    ledger.pay(authority, [ledger.Payment(A, 100, DAY)])
    enter_payees(authority, [PAYER, Payee("9153P1", "公司", "旧行", "1000000000000001")], DAY)
    recipient.init(folder / "special", title="专项", name="某某公司")
    recipient.receive(folder / "special", Entry(A, 100, DAY))
    cut = new_book(folder / "cut")
    appropriate(cut, 5, document="追加")
    index = cut / store.INDEX
    index.write_bytes(b"".join(index.read_bytes().splitlines(keepends=True)[:-1]))
    return folder


COMMANDS: dict[str, Callable[[Path], object]] = {
    "init": lambda folder: ledger.init(folder / "new", title="x"),
    "appropriate": lambda folder: appropriate(folder / "authority", 7, document="再追加"),
    "award": lambda folder: post_round(folder / "authority", round_of(award("p2"))),
    "pay": lambda folder: ledger.pay(folder / "authority", [ledger.Payment(A, 200, DAY)]),
    "payees": lambda folder: enter_payees(
        folder / "authority", [Payee("9153P1", "公司", "某行", "1000000000000001")], DAY),
    "pay by list": lambda folder: pay_by_list(folder / "authority", [ledger.Payment(A, 300, DAY)], folder / "list.csv"),
    "reverse": lambda folder: ledger.reverse(folder / "authority", newest(folder / "authority"), why="录错", on=DAY),
    "carry": lambda folder: ledger.carry(
        folder / "authority", policy="yunnan-2025", code="YN", from_year=2026, to_year=2027, on=DAY),
    "correct facts": lambda folder: ledger.correct_facts(folder / "special", A, DAY, platform_name="一号中心"),
    "close": lambda folder: ledger.close(folder / "authority", date(2026, 5, 31)),
    "rename": lambda folder: ledger.rename(folder / "special", DAY, title="新题名", name="新名公司"),
    "mend": lambda folder: ledger.mend(folder / "cut", yes=True),
}  # fmt: skip


def newest(folder: Path) -> str:
    """The id of the newest payment, reversed or not."""
    return next(entry.id for entry in entries(folder).entries if entry.kind == "payment")


def run_until_step(command: Callable[[], object], step: int) -> bool:
    """Run a command in a child that ends at once before so many operations on files; whether it was killed."""
    child = os.fork()
    if child == 0:
        left = [step]

        def counted(operation: Callable[..., object]) -> Callable[..., object]:
            def run(*arguments: object, **named: object) -> object:
                left[0] -= 1
                if left[0] < 0:
                    os._exit(KILLED)
                return operation(*arguments, **named)

            return run

        for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "touch"), (Path, "unlink"), (Path, "mkdir")):
            setattr(owner, name, counted(getattr(owner, name)))
        try:
            command()
        except BaseException:
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, KILLED), code
    return code == KILLED


def stand(folder: Path) -> dict[str, object]:
    """What every book says, and the kinds of its batches."""
    said: dict[str, object] = {}
    for book in sorted(path.parent for path in folder.glob(f"*/{store.TOP}")):
        status = ledger.status(book)
        kinds = [link.head.kind for link in chain.read(book).links if link.head]
        accounts = payees(book) if status.role == "authority" else {}
        said[book.name] = (status.funds, status.accounts, status.closed_through, kinds, bool(status.faults), accounts)
    return said


@pytest.mark.parametrize("name", COMMANDS)
def test_killed_at_every_step(tmp_path: Path, name: str) -> None:
    begun = books(tmp_path / "begun")
    shutil.copytree(begun, tmp_path / "done")
    COMMANDS[name](tmp_path / "done")
    before, after = stand(begun), stand(tmp_path / "done")
    step, killed = 0, True
    while killed:
        folder = tmp_path / str(step)
        shutil.copytree(begun, folder)
        killed = run_until_step(lambda: COMMANDS[name](folder), step)  # noqa: B023
        assert stand(folder) in (before, after), step
        COMMANDS[name](folder)
        assert stand(folder) == after, step
        assert not [path for path in folder.rglob("*") if path.suffix in (".tmp", ".posting")], step
        shutil.rmtree(folder)
        step += 1
    assert step > 3
    print(f"{name}: killed {step - 1} times, nothing lost and nothing twice")
