"""Conditions that compare a figure: at least, more than, at most, a share of."""

from abc import abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import Field, ValidationInfo, model_validator

from fundcalc.base.i18n import _
from fundcalc.policy.condition_base import Allowed, Condition
from fundcalc.policy.nodes import Boundary, Names, OfTheFact, Rate, amount
from fundcalc.policy.number import number
from fundcalc.policy.ranges import Range


class Threshold(Condition):
    """A count, area or amount, or the sum of several, compared with a figure.

    ``limit`` is the figure, in fen for ``money``.
    """

    fact: str = ""
    sum: tuple[str, ...] = ()
    boundary: Boundary = "inclusive"
    limit: int | Decimal = 0
    money: bool = False

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,) if self.fact else self.sum

    @property
    @abstractmethod
    def range(self) -> Range:
        """The figures with which it holds."""

    @property
    def allowed(self) -> Mapping[str, Allowed]:
        return {self.fact: self.range} if self.fact else {}

    @property
    def compared_with(self) -> int | Decimal | None:
        return self.limit

    @property
    def in_money(self) -> bool:
        return self.money

    @model_validator(mode="before")
    @classmethod
    def _in_the_units_of_the_fact(cls, raw: Any, info: ValidationInfo) -> Any:
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
        money = kinds == {"money"}
        return raw | {"limit": amount(figure) if money else number(word, figure), "money": money}


class AtLeast(Threshold):
    """不低于, 不少于, 至少; and 以上, whose own figure counts or not as ``boundary`` says."""

    figure: OfTheFact = Field(alias="at_least")

    @property
    def range(self) -> Range:
        return Range(least=self.limit, without_least=self.boundary == "exclusive")


class MoreThan(Threshold):
    """超过, 突破, which do not hold at the figure itself unless ``boundary`` says so."""

    figure: OfTheFact = Field(alias="more_than")
    boundary: Boundary = "exclusive"

    @property
    def range(self) -> Range:
        return Range(least=self.limit, without_least=self.boundary == "exclusive")


class AtMost(Threshold):
    """不超过."""

    figure: OfTheFact = Field(alias="at_most")

    @property
    def range(self) -> Range:
        return Range(most=self.limit, without_most=self.boundary == "exclusive")


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
