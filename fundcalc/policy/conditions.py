"""Conditions: a frozen class for each kind, answered yes, no or unknown.

A kind says itself what others must know of it: the facts it asks for, their kinds and values, its inner conditions.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, ValidationInfo, model_validator

from fundcalc.base.errors import shown
from fundcalc.base.i18n import _
from fundcalc.policy.nodes import Boundary, Figure, Names, Node, Rate, WindowOf, Years, amount
from fundcalc.policy.ranges import Range
from fundcalc.policy.vocabulary import Kind

OfTheFact = Annotated[Decimal, Figure(None)]
Allowed = Range | frozenset[bool | str]


def _number(word: str, figure: object) -> Decimal:
    if isinstance(figure, int | Decimal | str) and not isinstance(figure, bool):
        with suppress(InvalidOperation):
            number = Decimal(figure)
            # The numbers a sheet of applications can hold, see engine/values.py.
            if number.is_finite() and 0 <= number < 10**12 and int(number.as_tuple().exponent) >= -6:
                return number
    raise ValueError(_("'{word}' takes a number of 0 or more, not {value}").format(word=word, value=shown(figure)))


class Condition(Node, ABC):
    """What an applicant must be or have.

    ``for`` limits it to some routes (kinds of platform, or stages); a ``soft`` one (原则上) warns and refuses nobody.
    """

    cite: str = ""
    rests_on: tuple[str, ...] = ()
    routes: Names = Field(default=(), alias="for")
    soft: bool = False
    zh: str = ""
    en: str = ""

    @property
    @abstractmethod
    def facts(self) -> tuple[str, ...]:
        """The facts it asks for, those of inner conditions included."""

    @property
    def parts(self) -> tuple["AnyCondition", ...]:
        """The inner conditions."""
        return ()

    @property
    def fact_kinds(self) -> Mapping[str, Kind]:
        """The kind that a fact must have."""
        return {}

    @property
    def fact_values(self) -> Mapping[str, tuple[bool | str, ...]]:
        """The values named for a fact, which must be among its choices."""
        return {}

    @property
    def allowed(self) -> Mapping[str, Allowed]:
        """The values of a fact with which it can hold: a range or some choices."""
        return {}

    @property
    def all_parts(self) -> tuple["AnyCondition", ...]:
        """The inner conditions, if all of them must hold."""
        return ()

    @property
    def open_values(self) -> Mapping[str, tuple[str, ...]]:
        """The values of a fact that the text leaves to a person."""
        return {}

    @property
    def attests(self) -> tuple[str, ...]:
        """The facts that the managing department confirms."""
        return ()

    @property
    def compared_with(self) -> int | Decimal | None:
        """The figure that a count, area or amount is compared with; in fen for money."""
        return None

    @property
    def absence_answers(self) -> bool:
        """Whether a fact that is not given is an answer: none on record."""
        return False

    @property
    def in_money(self) -> bool:
        """Whether it compares amounts of money."""
        return False


class _OfOneFact(Condition):
    fact: str

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,)


class Is(_OfOneFact):
    """A yes_no or a choice has this value."""

    value: bool | str = Field(alias="is")

    @property
    def allowed(self) -> Mapping[str, Allowed]:
        return {self.fact: frozenset((self.value,))}

    @property
    def fact_values(self) -> Mapping[str, tuple[bool | str, ...]]:
        return {self.fact: (self.value,)}


class OneOf(_OfOneFact):
    """A choice has one of these values.

    The values of ``open`` the text leaves to a person (等).
    """

    values: tuple[str, ...] = Field(alias="one_of")
    open: tuple[str, ...] = ()

    @property
    def allowed(self) -> Mapping[str, Allowed]:
        return {self.fact: frozenset((*self.values, *self.open))}

    @property
    def fact_values(self) -> Mapping[str, tuple[bool | str, ...]]:
        return {self.fact: (*self.values, *self.open)}

    @property
    def open_values(self) -> Mapping[str, tuple[str, ...]]:
        return {self.fact: self.open}


class Attested(Condition):
    """A qualitative condition that the managing department confirms.

    The policy names the fact after what is attested.
    """

    attested: str

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.attested,)

    @property
    def attests(self) -> tuple[str, ...]:
        return (self.attested,)


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
        if len(kinds) > 1 or kinds - {"money", "area", "count"}:
            raise ValueError(_("'{word}' compares an amount, an area or a count").format(word=word))
        money = kinds == {"money"}
        return raw | {"limit": amount(figure) if money else _number(word, figure), "money": money}


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
    """A count as a fraction of another, compared as fractions.

    ``of`` names the whole, or several of which the first given counts.
    """

    fact: str
    of: Names
    share: Rate = Field(alias="share_at_least")

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact, *self.of)

    @property
    def fact_kinds(self) -> Mapping[str, Kind]:
        return dict.fromkeys(self.facts, "count")


class _OfADate(_OfOneFact):
    @property
    def fact_kinds(self) -> Mapping[str, Kind]:
        return {self.fact: "date"}


class YearsSince(_OfADate):
    """满 N 年: so many years have passed since a date."""

    years: Years = Field(alias="years_since", ge=1)
    window: WindowOf = "rolling"
    boundary: Boundary = "inclusive"


class NotWithin(_OfADate):
    """A date is absent (none on record), or outside the last so many years."""

    years: Years = Field(alias="not_within_years", ge=1)
    window: WindowOf = "rolling"

    @property
    def absence_answers(self) -> bool:
        return True


class _Composed(Condition):
    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(fact for part in self.parts for fact in part.facts)


class AnyOf(_Composed):
    """At least one holds."""

    conditions: tuple["AnyCondition", ...] = Field(alias="any_of", min_length=1)

    @property
    def parts(self) -> tuple["AnyCondition", ...]:
        return self.conditions


class AllOf(_Composed):
    """All hold."""

    conditions: tuple["AnyCondition", ...] = Field(alias="all_of", min_length=1)

    @property
    def all_parts(self) -> tuple["AnyCondition", ...]:
        return self.conditions

    @property
    def parts(self) -> tuple["AnyCondition", ...]:
        return self.conditions


WORDS: Mapping[str, type[Condition]] = {
    "is": Is,
    "one_of": OneOf,
    "attested": Attested,
    "at_least": AtLeast,
    "more_than": MoreThan,
    "at_most": AtMost,
    "share_at_least": ShareOf,
    "years_since": YearsSince,
    "not_within_years": NotWithin,
    "any_of": AnyOf,
    "all_of": AllOf,
}


def word_of(condition: Any) -> str | None:
    """Return the word that names the kind of a condition.

    Of one that was read or as its file has it; None unless there is exactly one word.
    """
    if isinstance(condition, Condition):
        return next(word for word, kind in WORDS.items() if type(condition) is kind)
    words = [word for word in WORDS if isinstance(condition, dict) and word in condition]
    return words[0] if len(words) == 1 else None


AnyCondition = Annotated[
    Annotated[Is, Tag("is")]
    | Annotated[OneOf, Tag("one_of")]
    | Annotated[Attested, Tag("attested")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[MoreThan, Tag("more_than")]
    | Annotated[AtMost, Tag("at_most")]
    | Annotated[ShareOf, Tag("share_at_least")]
    | Annotated[YearsSince, Tag("years_since")]
    | Annotated[NotWithin, Tag("not_within_years")]
    | Annotated[AnyOf, Tag("any_of")]
    | Annotated[AllOf, Tag("all_of")],
    Discriminator(
        word_of,
        custom_error_type="condition_word",
        custom_error_message="a condition says exactly one of " + ", ".join(WORDS),
    ),
]


def within(condition: AnyCondition) -> Iterator[AnyCondition]:
    """A condition and its inner ones."""
    yield condition
    for part in condition.parts:
        yield from within(part)
