"""Conditions and their answers in words: one clause each, without a full stop."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, assert_never

from fundcalc.base.figures import calendar_years, rate, several, years, yes_no
from fundcalc.base.i18n import Language, _, current, either
from fundcalc.engine.steps import Check
from fundcalc.engine.values import Value
from fundcalc.policy import model as m
from fundcalc.policy.choices import Leaf, leaves
from fundcalc.policy.loading import Policy
from fundcalc.prose.choices import places
from fundcalc.prose.figures import choice, filing_word, name, names, seen


def condition(policy: Policy, condition: m.AnyCondition) -> str:
    """What a condition asks: 场地面积不低于 200 平方米."""
    text = _worded(policy, condition)
    return _("{condition} (warns, refuses nobody)").format(condition=text) if condition.soft else text


def _worded(policy: Policy, condition: m.AnyCondition) -> str:
    known = _wordings(policy, current())
    if id(condition) not in known:
        known[id(condition)] = _Wording(condition, _wording(policy, condition, inner=False))
    return known[id(condition)].text


class _Wording(NamedTuple):
    """A condition in words; it is kept, so that its identity stands for it alone."""

    condition: m.AnyCondition
    text: str


@lru_cache(maxsize=64)
def _wordings(policy: Policy, language: Language) -> dict[int, _Wording]:  # noqa: ARG001
    """The conditions worded so far, by identity.

    A round asks the same of every applicant.
    """
    return {}


def _wording(policy: Policy, condition: m.AnyCondition, *, inner: bool) -> str:
    match condition:
        case m.Is(fact=fact, value=value):
            text = yes_no(value) if isinstance(value, bool) else choice(policy, fact, value)
            return _("{fact}: {value}").format(fact=name(policy, fact), value=text)
        case m.OneOf():
            return _one_of(policy, condition)
        case m.Attested(attested=fact):
            return either(condition) or name(policy, fact)
        case m.AtLeast() | m.MoreThan():
            return _threshold(policy, condition, upper=False)
        case m.AtMost():
            return _threshold(policy, condition, upper=True)
        case m.ShareOf():
            return _share_of(policy, condition)
        case m.YearsSince():
            return _years_since(policy, condition)
        case m.NotWithin():
            return _not_within(policy, condition)
        case m.AnyOf(conditions=parts) | m.AllOf(conditions=parts):
            return _composed(policy, condition, parts, inner=inner)
        case _:
            assert_never(condition)


def _one_of(policy: Policy, condition: m.OneOf) -> str:
    values = several([choice(policy, condition.fact, value) for value in condition.values], "or")
    if not condition.open:
        return _("{fact}: {value}").format(fact=name(policy, condition.fact), value=values)
    left = several([choice(policy, condition.fact, value) for value in condition.open], "or")
    return _("{fact}: {values}; {open} is left to a person").format(
        fact=name(policy, condition.fact), values=values, open=left
    )


def _threshold(policy: Policy, condition: m.Threshold, *, upper: bool) -> str:
    facts, figure = names(policy, condition.compared), _limit(policy, condition)
    if condition.per:
        facts = _("{facts} per {count}").format(facts=facts, count=name(policy, condition.per))
    together, inclusive = len(condition.compared) > 1, condition.boundary == "inclusive"
    match upper, inclusive, together:
        case False, True, False:
            text = _("{facts}: at least {figure}")
        case False, True, True:
            text = _("{facts} together: at least {figure}")
        case False, False, False:
            text = _("{facts}: more than {figure}")
        case False, False, True:
            text = _("{facts} together: more than {figure}")
        case True, True, False:
            text = _("{facts}: at most {figure}")
        case True, True, True:
            text = _("{facts} together: at most {figure}")
        case True, False, False:
            text = _("{facts}: less than {figure}")
        case _:
            text = _("{facts} together: less than {figure}")
    return text.format(facts=facts, figure=figure)


def _limit(policy: Policy, condition: m.Threshold) -> str:
    """The figure of a threshold, or each figure of its table: 10（单位性质为企业）."""
    cells: Iterator[Leaf[int | Decimal]] = leaves(condition.limit)
    texts = [
        _("{figure} ({where})").format(figure=seen(policy, condition.compared[0], figure), where=places(policy, where))
        if where
        else seen(policy, condition.compared[0], figure)
        for where, figure in cells
    ]
    return several(texts, "or") if len(texts) > 1 else texts[0]


def _share_of(policy: Policy, condition: m.ShareOf) -> str:
    whole = several([name(policy, fact) for fact in condition.of], "or")
    return _("{part} as a share of {whole}: at least {share}").format(
        part=name(policy, condition.fact), whole=whole, share=rate(condition.share)
    )


def _years_since(policy: Policy, condition: m.YearsSince) -> str:
    length = calendar_years(condition.years) if condition.window == "full_years" else years(condition.years)
    match condition.window, condition.boundary:
        case "full_years", _boundary:
            text = _("{fact}: {years} before the application")
        case "before_filing", "inclusive":
            text = _("{fact}: at least {years} before the day of {filing}")
        case "before_filing", "exclusive":
            text = _("{fact}: more than {years} before the day of {filing}")
        case _rolling, "exclusive":
            text = _("{fact}: more than {years} before the application")
        case _:
            text = _("{fact}: at least {years} before the application")
    return text.format(fact=name(policy, condition.fact), years=length, filing=filing_word(policy))


def _not_within(policy: Policy, condition: m.NotWithin) -> str:
    length = calendar_years(condition.years) if condition.window == "full_years" else years(condition.years)
    text = (
        _("{fact}: not within the last {years} before the day of {filing}")
        if condition.window == "before_filing"
        else _("{fact}: not within the last {years} before the application")
    )
    return text.format(fact=name(policy, condition.fact), years=length, filing=filing_word(policy))


def _composed(policy: Policy, condition: m.AnyOf | m.AllOf, parts: Sequence[m.AnyCondition], *, inner: bool) -> str:
    if inner:
        text = [_cited(part, _wording(policy, part, inner=True)) for part in parts]
        return _("({conditions})").format(conditions=_joined(condition, text))
    listed = numbered([_cited(part, _wording(policy, part, inner=True)) for part in parts])
    if label := either(condition):
        return _("{label}: {conditions}").format(label=label, conditions=listed)
    if _is_any(condition):
        return _("at least one of: {conditions}").format(conditions=listed)
    return _("all of: {conditions}").format(conditions=listed)


def _is_any(condition: m.AnyOf | m.AllOf) -> bool:
    match condition:
        case m.AnyOf():
            return True
        case m.AllOf():
            return False
        case _:
            assert_never(condition)


def _cited(part: m.AnyCondition, text: str) -> str:
    """A part of a condition, with its article where it has one of its own."""
    return _("{article}: {text}").format(article=part.cite, text=text) if part.cite else text


def _joined(condition: m.AnyOf | m.AllOf, texts: Sequence[str]) -> str:
    """Two or more conditions inside another one, between them "or" or "and"."""
    first, *rest = texts
    if not rest:
        return first
    text = _("{first}, or {rest}") if _is_any(condition) else _("{first}, and {rest}")
    return text.format(first=first, rest=_joined(condition, rest))


def numbered(texts: Sequence[str]) -> str:
    """(1) one (2) two; a single one stands by itself."""
    if len(texts) == 1:
        return texts[0]
    items = [_("({number}) {text}").format(number=number, text=text) for number, text in enumerate(texts, start=1)]
    return " ".join(items)


def outcome(answer: bool | None) -> str:
    """符合, 不符合 or 不明."""
    match answer:
        case True:
            return _("met")
        case False:
            return _("not met")
        case None:
            return _("not known")
        case _:
            assert_never(answer)


def check(policy: Policy, checked: Check) -> str:
    """A condition, what was given, and the answer or what is missing.

    Of an any-of also the part that decided it.
    """
    text = _checked(policy, checked)
    return _("{condition} (warns, refuses nobody)").format(condition=text) if checked.condition.soft else text


def _checked(policy: Policy, checked: Check) -> str:
    condition = checked.condition
    match condition:
        case m.AnyOf() | m.AllOf():
            return _checked_parts(policy, checked, condition)
        case m.Attested():
            if checked.answer is not None:
                text = _("{asked}; confirmed") if checked.answer else _("{asked}; not confirmed")
                return text.format(asked=_worded(policy, condition))
        case m.NotWithin():
            if checked.seen is None:
                return _("{asked}; none on record, met").format(asked=_worded(policy, condition))
        case m.Is() | m.OneOf() | m.AtLeast() | m.MoreThan() | m.AtMost() | m.ShareOf() | m.YearsSince():
            pass
        case _:
            assert_never(condition)
    return _with_answer(policy, checked, _worded(policy, condition))


def _with_answer(policy: Policy, checked: Check, condition: str) -> str:
    found = "" if checked.seen is None else _found(policy, checked.condition, checked.seen)
    missing = names(policy, checked.missing)
    match checked.answer:
        case True:
            return _("{asked}; given: {seen}; met").format(asked=condition, seen=found)
        case False:
            return _("{asked}; given: {seen}; not met").format(asked=condition, seen=found)
        case None if checked.open:
            return _("{asked}; given: {seen}; left to a person").format(asked=condition, seen=found)
        case None if found:
            return _("{asked}; so far: {seen}; not known, missing: {missing}").format(
                asked=condition, seen=found, missing=missing
            )
        case None if set(checked.missing) == set(checked.condition.facts):
            return _("{asked}; not given").format(asked=condition)
        case None:
            return _("{asked}; not known, missing: {missing}").format(asked=condition, missing=missing)
        case _:
            assert_never(checked.answer)


def _found(policy: Policy, condition: m.AnyCondition, value: Value) -> str:
    match condition:
        case m.ShareOf():
            return rate(Fraction(value)) if isinstance(value, Fraction | Decimal) else str(value)
        case m.AtLeast() | m.MoreThan() | m.AtMost():
            if not (isinstance(value, Fraction) and condition.per):
                return seen(policy, condition.compared[0], value)
            figure = seen(policy, condition.compared[0], int(value))
            return figure if value.denominator == 1 else _("about {figure}").format(figure=figure)
        case m.Is() | m.OneOf() | m.YearsSince() | m.NotWithin():
            return seen(policy, condition.facts[0], value)
        case m.Attested() | m.AnyOf() | m.AllOf():
            return str(value)
        case _:
            assert_never(condition)


def _checked_parts(policy: Policy, checked: Check, condition: m.AnyOf | m.AllOf) -> str:
    any_of = _is_any(condition)
    # The parts that decided: one yes of an any-of, one no of an all-of, else every part that is not settled.
    deciding = [part for part in checked.parts if part.answer is checked.answer] or list(checked.parts)
    label = either(condition) or (_("at least one of several conditions") if any_of else _("all of several conditions"))
    parts = numbered([_cited(part.condition, _bracketed(part, _checked(policy, part))) for part in deciding])
    match checked.answer:
        case True:
            return _("{label}; met: {parts}").format(label=label, parts=parts)
        case False:
            return _("{label}; not met: {parts}").format(label=label, parts=parts)
        case None if checked.open:
            return _("{label}; left to a person: {parts}").format(label=label, parts=parts)
        case None:
            return _("{label}; not known: {parts}").format(label=label, parts=parts)
        case _:
            assert_never(checked.answer)


def _bracketed(part: Check, text: str) -> str:
    """A part of a condition, in brackets if it has several parts itself."""
    return _("({conditions})").format(conditions=text) if len(part.parts) > 1 else text
