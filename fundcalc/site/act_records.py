"""Acts on a book: what is to be entered, and what it came to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fundcalc.base.amount_in_words import capitals
from fundcalc.base.money import LARGEST_FEN
from fundcalc.ledger.entries import PostedEntry
from fundcalc.site.known_books import KnownBook
from fundcalc.views.table import AnyTable


@dataclass(frozen=True)
class ActOutcome:
    """What an act came to besides its entries: sentences and tables to show.

    ``refused`` says that it cannot be confirmed as it is.
    """

    lines: tuple[str, ...] = ()
    tables: tuple[AnyTable, ...] = ()
    refused: bool = False


@dataclass(frozen=True)
class BookAct:
    """Something to enter in the book of a folder.

    ``after`` is done once it is posted, with the batches it posted, such as keeping the workbook of a round.
    """

    title: str
    perform: Callable[[Path], ActOutcome]
    after: Callable[[Path, Sequence[str]], None] | None = None


@dataclass(frozen=True)
class EntriesMade:
    """What an act entered, or would enter: its entries, oldest first, and their sum."""

    outcome: ActOutcome
    entries: tuple[PostedEntry, ...]
    seal: str | None

    @property
    def fen(self) -> int:
        return sum(entry.fen or 0 for entry in self.entries)

    @property
    def has_sum(self) -> bool:
        """Whether an amount is entered at all, and not only a fact."""
        return any(entry.fen is not None for entry in self.entries)

    @property
    def in_capitals(self) -> str:
        """The sum as it is written in full, where there is one."""
        return capitals(self.fen) if 0 < self.fen <= LARGEST_FEN else ""

    @property
    def batches(self) -> list[str]:
        return list(dict.fromkeys(entry.batch for entry in self.entries))


@dataclass(frozen=True)
class PreparedAct:
    """An act that was tried on a copy of a book.

    ``batches`` are those of the book then; ``back`` is the page it was asked for on, ``done`` what it entered.
    """

    book: KnownBook
    act: BookAct
    back: str
    shown: EntriesMade
    batches: tuple[str, ...]
    done: EntriesMade | None = None
