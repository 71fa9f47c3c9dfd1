"""Tables as data: columns that read a record, typed cells, and their JSON."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any, Generic, Literal, NamedTuple, TypeVar, assert_never

from fundcalc.base.money import plain, share


class Money(NamedTuple):
    """An amount in fen, shown in yuan."""

    fen: int


class Change(NamedTuple):
    """A difference with its sign: fen shown in yuan, or a number if not ``money``."""

    amount: int
    money: bool = True


class Figure(NamedTuple):
    """A number that is not an amount, with its decimals: a rate in per cent, an area."""

    value: Decimal


class Year(NamedTuple):
    """A year, shown without a separator of thousands."""

    value: int


class Rate(NamedTuple):
    """A fraction, shown in per cent with one decimal."""

    value: Fraction

    def __str__(self) -> str:
        tenths = share(self.value, 1000)
        return f"{tenths // 10}.{tenths % 10}%"


# good, open, no: shaded; big: a total; plain: one long line that does not wrap in a workbook.
Mark = Literal["text", "plain", "big", "good", "open", "no"]


class Marked(NamedTuple):
    """Text with a mark; ``id`` is what JSON gives in its place."""

    text: str
    mark: Mark = "text"
    id: str | None = None


Cell = str | int | date | Money | Change | Figure | Year | Rate | Marked | None
# What a column holds; yuan and change are read in fen.
Kind = Literal["text", "id", "yuan", "change", "date", "count", "rate"]

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Column(Generic[Record]):
    """A column: how to read it from a record and how to show it.

    ``key`` is its JSON key, ``width`` is in characters, ``short`` is the heading where there is little room.
    """

    key: str
    heading: str
    value: Callable[[Record], Cell | Fraction]
    kind: Kind = "text"
    width: int = 14
    short: str = ""

    @property
    def is_figure(self) -> bool:
        """Whether the column is aligned to the right."""
        return self.kind in ("yuan", "change", "count", "rate")

    def cell(self, record: Record) -> Cell:
        """The typed cell of a record."""
        return self.typed(self.value(record))

    def typed(self, value: Cell | Fraction) -> Cell:
        """A value of the column as a cell."""
        if isinstance(value, Fraction):
            return Rate(value)
        if self.kind == "yuan" and isinstance(value, int):
            return Money(value)
        if self.kind == "change" and isinstance(value, int):
            return Change(value)
        return value


@dataclass(frozen=True)
class Table(Generic[Record]):
    """A titled table: columns over records, and optionally a last row of totals."""

    title: str
    columns: Sequence[Column[Record]]
    records: Iterable[Record]
    totals: Sequence[Cell] = ()

    def rows(self) -> Iterator[Sequence[Cell]]:
        """The cells of each record, then the totals."""
        readers = [(column.value, column.typed) for column in self.columns]
        for record in self.records:
            # Most cells of a large table are text, which is shown as it is.
            yield [value if type(value := read(record)) is str else typed(value) for read, typed in readers]
        if self.totals:
            yield self.totals

    def select(self, *keys: str) -> "Table[Record]":
        """The same table with these columns only, in this order."""
        by_key = {column.key: at for at, column in enumerate(self.columns)}
        places = [by_key[key] for key in keys]
        totals = [self.totals[at] for at in places] if self.totals else ()
        return replace(self, columns=[self.columns[at] for at in places], totals=totals)

    def head(self, most: int) -> "Table[Record]":
        """The same table with its first records only, without totals."""
        return replace(self, records=list(islice(self.records, most)), totals=())

    def to_json(self) -> list[dict[str, Any]]:
        """One mapping per record, without totals; amounts are decimal strings of yuan."""
        return [{column.key: json_value(column.cell(record)) for column in self.columns} for record in self.records]


AnyTable = Table[Any]  # for what draws tables of any record


def with_totals(table: Table[Record], label: str, keys: Iterable[str]) -> Table[Record]:
    """Add a row with the sums of the amounts under ``keys``; ``label`` comes first."""
    summed, records = set(keys), list(table.records)
    totals: list[Cell] = [
        Money(sum(cell.fen for record in records if isinstance(cell := column.cell(record), Money)))
        if column.key in summed
        else None
        for column in table.columns
    ]
    return replace(table, records=records, totals=[Marked(label, "big"), *totals[1:]])


def json_value(cell: Cell) -> str | int | None:
    """The JSON value of a cell."""
    match cell:
        case None | str() | int():
            return cell
        case date():
            return cell.isoformat()
        case Money(fen=fen) | Change(amount=fen, money=True):
            return plain(fen)
        case Change(amount=number) | Year(value=number):
            return number
        case Figure(value=value) | Rate(value=value):
            return str(value)
        case Marked(text=text, id=id_):
            return text if id_ is None else id_
        case _:
            assert_never(cell)
