"""Hostile text, kills at random instants, and many at once: nothing forged, nothing lost, nothing twice.

Run as a program this file is one of the processes that the tests start.
"""

import random
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.core.data import Custom, Open, Transaction

from fundcalc import ledger
from fundcalc.base.errors import BookError
from fundcalc.ledger import store, writer

FRAGMENTS = [
    '"', "\\", "\n", "\r", "\r\n", "\t", "\b", "\f", '"\n2026-01-01 open Assets:Forged CNY\n2026-01-01 note Assets:Forged "',
    '\\"', '\\\\"', "\\n", "2026-01-01 open Assets:Forged\n", ";", "#", "^", "*", "专项资金", "😀", "\x00", "\x1b[31m",
    "\x85", "\u061c", "\u200f", "\u202e", "\u2028", "\u2069", "\ufeff", "\ud800", "\udfff", "{", "}", "{0}", "%s", "@", "%",
    'plugin "os"\n', 'include "/etc/passwd"\n', 'option "title" "forged"\n', " ", "　", "  Assets:Forged  1.00 CNY\n",
    "(1/0) CNY", "'; DROP", "<script>", "\ue000", "é", "=1+1",
]  # fmt: skip
FUND = 100_000_000_000


@pytest.mark.parametrize("rows", [500, pytest.param(20_000, marks=pytest.mark.slow)])
def test_hostile_text_forges_nothing_and_reads_back(tmp_path: Path, rows: int) -> None:
    from .samples import award, new_book, post_round, round_of

    chance = random.Random(1)

    def text() -> str:
        return "".join(chance.choice(FRAGMENTS) for _ in range(chance.randint(0, 8)))

    awards = [
        award(
            f"p{number}", organisation=f"o{number % 97}.{number % 7}_", organisation_name=text(), platform_name=text(),
            platform_kind=text(), cite=text(),
        )
        for number in range(rows)
    ]  # fmt: skip
    folder = new_book(tmp_path / "book", fen=FUND)
    post_round(folder, round_of(*awards), durable=False)
    ledger.pay(folder, [ledger.Payment(award.id, 1, award.on, text()) for award in awards], durable=False)

    entries, errors, options = loader.load_file(str(folder / "main.beancount"))
    assert errors == []
    assert (options["plugin"], options["title"]) == ([], "云南省科技创新平台专项资金")
    assert {Path(path).relative_to(folder).parts[0] for path in options["include"]} == {"main.beancount", "batches"}
    organisations = {award.organisation for award in awards}
    counted = Counter(type(entry).__name__ for entry in entries)
    assert counted == {"Custom": 8, "Open": 4 + len(organisations), "Transaction": 1 + 2 * rows}
    assert not [entry for entry in entries if isinstance(entry, Open) and entry.account.split(":")[1] != "Fund"]
    assert all(len(entry.postings) == 2 for entry in entries if isinstance(entry, Transaction))
    assert not [
        entry
        for entry in entries
        if isinstance(entry, Custom)
        and entry.type not in ("fundcalc", "fundcalc-posting", "fundcalc-book", "fundcalc-batch", "fava-option")
    ]

    written = {
        entry.meta["award-id"]: entry for entry in entries if isinstance(entry, Transaction) and "award" in entry.tags
    }
    for posted in awards:
        entry, back = written[posted.id], writer.read_back
        assert entry.payee or back(posted.organisation_name) == ""
        assert entry.narration == back(f"{posted.platform_name} {posted.benefit} {posted.cite}")
        assert entry.meta["platform-kind"] == back(posted.platform_kind)
        assert entry.meta["cite"] == back(posted.cite)
    assert ledger.read(folder).errors == ()


@pytest.mark.parametrize("field", ["policy", "code", "platform", "benefit", "organisation"])
def test_no_id_can_be_hostile(tmp_path: Path, field: str) -> None:
    from .samples import award, new_book, post_round, round_of, snapshot

    folder = new_book(tmp_path / "book", fen=FUND)
    before = snapshot(folder)
    for fragment in FRAGMENTS:
        if not fragment.isascii() or not fragment.isalnum():
            hostile: dict[str, Any] = {field: f"a{fragment}"}
            with pytest.raises(BookError):
                post_round(folder, round_of(award(**hostile)))
    assert snapshot(folder) == before


PLATFORMS = 400


@pytest.mark.slow
def test_kills_and_races(tmp_path: Path) -> None:
    from .kills import kill_and_race
    from .samples import load, new_book

    folder = new_book(tmp_path / "book", fen=FUND)
    posted_log = tmp_path / "posted"
    command = [sys.executable, "-W", "error", __file__]
    kills, finished = kill_and_race(command, folder, posted_log)

    # Whatever a process reported as posted is in the book.
    posted = posted_log.read_text().split()
    assert len(posted) > 10
    assert set(posted) <= set(store.batches(folder))
    # Whoever was killed tries again, as a person would: now every award and payment is there, once.
    for seed in range(PLATFORMS // 100):
        subprocess.run(
            [sys.executable, "-W", "error", __file__, "once", str(folder), str(seed)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    transactions = [entry for entry in load(folder) if isinstance(entry, Transaction)]
    for tag in ("award", "disbursement"):
        counted = Counter(entry.meta["award-id"] for entry in transactions if tag in entry.tags)
        assert counted == {f"YN-2026-p{number}-build": 1 for number in range(PLATFORMS)}
    fund = ledger.status(folder).funds[0]
    assert (fund.awarded, fund.paid) == (PLATFORMS * 100_000, PLATFORMS * 100)
    assert not list(folder.rglob("*.tmp"))
    print(f"{kills} kills, {finished} processes that finished, {len(posted)} batches")


def _round(folder: Path, numbers: range) -> None:
    """Award and pay some platforms, most of which others award and pay too."""
    from samples import award, post_round, round_of  # type: ignore[import-not-found]

    awards = [award(f"p{number % PLATFORMS}") for number in numbers]
    for batch in (
        post_round(folder, round_of(*awards)).batch,
        ledger.pay(folder, [ledger.Payment(posted.id, 100, date(2026, 6, 1)) for posted in awards]).batch,
    ):
        if batch:
            print(batch, flush=True)


def _run(task: str, folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    if task == "once":
        _round(folder, range(seed * 100, seed * 100 + 100))
        return
    for _ in range(chance.randint(1, 30)):
        if task == "write":
            first = chance.randrange(PLATFORMS)
            _round(folder, range(first, first + chance.randint(1, 8)))
        else:
            errors: list[Any] = loader.load_file(str(folder / "main.beancount"))[1]
            errors += ledger.status(folder).faults
            assert errors == [], errors


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    _run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
