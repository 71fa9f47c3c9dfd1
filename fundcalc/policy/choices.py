"""Figures that depend on facts: a table by the value of a choice, or by bands.

A cell is a figure or a table again, so that two facts together can decide a figure.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Generic, Literal, NamedTuple, TypeVar

from pydantic import Discriminator, Field, Tag, ValidationInfo, model_validator

from fundcalc.base.i18n import _
from fundcalc.policy.nodes import Fen, Node, Rate, amount
from fundcalc.policy.number import number
from fundcalc.policy.vocabulary import Kind

# What pydantic writes into the path of an error, and no message shows.
AMOUNT, TABLE = "(amount)", "(table)"

Value = TypeVar("Value", covariant=True)
Start = int | Decimal | date

# Dates that every application has, by which a figure may go as by a fact.
DATES: Mapping[str, Kind] = {"application_date": "date", "filed_on": "date"}


class Where(NamedTuple):
    """One thing that decides a cell: a fact has a value, or lies in a span.

    The span begins at ``least`` (None: no beginning) and ends before ``most``, or with it if ``with_most``.
    """

    fact: str
    value: str = ""
    least: Start | None = None
    without_least: bool = False
    most: Start | None = None
    with_most: bool = False

    def holds(self, seen: object) -> bool:
        """Whether a value of the fact is the one, or lies in the span."""
        if isinstance(seen, bool):
            return self.value == ("yes" if seen else "no")
        if isinstance(seen, str):
            return self.value == seen
        return self._begins(seen) and not self._ended(seen)

    def _begins(self, seen: object) -> bool:
        if self.least is None:
            return True
        order = _compare(seen, self.least)
        return order > 0 or (order == 0 and not self.without_least)

    def _ended(self, seen: object) -> bool:
        if self.most is None:
            return False
        order = _compare(seen, self.most)
        return order > 0 or (order == 0 and not self.with_most)


def _compare(seen: object, figure: Start) -> int:
    if isinstance(figure, date):
        return (seen > figure) - (seen < figure) if isinstance(seen, date) else -1
    if isinstance(seen, Fraction):  # of facts that are divided
        return (seen > Fraction(figure)) - (seen < Fraction(figure))
    return (seen > figure) - (seen < figure) if isinstance(seen, int | Decimal) else -1


def precedes(one: Start, other: Start) -> bool:
    """Whether one start of a band lies before another."""
    return _compare(one, other) < 0


Leaf = tuple[tuple[Where, ...], Value]


def shape(value: object) -> str:
    """Whether a cell is a figure or a table again, as pydantic tells them apart."""
    return TABLE if isinstance(value, dict | ByFact) else AMOUNT


class Band(Node, Generic[Value]):
    """A cell of a table by a figure or a day, from its start to the next one's."""

    start: Start | None = Field(default=None, alias="(start)")
    exclusive: bool = Field(default=False, alias="(exclusive)")
    value: Annotated[
        Annotated[Value, Tag(AMOUNT)] | Annotated["ByFact[Value]", Tag(TABLE)],
        Discriminator(shape),
    ]


class ByFact(Node, Generic[Value]):
    """A figure by the value of a fact.

    In the file: ``{ by = "platform_kind", pilot_base = 1_500_000, … }`` by a choice, ``yes`` and ``no`` by a yes_no,
    ``{ by = "team_size", bands = [{ value = 1_000 }, { from = 10, value = 2_000 }] }`` by a figure or a day.
    """

    by: str
    rows: Mapping[
        str,
        Annotated[
            Annotated[Value, Tag(AMOUNT)] | Annotated["ByFact[Value]", Tag(TABLE)],
            Discriminator(shape),
        ],
    ] = Field(default_factory=dict, validation_alias=TABLE)
    bands: tuple[Band[Value], ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _cells(cls, raw: object, info: ValidationInfo) -> object:
        if not isinstance(raw, dict) or isinstance(raw.get("rows"), Mapping):
            return raw
        by = {"by": raw["by"]} if "by" in raw else {}
        if isinstance(raw.get("bands"), list):
            kind = _kind(str(raw.get("by", "")), info)
            return {**raw, "bands": [_band(band, kind) for band in raw["bands"]]}
        return by | {TABLE: {key: value for key, value in raw.items() if key != "by"}}

    def cells(self) -> "Iterator[tuple[Where, Value | ByFact[Value]]]":
        """Yield each cell with what decides it."""
        for value, cell in self.rows.items():
            yield Where(self.by, value), cell
        for place, band in enumerate(self.bands):
            following = self.bands[place + 1] if place + 1 < len(self.bands) else None
            most, with_most = (None, False) if following is None else (following.start, following.exclusive)
            yield Where(self.by, "", band.start, band.exclusive, most, with_most), band.value


def _kind(by: str, info: ValidationInfo) -> Kind | None:
    named = (info.context or {}).get("facts", {}).get(by)
    return DATES.get(by) if named is None else named.kind


def _band(raw: object, kind: Kind | None) -> object:
    word = next((word for word in ("from", "above") if isinstance(raw, dict) and word in raw), None)
    if not isinstance(raw, dict) or word is None:
        return raw
    rest = {key: value for key, value in raw.items() if key != word}
    return rest | {"(start)": _start(word, raw[word], kind), "(exclusive)": word == "above"}


def _start(word: Literal["from", "above"] | str, value: object, kind: Kind | None) -> Start:
    if kind == "date":
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        raise ValueError(_("'{word}' takes a date like 2026-07-01, not {value}").format(word=word, value=value))
    return amount(value) if kind == "money" else number(word, value)


def leaves(figure: "Value | ByFact[Value]") -> Iterator[Leaf[Value]]:
    """Yield every value a figure can have, each with what decides it."""
    if not isinstance(figure, ByFact):
        yield (), figure
        return
    for where, cell in figure.cells():
        for further, value in leaves(cell):
            yield (where, *further), value


def facts_of(figure: object) -> tuple[str, ...]:
    """Return the facts that a figure depends on."""
    if not isinstance(figure, ByFact):
        return ()
    inner = [fact for _where, cell in figure.cells() for fact in facts_of(cell)]
    return tuple(dict.fromkeys((figure.by, *inner)))


def banded_facts(figure: object) -> tuple[str, ...]:
    """Return the figures by whose bands another figure goes."""
    if not isinstance(figure, ByFact):
        return ()
    starts = [band.start for band in figure.bands if band.start is not None]
    own = (figure.by,) if starts and not any(isinstance(start, date) for start in starts) else ()
    inner = (fact for _where, cell in figure.cells() for fact in banded_facts(cell))
    return tuple(dict.fromkeys((*own, *inner)))


Money = Annotated[Annotated[Fen, Tag(AMOUNT)] | Annotated[ByFact[Fen], Tag(TABLE)], Discriminator(shape)]
Part = Annotated[Annotated[Rate, Tag(AMOUNT)] | Annotated[ByFact[Rate], Tag(TABLE)], Discriminator(shape)]
AnyFigure = int | Fraction | ByFact[int] | ByFact[Fraction]
