"""What every kind of condition says of itself."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import Field

from fundcalc.policy.choices import ByFact
from fundcalc.policy.nodes import Names, Node
from fundcalc.policy.ranges import Range
from fundcalc.policy.vocabulary import Kind

if TYPE_CHECKING:
    from fundcalc.policy.conditions import AnyCondition

Allowed = Range | frozenset[bool | str]


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
    def alike(self) -> tuple[str, ...]:
        """The facts that must all be counts, or all be amounts."""
        return ()

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
    def compared_with(self) -> tuple[int | Decimal, ...]:
        """The figures that a count, area or amount is compared with; in fen for money."""
        return ()

    @property
    def combined(self) -> tuple[str, ...]:
        """The facts that it adds up or divides."""
        return ()

    @property
    def tables(self) -> Mapping[str, ByFact[int | Decimal]]:
        """Its figures that depend on facts, by line."""
        return {}

    @property
    def absence_answers(self) -> bool:
        """Whether a fact that is not given is an answer: none on record."""
        return False

    @property
    def in_money(self) -> bool:
        """Whether it compares amounts of money."""
        return False


class OfOneFact(Condition):
    """A condition on one fact."""

    fact: str

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,)
