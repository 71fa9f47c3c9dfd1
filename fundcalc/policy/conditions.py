"""Conditions: a frozen class for each kind, answered yes, no or unknown.

A kind says itself what others must know of it: the facts it asks for, their kinds and values, its inner conditions.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from fundcalc.policy.condition_base import Allowed, Condition, OfOneFact
from fundcalc.policy.nodes import Boundary, WindowOf, Years
from fundcalc.policy.thresholds import AtLeast, AtMost, MoreThan, ShareOf
from fundcalc.policy.vocabulary import Kind


class Is(OfOneFact):
    """A yes_no or a choice has this value."""

    value: bool | str = Field(alias="is")

    @property
    def allowed(self) -> Mapping[str, Allowed]:
        return {self.fact: frozenset((self.value,))}

    @property
    def fact_values(self) -> Mapping[str, tuple[bool | str, ...]]:
        return {self.fact: (self.value,)}


class OneOf(OfOneFact):
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


class _OfADate(OfOneFact):
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


def word_of(condition: object) -> str | None:
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
