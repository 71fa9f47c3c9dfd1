"""Writing awards to a book.

Beside a bare f-string loop and Beancount's own printer, in one run.

    python -m benchmarks.posting [ROWS] [ROUNDS]

Each writer makes the text of the same awards and writes it to a file. The bare loop escapes nothing, checks nothing and
hashes nothing; the printer is given transactions that are built already. Then the whole of ``post_awards`` is timed
(which also reads the book, compares every digest, and keeps the inputs), the book is read back safely, and
``bean-check`` runs on it.
"""

import hashlib
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter

from beancount.core import data
from beancount.core.amount import Amount
from beancount.parser.printer import EntryPrinter

from fundcalc import ledger
from fundcalc.ledger import accounts, store
from fundcalc.ledger.authority import awarding
from fundcalc.ledger.snapshot import LedgerSnapshot

ON, YEAR, CODE = date(2026, 5, 20), 2026, "YN"
POLICY_TEXT = b'id = "yunnan-2025"\n'


def sample(rows: int) -> tuple[list[ledger.Award], dict[str, bytes]]:
    """Awards of as many platforms, ten to an organisation, and their inputs by digest."""
    random.seed(7)
    awards, inputs = [], {}
    for number in range(rows):
        line = f'{{"eligible_investment": "{random.randrange(10**10)}.00", "platform": "p{number:06d}"}}'.encode()
        digest = hashlib.sha256(line).hexdigest()
        inputs[digest] = line
        organisation = number // 10
        award = ledger.Award(
            policy="yunnan-2025",
            code=CODE,
            year=YEAR,
            platform=f"p{number:06d}",
            benefit="build",
            organisation=f"91530100MA{organisation:08d}",
            organisation_name=f"昆明某某科技有限公司第{organisation}分公司",
            platform_name=f"云南省某某（细分领域）概念验证中心{number}",
            platform_kind="proof_of_concept",
            fen=random.randrange(1, 2 * 10**8),
            on=ON,
            cite="第十三条（一）",
            policy_digest=hashlib.sha256(POLICY_TEXT).hexdigest(),
            inputs_digest=digest,
        )
        awards.append(award)
    return awards, inputs


def ours(awards: Sequence[ledger.Award], book: ledger.LockedBook[LedgerSnapshot]) -> None:
    """Checked, escaped, hashed, written whole, and listed in the index."""
    book.post(ON, "awards", awarding.text(awarding.checked(awards), ()))


def bare(awards: Sequence[ledger.Award], path: Path) -> None:
    """The same text from a loop over f-strings, with no check at all."""
    rows = []
    opened = set()
    for a in awards:
        if a.organisation not in opened:
            opened.add(a.organisation)
            rows.append(
                f"2025-01-01 open Liabilities:Fund:{a.code}-{a.year}:Awards:{a.organisation} CNY\n"
                f'  name: "{a.organisation_name}"\n'
            )
        award_id = f"{a.code}-{a.year}-{a.platform}-{a.benefit}"
        amount = f"{a.fen // 100}.{a.fen % 100:02d}"
        rows.append(
            f'{a.on} * "{a.organisation_name}" "{a.platform_name} {a.benefit} {a.cite}" #award ^award-{award_id}\n'
            f'  award-id: "{award_id}"\n'
            f'  policy: "{a.policy}"\n'
            f'  year: "{a.year}"\n'
            f'  platform: "{a.platform}"\n'
            f'  platform-kind: "{a.platform_kind}"\n'
            f'  organisation: "{a.organisation}"\n'
            f'  benefit: "{a.benefit}"\n'
            f'  cite: "{a.cite}"\n'
            f'  policy-sha256: "{a.policy_digest}"\n'
            f'  inputs-sha256: "{a.inputs_digest}"\n'
            f"  Expenses:Fund:{a.code}-{a.year}:Awards  {amount} CNY\n"
            f"  Liabilities:Fund:{a.code}-{a.year}:Awards:{a.organisation}  -{amount} CNY\n"
        )
    path.write_bytes("".join(rows).encode())


def printer(entries: Sequence[data.Directive], path: Path) -> None:
    """The same entries by Beancount's printer, one instance for all."""
    write = EntryPrinter()  # type: ignore[no-untyped-call]
    path.write_bytes("".join(map(write, entries)).encode())


def entries_of(awards: Sequence[ledger.Award]) -> list[data.Directive]:
    """What the printer prints."""
    opens: dict[str, data.Directive] = {}
    entries: list[data.Directive] = []
    for award in awards:
        owed = accounts.owed(award.fund, award.organisation)
        if owed not in opens:
            opens[owed] = data.Open({"name": award.organisation_name}, accounts.opening_day(YEAR), owed, ["CNY"], None)
        meta = {
            "award-id": award.id,
            "policy": award.policy,
            "year": str(award.year),
            "platform": award.platform,
            "platform-kind": award.platform_kind,
            "organisation": award.organisation,
            "benefit": award.benefit,
            "cite": award.cite,
            "policy-sha256": award.policy_digest,
            "inputs-sha256": award.inputs_digest,
        }
        narration = f"{award.platform_name} {award.benefit} {award.cite}"
        yuan = Decimal(award.fen).scaleb(-2)
        postings = [
            data.Posting(account, Amount(number, "CNY"), None, None, None, None)
            for account, number in ((accounts.awarded(award.fund), yuan), (owed, -yuan))
        ]
        tags, links = frozenset({"award"}), frozenset({f"award-{award.id}"})
        entries.append(data.Transaction(meta, award.on, "*", award.organisation_name, narration, tags, links, postings))
    return [*opens.values(), *entries]


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def new_book(folder: Path, fen: int) -> Path:
    """A book with an appropriation."""
    ledger.init(folder, title="云南省科技创新平台专项资金")
    ledger.appropriate(folder, policy="yunnan-2025", code=CODE, year=YEAR, fen=fen, on=date(2026, 1, 5))
    return folder


def once(awards: Sequence[ledger.Award], inputs: dict[str, bytes], folder: Path) -> dict[str, float]:
    """Return the seconds by writer.

    Each writes the awards once into a new place; the last leaves a whole book in the folder.
    """
    total = sum(award.fen for award in awards)
    printed = entries_of(awards)
    seconds = {"bare f-string loop": timed(lambda: bare(awards, folder / "bare.beancount"))}
    with ledger.locked(new_book(folder / "unflushed", total), durable=False) as unflushed:
        seconds["ours"] = timed(lambda: ours(awards, unflushed))
    with ledger.locked(new_book(folder / "flushed", total)) as flushed:
        seconds["ours, flushed to disk"] = timed(lambda: ours(awards, flushed))
    seconds["EntryPrinter"] = timed(lambda: printer(printed, folder / "printed.beancount"))
    whole = new_book(folder / "whole", total)
    decided = ledger.DecidedRound(awards, POLICY_TEXT, inputs)
    seconds["post_awards, whole"] = timed(lambda: post(whole, decided))
    return seconds


def post(folder: Path, decided: ledger.DecidedRound) -> None:
    """Post a round to a book."""
    with ledger.locked(folder) as book:
        ledger.post_awards(book, decided)


def main(rows: int = 100_000, rounds: int = 7) -> None:
    """Measure, print, and check what was written."""
    awards, inputs = sample(rows)
    with tempfile.TemporaryDirectory() as place:
        taken = []
        for number in range(rounds):
            folder = Path(place, str(number))
            folder.mkdir()
            taken.append(once(awards, inputs, folder))
        middle = {name: median(times[name] for times in taken) for name in taken[0]}
        print(f"{rows:,} awards, medians of {rounds} interleaved rounds")
        for name, seconds in middle.items():
            ratio = median(times[name] / times["bare f-string loop"] for times in taken)
            print(f"  {name:24}{seconds:8.3f} s {rows / seconds:12,.0f} rows/s {ratio:7.2f} x the bare loop")
        print(f"  ours / EntryPrinter     {median(times['ours'] / times['EntryPrinter'] for times in taken):8.2f}")
        whole = folder / "whole"
        seconds = timed(lambda: ledger.read(whole))
        status = ledger.status(whole)
        assert not status.faults, status.faults[:3]
        assert status.funds[0].awarded == sum(award.fen for award in awards)
        assert len(status.accounts) == rows
        print(f"  read back safely        {seconds:8.3f} s {rows / seconds:12,.0f} rows/s, to the fen")
        check = [str(Path(sys.executable).with_name("bean-check")), "--no-cache", str(whole / store.TOP)]
        seconds = timed(lambda: subprocess.run(check, check=True))
        print(f"  bean-check              {seconds:8.3f} s, clean")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
