"""Check that the clauses of a measure fit together.

Each fault is one line: the dotted path, what is wrong, and what was probably meant.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import assert_never

from fundcalc.base.figures import day
from fundcalc.base.i18n import _, bracketed, listed
from fundcalc.policy import model as m
from fundcalc.policy.amount_checks import not_among, wrong_amount, wrong_table
from fundcalc.policy.computed import Operation
from fundcalc.policy.indicators import indicator_faults
from fundcalc.policy.life_checks import life_faults
from fundcalc.policy.schedules import schedule_faults
from fundcalc.policy.vocabulary import Named, forms, shared_facts


def inconsistencies(measure: m.Measure, facts: Mapping[str, Named]) -> Iterator[str]:
    """Say what does not fit together; facts that are not there were reported already."""
    kinds = shared_facts()["platform_kind"].choices
    routes = facts.get(measure.routes, shared_facts()[measure.routes]).choices
    for name, condition in measure.condition.items():
        if not condition.cite:
            yield _("condition.{name}: 'cite' is missing: every condition names its article").format(name=name)
        yield from not_among(f"condition.{name}.for", condition.routes, measure.routes, routes)
        yield from _wrong_values(f"condition.{name}", condition, facts)
    for name, benefit in measure.benefit.items():
        yield from _wrong_benefit(f"benefit.{name}", benefit, facts)
    yield from _equal_names(measure)
    for name, gate in measure.gate.items():
        yield from not_among(f"gate.{name}.benefit", gate.benefits, _("benefit of this policy"), measure.benefit)
    yield from _wrong_ceilings(measure)
    yield from schedule_faults(measure.benefit)
    yield from _wrong_claims(measure)
    yield from _wrong_computed(measure, facts)
    yield from _wrong_quotients(measure)
    if measure.without_filing:
        yield from _waits_for_a_filing(measure)
    for name, derived in measure.derived.items():
        if name not in facts:
            yield _("derived.{name}: no clause asks for this fact").format(name=name)
        yield from _wrong_records(f"derived.{name}", derived, measure.routes, routes)
    dated = measure.filed.dated if measure.filed is not None else None
    if dated is not None and dated.by in facts and facts[dated.by].kind != "date":
        yield _("filed.dated.by: {fact} is not a date").format(fact=dated.by)
    for name, doubt in measure.doubt.items():
        yield from not_among(f"doubt.{name}.benefit", doubt.benefits, _("benefit of this policy"), measure.benefit)
        yield from _wrong_values(f"doubt.{name}.when", doubt.when, facts, inner=True)
    for name, quota in measure.uses.quota.items():
        yield from not_among(f"uses.quota.{name}.for", quota.routes, "platform_kind", kinds)
        if quota.when is not None:
            yield from _wrong_values(f"uses.quota.{name}.when", quota.when, facts, inner=True)
    yield from indicator_faults(measure.indicators, kinds)
    if measure.life is not None:
        yield from life_faults(measure.life, measure.routes, facts)
    if measure.validity.until and measure.validity.years:
        yield _("validity: say 'until' or 'years', not both")
    if measure.validity.status == "in_force" and measure.validity.first is None:
        yield _("validity: 'from' is missing; a measure without a date has status = 'draft' or 'undated'")


def _wrong_computed(measure: m.Measure, facts: Mapping[str, Named]) -> Iterator[str]:
    """Facts that cannot be worked out from those named."""
    for name, rule in measure.computed.items():
        path = f"computed.{name}"
        if name not in facts:
            yield _("{path}: no clause asks for this fact").format(path=path)
            continue
        if rule.rests_on:
            yield _("{path}: a computed fact is the same under every reading").format(path=path)
        for fact in rule.facts:
            if fact in measure.computed or fact in measure.derived:
                yield _("{path}: {fact} is itself worked out; name facts that are given").format(path=path, fact=fact)
        kinds = {fact: facts[fact].kind for fact in rule.facts if fact in facts}
        if len(kinds) == len(set(rule.facts)) and not rule.fits(
            tuple(kinds[fact] for fact in rule.facts), facts[name].kind
        ):
            yield _("{path}: {operation} of {facts} does not make {fact} ({kind}); {expected}").format(
                path=path,
                operation=rule.operation,
                facts=", ".join(f"{fact} ({kind})" for fact, kind in kinds.items()),
                fact=name,
                kind=facts[name].kind,
                expected=_expected(rule.operation),
            )


def _expected(operation: Operation) -> str:
    """What kinds an operation takes and makes."""
    match operation:
        case "product":
            return _("counts make a count, an amount and counts an amount")
        case "quotient":
            return _("an amount by a count makes an amount, two amounts or two counts a decimal")
        case "sum" | "difference" | "larger" | "smaller":
            return _("amounts make an amount, counts a count")
        case _:
            assert_never(operation)


def _wrong_quotients(measure: m.Measure) -> Iterator[str]:
    """Conditions that would add up or divide what is a quotient already."""
    for condition in m.conditions_of(measure):
        for fact in condition.combined:
            if fact in measure.quotients:
                yield _("computed.{fact}: a quotient is compared with a figure only; divide its facts instead").format(
                    fact=fact
                )


def _wrong_ceilings(measure: m.Measure) -> Iterator[str]:
    """Ceilings of benefits that are not there, or of some of those that compete."""
    competing = measure.contest is not None or (measure.together is not None and measure.together.rule != "add")
    for name, ceiling in measure.ceiling.items():
        path = f"ceiling.{name}.benefit"
        yield from not_among(path, ceiling.benefits, _("benefit of this policy"), measure.benefit)
        if competing and set(measure.benefit) - set(ceiling.among(tuple(measure.benefit))):
            yield _("{path}: where benefits compete, a ceiling holds for all of them together").format(path=path)


def _wrong_claims(measure: m.Measure) -> Iterator[str]:
    """What does not go with claims that recur within a year."""
    if not measure.by_claim:
        return
    for name, benefit in measure.benefit.items():
        if benefit.paid != "every_time":
            yield _("benefit.{name}.paid: where one benefit is paid every_time, all of them are").format(name=name)
        if benefit.per != "platform":
            message = _(
                "benefit.{name}.per: a claim is paid by itself; what an organisation gets is limited by a ceiling"
            )
            yield message.format(name=name)
    together = measure.together is not None and measure.together.rule != "add"
    rules = {"contest": measure.contest is not None, "election": measure.election is not None, "together": together}
    rules |= {f"derived.{name}": True for name in measure.derived}
    for path, stands in rules.items():
        if stands:
            yield _("{path}: does not go with benefits that are paid every_time").format(path=path)


def _waits_for_a_filing(measure: m.Measure) -> Iterator[str]:
    """Lines that wait for a filing where the measure has none."""
    benefits = measure.benefit.items()
    paths = [f"benefit.{name}.trigger" for name, benefit in benefits if benefit.trigger == "filed_on"]
    paths += [f"benefit.{name}.not_first_filing" for name, benefit in benefits if benefit.not_first_filing != "pay"]
    paths += ["filed"] if measure.filed is not None else []
    for path in paths:
        yield _("{path}: this measure is without_filing, so that no date of filing can open or refuse anything").format(
            path=path
        )


def _wrong_values(
    path: str, condition: m.AnyCondition, facts: Mapping[str, Named], *, inner: bool = False
) -> Iterator[str]:
    """Values that are not choices of their fact, and facts of another kind."""
    if inner and (condition.routes or condition.soft):
        yield _("{path}: 'for' and 'soft' are allowed only in a condition of its own").format(path=path)
    for fact, values in condition.fact_values.items():
        if fact in facts and facts[fact].kind not in ("yes_no", "choice"):
            yield _("{path}: {fact} is of the kind {kind}, and this condition asks for {wanted}").format(
                path=path, fact=fact, kind=facts[fact].kind, wanted=_("yes_no or choice")
            )
        elif fact in facts:
            allowed = (True, False) if facts[fact].kind == "yes_no" else tuple(facts[fact].choices)
            yield from not_among(path, values, _("value of {fact}").format(fact=fact), allowed)
    for fact, kind in condition.fact_kinds.items():
        if fact in facts and facts[fact].kind != kind:
            yield _("{path}: {fact} is of the kind {kind}, and this condition asks for {wanted}").format(
                path=path, fact=fact, kind=facts[fact].kind, wanted=kind
            )
    kinds = {fact: facts[fact].kind for fact in condition.alike if fact in facts}
    if len(set(kinds.values())) > 1 or not set(kinds.values()) <= {"count", "money"}:
        wrong = listed(bracketed(fact, kind) for fact, kind in kinds.items())
        yield _("{path}: compares counts with counts or amounts with amounts, not {facts}").format(
            path=path, facts=wrong
        )
    for line, table in condition.tables.items():
        yield from wrong_table(f"{path}.{line}", table, (), facts)
    for index, part in enumerate(condition.parts):
        yield from _wrong_values(f"{path}.{m.word_of(condition)}.{index}", part, facts, inner=True)


def _wrong_benefit(path: str, benefit: m.AnyBenefit, facts: Mapping[str, Named]) -> Iterator[str]:
    for index, gate in enumerate(benefit.only_if):
        yield from _wrong_values(f"{path}.only_if.{index}", gate, facts, inner=True)
    yield from wrong_amount(path, benefit, benefit.only_if, facts)


def _equal_names(measure: m.Measure) -> Iterator[str]:
    """Benefits of one name, which no list of awards could tell apart."""
    for language in ("zh", "en"):
        named: dict[str, list[str]] = defaultdict(list)
        for name, benefit in measure.benefit.items():
            named["".join(getattr(benefit, language).split()).casefold()].append(name)
        for first, *others in named.values():
            for name in others:
                yield _("benefit.{name}.{language}: benefit.{first} has the same name; give each its own").format(
                    name=name, language=language, first=first
                )


def _wrong_records(path: str, derived: m.Derived, routes: str, of_routes: Collection[str]) -> Iterator[str]:
    """Columns and values that no record has, and routes that no platform takes."""
    columns = forms()[derived.records].columns
    if derived.dated and "date" not in columns:
        yield _("{path}: {records} have no date; leave the window out").format(path=path, records=derived.records)
    if derived.first is not None and derived.last is not None and derived.last < derived.first:
        yield _("{path}.until: {last} is before the first day, {first}; no record can count").format(
            path=path, last=day(derived.last), first=day(derived.first)
        )
    picked = [(f"{path}.{line}.{key}", key, values) for line in ("counts", "excluded")
              for key, values in getattr(derived, line).items()]  # fmt: skip
    picked += [(f"{path}.at_least.{key}", key, ()) for key in derived.at_least]
    for index, rule in enumerate(derived.open):
        picked += [(f"{path}.open.{index}.when.{key}", key, (value,)) for key, value in rule.when.items()]
        yield from not_among(f"{path}.open.{index}.for", rule.routes, routes, of_routes)
    for place, key, values in picked:
        if key not in columns:
            yield from not_among(place, (key,), _("column of {records}").format(records=derived.records), columns)
        elif columns[key].kind == "yes_no" and values:
            yield from not_among(place, values, key, (True, False))
        elif columns[key].choices:
            yield from not_among(place, values, key, columns[key].choices)
