"""Conditions that compare a figure: at least, more than, at most, a share of."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Annotated

from pydantic import Discriminator, Field, Tag, ValidationError, ValidationInfo, model_validator

from fundcalc.base.i18n import _
from fundcalc.policy.choices import AMOUNT, DATES, TABLE, ByFact, Leaf, facts_of, leaves, shape
from fundcalc.policy.condition_base import Allowed, Condition
from fundcalc.policy.nodes import Boundary, Names, OfTheFact, Rate, amount
from fundcalc.policy.number import number
from fundcalc.policy.ranges import Range
from fundcalc.policy.vocabulary import Kind

Limit = int | Decimal | ByFact[int | Decimal]
FactFigure = Annotated[
    Annotated[OfTheFact, Tag(AMOUNT)] | Annotated[ByFact[OfTheFact], Tag(TABLE)], Discriminator(shape)
]


class Threshold(Condition):
    """A count, area or amount, or the sum of several, compared with a figure.

    ``limit`` is the figure, or a table of figures, in fen for ``money``. With ``per`` the quotient by a count is compared,
    such as an income per head.
    """

    fact: str = ""
    sum: tuple[str, ...] = ()
    per: str = ""
    boundary: Boundary = "inclusive"
    limit: Limit = 0
    money: bool = False

    @property
    def compared(self) -> tuple[str, ...]:
        """The facts that are compared with the figure, those it goes by left out."""
        return (self.fact,) if self.fact else self.sum

    @property
    def facts(self) -> tuple[str, ...]:
        others = ((self.per,) if self.per else ()) + facts_of(self.limit)
        return (*self.compared, *(fact for fact in others if fact not in DATES))

    @property
    def fact_kinds(self) -> Mapping[str, Kind]:
        return {self.per: "count"} if self.per else {}

    @property
    def combined(self) -> tuple[str, ...]:
        return (*self.sum, *((self.fact,) if self.per and self.fact else ()))

    @property
    def limits(self) -> tuple[int | Decimal, ...]:
        """Every figure that it can be compared with."""
        cells: Iterator[Leaf[int | Decimal]] = leaves(self.limit)
        return tuple(figure for _where, figure in cells) or (0,)

    @property
    def tables(self) -> Mapping[str, ByFact[int | Decimal]]:
        word = next(field.alias or "" for name, field in type(self).model_fields.items() if name == "figure")
        return {word: self.limit} if isinstance(self.limit, ByFact) else {}

    @property
    @abstractmethod
    def range(self) -> Range:
        """The figures with which it holds."""

    @property
    def allowed(self) -> Mapping[str, Allowed]:
        return {self.fact: self.range} if self.fact and not self.per else {}

    @property
    def compared_with(self) -> tuple[int | Decimal, ...]:
        return self.limits

    @property
    def in_money(self) -> bool:
        return self.money

    @model_validator(mode="before")
    @classmethod
    def _in_the_units_of_the_fact(cls, raw: object, info: ValidationInfo) -> object:
        if not isinstance(raw, dict) or not info.context:
            return raw
        named = [raw["fact"]] if "fact" in raw else raw.get("sum")
        facts = [name for name in named if isinstance(name, str)] if isinstance(named, list) else []
        if not facts or ("fact" in raw and "sum" in raw):
            raise ValueError(_("name one 'fact', or several in 'sum'"))
        kinds = {info.context["facts"][name].kind for name in facts if name in info.context["facts"]}
        word = next(word for word in ("at_least", "more_than", "at_most") if word in raw)
        figure = raw[word]
        if len(kinds) > 1 or kinds - {"money", "area", "decimal", "count"}:
            raise ValueError(_("'{word}' compares an amount, an area or a count").format(word=word))
        if "per" in raw and kinds - {"money", "count"}:
            raise ValueError(_("'per' divides an amount or a count"))
        money = kinds == {"money"}
        read = amount if money else lambda one: number(word, one)
        return raw | {"limit": _limit(figure, read, info), "money": money}


def _limit(figure: object, read: Callable[[object], int | Decimal], info: ValidationInfo) -> object:
    """The figure in the units of the fact, or each figure of a table."""
    if not isinstance(figure, dict):
        return read(figure)
    with suppress(ValidationError):  # told where the line itself is read
        table = _in_units(figure, read)
        return ByFact[int | Decimal].model_validate(table, context=info.context)
    return 0


def _in_units(cell: object, read: Callable[[object], int | Decimal]) -> object:
    if not isinstance(cell, dict):
        return read(cell)
    if isinstance(cell.get("bands"), list):
        bands = [
            band | {"value": _in_units(band["value"], read)} if isinstance(band, dict) and "value" in band else band
            for band in cell["bands"]
        ]
        return cell | {"bands": bands}
    return {key: value if key == "by" else _in_units(value, read) for key, value in cell.items()}


class AtLeast(Threshold):
    """不低于, 不少于, 至少; and 以上, whose own figure counts or not as ``boundary`` says."""

    figure: FactFigure = Field(alias="at_least")

    @property
    def range(self) -> Range:
        return Range(least=min(self.limits), without_least=self.boundary == "exclusive")


class MoreThan(Threshold):
    """超过, 突破, which do not hold at the figure itself unless ``boundary`` says so."""

    figure: FactFigure = Field(alias="more_than")
    boundary: Boundary = "exclusive"

    @property
    def range(self) -> Range:
        return Range(least=min(self.limits), without_least=self.boundary == "exclusive")


class AtMost(Threshold):
    """不超过."""

    figure: FactFigure = Field(alias="at_most")

    @property
    def range(self) -> Range:
        return Range(most=max(self.limits), without_most=self.boundary == "exclusive")


class ShareOf(Condition):
    """A count or an amount as a fraction of another, compared as fractions.

    ``of`` names the whole, or several of which the first given counts.
    """

    fact: str
    of: Names
    share: Rate = Field(alias="share_at_least")

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact, *self.of)

    @property
    def alike(self) -> tuple[str, ...]:
        return self.facts

    @property
    def combined(self) -> tuple[str, ...]:
        return self.facts
