"""Facts of a table that are worked out from others of the same row."""

from collections.abc import Mapping
from functools import reduce
from operator import add, mul
from typing import assert_never

import narwhals as nw

from fundcalc.engine.table.columns import WHOLE, ZERO
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy


def computed_columns(policy: Policy, schema: Mapping[str, nw.dtypes.DType]) -> dict[str, nw.Expr]:
    """The facts that can be worked out from the columns there are.

    A quotient is no column: what divides and what is divided are compared with a figure each.
    """
    return {
        name: _result(rule).alias(name)
        for name, rule in policy.measure.computed.items()
        if rule.operation != "quotient" and all(fact in schema for fact in rule.facts)
    }


def _result(rule: m.Computed) -> nw.Expr:
    values = [nw.col(fact).cast(WHOLE) for fact in rule.facts]
    everything = reduce(add, values)  # null where one is, unlike the largest or the smallest
    match rule.operation:
        case "sum":
            return everything
        case "difference":
            first, others = values[0], reduce(add, values[1:])
            found = nw.when(first > others).then(first - others).otherwise(ZERO)
        case "larger":
            found = nw.max_horizontal(*values)
        case "smaller":
            found = nw.min_horizontal(*values)
        case "product":
            return reduce(mul, values)
        case "quotient":
            raise ValueError(rule)
        case _:
            assert_never(rule.operation)
    return nw.when(~everything.is_null()).then(found)
