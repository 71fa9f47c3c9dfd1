"""Proofs that no step of the table engine leaves the whole numbers of its engine, from the largest values of a table."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _
from fundcalc.base.money import LARGEST_FEN
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy

LARGEST_COUNT = 10**9
LARGEST_AREA = 10**12  # square metres
SPARK_LIMIT = 2**53  # Spark divides whole numbers through a double, which is exact below this
_WHOLE = 2**63


def limit(frame: nw.LazyFrame[Any]) -> int:
    """What the whole numbers of a frame's engine must stay below."""
    return SPARK_LIMIT if frame.implementation.is_spark_like() else _WHOLE


def prove(policy: Policy, largest: int, where: str, *, limit: int) -> None:
    """Show that neither a share nor a comparison of the policy leaves the whole numbers of the engine, or refuse.

    ``largest`` is the largest amount (fen) that a rate is taken of. Raises ApplicationError.
    """
    faults = []
    for name, benefit in policy.measure.benefit.items():
        if isinstance(benefit, m.Share):
            rate = benefit.rate
            bound = largest * 2 * rate.numerator + rate.denominator
            if max(bound, rate.denominator * policy.measure.rounding.unit * 2) >= limit:
                told = _("{name}: {rate} of {amount} fen is beyond the whole numbers of this engine; use decide_all")
                faults.append(told.format(name=name, rate=rate, amount=largest))
    for condition in m.conditions_of(policy.measure):
        figure: Fraction | Decimal | int | None = None
        if isinstance(condition, m.ShareOf) and condition.share.denominator * LARGEST_COUNT >= limit:
            figure = condition.share
        elif isinstance(condition, m.Threshold) and _largest(condition) >= _WHOLE:
            figure = condition.limit
        if figure is not None:
            told = _("{cite}: {rate} is beyond the whole numbers of this engine; use decide_all")
            faults.append(told.format(cite=condition.cite, rate=figure))
    if faults:
        raise ApplicationError(where, tuple(faults))


def _largest(condition: m.Threshold) -> int:
    """The largest figure a threshold can come to, seen or asked, once both are made whole."""
    part, asked = LARGEST_FEN if condition.money else LARGEST_AREA, Fraction(condition.limit)
    return max(part * len(condition.facts) * asked.denominator, abs(asked.numerator))


def prove_sum(rows: int, largest: int, where: str) -> None:
    """Show that no sum of so many amounts (fen) leaves the whole numbers of any engine, or refuse."""
    if largest * rows >= _WHOLE:
        told = _("amount: {rows} rows of up to {amount} fen may come to more than a whole number holds; use decide_all")
        raise ApplicationError(where, (told.format(rows=rows, amount=largest),))


def prove_total(policy: Policy, rows: int, largest: int, where: str) -> None:
    """Show that what so many applications get together leaves the whole numbers of no engine, or refuse.

    ``largest`` is the largest amount (fen) that a rate is taken of. Raises ApplicationError.
    """
    each = sum(_most(benefit, largest, policy.measure.rounding.unit) for benefit in policy.measure.benefit.values())
    if each * rows >= _WHOLE:
        told = _("{rows} applications of up to {amount} fen may come to more than a whole number holds; use decide_all")
        raise ApplicationError(where, (told.format(rows=rows, amount=each),))


def _most(benefit: m.AnyBenefit, largest: int, unit: int) -> int:
    """The most (fen) that a benefit may come to, of a base that is no larger than so much."""
    match benefit:
        case m.Share(rate=rate, cap=cap):
            most = int(largest * rate) + unit
            return most if cap is None else min(most, cap)
        case m.Flat(amount=m.ByFact(amounts=amounts)):
            return max(amounts.values(), default=0)
        case m.Flat(amount=int(amount)):
            return amount
        case _:
            return 0
