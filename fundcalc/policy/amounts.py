"""Amounts: a frozen class for each way a measure works out money.

A kind says itself what others must know of it: the facts it rests on, its figures, the most it can come to.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import lcm
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, ValidationInfo, model_validator

from fundcalc.base.i18n import _
from fundcalc.policy.choices import AnyFigure, ByFact, Money, Part, banded_facts, facts_of, leaves
from fundcalc.policy.nodes import Fen, Node, OfTheFact, Rate, amount
from fundcalc.policy.number import number
from fundcalc.policy.vocabulary import Kind

Largest = Callable[[str], int]  # an upper bound of a fact: fen for money, else the number


class Sizes(NamedTuple):
    """Upper bounds of the whole numbers met: of any of them, and of those divided."""

    number: int
    dividend: int = 0


class Amount(Node, ABC):
    """One way to work out an amount of money."""

    @property
    @abstractmethod
    def bases(self) -> tuple[str, ...]:
        """The facts whose figures it is worked out from."""

    @property
    def base_kinds(self) -> tuple[Kind, ...]:
        """The kinds that its bases may have; none where its parts say."""
        return ("money",)

    @property
    def figures(self) -> Mapping[str, AnyFigure]:
        """Its figures that may depend on facts, by line."""
        return {}

    @property
    def parts(self) -> tuple["AnyAmount", ...]:
        """The amounts it is made of."""
        return ()

    @property
    def tables(self) -> tuple[ByFact[int] | ByFact[Fraction], ...]:
        """Its figures that depend on facts, those of its parts left out."""
        return tuple(figure for figure in self.figures.values() if isinstance(figure, ByFact))

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it rests on, those of its parts included."""
        own = (*self.bases, *(fact for table in self.tables for fact in facts_of(table)))
        return tuple(dict.fromkeys((*own, *(fact for part in self.parts for fact in part.facts))))

    @property
    def banded(self) -> tuple[str, ...]:
        """The figures by whose bands it goes, without its bases."""
        return tuple(fact for table in self.tables for fact in banded_facts(table))

    @property
    def limit(self) -> int | None:
        """Its cap in fen, where that is one figure."""
        return None

    @abstractmethod
    def most(self, largest: Largest, unit: int) -> int:
        """The most it can come to, in fen; ``unit`` is what amounts are rounded to."""

    @abstractmethod
    def sizes(self, largest: Largest, unit: int) -> Sizes:
        """Upper bounds of the whole numbers met while it is worked out."""


def _largest(figure: "int | ByFact[int] | None") -> int:
    return 0 if figure is None else max((fen for _where, fen in leaves(figure)), default=0)


class Flat(Amount):
    """A fixed sum."""

    kind: Literal["flat"]
    amount: Money

    @property
    def bases(self) -> tuple[str, ...]:
        return ()

    @property
    def figures(self) -> Mapping[str, AnyFigure]:
        return {"amount": self.amount}

    def most(self, largest: Largest, unit: int) -> int:  # noqa: ARG002
        return _largest(self.amount)

    def sizes(self, largest: Largest, unit: int) -> Sizes:
        return Sizes(self.most(largest, unit))


class Limited(Amount, ABC):
    """An amount that is worked out, and then limited.

    What is below ``minimum`` is not paid, what is below ``floor`` is raised to it, what is above ``cap`` is cut to it.
    """

    cap: Money | None = None
    floor: Money | None = None
    minimum: Money | None = None

    @property
    def figures(self) -> Mapping[str, AnyFigure]:
        limits = {"minimum": self.minimum, "floor": self.floor, "cap": self.cap}
        return {line: figure for line, figure in limits.items() if figure is not None}

    @property
    def limit(self) -> int | None:
        return self.cap if isinstance(self.cap, int) else None

    def most(self, largest: Largest, unit: int) -> int:
        most = max(self.unlimited(largest, unit), _largest(self.floor))
        return most if self.cap is None else min(most, _largest(self.cap))

    @abstractmethod
    def unlimited(self, largest: Largest, unit: int) -> int:
        """The most it can come to before its limits."""


class Share(Limited):
    """A rate of a base of money; of its excess, where that is over ``above``."""

    kind: Literal["share"]
    of: str
    rate: Part
    above: Money | None = None

    @property
    def bases(self) -> tuple[str, ...]:
        return (self.of,)

    @property
    def figures(self) -> Mapping[str, AnyFigure]:
        above = {} if self.above is None else {"above": self.above}
        return {**above, "rate": self.rate, **super().figures}

    def unlimited(self, largest: Largest, unit: int) -> int:
        return int(largest(self.of) * max(rate for _where, rate in leaves(self.rate))) + unit

    def sizes(self, largest: Largest, unit: int) -> Sizes:
        most = max(_divided(largest(self.of) * rate.numerator, rate, unit) for _where, rate in leaves(self.rate))
        return Sizes(max(most, _largest(self.above)), most)


def _divided(product: int, rate: Fraction, unit: int) -> int:
    """A bound of both ways of rounding in ``base/money.py``."""
    return max(2 * product + rate.denominator, 2 * rate.denominator * unit, rate.numerator)


class RateBand(Node):
    """A rate of what lies above the start of a band, up to the next one's."""

    start: Fen = Field(default=0, alias="from")
    rate: Rate


class Bands(Limited):
    """Each part of a base of money at the rate of its band."""

    kind: Literal["bands"]
    of: str
    bands: tuple[RateBand, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        starts = [band.start for band in self.bands]
        if sorted(set(starts)) != starts:
            raise ValueError(_("each band in 'bands' begins above the one before it"))
        return self

    @property
    def bases(self) -> tuple[str, ...]:
        return (self.of,)

    @property
    def slices(self) -> tuple[tuple[int, int | None, Fraction], ...]:
        """Where each band begins and ends (None: no end), and its rate."""
        ends = [band.start for band in self.bands[1:]]
        return tuple((band.start, end, band.rate) for band, end in zip(self.bands, (*ends, None), strict=True))

    @property
    def denominator(self) -> int:
        """What all of its rates are whole parts of."""
        return lcm(*(band.rate.denominator for band in self.bands))

    def unlimited(self, largest: Largest, unit: int) -> int:
        return int(largest(self.of) * max(band.rate for band in self.bands)) + unit

    def sizes(self, largest: Largest, unit: int) -> Sizes:
        rate = max(band.rate for band in self.bands)
        most = _divided(largest(self.of) * int(rate * self.denominator), Fraction(1, self.denominator), unit)
        return Sizes(max(most, self.bands[-1].start), most)


class PerUnit(Limited):
    """So much for each unit of a figure, or for each so much ``above`` another.

    ``each`` and ``above`` are in the unit of the fact; a unit that is begun counts only if ``begun``.
    """

    kind: Literal["per_unit"]
    of: str
    amount: Money
    each: OfTheFact | None = None
    above: OfTheFact | None = None
    begun: bool = False
    step: int = Field(default=1, alias="(each)", ge=1)
    start: int = Field(default=0, alias="(above)", ge=0)

    @model_validator(mode="before")
    @classmethod
    def _in_the_units_of_the_fact(cls, raw: object, info: ValidationInfo) -> object:
        if not isinstance(raw, dict) or not info.context:
            return raw
        named = info.context["facts"].get(raw.get("of"))
        if named is None or named.kind not in ("money", "count"):
            return raw
        read = {}
        for line in {"each", "above"} & raw.keys():
            figure = amount(raw[line]) if named.kind == "money" else number(line, raw[line])
            if figure != int(figure) or (line == "each" and figure < 1):
                raise ValueError(_("'{word}' takes a whole number of 1 or more here").format(word=line))
            read[f"({line})"] = int(figure)
        return raw | read

    @property
    def bases(self) -> tuple[str, ...]:
        return (self.of,)

    @property
    def figures(self) -> Mapping[str, AnyFigure]:
        return {"amount": self.amount, **super().figures}

    @property
    def base_kinds(self) -> tuple[Kind, ...]:
        return ("count", "money")

    def units(self, largest: Largest) -> int:
        """The most units there can be."""
        return max(largest(self.of) - self.start, 0) // self.step + 1

    def unlimited(self, largest: Largest, unit: int) -> int:  # noqa: ARG002
        return self.units(largest) * _largest(self.amount)

    def sizes(self, largest: Largest, unit: int) -> Sizes:
        divided = 0 if self.step == 1 else largest(self.of) + self.step
        return Sizes(max(self.unlimited(largest, unit), divided, self.start), divided)


class Combined(Limited):
    """The sum, the highest or the lowest of several amounts."""

    kind: Literal["sum", "highest", "lowest"]
    amounts: tuple["AnyAmount", ...] = Field(min_length=2)

    @property
    def parts(self) -> tuple["AnyAmount", ...]:
        return self.amounts

    @property
    def base_kinds(self) -> tuple[Kind, ...]:
        return ()

    @property
    def bases(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(base for part in self.amounts for base in part.bases))

    def unlimited(self, largest: Largest, unit: int) -> int:
        return sum(part.most(largest, unit) for part in self.amounts)

    def sizes(self, largest: Largest, unit: int) -> Sizes:
        of_parts = [part.sizes(largest, unit) for part in self.amounts]
        number = max(self.unlimited(largest, unit), *(sizes.number for sizes in of_parts))
        return Sizes(number, max(sizes.dividend for sizes in of_parts))


AnyAmount = Annotated[Flat | Share | Bands | PerUnit | Combined, Field(discriminator="kind")]
Combined.model_rebuild()
