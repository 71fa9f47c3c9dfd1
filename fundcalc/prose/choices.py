"""Figures that depend on facts, in words: what decides each of them."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from fundcalc.base.figures import clauses, day, in_yuan, rate
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


def line_title(line: str) -> str:
    """What a figure of an amount is called."""
    return str(LINES[line])


def figure_text(figure: int | Fraction) -> str:
    """A figure of an amount: fen, or a rate."""
    return rate(figure) if isinstance(figure, Fraction) else in_yuan(figure)


def table_lines(policy: Policy, amount: m.AnyAmount) -> Iterator[str]:
    """Say what decides each cell of an amount's tables, and its figure."""
    for line, figure in amount.figures.items():
        if isinstance(figure, m.ByFact):
            cells: Iterator[Leaf[int | Fraction]] = leaves(figure)
            for where, value in cells:
                yield _("{line} where {where}: {value}").format(
                    line=line_title(line), where=places(policy, where), value=figure_text(value)
                )


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


def value_text(policy: Policy, fact: str, text: str) -> str:
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
