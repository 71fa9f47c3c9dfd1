"""Amounts: what each way of working out money comes to, with every step.

``table/amounts.py`` gives the same kinds their meaning for a table.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple, TypeVar, assert_never

from fundcalc.base.money import Rounding, rounded
from fundcalc.engine.amount_steps import (
    BelowMinimum,
    Capped,
    Chosen,
    Combination,
    Excess,
    FixedSum,
    Product,
    Raised,
    Slices,
    Units,
)
from fundcalc.engine.application import Application
from fundcalc.engine.figures import choose, text_of
from fundcalc.engine.steps import Step
from fundcalc.policy import model as m

Figure = TypeVar("Figure", int, Fraction)

# Only a multiple of the largest unit (10,000 yuan) comes out the same however it is rounded.
_WHOLE_HOWEVER_ROUNDED = 1_000_000


class Worth(NamedTuple):
    """What an amount comes to: fen or None, which limit decided, what is missing."""

    fen: int | None
    limit: str = ""
    missing: tuple[str, ...] = ()


class Sums:
    """Works out the amounts of one benefit of one application.

    ``base`` gives a fact's figure (fen for money, a fraction of them for a quotient) or the facts that it lacks. ``steps``
    are added in order; ``rounds`` says that a product was rounded, ``rounding_matters`` that the amount may be another if it
    is rounded otherwise.
    """

    def __init__(
        self,
        application: Application,
        benefit: str,
        cite: str,
        rounding: m.RoundingRule,
        base: Callable[[str], tuple[int | Fraction | None, tuple[str, ...]]],
    ) -> None:
        self._application, self._benefit, self._cite = application, benefit, cite
        self._mode: Rounding = rounding.mode
        self._unit, self._base = rounding.unit, base
        self.steps: list[Step] = []
        self.rounds = self.rounding_matters = False

    def worth(self, amount: m.AnyAmount) -> Worth:
        """Work out an amount."""
        of_others, self.rounding_matters = self.rounding_matters, False
        worth = self._worth(amount)
        self.rounding_matters |= of_others
        return worth

    def _worth(self, amount: m.AnyAmount) -> Worth:
        match amount:
            case m.Flat():
                return self._flat(amount)
            case m.Share():
                return self._limited(amount, self._share(amount))
            case m.Bands():
                return self._limited(amount, self._bands(amount))
            case m.PerUnit():
                return self._limited(amount, self._per_unit(amount))
            case m.Combined():
                return self._limited(amount, self._combined(amount))
            case _:
                assert_never(amount)

    # Figures that depend on facts.

    def _figure(self, line: str, figure: "Figure | m.ByFact[Figure]") -> tuple[Figure | None, tuple[str, ...]]:
        """Return the figure that holds for the application, or the fact that it lacks."""
        found, where, missing = choose(figure, self._application)
        if where and found is not None:
            shown = tuple((one.fact, text_of(one, self._application)) for one in where)
            self.steps.append(Chosen(self._cite, self._benefit, line, shown, found))
        return found, missing

    def _flat(self, amount: m.Flat) -> Worth:
        found, where, missing = choose(amount.amount, self._application)
        if found is None:
            return Worth(None, "", missing)
        by, value = (where[0].fact, where[0].value) if len(where) == 1 and where[0].value else ("", "")
        if where and not by:
            self._figure("amount", amount.amount)
        self.steps.append(FixedSum(self._cite, self._benefit, found, by, value))
        return Worth(found)

    # Kinds of amount, before their limits.

    def _share(self, amount: m.Share) -> Worth:
        base, missing = self._base(amount.of)
        above, above_missing = (0, ()) if amount.above is None else self._figure("above", amount.above)
        rate, rate_missing = self._rate(amount.rate)
        if base is None or above is None or rate is None:
            return Worth(None, "", (*missing, *above_missing, *rate_missing))
        if amount.above is not None:
            excess = max(base - above, 0)
            self.steps.append(Excess(self._cite, self._benefit, base, above, excess))
            base = excess
        product = self._rounded(rate * base)
        self.steps.append(Product(self._cite, self._benefit, rate, base, product))
        return Worth(product)

    def _rate(self, rate: "Fraction | m.ByFact[Fraction]") -> tuple[Fraction | None, tuple[str, ...]]:
        return self._figure("rate", rate)

    def _bands(self, amount: m.Bands) -> Worth:
        base, missing = self._base(amount.of)
        if base is None:
            return Worth(None, "", missing)
        slices = [
            (max(0, (base if end is None else min(base, end)) - start), rate) for start, end, rate in amount.slices
        ]
        product = self._rounded(sum((part * rate for part, rate in slices), Fraction(0)))
        shown = tuple((part, rate) for part, rate in slices if part)
        self.steps.append(Slices(self._cite, self._benefit, base, shown, product))
        return Worth(product)

    def _per_unit(self, amount: m.PerUnit) -> Worth:
        figure, missing = self._base(amount.of)
        unit_amount, amount_missing = self._figure("amount", amount.amount)
        if figure is None or unit_amount is None:
            return Worth(None, "", (*missing, *amount_missing))
        further = max(0, figure - amount.start)
        units = int(-(-further // amount.step) if amount.begun else further // amount.step)
        worth = units * unit_amount
        self.steps.append(Units(self._cite, self._benefit, amount.of, figure, units, unit_amount, worth))
        return Worth(worth)

    def _combined(self, amount: m.Combined) -> Worth:
        parts = [self.worth(part) for part in amount.amounts]
        missing = tuple(dict.fromkeys(fact for part in parts for fact in part.missing))
        amounts = [part.fen for part in parts if part.fen is not None]
        if len(amounts) < len(parts):
            return Worth(None, "", missing)
        fen = {"sum": sum(amounts), "highest": max(amounts), "lowest": min(amounts)}[amount.kind]
        self.steps.append(Combination(self._cite, self._benefit, amount.kind, tuple(amounts), fen))
        return Worth(fen)

    def _rounded(self, product: Fraction) -> int:
        """Round a product (fen) once."""
        if product.numerator % (product.denominator * _WHOLE_HOWEVER_ROUNDED):
            self.rounds = self.rounding_matters = True
        return rounded(product.numerator, product.denominator, self._mode, self._unit)

    # Limits: a minimum below which nothing is paid, a floor, a cap.

    def _limited(self, amount: m.Limited, worth: Worth) -> Worth:
        minimum, no_minimum = self._limit("minimum", amount.minimum)
        floor, no_floor = self._limit("floor", amount.floor)
        cap, no_cap = self._limit("cap", amount.cap)
        missing = (*worth.missing, *no_minimum, *no_floor, *no_cap)
        fen = worth.fen
        if fen is None or missing:
            return Worth(None, "", tuple(dict.fromkeys(missing)))
        if minimum is not None and fen < minimum:
            self.steps.append(BelowMinimum(self._cite, self._benefit, minimum, fen))
            return Worth(0, "minimum")
        if floor is not None and fen < floor:
            self.steps.append(Raised(self._cite, self._benefit, floor, fen, floor))
            fen = floor
        if cap is not None and fen > cap:
            self.steps.append(Capped(self._cite, self._benefit, cap, fen, cap))
            if min(fen, worth.fen or 0) > max(cap, minimum or 0) + _WHOLE_HOWEVER_ROUNDED:
                self.rounding_matters = False
            return Worth(cap, "cap")
        return Worth(fen)

    def _limit(self, line: str, figure: "int | m.ByFact[int] | None") -> tuple[int | None, tuple[str, ...]]:
        """A limit that holds, or the fact that it lacks; neither without a limit."""
        return (None, ()) if figure is None else self._figure(line, figure)
