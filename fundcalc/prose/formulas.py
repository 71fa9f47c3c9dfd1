"""How an amount is worked out, in words.

One sentence, and one for each figure that depends on facts.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import assert_never

from fundcalc.base.figures import clauses, day, in_yuan, rate, several
from fundcalc.base.i18n import Message, _
from fundcalc.engine.values import Value
from fundcalc.policy import model as m
from fundcalc.policy.choices import DATES, Leaf, Start, leaves
from fundcalc.policy.loading import Policy
from fundcalc.prose.figures import choice, name, of_kind

LINES: Mapping[str, Message] = {
    "amount": Message("amount"),
    "rate": Message("rate"),
    "cap": Message("cap"),
    "floor": Message("least amount"),
    "minimum": Message("least amount that is paid"),
    "above": Message("threshold"),
    "each": Message("unit"),
    "from": Message("start of the band"),
    "years": Message("years"),
    "awards": Message("number of awards"),
}


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
    yield from _tables(policy, amount)
    for part in amount.parts:
        yield from _tables(policy, part)


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


def _tables(policy: Policy, amount: m.AnyAmount) -> Iterator[str]:
    for line, figure in amount.figures.items():
        if isinstance(figure, m.ByFact):
            cells: Iterator[Leaf[int | Fraction]] = leaves(figure)
            for where, value in cells:
                yield _("{line} where {where}: {value}").format(
                    line=line_title(line), where=places(policy, where), value=figure_text(value)
                )


def line_title(line: str) -> str:
    """What a figure of an amount is called."""
    return str(LINES[line])


def figure_text(figure: int | Fraction) -> str:
    """A figure of an amount: fen, or a rate."""
    return rate(figure) if isinstance(figure, Fraction) else in_yuan(figure)


def _money(figure: "int | m.ByFact[int]") -> str:
    return _("an amount by its table") if isinstance(figure, m.ByFact) else in_yuan(figure)


def _rate(figure: "Fraction | m.ByFact[Fraction]") -> str:
    return _("a rate by its table") if isinstance(figure, m.ByFact) else rate(figure)


def places(policy: Policy, where: tuple[m.Where, ...]) -> str:
    """What decides a cell: 绩效评价等级 优秀，团队人数 10 至 20."""
    return clauses(_place(policy, one) for one in where)


def _place(policy: Policy, where: m.Where) -> str:
    fact = name(policy, where.fact)
    if where.value:
        return _("{fact} is {value}").format(fact=fact, value=cell_value(policy, where.fact, where.value))
    least = None if where.least is None else _figure(policy, where.fact, where.least)
    most = None if where.most is None else _figure(policy, where.fact, where.most)
    if least is None and most is None:
        return fact
    if least is None:
        text = _("{fact} up to {most}") if where.with_most else _("{fact} below {most}")
    elif most is None:
        text = _("{fact} above {least}") if where.without_least else _("{fact} from {least} on")
    elif where.without_least:
        text = _("{fact} above {least}, up to {most}") if where.with_most else _("{fact} above {least}, below {most}")
    else:
        text = (
            _("{fact} from {least} on, up to {most}") if where.with_most else _("{fact} from {least} on, below {most}")
        )
    return text.format(fact=fact, least=least, most=most)


def _figure(policy: Policy, fact: str, figure: Start) -> str:
    if isinstance(figure, date):
        return day(figure)
    value: Value = int(figure) if figure == int(figure) else figure
    return of_kind(DATES.get(fact) or policy.facts[fact].kind, value)


def cell_value(policy: Policy, fact: str, value: str) -> str:
    """A value of a choice or a yes_no, as the measure calls it."""
    if value in ("yes", "no") and fact in policy.facts and policy.facts[fact].kind == "yes_no":
        return _("yes") if value == "yes" else _("no")
    return choice(policy, fact, value)
