"""How an amount is worked out, in words: in general and for an application."""

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from fundcalc.base.figures import clauses, count, in_yuan, quotient_in_yuan, rate, several
from fundcalc.base.i18n import _
from fundcalc.engine.amount_steps import BelowMinimum, Chosen, Combination, Excess, Raised, Slices, Units
from fundcalc.policy import model as m
from fundcalc.policy.choices import leaves
from fundcalc.policy.loading import Policy
from fundcalc.prose.choices import cell_value, figure_text, line_title, places, table_lines, value_text
from fundcalc.prose.figures import name, of_kind


def amount_lines(policy: Policy, amount: m.AnyAmount) -> Iterator[str]:
    """Say how an amount is worked out, then each value that depends on facts."""
    match amount:
        case m.Flat():
            yield from _flat(policy, amount)
            return
        case m.Share() | m.Bands() | m.PerUnit():
            yield clauses([_sentence(policy, amount), *_limits(amount)])
        case m.Combined():
            yield clauses([_combined(policy, amount), *_limits(amount)])
        case _:
            assert_never(amount)
    yield from table_lines(policy, amount)
    for part in amount.parts:
        yield from table_lines(policy, part)


def _flat(policy: Policy, amount: m.Flat) -> Iterator[str]:
    for where, fen in leaves(amount.amount):
        match where:
            case ():
                yield _("fixed sum: {amount}").format(amount=in_yuan(fen))
            case (m.Where(fact=fact, value=value),) if value:
                yield _("fixed sum for {fact} {value}: {amount}").format(
                    fact=name(policy, fact), value=cell_value(policy, fact, value), amount=in_yuan(fen)
                )
            case _:
                yield _("fixed sum where {where}: {amount}").format(where=places(policy, where), amount=in_yuan(fen))


def _sentence(policy: Policy, amount: m.AnyAmount) -> str:
    """The amount in a few words, without its limits."""
    match amount:
        case m.Flat():
            return _("fixed sum: {amount}").format(amount=_money(amount.amount))
        case m.Share(of=fact):
            return _share(amount, name(policy, fact))
        case m.Bands(of=fact):
            bands = several(_band(start, end, part) for start, end, part in amount.slices)
            return _("{fact}, each part at its rate: {bands}").format(fact=name(policy, fact), bands=bands)
        case m.PerUnit(of=fact):
            return _per_unit(policy, amount, name(policy, fact))
        case m.Combined():
            return _("({conditions})").format(conditions=_combined(policy, amount))
        case _:
            assert_never(amount)


def _share(amount: m.Share, fact: str) -> str:
    part = _rate(amount.rate)
    if amount.above is not None:
        return _("{rate} of {fact} above {amount}").format(rate=part, fact=fact, amount=_money(amount.above))
    if amount.cap is None or amount.floor is not None or amount.minimum is not None:
        return _("{rate} of {fact}").format(rate=part, fact=fact)
    return _("{rate} of {fact}, at most {cap}").format(rate=part, fact=fact, cap=_money(amount.cap))


def _band(start: int, end: int | None, part: Fraction) -> str:
    if end is None:
        return _("above {least}: {rate}").format(least=in_yuan(start), rate=rate(part))
    return _("from {least} to {most}: {rate}").format(least=in_yuan(start), most=in_yuan(end), rate=rate(part))


def _per_unit(policy: Policy, amount: m.PerUnit, fact: str) -> str:
    kind = policy.facts[amount.of].kind
    unit_amount = _money(amount.amount)
    if amount.step > 1 and amount.begun:
        text = _("{amount} for each {step} of {fact}, or part of it")
    elif amount.step > 1:
        text = _("{amount} for each full {step} of {fact}")
    else:
        text = _("{amount} for each of {fact}")
    said = text.format(amount=unit_amount, step=of_kind(kind, amount.step), fact=fact)
    if amount.start:
        return _("{amount}, above {least}").format(amount=said, least=of_kind(kind, amount.start))
    return said


def _combined(policy: Policy, amount: m.Combined) -> str:
    parts = several(clauses([_sentence(policy, part), *_limits(part)]) for part in amount.amounts)
    match amount.kind:
        case "sum":
            return _("the sum of: {amounts}").format(amounts=parts)
        case "highest":
            return _("the highest of: {amounts}").format(amounts=parts)
        case "lowest":
            return _("the lowest of: {amounts}").format(amounts=parts)
        case _:
            assert_never(amount.kind)


def _limits(amount: m.AnyAmount) -> list[str]:
    """The limits of an amount; the cap of a plain share is said with it."""
    match amount:
        case m.Flat():
            return []
        case m.Share(minimum=None, floor=None, above=None):
            return []
        case m.Share() | m.Bands() | m.PerUnit() | m.Combined():
            texts = {
                _("nothing below {amount}"): amount.minimum,
                _("at least {amount}"): amount.floor,
                _("at most {amount}"): amount.cap,
            }
            return [text.format(amount=_money(figure)) for text, figure in texts.items() if figure is not None]
        case _:
            assert_never(amount)


def _money(figure: "int | m.ByFact[int]") -> str:
    return _("an amount by its table") if isinstance(figure, m.ByFact) else in_yuan(figure)


def _rate(figure: "Fraction | m.ByFact[Fraction]") -> str:
    return _("a rate by its table") if isinstance(figure, m.ByFact) else rate(figure)


def amount_step(policy: Policy, taken: Chosen | Excess | Slices | Units | Raised | BelowMinimum | Combination) -> str:
    """A step of working out an amount."""
    match taken:
        case Chosen():
            where = several(
                _("{fact} is {value}").format(fact=name(policy, fact), value=value_text(policy, fact, value))
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
