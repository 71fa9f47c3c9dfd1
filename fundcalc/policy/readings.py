"""Readings: which value of each ambiguity holds, and what the file says under it.

``{ reading = "R" }`` becomes the value that R has, and ``{ reading = "R", a = …, b = … }`` becomes what stands under that
value. So the engines never see an ambiguity, and every clause knows which readings it rests on.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from fundcalc.base.i18n import _, current, did_you_mean, listed
from fundcalc.policy.tree import Raw, inside

ROUNDING_READINGS: dict[str, tuple[str, ...]] = {
    "rounding": ("half_up", "down"),
    "rounding_unit": ("0.01", "1", "100", "1000", "10000"),
}


class _Unsettled:
    """Stands where a reading gives no value, which is a fault by itself."""

    def __repr__(self) -> str:
        return "…"


UNSETTLED: Final = _Unsettled()


def values_of(raw: Raw) -> dict[str, tuple[str, ...]]:
    """Return the values of every reading, defaults first.

    Of those that the file declares, and of those that every measure has.
    """
    declared = raw.get("reading", {})
    values: dict[str, tuple[str, ...]] = dict(ROUNDING_READINGS)
    for name, body in declared.items() if isinstance(declared, dict) else ():
        if isinstance(body, dict) and isinstance(body.get("values"), dict) and body["values"]:
            values[name] = tuple(body["values"])
    return values


def choose(raw: Raw, readings: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
    """Return the value of every reading, and what is wrong with those given.

    The default unless one is given.
    """
    values = values_of(raw)
    chosen = {name: allowed[0] for name, allowed in values.items()}
    faults = []
    for name, value in readings.items():
        if name not in values:
            faults.append(
                _("reading {name}: this policy has no such reading{close}; it has:{names}").format(
                    name=name,
                    names="".join(
                        f"\n    {labelled(known, inside(raw.get('reading', {}), known))}" for known in values
                    ),
                    close=did_you_mean(name, values),
                )
            )
        elif str(value) not in values[name]:
            faults.append(
                _("reading {name}: {value!r} is none of its values: {values}{close}").format(
                    name=name,
                    value=value,
                    values=listed(_labelled_values(raw, name, values[name])),
                    close=did_you_mean(str(value), values[name]),
                )
            )
        else:
            chosen[name] = str(value)
    return chosen, faults


def _labelled_values(raw: Raw, name: str, values: Iterable[str]) -> Iterator[str]:
    texts = inside(inside(raw.get("reading", {}), name) or {}, "values") or {}
    for value in values:
        yield labelled(value, inside(texts, value))


def labelled(word: str, body: object) -> str:
    """A word of a file with its text in the current language, if it has one."""
    text = (body.get(current()) or body.get("zh")) if isinstance(body, dict) else None
    return _("{word} ({text})").format(word=word, text=text) if isinstance(text, str) else word


def settle(raw: Raw, chosen: Mapping[str, str]) -> tuple[Raw, list[str]]:
    """Return the tables of a file under the chosen readings, and what is wrong."""
    faults: list[str] = []
    result: Raw = {}
    for key, value in raw.items():
        result[key] = value if key == "reading" else _settled(value, key, chosen, faults)[0]
    rule = result.get("rounding", {})
    if isinstance(rule, dict):
        result["rounding"] = {
            "mode": chosen["rounding"],
            "unit": chosen["rounding_unit"],
            "rests_on": list(ROUNDING_READINGS),
            **rule,
        }
    return result, faults


def _settled(node: object, path: str, chosen: Mapping[str, str], faults: list[str]) -> tuple[object, tuple[str, ...]]:
    """A part of the file under the chosen readings, and the readings it rests on."""
    if isinstance(node, list):
        pairs = [_settled(item, f"{path}.{index}", chosen, faults) for index, item in enumerate(node)]
        return [value for value, _names in pairs], _distinct(names for _value, names in pairs)
    if not isinstance(node, dict):
        return node, ()
    if "reading" in node:
        return _branch(node, path, chosen, faults)
    items = {key: _settled(value, f"{path}.{key}", chosen, faults) for key, value in node.items()}
    names = _distinct(names for _value, names in items.values())
    result = {key: value for key, (value, _names) in items.items()}
    if names and "cite" in node:
        result["rests_on"] = list(names)
    return result, names


def _branch(node: Raw, path: str, chosen: Mapping[str, str], faults: list[str]) -> tuple[object, tuple[str, ...]]:
    """What a reading gives: its value, or what stands under its value."""
    name = node["reading"]
    branches = {key: value for key, value in node.items() if key != "reading"}
    if not isinstance(name, str) or name not in chosen:
        faults.append(
            _("{path}.reading: there is no reading {name!r}{close}").format(
                path=path, name=name, close=did_you_mean(str(name), chosen)
            )
        )
        return UNSETTLED, ()
    if not branches:
        return chosen[name], (name,)
    if chosen[name] not in branches:
        faults.append(_("{path}: does not cover {name} = {value!r}").format(path=path, name=name, value=chosen[name]))
        return UNSETTLED, (name,)
    value, names = _settled(branches[chosen[name]], path, chosen, faults)
    if isinstance(value, dict) and "cite" in value:
        value = value | {"rests_on": list(_distinct([(name, *names)]))}
    return value, (name, *names)


def _distinct(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))
