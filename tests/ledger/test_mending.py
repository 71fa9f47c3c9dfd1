"""Mending: what belongs is taken in, what does not is set aside, and what is lost is not made up."""

from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.base.errors import BookError, RefusedError
from fundcalc.ledger import chain, store
from fundcalc.ledger.listing import entries

from .samples import appropriate, snapshot
from .test_chain import TOUCHES, drop, english, folder, remove, swap, unseal, write_index

__all__ = ["english", "folder"]

# What can be mended without a copy and without losing anything.
MENDED = [
    "the head of the index", "the opening dropped", "the awards dropped", "the payment dropped", "the last batch dropped",
    "an older index", "an empty index", "no index", "a commented include", "two batches swapped", "a batch twice",
    "an include commented out on top", "another title", "another role", "another currency", "a tolerance",
]  # fmt: skip


@pytest.mark.parametrize("touch", MENDED)
def test_what_was_touched_is_put_right(folder: Path, touch: str) -> None:
    before, files = ledger.status(folder), snapshot(folder)
    TOUCHES[touch](folder)
    touched = snapshot(folder)
    plan = ledger.mend(folder)
    assert plan.new_index or plan.new_top
    assert snapshot(folder) == touched
    done = ledger.mend(folder, yes=True)
    assert (done.done, done.left) == (True, ())
    assert ledger.status(folder) == before
    assert {name: content for name, content in snapshot(folder).items() if name != "main.beancount"} == {
        name: content for name, content in files.items() if name != "main.beancount"
    }
    assert ledger.mend(folder).faults == ()


def test_a_lost_batch_comes_back_from_a_copy_only(folder: Path) -> None:
    remove(folder, "payments")
    before = snapshot(folder)
    done = ledger.mend(folder, yes=True)
    assert (done.take, done.new_index, len(done.left)) == ((), False, 1)
    assert snapshot(folder) == before


def test_a_lost_batch_is_set_aside_with_all_that_was_posted_after_it(folder: Path) -> None:
    lost, last = store.batches(folder)[3:]
    remove(folder, "payments")
    done = ledger.mend(folder, set_aside=lost, yes=True)
    assert (done.dropped, done.set_aside, done.left) == ((lost,), (last,), ())
    assert [path.stem for path in (folder / "set-aside").iterdir()] == [last]
    entry = entries(folder).entries[0]
    assert entry.kind == "note"
    assert entry.why.startswith(f"moved out of the book: {last}, {lost}")
    assert ledger.mend(folder, yes=True).index == store.batches(folder)
    appropriate(folder, 5, document="追加")
    assert ledger.status(folder).faults == ()


def test_a_batch_that_does_not_belong_is_set_aside(folder: Path) -> None:
    TOUCHES["a file that was not posted"](folder)
    (stray,) = ledger.mend(folder).stray
    with pytest.raises(RefusedError, match="cannot be taken in"):
        ledger.mend(folder, take=stray)
    assert ledger.mend(folder, set_aside=f"{stray}.beancount", yes=True).left == ()
    assert ledger.status(folder).faults == ()


def test_batches_are_taken_in_one_by_one_in_their_order(folder: Path) -> None:
    *_before, payment, last = store.batches(folder)
    drop(folder, 5)
    drop(folder, 4)
    with pytest.raises(RefusedError, match=f"follows on {payment}"):
        ledger.mend(folder, take=last)
    assert ledger.mend(folder, take=payment, yes=True).left != ()
    assert ledger.mend(folder, take=last, yes=True).left == ()
    with pytest.raises(RefusedError, match="in the book already"):
        ledger.mend(folder, take=last)
    with pytest.raises(BookError, match="has no batch"):
        ledger.mend(folder, take="x")


def test_a_book_without_a_seal_is_mended_as_a_person_says(folder: Path) -> None:
    unseal(folder)
    *_before, last = store.batches(folder)
    drop(folder, 4)
    assert ledger.mend(folder).stray == (last,)
    assert ledger.mend(folder, take=last, yes=True).left == ()
    assert store.batches(folder)[-1] == last


def test_a_sealed_book_that_was_made_before_is_put_in_order(folder: Path) -> None:
    unseal(folder)
    appropriate(folder, 9, document="以后")
    order = store.batches(folder)
    swap(folder)
    assert ledger.mend(folder, yes=True).left == ()
    write_index(folder, [])
    assert ledger.mend(folder, yes=True).index == order == store.batches(folder)


def test_an_older_copy_of_the_whole_folder_is_found_by_a_printed_seal_alone(folder: Path) -> None:
    printed = chain.seal(folder)
    assert printed is not None
    remove(folder, "payments", listed=False)
    last = store.batches(folder)[-1]
    ledger.mend(folder, set_aside=last, yes=True)
    assert ledger.status(folder).faults == ()
    assert ledger.batches_since(folder, printed) is None
