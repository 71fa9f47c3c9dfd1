"""What every posting to an authority's book has in common: the lock, the book as it is under it, and the batch."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path

from fundcalc.base.errors import BookError
from fundcalc.ledger import loading as reading
from fundcalc.ledger import messages, store
from fundcalc.ledger import writer as escape
from fundcalc.ledger.records import PaidRow
from fundcalc.ledger.snapshot import Past, past, policies_of, rows

ROLE: reading.Role = "authority"

_HEAD = escape.comment("posted by fundcalc and never changed: a correction is a new batch")


@contextmanager
def writing(folder: Path, *, durable: bool, wait: float) -> Iterator[tuple[store.Held, Past]]:
    """Hold an authority's book and read it: what is decided from it stays true until the ``with`` block ends.

    Raises ``BookError`` when it is no such book, does not check, or is held by another process for ``wait`` seconds.
    """
    with held_as(ROLE, folder, durable=durable, wait=wait) as held:
        yield held, sound(folder)


@contextmanager
def held_as(role: reading.Role, folder: Path, *, durable: bool, wait: float) -> Iterator[store.Held]:
    """Hold a book of a role. Raises ``BookError`` when it is no such book or is held by another process."""
    reading.insist_on_role(folder, role)
    with store.locked(folder, durable=durable, wait=wait) as held:
        yield held


def sound(folder: Path) -> Past:
    """An authority's book in which nothing is wrong, as it is now. Raises ``BookError`` with the first faults."""
    reading.insist_on_role(folder, ROLE)
    before = past(reading.read_to_write(folder), folder)
    reading.insist_on_no_faults(folder, before.faults)
    return before


def history(folder: Path | str) -> tuple[PaidRow, ...]:
    """The awards of a book as rows for the next round, one an award, in order of date. Raises ``BookError``."""
    return rows(sound(Path(folder)))


def insist_on_policies(before: Past, pairs: Iterable[tuple[str, str]]) -> None:
    """Raise ``BookError`` if, of pairs of a fund and a policy, a fund already belongs to another policy."""
    policies = policies_of(before)
    for fund, policy in sorted(pairs):
        if policies.get(fund, policy) != policy:
            raise BookError(messages.OTHER_POLICY.format(fund=fund, found=policies[fund], given=policy))


def post(held: store.Held, on: date, kind: str, text: Iterable[str]) -> str:
    """Post blocks of ledger text as a batch of a day and kind; the batch's id."""
    batch, _ = store.post(held, f"{on.isoformat()}-{kind}", (block.encode() for block in chain((_HEAD,), text)))
    return batch
