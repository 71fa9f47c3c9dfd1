"""Amounts, rates and names as a file writes them, and the base classes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo

from fundcalc.base.errors import MoneyError
from fundcalc.base.i18n import _
from fundcalc.base.money import fen, rate


def amount(value: object) -> int:
    """Read an amount of a measure in yuan, 0 or more, as fen."""
    read = fen(value)
    if read < 0:
        raise MoneyError(_("{value} is below zero; an amount of a measure is 0 or more").format(value=value))
    return read


def _unit(value: object) -> int:
    unit = fen(str(value))
    if unit < 1:
        raise MoneyError(_("{value} is not a unit to round to; write 0.01, 1, 100, 1000 or 10000").format(value=value))
    return unit


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


FigureKind = Literal["money", "rate", "count", "area", "decimal", "years", "date"]


@dataclass(frozen=True)
class FigureMark:
    """Mark a field as a figure that a what-if may change.

    ``kind`` is None for a figure that is of the kind of its fact.
    """

    kind: FigureKind | None


# Ids become keys of sheets, parts of award ids in the ledger, and steps of dotted paths.
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Fen = Annotated[int, BeforeValidator(amount), FigureMark("money")]
Unit = Annotated[int, BeforeValidator(_unit)]
Rate = Annotated[Fraction, BeforeValidator(rate), FigureMark("rate")]
# A term longer than a century, or a day of another one, is a slip.
Years = Annotated[int, Field(le=100), FigureMark("years")]
OfTheFact = Annotated[Decimal, FigureMark(None)]  # of the kind of the fact that a clause is about
Day = Annotated[date, Field(ge=date(1949, 10, 1), le=date(2199, 12, 31)), FigureMark("date")]
Names = Annotated[tuple[str, ...], BeforeValidator(_several)]
Treatment = Literal["review", "count", "exclude"]
Boundary = Literal["inclusive", "exclusive"]
WindowOf = Literal["rolling", "full_years", "before_filing"]


class Node(BaseModel):
    """A part of a measure."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True, defer_build=True
    )

    def __hash__(self) -> int:
        """Hash the fields, mappings by their items.

        So any part of a measure can be the key of a cache.
        """
        fields = tuple(self.__dict__.values())
        try:
            return hash(fields)
        except TypeError:
            return hash(tuple(frozenset(field.items()) if isinstance(field, Mapping) else field for field in fields))


@cache
def figure_lines(node: type[Node]) -> Mapping[str, FigureKind | None]:
    """The lines of a part that are figures, by key as a file writes it."""
    marks = {field.alias or name: _mark(field) for name, field in node.model_fields.items()}
    return {name: mark.kind for name, mark in marks.items() if mark is not None}


def _mark(field: FieldInfo) -> FigureMark | None:
    """The mark of a field, or of one of the types it may have."""
    return next(
        (mark for mark in (*field.metadata, *_metadata(field.annotation)) if isinstance(mark, FigureMark)), None
    )


def _metadata(annotation: object) -> Iterator[object]:
    for part in get_args(annotation):
        yield part
        yield from _metadata(part)


class Clause(Node):
    """One thing the measure says, and the article that says it.

    The readings it rests on are added when it is read.
    """

    cite: str
    rests_on: tuple[str, ...] = ()
