"""The parts of every clause: amounts, rates and names as a file writes them, and the base classes."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

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


FigureKind = Literal["money", "rate", "count", "area", "years", "date"]


@dataclass(frozen=True)
class Figure:
    """Marks a field as a figure that a what-if may change, and says of which kind it is."""

    kind: FigureKind


# Ids become keys of sheets, parts of award ids in the ledger, and steps of dotted paths.
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Fen = Annotated[int, BeforeValidator(amount), Figure("money")]
Unit = Annotated[int, BeforeValidator(_unit)]
Rate = Annotated[Fraction, BeforeValidator(rate), Figure("rate")]
Names = Annotated[tuple[str, ...], BeforeValidator(_several)]
Treatment = Literal["review", "count", "exclude"]
Boundary = Literal["inclusive", "exclusive"]
WindowOf = Literal["rolling", "full_years", "before_filing"]


class Node(BaseModel):
    """A part of a measure."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True)

    def __hash__(self) -> int:
        """Hash the fields, mappings by their items, so that any part of a measure can be the key of a cache."""
        fields = tuple(self.__dict__.values())
        try:
            return hash(fields)
        except TypeError:
            return hash(tuple(frozenset(field.items()) if isinstance(field, Mapping) else field for field in fields))


class Clause(Node):
    """One thing the measure says, the article that says it, and the readings it rests on (added when it is read)."""

    cite: str
    rests_on: tuple[str, ...] = ()
