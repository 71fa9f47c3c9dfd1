"""Liabilities and advances of a unit.

What is open on each account, and what a payment or an invoice settles.

Of the open items of an account those of the same supplier, project and amount are settled first, then the oldest.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from fundcalc.base.apportionment import apportioned
from fundcalc.journals.pieces import PaidBy, Piece, split
from fundcalc.journals.records import JournalPosting, Voucher

# Items of other projects that are looked at before a payment counts as unsettled.
_MOST_SEARCHED = 2_000


@dataclass(slots=True, eq=False)
class OpenItem:
    """Something open on an account.

    Its pieces, ``left`` fen of them in absolute amount, and the payment of an advance.
    """

    account: str
    party: str
    project: str
    voucher: Voucher
    pieces: list[Piece]
    left: int
    payment: PaidBy | None = None

    def take(self, fen: int) -> list[Piece]:
        """So much of the item, in the shares of its pieces."""
        taken, self.pieces = split(self.pieces, fen)
        self.left -= fen
        return taken


Key = tuple[str, ...]


@dataclass
class OpenSide:
    """The open items of one side, by account, supplier, project and amount."""

    _queues: dict[Key, deque[OpenItem]] = field(default_factory=dict)

    def add(self, item: OpenItem) -> None:
        """Open an item."""
        for key in _keys(item.account, item.party, item.project, item.left):
            self._queues.setdefault(key, deque()).append(item)

    def __iter__(self) -> Iterator[OpenItem]:
        """The items that are still open."""
        for key, queue in self._queues.items():
            if len(key) == 1:
                yield from (item for item in queue if item.left)

    def take(self, account: str, party: str, project: str, fen: int) -> list[tuple[OpenItem, list[Piece]]]:
        """Settle up to so many fen of what is open; what was settled, by item."""
        taken: list[tuple[OpenItem, list[Piece]]] = []
        exact: list[tuple[Key, Callable[[OpenItem], bool]]] = [
            ((account, party, project, str(fen)), _any),
            ((account, party, str(fen)), lambda item: _agrees(item.project, project)),
            (
                (account, "", str(fen)) if party else (account, str(fen)),
                lambda item: _agrees(item.project, project),
            ),
        ]
        for key, fits in exact:
            item = self._first(key, fits)
            if item is not None and item.left == fen:
                return [(item, item.take(fen))]
        oldest: list[tuple[Key, Callable[[OpenItem], bool]]] = [
            ((account, "=", party, project), _any),
            ((account, "=", party), lambda item: _agrees(item.project, project)),
            ((account, "=", "") if party else (account,), lambda item: _agrees(item.project, project)),
        ]
        for key, fits in oldest:
            while fen and (item := self._first(key, fits)) is not None:
                group = self._group(key, item, fits)
                for other, part in zip(group, apportioned([other.left for other in group], fen), strict=True):
                    if part:
                        taken.append((other, other.take(part)))
                        fen -= part
            if not fen:
                break
        return taken

    def _first(self, key: Key, fits: Callable[[OpenItem], bool]) -> OpenItem | None:
        queue = self._queues.get(key)
        if not queue:
            return None
        while queue and not queue[0].left:
            queue.popleft()
        if fits is _any:
            return next((item for item in queue if item.left), None)
        return next((item for item in islice(queue, _MOST_SEARCHED) if item.left and fits(item)), None)

    def _group(self, key: Key, first: OpenItem, fits: Callable[[OpenItem], bool]) -> list[OpenItem]:
        """The items of the first one's voucher, which are paid in their shares."""
        group: list[OpenItem] = []
        for item in self._queues[key]:
            if item.voucher is not first.voucher and group:
                break
            if item.voucher is first.voucher and item.left and fits(item):
                group.append(item)
        return group


def _any(_item: OpenItem) -> bool:
    return True


def _agrees(one: str, other: str) -> bool:
    return not one or not other or one == other


def _keys(account: str, party: str, project: str, fen: int) -> Sequence[Key]:
    return (
        (account,),
        (account, "=", party),
        (account, "=", party, project),
        (account, str(fen)),
        (account, party, str(fen)),
        (account, party, project, str(fen)),
    )


@dataclass
class OpenItems:
    """What is open in a unit.

    ``claims`` wait for a payment, ``advances`` for an invoice.
    """

    claims: OpenSide = field(default_factory=OpenSide)
    advances: OpenSide = field(default_factory=OpenSide)

    def claim(self, voucher: Voucher, posting: JournalPosting, pieces: list[Piece], fen: int) -> None:
        """Open pieces that a posting promises to pay."""
        self.claims.add(_item(voucher, posting, pieces, fen))

    def advance(
        self, voucher: Voucher, posting: JournalPosting, pieces: list[Piece], fen: int, payment: PaidBy | None
    ) -> None:
        """Open an advance, or (without a payment) a refund that is due."""
        item = _item(voucher, posting, pieces, fen)
        item.payment = payment
        self.advances.add(item)


def _item(voucher: Voucher, posting: JournalPosting, pieces: list[Piece], fen: int) -> OpenItem:
    return OpenItem(posting.account, posting.details.party, posting.details.project, voucher, pieces, fen)
