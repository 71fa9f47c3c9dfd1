"""Benefits: a frozen class for each kind of amount, and derived facts.

A kind says itself what others must know of it: the facts its amount rests on, what opens it, the most it can come to.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from fundcalc.base.i18n import _
from fundcalc.policy.conditions import AnyCondition
from fundcalc.policy.nodes import Clause, Fen, Names, Node, Rate, Treatment, WindowOf, Years, figure_lines
from fundcalc.policy.vocabulary import Text

# What pydantic writes into the path of an error, and no message shows.
AMOUNT, TABLE = "(amount)", "(table)"


class ByFact(Node):
    """An amount by the value of a choice.

    In the file: ``{ by = "platform_kind", pilot_base = 1_500_000, … }``.
    """

    by: str
    amounts: Mapping[str, Fen] = Field(validation_alias=TABLE)

    @model_validator(mode="before")
    @classmethod
    def _rows(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or isinstance(raw.get("amounts"), Mapping):
            return raw
        by = {"by": raw["by"]} if "by" in raw else {}
        return by | {TABLE: {key: value for key, value in raw.items() if key != "by"}}


class Benefit(Clause, ABC):
    """A support the measure pays.

    ``trigger`` is the dated decision that opens it; ``only_if`` are its own conditions, each with its article; ``paid``
    says how often, ``per`` whose history counts; ``first_filing`` what happens to a platform that is not newly filed;
    ``amount_is`` whether the formula is due or only an upper limit.
    """

    zh: str
    en: str
    paid: Literal["once", "yearly", "every_evaluation"]
    per: Literal["platform", "organisation"] = "platform"
    trigger: Literal["filed_on", "grade"] | None = None
    only_if: tuple[AnyCondition, ...] = ()
    not_first_filing: Literal["review", "pay", "refuse"] = "pay"
    amount_is: Literal["entitlement", "ceiling"] = "entitlement"

    @model_validator(mode="after")
    def _every_gate_has_its_article(self) -> Self:
        if any(not gate.cite for gate in self.only_if):
            raise ValueError(_("each condition in 'only_if' has its own 'cite'"))
        return self

    @property
    @abstractmethod
    def base(self) -> str | None:
        """The fact, an amount of money, that the benefit is worked out from.

        A product of it is rounded.
        """

    @property
    @abstractmethod
    def tables(self) -> tuple[ByFact, ...]:
        """The amounts that depend on the value of a choice."""

    @abstractmethod
    def most(self, base: int, unit: int) -> int:
        """The most it can come to, in fen, for a base of at most so much.

        ``unit`` is what amounts are rounded to.
        """

    @abstractmethod
    def largest_number(self, base: int, unit: int) -> int:
        """An upper bound of the whole numbers met while it is worked out."""

    @property
    def limit(self) -> int | None:
        """The cap of its amount, in fen."""
        return None

    @property
    def stated_in(self) -> Text | None:
        """The other document that states the amount, where the measure itself does not."""
        return None

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts its amount rests on."""
        base = () if self.base is None else (self.base,)
        return (*base, *(table.by for table in self.tables))

    @property
    def opened_by(self) -> str:
        """The fact or key that claims it where nothing is claimed by name.

        That is its base, or the decision that opens it.
        """
        return self.base or self.trigger or "filed_on"


class Flat(Benefit):
    """A fixed sum, or one by kind."""

    kind: Literal["flat"]
    amount: Annotated[
        Annotated[Fen, Tag(AMOUNT)] | Annotated[ByFact, Tag(TABLE)],
        Discriminator(lambda value: TABLE if isinstance(value, dict | ByFact) else AMOUNT),
    ]

    @property
    def base(self) -> None:
        return None

    @property
    def tables(self) -> tuple[ByFact, ...]:
        return () if isinstance(self.amount, int) else (self.amount,)

    def most(self, base: int, unit: int) -> int:  # noqa: ARG002
        return self.amount if isinstance(self.amount, int) else max(self.amount.amounts.values(), default=0)

    def largest_number(self, base: int, unit: int) -> int:
        return self.most(base, unit)


class Share(Benefit):
    """A rate of a base of money, up to a cap."""

    kind: Literal["share"]
    of: str
    rate: Rate
    cap: Fen | None = None

    @property
    def base(self) -> str:
        return self.of

    @property
    def tables(self) -> tuple[ByFact, ...]:
        return ()

    @property
    def limit(self) -> int | None:
        return self.cap

    def most(self, base: int, unit: int) -> int:
        product = int(base * self.rate) + unit
        return product if self.cap is None else min(product, self.cap)

    def largest_number(self, base: int, unit: int) -> int:
        # Both ways of rounding in base/money.py: twice the product and the denominator, or the denominator in units.
        numerator, denominator = self.rate.numerator, self.rate.denominator
        return max(2 * base * numerator + denominator, 2 * denominator * unit, numerator)


class ByReference(Benefit):
    """A support whose amount stands in another document."""

    kind: Literal["by_reference"]
    document: Text

    @property
    def stated_in(self) -> Text:
        return self.document

    @property
    def base(self) -> None:
        return None

    @property
    def tables(self) -> tuple[ByFact, ...]:
        return ()

    def most(self, base: int, unit: int) -> int:  # noqa: ARG002
        return 0

    def largest_number(self, base: int, unit: int) -> int:  # noqa: ARG002
        return 0


AnyBenefit = Annotated[Flat | Share | ByReference, Field(discriminator="kind")]

# Every kind by the word of its line ``kind``; mypy refuses one that leaves out a member that others ask for.
BENEFIT_KINDS: Mapping[str, type[Benefit]] = {"flat": Flat, "share": Share, "by_reference": ByReference}


@cache
def optional_figures_of(kind: str) -> tuple[str, ...]:
    """The figures that a kind of benefit may lack, such as a cap."""
    fields = BENEFIT_KINDS[kind].model_fields
    return tuple(name for name in figure_lines(BENEFIT_KINDS[kind]) if not fields[name].is_required())


# Facts made from detail records.


class OpenRecords(Clause):
    """Records of which the text does not say whether they count.

    ``for`` limits it to some routes.
    """

    when: Mapping[str, bool | str]
    routes: Names = Field(default=(), alias="for")
    treat: Treatment


class BeforeFiling(Clause):
    """How income of the time before the filing counts.

    "whole_year": a year that began before the filing counts whole; "from_filing": what is dated from the day of filing on;
    "later_years": only years that begin after it. An application that is not filed is taken to be filed when it is made.
    """

    treat: Literal["whole_year", "from_filing", "later_years"]


class Derived(Clause):
    """A fact that is the sum or the number of detail records.

    Records count if dated in the last ``last_years`` years (or in the ``calendar_year``), if every field of ``counts`` has
    one of its values, none of ``excluded`` has, and amounts reach ``at_least``; ``open`` ones are treated as said.
    ``before_filing`` also holds for a total of the ``calendar_year`` that is given as such.
    """

    sum: Literal["investments", "service_incomes", "instruments"] | None = None
    count: Literal["investments", "service_incomes", "instruments"] | None = None
    last_years: Years | None = None
    window: WindowOf = "rolling"
    calendar_year: Literal["previous_year", "award_year"] | None = None
    counts: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    excluded: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    at_least: Mapping[str, Fen] = Field(default_factory=dict)
    open: tuple[OpenRecords, ...] = ()
    before_filing: BeforeFiling | None = None

    @property
    def records(self) -> str:
        return self.sum or self.count or ""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.sum is None) == (self.count is None):
            raise ValueError(_("say either 'sum' or 'count'"))
        if self.before_filing is not None and self.calendar_year is None:
            raise ValueError(_("'before_filing' divides the income of a year: say which 'calendar_year'"))
        return self
