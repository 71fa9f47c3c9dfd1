"""What cases exercise of caps, floors and ceilings, and of what was paid."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from fundcalc.engine.amount_steps import BelowMinimum, Capped, Raised
from fundcalc.engine.ceiling_steps import AwardsCeiling, MoneyCeiling
from fundcalc.engine.decision import Decision
from fundcalc.engine.steps import Deducted, PaidBefore
from fundcalc.policy import model as m

LimitSide = Literal["binds", "below", "before"]
_SIDES_OF_LIMITS: Mapping[str, Sequence[LimitSide]] = {
    "cap": ("binds", "below"), "floor": ("binds",), "minimum": ("binds",),
}  # fmt: skip


def limits_met(decision: Decision) -> Iterator[tuple[str, LimitSide]]:
    """The limits that a decision keeps or goes beyond, and what was paid before."""
    beyond = set()
    for step in decision.steps:
        match step:
            case Capped(benefit=name) if step.after < step.before:
                beyond.add(name)
                yield f"benefit.{name}.cap", "binds"
            case Raised(benefit=name):
                yield f"benefit.{name}.floor", "binds"
            case BelowMinimum(benefit=name):
                yield f"benefit.{name}.minimum", "binds"
            case MoneyCeiling(ceiling=name):
                yield f"ceiling.{name}", "binds" if step.payable < step.due else "below"
            case AwardsCeiling(ceiling=name):
                yield f"ceiling.{name}", "below" if step.payable else "binds"
            case PaidBefore(benefit=name) | Deducted(benefit=name):
                yield f"benefit.{name}.paid", "before"
    yield from (
        (f"benefit.{name}.cap", "below") for name, due in decision.benefits.items() if due.fen and name not in beyond
    )


def limits_of(measure: m.Measure) -> Iterator[tuple[str, Sequence[LimitSide]]]:
    """The limits of a measure with their sides."""
    for name, benefit in measure.benefit.items():
        for line, sides in _SIDES_OF_LIMITS.items():
            if getattr(benefit, line, None) is not None:
                yield f"benefit.{name}.{line}", sides
        if benefit.stated_in is None:
            yield f"benefit.{name}.paid", ("before",)
    for name in measure.ceiling:
        yield f"ceiling.{name}", ("binds", "below")
