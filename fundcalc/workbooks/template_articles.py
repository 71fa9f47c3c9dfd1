"""What a measure requires of each fact, as short lines.

They stand in the notes on the headings: 第八条（三）≥ 200 平方米.

The lines are of figures and signs, so that they read the same in both languages; the article is in Chinese as it is cited.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from fundcalc.base.i18n import speaking
from fundcalc.base.money import percent, plain
from fundcalc.policy import model as m
from fundcalc.policy.choices import Leaf, leaves
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Named, forms
from fundcalc.prose.benefits import formula
from fundcalc.prose.choices import places

Line = tuple[str, str]

_ANY = " · 任一即可 any of several"


def requirements(policy: Policy) -> dict[str, tuple[str, ...]]:
    """The lines of what clauses require of each fact."""
    lines: dict[str, dict[str, None]] = {}
    for key, line in _all(policy):
        lines.setdefault(key, {})[line] = None
    return {key: tuple(texts) for key, texts in lines.items()}


def counted(policy: Policy, form: str) -> dict[str, tuple[str, ...]]:
    """For each column of a detail sheet, which records count."""
    lines: dict[str, dict[str, None]] = {}
    for fact, derived in policy.measure.derived.items():
        if derived.records != form:
            continue
        amount = "original_value" if form == "instruments" else "amount"
        total = f"合计为 sum: {policy.facts[fact].zh}" if derived.sum else f"计数为 count: {policy.facts[fact].zh}"
        lines.setdefault(amount, {})[f"{derived.cite} {total}"] = None
        for key, line in _records(policy, derived, form):
            lines.setdefault(key, {})[f"{derived.cite} {line}"] = None
    return {key: tuple(texts) for key, texts in lines.items()}


def money(fen: int) -> str:
    """Fen as yuan with thousands, without empty decimals.

    >>> money(50000000), money(5)
    ('500,000', '0.05')
    """
    return f"{Decimal(plain(fen)):,}".removesuffix(".00")


def _all(policy: Policy) -> Iterator[Line]:
    measure = policy.measure
    for condition in measure.condition.values():
        yield from _condition(policy, condition, condition.cite, _routes(policy, condition.routes))
    for id_, benefit in measure.benefit.items():
        yield from _benefit(policy, id_, benefit)
    for fact, derived in measure.derived.items():
        form = forms()[derived.records]
        yield (
            fact,
            f"{derived.cite} 填了“{form.zh}”则由其得出，本栏可空 / blank if the sheet {derived.records} has records",
        )
    if measure.election is not None:
        yield "elected", f"{measure.election.cite} 同一单位只受理一类 / one class only is accepted of an organisation"
    if measure.ban is not None:
        yield (
            "revoked_on",
            f"{measure.ban.cite} {measure.ban.years} 年内不得再申请 / no application for {measure.ban.years} years",
        )
        if measure.ban.grounds:
            yield (
                "revocation_ground",
                f"{measure.ban.cite} 如 e.g. {'、'.join((*measure.ban.grounds, *measure.ban.never))}",
            )
    first, last = measure.validity.first, measure.validity.last
    if first is not None:
        yield "application_date", f"{measure.validity.cite} {first} – {last or '…'}"


def _routes(policy: Policy, routes: tuple[str, ...]) -> str:
    choices = policy.facts[policy.measure.routes].choices
    return f" · {'、'.join(choices[route].zh for route in routes)}" if routes else ""


def _condition(policy: Policy, condition: m.AnyCondition, cite: str, whom: str) -> Iterator[Line]:
    cite = condition.cite or cite
    tail = whom + (" · 原则上 as a rule" if condition.soft else "")
    match condition:
        case m.AtLeast() | m.MoreThan() | m.AtMost():
            yield from _threshold(policy, condition, cite, tail)
        case m.Is(fact=fact, value=value):
            yield fact, f"{cite} = {_value(policy.facts[fact], value)}{tail}"
        case m.OneOf(fact=fact, values=values):
            named = policy.facts[fact]
            if set(values) < set(named.choices):
                allowed = "、".join(_value(named, value) for value in values)
                left = "、".join(_value(named, value) for value in condition.open)
                yield fact, f"{cite} {allowed}{f'（{left}：由人工认定 a person decides）' if left else ''}{tail}"
            else:
                yield fact, f"{cite}{tail}"
        case m.Attested(attested=fact):
            yield fact, f"{cite} 是 yes{tail}"
        case m.ShareOf(fact=fact, of=of, share=share):
            whole = " / ".join(policy.facts[whole_fact].zh for whole_fact in of)
            yield fact, f"{cite} ≥ {percent(share)} × {whole}{tail}"
            for whole_fact in of:
                yield whole_fact, f"{cite} {policy.facts[fact].zh} ≥ {percent(share)} ×{tail}"
        case m.YearsSince(fact=fact, years=years):
            yield fact, f"{cite} 满 {years} 年 / {years} full years{tail}"
        case m.NotWithin(fact=fact, years=years):
            yield fact, f"{cite} 近 {years} 年内无 / none in the last {years} years{tail}"
        case m.AnyOf(conditions=conditions):
            for part in conditions:
                yield from _condition(policy, part, cite, whom.removesuffix(_ANY) + _ANY)
        case m.AllOf(conditions=conditions):
            for part in conditions:
                yield from _condition(policy, part, cite, whom)
        case _:
            assert_never(condition)


def _threshold(policy: Policy, condition: m.AtLeast | m.MoreThan | m.AtMost, cite: str, tail: str) -> Iterator[Line]:
    inclusive = condition.boundary == "inclusive"
    match condition:
        case m.AtLeast() | m.MoreThan():
            sign = "≥" if inclusive else ">"
        case m.AtMost():
            sign = "≤" if inclusive else "<"
        case _:
            assert_never(condition)
    cells: list[Leaf[int | Decimal]] = list(leaves(condition.limit))
    with speaking("zh"):
        wheres = [places(policy, where) for where, _limit in cells]
    for fact in condition.compared:
        kind = policy.facts[fact].kind
        unit = {"money": " 元", "area": " 平方米"}.get(kind, "")
        figures = [money(int(limit)) if kind == "money" else f"{limit:,}" for _where, limit in cells]
        figure = "、".join(f"{text}（{where}）" if where else text for text, where in zip(figures, wheres, strict=True))
        others = "、".join(policy.facts[other].zh for other in condition.compared if other != fact)
        together = f"与“{others}”合计 together " if others else ""
        by = f"÷ {policy.facts[condition.per].zh} " if condition.per else ""
        yield fact, f"{cite} {together}{by}{sign} {figure}{unit}{tail}"


def _value(named: Named, value: bool | str) -> str:
    if isinstance(value, bool):
        return "是 yes" if value else "否 no"
    return named.choices[value].zh


def _benefit(policy: Policy, id_: str, benefit: m.AnyBenefit) -> Iterator[Line]:
    start = f"{benefit.cite} {benefit.zh}"
    with speaking("zh"):
        chinese = list(formula(policy, id_, benefit))
    with speaking("en"):
        english = list(formula(policy, id_, benefit))
    place = benefit.facts[0] if benefit.facts else benefit.trigger or "claims"
    for pair in zip(chinese, english, strict=True):
        yield place, f"{start}：{' / '.join(pair)}"
    if benefit.trigger and benefit.facts:
        yield benefit.trigger, start
    if benefit.not_first_filing != "pay":
        yield "first_filing", start
    for gate in benefit.only_if:
        for key, line in _condition(policy, gate, gate.cite, ""):
            yield key, f"{line} · {benefit.zh}"


def _records(policy: Policy, derived: m.Derived, form: str) -> Iterator[Line]:
    named = forms()[form].columns
    if derived.last_years:
        yield "date", f"近 {derived.last_years} 年内的计入 / in the last {derived.last_years} years"
    if derived.first is not None or derived.last is not None:
        yield "date", f"{derived.first or '…'} 至 {derived.last or '…'} 的计入 / dated so (both days included)"
    if derived.calendar_year:
        before = derived.calendar_year == "previous_year"
        yield (
            "date",
            "支持年度的上一年 / the year before the year of the award"
            if before
            else "支持年度当年 / the year of the award",
        )
    for key, values in derived.counts.items():
        yield key, f"计入 counts: {'、'.join(_value(named[key], value) for value in values)}"
    for key, values in derived.excluded.items():
        yield key, f"不计入 does not count: {'、'.join(_value(named[key], value) for value in values)}"
    for key, fen in derived.at_least.items():
        yield key, f"≥ {money(fen)} 元"
    for rule in derived.open:
        say = {"review": "由人工认定 a person decides", "count": "计入 counts", "exclude": "不计入 does not count"}[
            rule.treat
        ]
        for key, value in rule.when.items():
            yield key, f"{_value(named[key], value)}: {say}{_routes(policy, rule.routes)}"
