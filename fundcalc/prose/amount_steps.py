"""The steps by which an amount is worked out, as one line each."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from fundcalc.base.figures import count, in_yuan, quotient_in_yuan, rate, several
from fundcalc.base.i18n import _
from fundcalc.engine.amount_steps import BelowMinimum, Chosen, Combination, Excess, Raised, Slices, Units
from fundcalc.policy.choices import DATES
from fundcalc.policy.loading import Policy
from fundcalc.prose.figures import name, of_kind
from fundcalc.prose.formulas import cell_value, figure_text, line_title


def amount_step(policy: Policy, taken: Chosen | Excess | Slices | Units | Raised | BelowMinimum | Combination) -> str:
    """A step of working out an amount."""
    match taken:
        case Chosen():
            where = several(
                _("{fact} is {value}").format(fact=name(policy, fact), value=_seen(policy, fact, value))
                for fact, value in taken.by
            )
            return _("{line} where {where}: {value}").format(
                line=line_title(taken.line), where=where, value=figure_text(taken.figure)
            )
        case Excess(base=base, above=above, excess=excess):
            return _("{base}, above {above}: {excess}").format(
                base=quotient_in_yuan(base), above=in_yuan(above), excess=quotient_in_yuan(excess)
            )
        case Slices():
            parts = [f"{quotient_in_yuan(part)} × {rate(of_part)}" for part, of_part in taken.slices]
            sum_of = " + ".join(parts) or in_yuan(0)
            return _("{base} by its bands: {parts} = {amount}").format(
                base=quotient_in_yuan(taken.base), parts=sum_of, amount=in_yuan(taken.rounded)
            )
        case Units():
            return _("{fact} {seen}: {units} × {each} = {amount}").format(
                fact=name(policy, taken.fact),
                seen=of_kind(policy.facts[taken.fact].kind, taken.seen),
                units=count(taken.units),
                each=in_yuan(taken.each),
                amount=in_yuan(taken.fen),
            )
        case Raised(before=before, floor=floor):
            return _("{before} is below the least amount and is raised to {floor}").format(
                before=in_yuan(before), floor=in_yuan(floor)
            )
        case BelowMinimum(before=before, minimum=minimum):
            return _("{before} is below {minimum}, the least amount that is paid: nothing").format(
                before=in_yuan(before), minimum=in_yuan(minimum)
            )
        case Combination():
            return _combination(taken)
        case _:
            assert_never(taken)


def _combination(taken: Combination) -> str:
    amounts = several(in_yuan(part) for part in taken.parts)
    match taken.rule:
        case "sum":
            text = _("the sum of {amounts}: {amount}")
        case "highest":
            text = _("the highest of {amounts}: {amount}")
        case "lowest":
            text = _("the lowest of {amounts}: {amount}")
        case _:
            assert_never(taken.rule)
    return text.format(amounts=amounts, amount=in_yuan(taken.fen))


def _seen(policy: Policy, fact: str, text: str) -> str:
    """The value that decided a cell, in the fact's own units."""
    kind = DATES.get(fact) or policy.facts[fact].kind
    match kind:
        case "date":
            return of_kind(kind, date.fromisoformat(text))
        case "money" | "count" | "decimal" if "/" in text:
            return of_kind(kind, Fraction(text))
        case "money" | "count":
            return of_kind(kind, int(text))
        case "choice" | "yes_no":
            return cell_value(policy, fact, text)
        case _:
            return of_kind(kind, Decimal(text)) if kind in ("area", "decimal") else text
