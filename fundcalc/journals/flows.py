"""What a voucher's debits are paid from.

Each amount flows from a credit to a debit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fundcalc.base.apportionment import apportioned
from fundcalc.journals.charts import JournalAccount
from fundcalc.journals.pieces import Piece, split
from fundcalc.journals.records import JournalPosting, Voucher


@dataclass(slots=True)
class End:
    """A debit or a credit of a voucher, with the fen (above 0) left of it.

    ``purchase`` is the posting with the input tax that is part of its price, as signed parts, and ``given`` what of it has
    flowed.
    """

    posting: JournalPosting
    account: JournalAccount
    left: int
    purchase: Sequence[tuple[JournalPosting, int]] = ()
    given: int = 0

    def pieces(self, voucher: Voucher, fen: int) -> list[Piece]:
        """So much of the posting and of the tax that is part of its price."""
        if len(self.purchase) == 1:
            return [Piece(voucher, self.posting, fen if self.purchase[0][1] > 0 else -fen, self.posting)]
        before = self.given
        self.given += fen
        whole = [Piece(voucher, posting, part, self.posting) for posting, part in self.purchase]
        upto, earlier = split(whole, self.given)[0], split(whole, before)[0]
        had = {id(piece.posting): piece.fen for piece in earlier}
        parts = [piece._replace(fen=piece.fen - had.get(id(piece.posting), 0)) for piece in upto]
        return [piece for piece in parts if piece.fen]


class Flow(NamedTuple):
    """So many fen from a credit to a debit."""

    source: End
    sink: End
    fen: int


def flows(sources: Sequence[End], sinks: Sequence[End]) -> Iterator[Flow]:
    """Share out the credits among the debits.

    First those of one project (or, without projects, one supplier) that agree in it, then the rest in proportion. What one
    side has more than the other stays unpaid.
    """
    if len(sources) > 1 and len(sinks) > 1:
        yield from _of_one_project(sources, sinks)
    for source in sources:
        if not source.left:
            continue
        open_sinks = [sink for sink in sinks if sink.left]
        for sink, part in zip(open_sinks, apportioned([sink.left for sink in open_sinks], source.left), strict=True):
            if part:
                source.left -= part
                sink.left -= part
                yield Flow(source, sink, part)


def _of_one_project(sources: Sequence[End], sinks: Sequence[End]) -> Iterator[Flow]:
    for source in sources:
        own = _tag(source)
        if not own or not source.left:
            continue
        same = [sink for sink in sinks if sink.left and _tag(sink) == own]
        for sink, part in zip(same, apportioned([sink.left for sink in same], source.left), strict=True):
            if part:
                source.left -= part
                sink.left -= part
                yield Flow(source, sink, part)


def _tag(end: End) -> str:
    return end.posting.details.project
