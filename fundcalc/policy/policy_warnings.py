"""Warn of what is probably a mistake in a measure, though it is not refused.

Each warning is one line: the dotted path, what is odd, and what to do.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations

from fundcalc.base.figures import day, in_yuan
from fundcalc.base.i18n import _, placed
from fundcalc.base.money import percent
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameters import as_changed, parameters
from fundcalc.policy.ranges import Figure, Range
from fundcalc.policy.readings import ROUNDING_READINGS, values_of
from fundcalc.policy.tree import Raw, walk

Named = tuple[str, m.AnyCondition]  # a condition and its dotted path


def policy_warnings(policy: Policy) -> tuple[str, ...]:
    """Everything odd about a policy under its readings, in the order of a file."""
    first, *later = policy.versions or (policy,)
    warnings = [*_of_text(first)]
    for text in later:
        own = (warning for warning in _of_text(text) if warning not in warnings)
        warnings += [placed(f"version.{text.version.name}", warning) for warning in own]
    return tuple(dict.fromkeys((*warnings, *_of_readings(as_changed(policy)))))


def _of_text(policy: Policy) -> Iterator[str]:
    yield from _of_gaps(policy.measure)
    yield from _of_validity(policy.measure.validity)
    yield from _of_rates(policy)
    yield from _of_conditions(policy)
    yield from _of_caps(policy)
    yield from _of_overlaps(policy)


def _of_gaps(measure: m.Measure) -> Iterator[str]:
    for cite in measure.not_computed:
        yield _("set_aside.not_computed: {cite} moves money and is not computed; every decision says so").format(
            cite=cite
        )


def _of_validity(validity: m.Validity) -> Iterator[str]:
    first, last = validity.first, validity.last
    if first is not None and last is not None and last < first:
        yield _("validity.until: {last} is before the first day, {first}; the measure is never in force").format(
            last=day(last), first=day(first)
        )


# Readings that nothing uses.


def _of_readings(raw: Raw) -> Iterator[str]:
    values = values_of(raw)
    sections = [(name, body) for name, body in raw.items() if name != "reading"]
    used = {place.table.get("reading") for name, body in sections for place in walk(body, name)}
    for name in values:
        if name not in used and name not in ROUNDING_READINGS:
            yield _("reading.{name}: no clause uses this reading").format(name=name)
    for name, body in sections:
        yield from _unused_branches(body, name, values, {})


def _unused_branches(
    node: object, path: str, values: Mapping[str, tuple[str, ...]], taken: Mapping[str, str]
) -> Iterator[str]:
    """Branches for a value that the reading does not have, or not there."""
    items = enumerate(node) if isinstance(node, list) else node.items() if isinstance(node, dict) else ()
    reading = node.get("reading") if isinstance(node, dict) else None
    for key, value in items:
        here = f"{path}.{key}"
        if not isinstance(reading, str) or key == "reading":
            yield from _unused_branches(value, here, values, taken)
        elif key not in values.get(reading, (key,)):
            yield _(
                "{path}: reading {name} has no value {key!r}, so that nothing uses this branch; it has {values}"
            ).format(path=here, name=reading, key=key, values=", ".join(values[reading]))
        elif taken.get(reading, key) != key:
            yield _("{path}: nothing uses this branch, which is under {name} = {value!r}").format(
                path=here, name=reading, value=taken[reading]
            )
        else:
            yield from _unused_branches(value, here, values, {**taken, reading: str(key)})


# Figures that cannot be meant.


def _of_rates(policy: Policy) -> Iterator[str]:
    rates = {name: line.value for name, line in parameters(policy).items() if isinstance(line.value, Fraction)}
    rates |= {
        f"uses.quota.{name}.at_most": quota.at_most
        for name, quota in policy.measure.uses.quota.items()
        if quota.at_most is not None
    }
    for path, rate in rates.items():
        yield from rate_warnings(path, rate)


def rate_warnings(path: str, rate: Fraction) -> Iterator[str]:
    """Warn of a rate above the whole."""
    if rate > 1:
        yield _('{path}: {rate} is more than the whole; write 20 per cent as "20%"').format(
            path=path, rate=percent(rate)
        )


def _of_conditions(policy: Policy) -> Iterator[str]:
    """Pairs of conditions on one applicant that cannot both be met."""
    measure = policy.measure
    named = {f"condition.{name}": condition for name, condition in measure.condition.items() if not condition.soft}
    for route in policy.routes:
        of_route = [(path, one) for path, one in named.items() if not one.routes or route in one.routes]
        new = [path for path, one in of_route if route in one.routes or not route]
        yield from _contradictions(_parts(of_route), new=new)
    common = [one for one in named.items() if not one[1].routes]
    for name, benefit in measure.benefit.items():
        gates = list(_parts(_gates(name, benefit)))
        yield from _contradictions([*_parts(common), *gates], new=[path for path, _gate in gates])


def _gates(name: str, benefit: m.AnyBenefit) -> list[Named]:
    return [(f"benefit.{name}.only_if.{index}", gate) for index, gate in enumerate(benefit.only_if)]


def _parts(conditions: Iterable[Named]) -> Iterator[Named]:
    """The conditions that must hold, an all-of as its parts."""
    for path, condition in conditions:
        if condition.all_parts:
            parts = enumerate(condition.all_parts)
            yield from _parts((f"{path}.all_of.{index}", part) for index, part in parts)
        else:
            yield path, condition


def _contradictions(conditions: Iterable[Named], *, new: Iterable[str]) -> Iterator[str]:
    """Pairs that cannot both hold, of which one is new.

    The others were compared before.
    """
    starts = tuple(new)
    for (path, one), (other_path, other) in combinations(conditions, 2):
        if not other_path.startswith(starts) and not path.startswith(starts):
            continue
        for fact in one.allowed.keys() & other.allowed.keys():
            if _exclude(one.allowed[fact], other.allowed[fact]):
                yield _("{path}: cannot hold together with {other}; both are about {fact}").format(
                    path=other_path, other=path, fact=fact
                )


def _exclude(one: m.Allowed, other: m.Allowed) -> bool:
    if isinstance(one, Range):
        return isinstance(other, Range) and (one & other).is_empty
    return not isinstance(other, Range) and not one & other


def _of_caps(policy: Policy) -> Iterator[str]:
    common = [condition for condition in policy.routes[""] if not condition.soft]
    for name, benefit in policy.measure.benefit.items():
        limits = _ranges((*common, *benefit.only_if))
        most = limits.get(benefit.base or "", Range()).most
        if benefit.limit is None or most is None:
            continue
        amount = _largest_amount(benefit, int(most))
        if amount < benefit.limit:
            yield _(
                "benefit.{name}.cap: {cap} is out of reach: for {fact} of at most {most} the amount is {amount}"
            ).format(
                name=name,
                cap=in_yuan(benefit.limit),
                fact=benefit.base,
                most=in_yuan(int(most)),
                amount=in_yuan(amount),
            )


def _largest_amount(benefit: m.AnyBenefit, base: int) -> int:
    """The most that a benefit comes to for a base of at most so much."""
    return benefit.most(lambda _fact: base, 0)


def _ranges(conditions: Iterable[m.AnyCondition]) -> Mapping[str, Range]:
    """The range of each figure within which all of some conditions hold."""
    ranges: dict[str, Range] = {}
    for _path, condition in _parts(("", condition) for condition in conditions):
        for fact, allowed in condition.allowed.items():
            if isinstance(allowed, Range):
                ranges[fact] = ranges.get(fact, Range()) & allowed
    return ranges


# Benefits that overlap.


def _of_overlaps(policy: Policy) -> Iterator[str]:
    """Benefits of one base that are paid for overlapping ranges of a figure.

    A range within another is a further support, and meant to be paid beside it.
    """
    measure = policy.measure
    if measure.together is not None and measure.together.rule != "add":
        return
    for (name, one), (other_name, other) in combinations(measure.benefit.items(), 2):
        pairs = [
            (gate, another) for _path, gate in _parts(_gates("", one)) for _other, another in _parts(_gates("", other))
        ]
        apart = any(
            _exclude(gate.allowed[fact], another.allowed[fact])
            for gate, another in pairs
            for fact in gate.allowed.keys() & another.allowed.keys()
        )
        if one.base != other.base or apart:
            continue
        first, second = _ranges(one.only_if), _ranges(other.only_if)
        for fact in first.keys() & second.keys():
            both = first[fact] & second[fact]
            if not both.is_empty and both not in (first[fact], second[fact]):
                message = _(
                    "benefit.{name} and benefit.{other}: both are paid for {fact} {range}; separate the two ranges"
                )
                range_text = _range_text(both, policy.facts[fact].kind == "money")
                yield message.format(name=name, other=other_name, fact=fact, range=range_text)


def _range_text(range_: Range, money: bool) -> str:
    def text(figure: Figure) -> str:
        return in_yuan(int(figure)) if money else f"{figure:,}"

    if range_.is_one_figure or range_.most is None:
        return _("of {figure}").format(figure=text(range_.least))
    return _("from {least} to {most}").format(least=text(range_.least), most=text(range_.most))
