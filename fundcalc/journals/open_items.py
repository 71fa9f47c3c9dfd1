"""Liabilities and advances of a unit.

What is open on each account, and what a payment or an invoice settles.

Of the open items of an account those of the same supplier, project and amount are settled first, then the oldest.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
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


Key = tuple[str | int, ...]


@dataclass(slots=True)
class _OfAccount:
    """The items of an account, of which ``count`` are still open."""

    count: int = 0
    by_amount: dict[Key, list[OpenItem]] = field(default_factory=dict)
    by_age: dict[Key, deque[OpenItem]] = field(default_factory=dict)


@dataclass
class OpenSide:
    """The open items of one side, by account."""

    _accounts: dict[str, _OfAccount] = field(default_factory=dict)

    def add(self, item: OpenItem) -> None:
        """Open an item."""
        of_account = self._accounts.get(item.account)
        if of_account is None:
            of_account = self._accounts[item.account] = _OfAccount()
        of_account.count += 1
        party, project, fen = item.party, item.project, item.left
        by_amount, by_age = of_account.by_amount, of_account.by_age
        for key in ((party, project, fen), (party, fen), (fen,)):
            if (same := by_amount.get(key)) is None:
                by_amount[key] = [item]
            else:
                same.append(item)
        for of in ((party, project), (party,), ()):
            if (queue := by_age.get(of)) is None:
                by_age[of] = deque((item,))
            else:
                queue.append(item)

    def __iter__(self) -> Iterator[OpenItem]:
        """The items that are still open."""
        for of_account in self._accounts.values():
            yield from (item for item in of_account.by_age[()] if item.left)

    def take(self, account: str, party: str, project: str, fen: int) -> list[tuple[OpenItem, list[Piece]]]:
        """Settle up to so many fen of what is open; what was settled, by item."""
        of_account = self._accounts.get(account)
        if of_account is None or not of_account.count:
            return []
        # What was opened with another amount is nowhere under this one.
        if (fen,) in of_account.by_amount:
            exact: Sequence[tuple[Key, str]] = (
                ((party, project, fen), ""),
                ((party, fen), project),
                (("", fen) if party else (fen,), project),
            )
            for key, only in exact:
                item = _first(of_account.by_amount.get(key), only)
                if item is not None and item.left == fen:
                    return [(item, _settled(of_account, item, fen))]
        taken: list[tuple[OpenItem, list[Piece]]] = []
        oldest: Sequence[tuple[Key, str]] = (
            ((party, project), ""),
            ((party,), project),
            (("",) if party else (), project),
        )
        for key, only in oldest:
            queue = of_account.by_age.get(key)
            while fen and queue and (item := _first(queue, only)) is not None:
                group = _group(queue, item, only)
                parts = [min(item.left, fen)] if len(group) == 1 else apportioned([other.left for other in group], fen)
                for other, part in zip(group, parts, strict=True):
                    if part:
                        taken.append((other, _settled(of_account, other, part)))
                        fen -= part
            if not fen:
                break
        return taken


def _first(queue: list[OpenItem] | deque[OpenItem] | None, project: str) -> OpenItem | None:
    """The first open item that is of a project, or of none; of any without one."""
    if not queue:
        return None
    settled = 0
    for item in queue:
        if item.left:
            break
        settled += 1
    if settled:
        _drop(queue, settled)
    if not project:
        return next((item for item in queue if item.left), None)
    return next((item for item in islice(queue, _MOST_SEARCHED) if item.left and _agrees(item.project, project)), None)


def _drop(queue: list[OpenItem] | deque[OpenItem], count: int) -> None:
    if isinstance(queue, list):
        del queue[:count]
    else:
        for _at in range(count):
            queue.popleft()


def _settled(of_account: _OfAccount, item: OpenItem, fen: int) -> list[Piece]:
    taken = item.take(fen)
    of_account.count -= not item.left
    return taken


def _group(queue: Iterable[OpenItem], first: OpenItem, project: str) -> list[OpenItem]:
    """The items of the first one's voucher, which are paid in their shares."""
    group: list[OpenItem] = []
    for item in queue:
        if item.voucher is not first.voucher and group:
            break
        if item.voucher is first.voucher and item.left and _agrees(item.project, project):
            group.append(item)
    return group


def _agrees(one: str, other: str) -> bool:
    return not one or not other or one == other


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
