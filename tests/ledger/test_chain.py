"""The chain of batches: whatever is touched is reported, and nothing is posted until it is put right."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from fundcalc import documents, ledger
from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.i18n import speaking
from fundcalc.ledger import authorship, chain, loading, store, writer
from fundcalc.ledger.audit_view import evidence_of
from fundcalc.ledger.replay import replay

from .samples import appropriate, award, load, new_book, post_round, round_of, snapshot

PAYMENT = ledger.Payment("YN-2026-p1-build", 100, award().on)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award()))
    ledger.pay(folder, [PAYMENT])
    appropriate(folder, 5, document="追加")
    return folder


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with speaking("en"):
        yield


def index_of(folder: Path) -> list[str]:
    return (folder / store.INDEX).read_text("utf-8").splitlines(keepends=True)


def write_index(folder: Path, lines: list[str]) -> None:
    (folder / store.INDEX).write_text("".join(lines), "utf-8")


def change_top(folder: Path, old: str, new: str) -> None:
    top = folder / store.TOP
    text = top.read_text("utf-8")
    assert old in text
    top.write_text(text.replace(old, new), "utf-8")


def drop(folder: Path, number: int) -> None:
    lines = index_of(folder)
    del lines[number]
    write_index(folder, lines)


def swap(folder: Path) -> None:
    lines = index_of(folder)
    lines[3], lines[4] = lines[4], lines[3]
    write_index(folder, lines)


def remove(folder: Path, kind: str, *, listed: bool = True) -> None:
    (batch,) = (folder / "batches").glob(f"*-{kind}-*")
    batch.unlink()
    if not listed:
        write_index(folder, [line for line in index_of(folder) if batch.name not in line])


def add_unlisted(folder: Path) -> None:
    (folder / "batches" / "2026-06-01-payments-0123456789abcdef.beancount").write_text("; nothing\n")


def add_listed(folder: Path) -> None:
    batch = b"2026-01-01 open Assets:A CNY\n"
    name = f"2026-01-01-test-{chain.link_of('', batch).digest[:16]}"
    (folder / "batches" / f"{name}.beancount").write_bytes(batch)
    write_index(folder, [*index_of(folder), writer.include(f"{name}.beancount")])


BY_HAND = '2026-06-01 * "x"\n  Assets:Fund:YN-2026:Treasury  1.00 CNY\n  Equity:Fund:YN-2026:Free  -1.00 CNY\n'
TOUCHES: dict[str, Callable[[Path], object]] = {
    "the head of the index": lambda folder: drop(folder, 0),
    "the opening dropped": lambda folder: drop(folder, 1),
    "the awards dropped": lambda folder: drop(folder, 3),
    "the payment dropped": lambda folder: drop(folder, 4),
    "the last batch dropped": lambda folder: drop(folder, 5),
    "an older index": lambda folder: write_index(folder, index_of(folder)[:4]),
    "an empty index": lambda folder: write_index(folder, []),
    "no index": lambda folder: (folder / store.INDEX).unlink(),
    "a commented include": lambda folder: write_index(
        folder, [*index_of(folder)[:4], "; " + index_of(folder)[4], *index_of(folder)[5:]]),
    "two batches swapped": swap,
    "a batch twice": lambda folder: write_index(folder, [*index_of(folder), index_of(folder)[4]]),
    "a lost file": lambda folder: remove(folder, "payments"),
    "a lost file and its line": lambda folder: remove(folder, "payments", listed=False),
    "a file that was not posted": add_unlisted,
    "a batch that was not posted": add_listed,
    "an include commented out on top": lambda folder: change_top(folder, "include", "; include"),
    "another title": lambda folder: change_top(folder, "专项", "转项"),
    "another role": lambda folder: change_top(folder, '"authority"', '"recipient"'),
    "another currency": lambda folder: change_top(folder, '"CNY"', '"USD"'),
    "a tolerance": lambda folder: change_top(folder, 'multiplier" "0"', 'multiplier" "9"'),
    "an entry by hand": lambda folder: change_top(folder, "include", f"{BY_HAND}include"),
}  # fmt: skip


@pytest.mark.parametrize("touch", TOUCHES)
def test_a_touched_book_is_reported_and_not_posted_to(folder: Path, touch: str) -> None:
    assert ledger.status(folder).faults == ()
    TOUCHES[touch](folder)
    faults = ledger.status(folder).faults
    assert any(fault.is_damage for fault in faults)
    before = snapshot(folder)
    with pytest.raises(RefusedError if touch != "another role" else BookError):
        ledger.pay(folder, [PAYMENT])
    with pytest.raises(BookError):
        ledger.pay(folder, [ledger.Payment("YN-2026-p1-build", 200, award().on)])
    assert snapshot(folder) == before


def test_each_batch_names_the_one_before_and_who_posted_it(folder: Path) -> None:
    with authorship.entered_by('王"会计"'):
        appropriate(folder, 7, document="再追加")
    found = chain.read(folder)
    assert found.breaks == ()
    assert [link.previous for link in found.links[1:]] == [link.digest for link in found.links[:-1]]
    assert found.seal == found.links[-1].digest == chain.seal(folder)
    assert [link.head.kind for link in found.links if link.head] == [
        "opening", "appropriation-YN-2026", "awards", "payments", "appropriation-YN-2026", "appropriation-YN-2026",
    ]  # fmt: skip
    assert list(found.posted_by.values())[-1] == '王"会计"'
    assert list(found.states.values()) == [5, 4, 3, 2, 1, 0]
    load(folder)


def unseal(folder: Path) -> None:
    """Make a book as it was made before there were chains."""
    names = []
    for batch in store.batches(folder)[1:]:
        content = (folder / "batches" / f"{batch}.beancount").read_text("utf-8")
        comment, _directive, _previous, _by, text = content.split("\n", 4)
        content = f"{comment}\n{text}"
        name = f"{batch[:-16]}{chain.link_of(batch, content.encode()).digest[:16]}"
        (folder / "batches" / f"{name}.beancount").write_text(content, "utf-8")
        names.append(name)
    for batch in store.batches(folder):
        (folder / "batches" / f"{batch}.beancount").unlink()
    write_index(folder, [store.INDEX_HEAD, *(writer.include(f"{name}.beancount") for name in names)])


def test_a_book_made_before_is_read_and_sealed_by_the_next_posting(folder: Path) -> None:
    unseal(folder)
    assert ledger.status(folder).faults == ()
    assert chain.seal(folder) is None
    old = store.batches(folder)
    appropriate(folder, 9, document="以后")
    assert ledger.status(folder).faults == ()
    found = chain.read(folder)
    assert found.seal is not None
    assert found.links[4].earlier == old
    lines = index_of(folder)
    write_index(folder, [lines[0], lines[2], lines[1], *lines[3:]])
    assert any("does not follow" in fault.message for fault in ledger.status(folder).faults)
    remove(folder, "payments", listed=False)
    assert any(f"is missing: {old[2]}" in fault.message for fault in ledger.status(folder).faults)


def test_line_ends_of_another_system_change_nothing(folder: Path) -> None:
    seal = chain.seal(folder)
    for path in folder.rglob("*.beancount"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert ledger.status(folder).faults == ()
    assert chain.seal(folder) == seal


def test_a_batch_that_is_being_posted_is_not_lost(folder: Path) -> None:
    last = store.batches(folder)[-1]
    drop(folder, 5)
    marker = folder / "batches" / f".{last}.posting"
    marker.touch()
    assert ledger.status(folder).faults == ()
    appropriate(folder, 11, document="后来")  # whoever posts next removes what a killed process left
    assert not marker.exists()
    assert not (folder / "batches" / f"{last}.beancount").exists()
    assert ledger.status(folder).faults == ()


def test_a_seal_tells_the_state_it_was_printed_of(folder: Path) -> None:
    printed = chain.seal(folder)
    assert printed is not None
    assert ledger.batches_since(folder, f" {printed[:32].upper()} {printed[32:]}\n") == 0
    appropriate(folder, 7, document="再追加")
    assert ledger.batches_since(folder, printed) == 1
    assert ledger.batches_since(folder, "0" * 64) is None
    assert ledger.status(folder).seal == ledger.seal(folder) != printed


@pytest.mark.parametrize("place", ["inputs", "policies"])
def test_a_kept_file_that_was_changed_is_reported_and_nothing_is_refused(folder: Path, place: str) -> None:
    (kept,) = (folder / place).iterdir()
    content = kept.read_bytes()
    kept.write_bytes(content.replace(b"p1", b"p2").replace(b"yunnan", b"hainan"))
    assert [f"{place}/{kept.name} was changed" in fault.message for fault in ledger.status(folder).faults] == [True]
    kept.unlink()
    assert [f"{place}/{kept.name} is missing" in fault.message for fault in ledger.status(folder).faults] == [True]
    appropriate(folder, 7, document="再追加")


@pytest.mark.parametrize(
    "touch", ["the payment dropped", "a lost file", "an include commented out on top", "another title"]
)
def test_everything_that_reads_a_book_reports_it(folder: Path, touch: str) -> None:
    request = documents.ReportRequest(2026, date(2026, 12, 31))
    assert not documents.gather(folder, request).faults
    TOUCHES[touch](folder)
    messages = {fault.message for fault in ledger.status(folder).faults if fault.is_damage}
    assert messages
    assert messages <= {finding.message for finding in replay(folder).findings if finding.kind == "book"} | {""}
    assert messages <= {rejected.message for rejected in evidence_of(folder).rejected}
    assert messages <= {fault.message for fault in loading.read(folder).errors}
    if touch != "an include commented out on top":  # then there is no award to report on
        assert messages <= {fault.message for fault in documents.gather(folder, request).faults}
    with pytest.raises(RefusedError):
        ledger.outstanding(folder)
    with pytest.raises(RefusedError):
        ledger.mend(folder, take=store.batches(folder)[0])
