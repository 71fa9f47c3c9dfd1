"""Overflow checks of the table engine (int64; 2^53 where Spark divides).

Every product and sum that the engine makes is bounded from the largest values of the tables; what may be too large is
refused, because a column would wrap around silently. ``decide_all``, whose integers have no limit, decides such a round.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from math import prod
from typing import Any, NamedTuple, assert_never

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.figures import figure
from fundcalc.base.i18n import _
from fundcalc.base.money import LARGEST_FEN
from fundcalc.policy import model as m
from fundcalc.policy.amounts import Amount
from fundcalc.policy.choices import Leaf, leaves
from fundcalc.policy.loading import Policy

LARGEST_COUNT = 10**9
LARGEST_AREA = 10**12  # square metres
MOST_PLACES = 18  # of an area: 12 digits before the point and a millionfold of it fit into the 38 digits of a Decimal
LARGEST_YEARS = (
    999  # the days of a table lie from the year 1000 to 9000, so that the sum has a year of one to four figures
)
SPARK_LIMIT = 2**53  # Spark divides whole numbers through a double, which is exact below this
INT64 = 2**63


class Largest(NamedTuple):
    """The largest values of a round, without sign.

    ``amount``: any amount of an application (fen). ``detail_sums``: what all records of a form come to (fen, or their number).
    ``paid_sum``: what all awards already paid come to (fen). ``limit``: what a dividend must stay below. ``counts``: the
    counts that others are multiplied or divided by.
    """

    amount: int
    detail_sums: Mapping[str, int]
    paid_sum: int
    limit: int
    counts: Mapping[str, int] = {}


def division_limit(frame: nw.LazyFrame[Any]) -> int:
    """The bound below which the backend divides whole numbers exactly."""
    return SPARK_LIMIT if frame.implementation.is_spark_like() else INT64


def check_overflow(policy: Policy, largest: Largest, where: str) -> None:
    """Raise ApplicationError if deciding a row or joining rows to it may overflow."""
    measure = policy.measure
    faults: list[str] = []
    for rule in measure.derived.values():
        total = largest.detail_sums.get(rule.records, 0)
        if total >= INT64:
            message = _(
                "{records}: the records may sum to {amount} yuan, which exceeds this engine's integers; use decide_all"
            )
            faults.append(message.format(records=rule.records, amount=figure(total)))
    faults += _computed_faults(policy, largest)
    for name, benefit in measure.benefit.items():
        faults += _benefit_faults(name, benefit, policy, largest)
    for condition in (
        *measure.condition.values(),
        *(gate for benefit in measure.benefit.values() for gate in benefit.only_if),
    ):
        faults += _condition_faults(condition, policy, largest)
    windows = [(rule.cite, rule.last_years or 0) for rule in measure.derived.values()]
    if measure.ban is not None:
        windows.append((measure.ban.cite, measure.ban.years))
    faults += [_too_large(cite, years) for cite, years in windows if years > LARGEST_YEARS]
    # Competition adds what was paid, and what is paid now, to what was paid to others.
    together = 2 * largest.paid_sum + _largest_award(policy, largest)
    if together >= INT64 and not faults:
        message = _(
            "awards and those already paid may sum to {amount} yuan, which exceeds this engine's integers; use decide_all"
        )
        faults.append(message.format(amount=figure(together)))
    if faults:
        raise ApplicationError(where, tuple(dict.fromkeys(faults)))


def check_sum(rows: int, largest: int, where: str) -> None:
    """Raise ApplicationError if the sum of so many amounts (fen) may exceed 64 bits."""
    if largest * rows >= INT64:
        message = _(
            "amount: {rows} rows of up to {amount} yuan may sum to more than this engine's integers hold; use decide_all"
        )
        raise ApplicationError(where, (message.format(rows=rows, amount=figure(largest)),))


def check_total(policy: Policy, largest: Largest, rows: int, where: str) -> None:
    """Raise ApplicationError if the sum of so many awards may exceed 64 bits."""
    award = _largest_award(policy, largest)
    if award * rows >= INT64:
        message = _(
            "{rows} applications of up to {amount} yuan may sum to more than this engine's integers hold; use decide_all"
        )
        raise ApplicationError(where, (message.format(rows=rows, amount=figure(award)),))


# Computed facts.


def _computed_faults(policy: Policy, largest: Largest) -> Iterator[str]:
    """Products, and figures that go by a quotient, which exceed the integers."""
    measure, bound = policy.measure, _bound_of(policy, largest)
    for fact, rule in measure.computed.items():
        if rule.product and bound(fact) >= INT64:
            yield _too_large(rule.cite, fact)
    if not measure.quotients:
        return
    for where in _places(measure):
        divided = measure.quotients.get(where.fact)
        for start in (where.least, where.most):
            if divided is not None and isinstance(start, int | Decimal) and _exceeds(divided, Fraction(start), bound):
                yield _too_large(divided.cite, start)


def _places(measure: m.Measure) -> Iterator[m.Where]:
    """What decides the cells of the tables of a measure."""
    for condition in m.conditions_of(measure):
        for limits in condition.tables.values():
            of_limits: Iterator[Leaf[int | Decimal]] = leaves(limits)
            yield from (where for places, _figure in of_limits for where in places)
    amounts: list[Amount] = [*measure.benefit.values()]
    while amounts:
        amount = amounts.pop()
        amounts += amount.parts
        for figures in amount.tables:
            cells: Iterator[Leaf[int | Fraction]] = leaves(figures)
            yield from (where for places, _figure in cells for where in places)


def _exceeds(rule: m.Computed, figure: Fraction, bound: Callable[[str], int]) -> bool:
    """Whether comparing a quotient with a figure may overflow."""
    divided, divisor = map(bound, rule.facts)
    return max(divided * figure.denominator, divisor * figure.numerator) >= INT64


# Benefits: a kind says itself what numbers it makes.


def _benefit_faults(name: str, benefit: m.AnyBenefit, policy: Policy, largest: Largest) -> list[str]:
    bound, quotients = _bound_of(policy, largest), policy.measure.quotients
    sizes = benefit.sizes(bound, policy.measure.rounding.unit)
    # Where a base is a quotient, every other number is taken times what divides it.
    divisor = max((bound(quotients[base].facts[1]) for base in benefit.bases if base in quotients), default=1)
    dividend = sizes.dividend if divisor == 1 else max(sizes)
    if dividend * divisor < largest.limit and sizes.number * divisor < INT64:
        return []
    base = 0 if benefit.base is None else bound(benefit.base)
    message = _("{name}: its amount for a base of {amount} yuan exceeds the integers of this engine; use decide_all")
    return [message.format(name=name, amount=figure(base))]


def _largest_award(policy: Policy, largest: Largest) -> int:
    """The largest sum (fen) that the benefits of one application can come to."""
    unit, bound = policy.measure.rounding.unit, _bound_of(policy, largest)
    return sum(benefit.most(bound, unit) for benefit in policy.measure.benefit.values())


def _bound_of(policy: Policy, largest: Largest) -> Callable[[str], int]:
    """The largest value of each fact: fen of an amount, else the number."""

    def bound(fact: str) -> int:
        rule = policy.measure.computed.get(fact)
        if rule is not None and rule.product:
            return prod(map(bound, rule.facts))
        if rule is not None and rule.quotient:  # by 1 or more
            return bound(rule.facts[0])
        column = largest.amount if policy.facts[fact].kind == "money" else largest.counts.get(fact, LARGEST_COUNT)
        return _largest_value(fact, column, policy, largest)

    return bound


# Conditions.


def _condition_faults(condition: m.AnyCondition, policy: Policy, largest: Largest) -> list[str]:
    match condition:
        case m.AnyOf(conditions=parts) | m.AllOf(conditions=parts):
            return [fault for part in parts for fault in _condition_faults(part, policy, largest)]
        case m.AtLeast() | m.MoreThan() | m.AtMost():
            if (rule := policy.measure.quotients.get(condition.fact)) is not None:
                bound = _bound_of(policy, largest)
                return [
                    _too_large(condition.cite, one) for one in condition.limits if _exceeds(rule, Fraction(one), bound)
                ]
            column = LARGEST_FEN if condition.money else LARGEST_AREA
            seen = sum(_largest_value(fact, column, policy, largest) for fact in condition.compared)
            heads = LARGEST_COUNT if condition.per else 1
            return [
                _too_large(condition.cite, figure)
                for figure, limit in ((figure, Fraction(figure)) for figure in condition.limits)
                if max(seen * limit.denominator, limit.numerator * heads) >= INT64
            ]
        case m.ShareOf(share=share):
            seen = max(map(_bound_of(policy, largest), condition.facts))
            exceeds = max(share.numerator, share.denominator) * seen >= INT64
            return [_too_large(condition.cite, share)] if exceeds else []
        case m.YearsSince(years=years) | m.NotWithin(years=years):
            return [_too_large(condition.cite, years)] if years > LARGEST_YEARS else []
        case m.Is() | m.OneOf() | m.Attested():
            return []
        case _:
            assert_never(condition)


def _largest_value(fact: str, column: int, policy: Policy, largest: Largest) -> int:
    """The largest value of a fact: of its ``column``, or of its detail records."""
    computed = policy.measure.computed.get(fact)
    if computed is not None and computed.product:
        return _bound_of(policy, largest)(fact)
    if computed is not None:  # a sum of those it is made from at most
        return len(computed.facts) * column
    rule = policy.measure.derived.get(fact)
    return max(column, largest.detail_sums.get(rule.records, 0)) if rule is not None else column


def _too_large(cite: str, figure: object) -> str:
    return _("{cite}: {rate} exceeds the integers of this engine; use decide_all").format(cite=cite, rate=figure)
