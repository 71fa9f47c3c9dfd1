"""Reading a measure: from ``policy.toml``, changed lines and chosen readings to a checked ``Policy``.

A reading is settled while the file is read: ``{ reading = "R" }`` becomes the value that R has, and
``{ reading = "R", a = …, b = … }`` becomes what stands under that value. So the engines never see an ambiguity, and every
clause knows which readings it rests on. All faults of a file are found before any is reported.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.base.toml import tables
from fundcalc.policy import model as m
from fundcalc.policy.tree import Raw, has_index, inside, put
from fundcalc.policy.uses import catalogue, wrong_rules
from fundcalc.policy.validation import facts_of, fault, inconsistent, unaccounted
from fundcalc.policy.vocabulary import Named, policies_folder

ROUNDING_READINGS: dict[str, tuple[str, ...]] = {
    "rounding": ("half_up", "down"),
    "rounding_unit": ("0.01", "1", "100", "1000", "10000"),
}


class _Unsettled:
    """Stands where a reading gives no value, which is a fault by itself."""

    def __repr__(self) -> str:
        return "…"


_UNSETTLED = _Unsettled()


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
    def ceilings(self) -> tuple[str, ...]:
        """The benefits whose formula is read as an upper limit only."""
        return tuple(name for name, each in self.measure.benefit.items() if each.amount_is == "ceiling")

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
    path, changes, readings = find(policy), changes or {}, readings or {}
    try:
        text = path.read_bytes()
    except OSError as error:
        raise PolicyError(str(path), (_("cannot be read: {reason}").format(reason=error.strerror),)) from error
    return read(text, path, changes=changes, readings=readings) if changes or readings else _unchanged(text, path)


@lru_cache(maxsize=32)
def _unchanged(text: bytes, path: Path) -> Policy:
    return read(text, path, changes={}, readings={})


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
    raw: Raw = tables(text, where)
    faults = [*_change(raw, changes)]
    chosen, wrong = _choose(raw, readings)
    faults += wrong
    faults += unaccounted(raw)
    settled, unsettled = _settle(raw, chosen)
    faults += unsettled
    facts, nameless = facts_of(settled, raw)
    faults += nameless
    try:
        measure = m.Measure.model_validate(settled, context={"facts": facts})
    except ValidationError as error:
        wrong_lines = [each for each in error.errors() if each["input"] is not _UNSETTLED]
        every = dict.fromkeys((*faults, *map(fault, wrong_lines)))
        raise PolicyError(where, tuple(every)) from error
    faults += inconsistent(measure, facts)
    faults += wrong_rules(measure.uses, catalogue())
    if faults:
        raise PolicyError(where, tuple(dict.fromkeys(faults)))
    return Policy(measure, facts, chosen, dict(changes), text, path)


# Changed lines.


def _change(raw: Raw, changes: Mapping[str, object]) -> Iterator[str]:
    for path, value in changes.items():
        *tables, key = path.split(".")
        place: Any = raw
        for depth, name in enumerate(tables):
            below = inside(place, name)
            if below is None:
                yield _no_line(path, ".".join(tables[:depth]), name, place)
                break
            place = below
        else:
            if path.split(".")[0] in ("id", "code", "articles", "set_aside", "reading"):
                yield _("{path}: this line names things and cannot be changed; change an amount, rate or date").format(
                    path=path
                )
            elif (isinstance(place, dict) and (key in place or _may_be_added(path))) or has_index(place, key):
                put(place, key, value)
            else:
                yield _no_line(path, ".".join(tables), key, place)


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
            if not isinstance(name, str) or name not in chosen:
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
        settled_items = {
            key: ((value, ()) if path == "" and key == "reading" else settled(value, f"{path}.{key}".lstrip(".")))
            for key, value in node.items()
        }
        names = tuple(dict.fromkeys(name for _value, each in settled_items.values() for name in each))
        result = {key: value for key, (value, _each) in settled_items.items()}
        if names and "cite" in node:
            result["rests_on"] = list(names)
        return result, names

    result, _names = settled(raw, "")
    rule = result.get("rounding", {})
    if isinstance(rule, dict):
        result["rounding"] = {
            "mode": chosen["rounding"],
            "unit": chosen["rounding_unit"],
            "rests_on": list(ROUNDING_READINGS),
            **rule,
        }
    return result, faults
