"""Reading a measure: from ``policy.toml``, changed lines and chosen readings to a checked ``Policy``.

A reading is settled while the file is read: ``{ reading = "R" }`` becomes the value that R has, and
``{ reading = "R", a = …, b = … }`` becomes what stands under that value. So the engines never see an ambiguity, and every
clause knows which readings it rests on. All faults of a file are found before any is reported.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, assert_never

import tomli
from pydantic import ValidationError

from fundcalc import measure as m
from fundcalc.errors import PolicyError
from fundcalc.language import _, did_you_mean
from fundcalc.vocabulary import Kind, Named, Text, forms, policies_folder, shared_facts

ROUNDING_READINGS: dict[str, tuple[str, ...]] = {
    "rounding": ("half_up", "down"),
    "rounding_unit": ("0.01", "1", "100", "1000", "10000"),
}

Raw = dict[str, Any]

_UNSETTLED = object()  # stands where a reading gives no value, which is a fault by itself


@dataclass(frozen=True, eq=False)  # each reading of a file is its own policy, which engines may keep workings for
class Policy:
    """A measure as read under certain readings, with certain lines changed.

    ``facts`` are the facts it asks for, by id, as it calls them; ``readings`` the value of every reading;
    ``text`` the bytes of its file, whose SHA-256 is ``digest``.
    """

    measure: m.Measure
    facts: Mapping[str, Named]
    readings: Mapping[str, str]
    changes: Mapping[str, object]
    text: bytes
    path: Path
    _others: dict[tuple[str, str], "Policy"] = field(default_factory=dict, compare=False, repr=False)

    @property
    def id(self) -> str:
        return self.measure.id

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.text).hexdigest()

    @cached_property
    def routes(self) -> Mapping[str, tuple[m.AnyCondition, ...]]:
        """The conditions by route; under ``""`` those that hold for every route."""
        every = tuple(self.measure.condition.values())
        named = sorted({route for condition in every for route in condition.routes})
        common = {"": tuple(condition for condition in every if not condition.routes)}
        return common | {route: tuple(one for one in every if not one.routes or route in one.routes) for route in named}

    @cached_property
    def details(self) -> tuple[str, ...]:
        """The detail records that some fact is derived from."""
        return tuple(dict.fromkeys(derived.records for derived in self.measure.derived.values()))

    @cached_property
    def alternatives(self) -> Mapping[str, tuple[str, ...]]:
        """The values each reading could also have."""
        values = {name: tuple(reading.values) for name, reading in self.measure.reading.items()}
        return {
            name: tuple(value for value in every if value != self.readings[name])
            for name, every in (ROUNDING_READINGS | values).items()
        }

    def under(self, reading: str, value: str) -> "Policy":
        """The same policy with one reading changed (kept, because notes ask for it again and again)."""
        if (reading, value) not in self._others:
            self._others[reading, value] = read(
                self.text, self.path, changes=self.changes, readings={**self.readings, reading: value}
            )
        return self._others[reading, value]


def load(
    policy: str | Path, *, changes: Mapping[str, object] | None = None, readings: Mapping[str, object] | None = None
) -> Policy:
    """Read a policy: an id, or the path of a folder or of a ``policy.toml``.

    >>> load("yunnan-2025", changes={"benefit.build.cap": 3_000_000}).measure.benefit["build"].cap
    300000000

    ``changes`` maps dotted paths as they stand in the file to values in the law's units; ``readings`` maps a reading to one
    of its values. Raises PolicyError listing every fault.
    """
    path = find(policy)
    try:
        text = path.read_bytes()
    except OSError as error:
        raise PolicyError(str(path), (_("cannot be read: {reason}").format(reason=error.strerror),)) from error
    return read(text, path, changes=changes or {}, readings=readings or {})


def available() -> tuple[str, ...]:
    """The ids of the policies that travel with the package."""
    return tuple(sorted(path.parent.name for path in policies_folder().glob("*/policy.toml")))


def find(policy: str | Path) -> Path:
    """The ``policy.toml`` of an id or a path."""
    if isinstance(policy, str) and policy in available():
        return policies_folder() / policy / "policy.toml"
    path = Path(policy)
    if path.is_dir():
        path /= "policy.toml"
    if path.is_file():
        return path
    close = did_you_mean(str(policy), available())
    known = _("known policies: {ids}").format(ids=", ".join(available()))
    raise PolicyError(str(policy), (_("is neither a policy nor the path of one{close}").format(close=close), known))


def read(text: bytes, path: Path, *, changes: Mapping[str, object], readings: Mapping[str, object]) -> Policy:
    """Read the bytes of a ``policy.toml``; ``path`` only names it in messages."""
    where = str(path)
    try:
        raw: Raw = tomli.loads(text.decode("utf-8"), parse_float=Decimal)
    except (tomli.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PolicyError(where, (_("is not TOML: {reason}").format(reason=error),)) from error
    faults = [*_change(raw, changes)]
    chosen, wrong = _choose(raw, readings)
    faults += wrong
    faults += _unaccounted(raw)
    settled, unsettled = _settle(raw, chosen)
    faults += unsettled
    facts, nameless = _facts(settled, raw)
    faults += nameless
    try:
        measure = m.Measure.model_validate(settled, context={"facts": facts})
    except ValidationError as error:
        wrong_lines = [each for each in error.errors() if each["input"] is not _UNSETTLED]
        every = dict.fromkeys((*faults, *map(_fault, wrong_lines)))
        raise PolicyError(where, tuple(every)) from error
    faults += _inconsistent(measure, facts)
    if faults:
        raise PolicyError(where, tuple(dict.fromkeys(faults)))
    return Policy(measure, facts, chosen, dict(changes), text, path)


# Changed lines.


def _change(raw: Raw, changes: Mapping[str, object]) -> Iterator[str]:
    for path, value in changes.items():
        *tables, key = path.split(".")
        place: Any = raw
        for depth, name in enumerate(tables):
            inside = _inside(place, name)
            if inside is None:
                yield _no_line(path, ".".join(tables[:depth]), name, place)
                break
            place = inside
        else:
            if path.split(".")[0] in ("id", "code", "articles", "set_aside", "reading"):
                yield _("{path}: this line names things and cannot be changed; change an amount, rate or date").format(
                    path=path
                )
            elif isinstance(place, dict) and (key in place or _may_be_added(path)):
                place[key] = value
            elif isinstance(place, list) and key.isdigit() and int(key) < len(place):
                place[int(key)] = value
            else:
                yield _no_line(path, ".".join(tables), key, place)


def _inside(place: Any, name: str) -> Any:
    if isinstance(place, dict):
        return place.get(name)
    if isinstance(place, list) and name.isdigit() and int(name) < len(place):
        return place[int(name)]
    return None


def _may_be_added(path: str) -> bool:
    # A draft or an uncapped rate lacks the line that a change supplies.
    return path in ("validity.from", "validity.until", "validity.years") or path.endswith((".cap", ".number"))


def _no_line(path: str, table: str, key: str, place: Any) -> str:
    if not isinstance(place, dict | list):
        return _("{path}: there is no such line; {table} is a single value").format(path=path, table=table)
    keys = [str(each) for each in (place if isinstance(place, dict) else range(len(place)))]
    return _("{path}: there is no such line; {table} has {keys}{close}").format(
        path=path, table=f"[{table}]" if table else _("the file"), keys=", ".join(keys), close=did_you_mean(key, keys)
    )


# Readings.


def _choose(raw: Raw, readings: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
    declared = raw.get("reading", {})
    values: dict[str, tuple[str, ...]] = dict(ROUNDING_READINGS)
    for name, body in declared.items() if isinstance(declared, dict) else ():
        if isinstance(body, dict) and isinstance(body.get("values"), dict) and body["values"]:
            values[name] = tuple(body["values"])
    chosen = {name: every[0] for name, every in values.items()}
    faults = []
    for name, value in readings.items():
        if name not in values:
            faults.append(
                _("reading {name}: this policy has no such reading; it has {names}{close}").format(
                    name=name, names=", ".join(values), close=did_you_mean(name, values)
                )
            )
        elif str(value) not in values[name]:
            faults.append(
                _("reading {name}: {value!r} is none of its values: {values}{close}").format(
                    name=name, value=value, values=", ".join(values[name]), close=did_you_mean(str(value), values[name])
                )
            )
        else:
            chosen[name] = str(value)
    return chosen, faults


def _settle(raw: Raw, chosen: Mapping[str, str]) -> tuple[Raw, list[str]]:
    faults: list[str] = []

    def settled(node: Any, path: str) -> tuple[Any, tuple[str, ...]]:
        if isinstance(node, list):
            pairs = [settled(each, f"{path}.{index}") for index, each in enumerate(node)]
            return [value for value, _names in pairs], tuple(name for _value, names in pairs for name in names)
        if not isinstance(node, dict):
            return node, ()
        if "reading" in node and path != "":
            name = node["reading"]
            branches = {key: value for key, value in node.items() if key != "reading"}
            if name not in chosen:
                faults.append(
                    _("{path}.reading: there is no reading {name!r}{close}").format(
                        path=path, name=name, close=did_you_mean(str(name), chosen)
                    )
                )
                return _UNSETTLED, ()
            if branches and chosen[name] not in branches:
                faults.append(
                    _("{path}: says nothing for {name} = {value!r}").format(path=path, name=name, value=chosen[name])
                )
                return _UNSETTLED, (name,)
            value, names = settled(branches[chosen[name]], path) if branches else (chosen[name], ())
            if isinstance(value, dict) and "cite" in value:
                value = value | {"rests_on": list(dict.fromkeys((name, *names)))}
            return value, (name, *names)
        inside = {
            key: ((value, ()) if path == "" and key == "reading" else settled(value, f"{path}.{key}".lstrip(".")))
            for key, value in node.items()
        }
        names = tuple(dict.fromkeys(name for _value, each in inside.values() for name in each))
        result = {key: value for key, (value, _each) in inside.items()}
        if names and ("cite" in node or path in ("uses",)):
            result["rests_on"] = list(names)
        return result, names

    result, _names = settled(raw, "")
    result["rounding"] = {
        "mode": chosen["rounding"],
        "unit": chosen["rounding_unit"],
        "rests_on": list(ROUNDING_READINGS),
        **result.get("rounding", {}),
    }
    return result, faults


# Articles.


def _cites(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for index, each in enumerate(node):
            yield from _cites(each, f"{path}.{index}")
    elif isinstance(node, dict):
        for key, value in node.items():
            here = f"{path}.{key}".lstrip(".")
            if key == "cite" and isinstance(value, str):
                yield here, value
            else:
                yield from _cites(value, here)


def _covers(cite: str, article: str) -> bool:
    # An empty cite would begin every article.
    return cite != "" and (article.startswith(cite) or cite.startswith(article))


def _unaccounted(raw: Raw) -> Iterator[str]:
    """Every article is cited or set aside; nothing else is cited."""
    listed = raw.get("articles")
    articles = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    if len(set(articles)) < len(articles):
        yield _("articles: {cites} stands there twice").format(
            cites=", ".join(sorted({each for each in articles if articles.count(each) > 1}))
        )
    aside = raw.get("set_aside")
    put_aside = [
        (f"set_aside.{reason}", cite)
        for reason, cites in (aside.items() if isinstance(aside, dict) else ())
        for cite in (cites if isinstance(cites, list) else ())
        if isinstance(cite, str)
    ]
    cited = [*_cites(raw), *put_aside]
    for path, cite in cited:
        if not cite:
            yield _("{path}: is empty; it names the article that says so").format(path=path)
        elif not any(_covers(cite, article) for article in articles):
            yield _("{path}: {cite} is not in 'articles'{close}").format(
                path=path, cite=cite, close=did_you_mean(cite, articles)
            )
    for article in articles:
        if not any(_covers(cite, article) for _path, cite in cited):
            yield _("articles: {cite} is neither cited by a clause nor set aside with a reason").format(cite=article)


# Facts.


def _facts(settled: Raw, raw: Raw) -> tuple[dict[str, Named], list[str]]:
    """The facts that the clauses mention under any reading, as this policy calls them, those of this reading first.

    Under every reading the same facts are asked for, so that one application can be decided under each.
    """
    shared, faults = shared_facts(), []
    own = settled.get("fact") if isinstance(settled.get("fact"), dict) else {}
    named: dict[str, Named] = {}
    for path, fact, attested in (*_mentioned(settled), *_mentioned(raw)):
        if fact in named:
            continue
        if attested is not None:
            if "zh" not in attested or "en" not in attested:
                faults.append(
                    _("{path}: an attested condition has 'zh' and 'en', its label in both languages").format(path=path)
                )
            named[fact] = Named(kind="yes_no", zh=attested.get("zh", fact), en=attested.get("en", fact))
            continue
        body = own.get(fact) if isinstance(own, dict) else None
        base = shared.get(fact)
        if base is None and not (isinstance(body, dict) and body.get("kind")):
            faults.append(
                _(
                    "{path}: {fact!r} is no fact of facts.toml, and [fact.{fact}] with its kind is missing{close}"
                ).format(path=path, fact=fact, close=did_you_mean(fact, [*shared, *(own or ())]))
            )
            continue
        merged = (base.model_dump() if base else {}) | (body if isinstance(body, dict) else {})
        try:
            named[fact] = Named.model_validate(merged)
        except ValidationError as error:
            faults += [_fault({**each, "loc": ("fact", fact, *each["loc"])}) for each in error.errors()]
    for fact in own if isinstance(own, dict) else ():
        if fact not in named:
            faults.append(_("fact.{fact}: no clause asks for it").format(fact=fact))
    return named, faults


def _mentioned(raw: Raw) -> Iterator[tuple[str, str, Raw | None]]:
    """Each mention of a fact: its path, its id, and for an attested one the condition that labels it."""

    def walk(node: Any, path: str) -> Iterator[tuple[str, str, Raw | None]]:
        if isinstance(node, list):
            for index, each in enumerate(node):
                yield from walk(each, f"{path}.{index}")
        elif isinstance(node, dict):
            for key, value in node.items():
                here = f"{path}.{key}".lstrip(".")
                if key == "attested" and isinstance(value, str):
                    yield here, value, node
                elif key in ("fact", "by", "sum", "of"):
                    for each in _names(value):
                        yield here, each, None
                else:
                    yield from walk(value, here)

    routes = raw.get("routes", "platform_kind")
    if isinstance(routes, str):
        yield "routes", routes, None
    for section in ("condition", "benefit", "remark"):
        yield from walk(raw.get(section, {}), section)


def _names(value: Any) -> Iterator[str]:
    """The names a line may give: one, several, or those under each value of a reading."""
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from _names(each)
        case {"reading": str(), **branches}:
            for each in branches.values():
                yield from _names(each)
        case _:
            pass


# What the classes of measure.py cannot see one by one; facts that are not there were told of already.


def _inconsistent(measure: m.Measure, facts: Mapping[str, Named]) -> Iterator[str]:
    for name, condition in measure.condition.items():
        if not condition.cite:
            yield _("condition.{name}: 'cite' is missing: every condition names its article").format(name=name)
        yield from _no_such(f"condition.{name}.for", condition.routes, measure.routes, facts[measure.routes].choices)
        yield from _wrong_values(f"condition.{name}", condition, facts)
    for name, benefit in measure.benefit.items():
        for index, gate in enumerate(benefit.only_if):
            yield from _wrong_values(f"benefit.{name}.only_if.{index}", gate, facts, inner=True)
        match benefit:
            case m.Share():
                if benefit.of in facts and facts[benefit.of].kind != "money":
                    yield _("benefit.{name}.of: {fact} is no amount of money").format(name=name, fact=benefit.of)
            case m.Flat():
                if isinstance(benefit.amount, m.ByFact) and (fact := benefit.amount.by) in facts:
                    yield from _no_such(f"benefit.{name}.amount", benefit.amount.amounts, fact, facts[fact].choices)
            case m.ByReference():
                pass
            case _:
                assert_never(benefit)
    for name, derived in measure.derived.items():
        if name not in facts:
            yield _("derived.{name}: no clause asks for this fact").format(name=name)
        yield from _wrong_records(f"derived.{name}", derived, measure.routes, facts)
    if measure.validity.until and measure.validity.years:
        yield _("validity: say 'until' or 'years', not both")
    if measure.validity.status == "in_force" and measure.validity.first is None:
        yield _("validity: 'from' is missing; a measure without a date has status = 'draft' or 'undated'")


def _wrong_values(
    path: str, condition: m.Condition, facts: Mapping[str, Named], *, inner: bool = False
) -> Iterator[str]:
    if inner and (condition.routes or condition.soft):
        yield _("{path}: 'for' and 'soft' may stand only in a condition of its own").format(path=path)
    match condition:
        case m.Is(fact=fact) | m.OneOf(fact=fact) if fact not in facts:
            return
        case m.Is(fact=fact, value=value):
            allowed = (True, False) if facts[fact].kind == "yes_no" else tuple(facts[fact].choices)
            yield from _no_such(path, (value,), _("value of {fact}").format(fact=fact), allowed)
        case m.OneOf(fact=fact, values=values, open=open_values):
            what = _("value of {fact}").format(fact=fact)
            yield from _no_such(path, (*values, *open_values), what, facts[fact].choices)
        case m.AnyOf(conditions=conditions) | m.AllOf(conditions=conditions):
            word = "any_of" if isinstance(condition, m.AnyOf) else "all_of"
            for index, each in enumerate(conditions):
                yield from _wrong_values(f"{path}.{word}.{index}", each, facts, inner=True)
        case _:
            yield from _wrong_kind(path, condition, facts)


def _wrong_kind(path: str, condition: m.Condition, facts: Mapping[str, Named]) -> Iterator[str]:
    wanted: dict[str, Kind] = {}
    match condition:
        case m.YearsSince(fact=fact) | m.NotWithin(fact=fact):
            wanted = {fact: "date"}
        case m.ShareOf(fact=fact, of=of):
            wanted = dict.fromkeys((fact, *of), "count")
        case _:
            pass
    for fact, kind in wanted.items():
        if fact in facts and facts[fact].kind != kind:
            yield _("{path}: {fact} is of the kind {kind}, and this condition asks for {wanted}").format(
                path=path, fact=fact, kind=facts[fact].kind, wanted=kind
            )


def _wrong_records(path: str, derived: m.Derived, routes: str, facts: Mapping[str, Named]) -> Iterator[str]:
    """Columns and values by which records are picked that no record has, and routes that no platform takes."""
    columns = forms()[derived.records].columns
    picked = [(f"{path}.{line}.{key}", key, values) for line in ("counts", "excluded")
              for key, values in getattr(derived, line).items()]  # fmt: skip
    picked += [(f"{path}.at_least.{key}", key, ()) for key in derived.at_least]
    for index, rule in enumerate(derived.open):
        picked += [(f"{path}.open.{index}.when.{key}", key, (value,)) for key, value in rule.when.items()]
        yield from _no_such(f"{path}.open.{index}.for", rule.routes, routes, facts[routes].choices)
    for place, key, values in picked:
        if key not in columns:
            yield from _no_such(place, (key,), _("column of {records}").format(records=derived.records), columns)
        elif columns[key].choices:
            yield from _no_such(place, values, key, columns[key].choices)


def _no_such(path: str, given: Iterable[object], what: str, allowed: Collection[object]) -> Iterator[str]:
    words = ["true", "false"] if True in allowed else [str(each) for each in allowed]
    for value in given:
        if value not in allowed:
            yield _("{path}: {value!r} is no {what}: {values}{close}").format(
                path=path, value=value, what=what, values=", ".join(words), close=did_you_mean(str(value), words)
            )


# Messages.


_TAGS = {*m._WORDS, "flat", "share", "by_reference"}


def _fault(error: Any) -> str:
    """One fault of pydantic as: the dotted path, what is wrong, what was meant."""
    # A kind of clause stands in the place twice, as the kind and as the line of that name, or once, as the kind alone.
    loc = (*error["loc"], None)
    path = ".".join(str(part) for part, after in pairwise(loc) if part not in _TAGS or part == after)
    kind, given = error["type"], error.get("input")
    match kind:
        case "missing":
            told = _("is missing")
        case "extra_forbidden":
            told = _("is not a line that may stand here")
        case "literal_error":
            expected = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
            told = _("{value!r} is none of: {values}{close}").format(
                value=given, values=expected, close=did_you_mean(str(given), expected.split(", "))
            )
        case "union_tag_invalid":
            expected = error["ctx"]["expected_tags"].replace("'", "")
            told = _("{value!r} is none of: {values}{close}").format(
                value=error["ctx"]["tag"],
                values=expected,
                close=did_you_mean(error["ctx"]["tag"], expected.split(", ")),
            )
        case "condition_word" | "union_tag_not_found":
            words = list(given) if isinstance(given, dict) else []
            said = any(word in m._WORDS for word in words)
            close = "" if said else next((found for word in words if (found := did_you_mean(word, m._WORDS))), "")
            told = _("a condition says exactly one of {words}{close}").format(words=", ".join(m._WORDS), close=close)
        case "too_short":
            told = _("has {given}, and takes at least {least}").format(
                given=error["ctx"]["actual_length"], least=error["ctx"]["min_length"]
            )
        case "value_error":
            told = str(error["ctx"]["error"])
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            told = _("{value!r} is no date; write it like 2026-07-01").format(value=given)
        case _:
            told = f"{error['msg']} ({given!r})"
    return f"{path}: {told}" if path else told


def conditions_of(measure: m.Measure) -> Iterator[m.Condition]:
    """Every condition of a measure, those of its benefits and the inner ones included."""

    def inner(condition: m.Condition) -> Iterator[m.Condition]:
        yield condition
        if isinstance(condition, m.AnyOf | m.AllOf):
            for each in condition.conditions:
                yield from inner(each)

    for condition in measure.condition.values():
        yield from inner(condition)
    for benefit in measure.benefit.values():
        for gate in benefit.only_if:
            yield from inner(gate)


def label(policy: Policy, fact: str) -> Text:
    """What this policy calls a fact."""
    return policy.facts[fact]


def in_force(measure: m.Measure, day: date) -> bool:
    """Whether the measure governs an application of that day."""
    first, last = measure.validity.first, measure.validity.last
    return first is not None and first <= day and (last is None or day <= last)
