"""Versions: several texts of one measure, in force one after the other.

``[version.<name>]`` says from which day of application another text governs and what it says differently: a clause keeps
the lines that the version does not write, and a line is replaced as a whole. ``remove`` names lines and clauses that end.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from pydantic import Field, ValidationError

from fundcalc.base.i18n import _, did_you_mean
from fundcalc.policy.fault_messages import fault_message
from fundcalc.policy.nodes import Day, Names, Node
from fundcalc.policy.tree import Raw, find, inside

ORIGINAL = "original"  # the name of the first text

# What a measure says once for all of its texts.
COMMON = ("id", "code", "routes", "without_filing", "fact", "reading", "uses", "life", "indicators", "version")


class Version(Node):
    """A later text of a measure: its name, and the first day that it governs."""

    start: Day = Field(alias="from")
    zh: str
    en: str
    remove: Names = ()


_HEAD = tuple(field.alias or name for name, field in Version.model_fields.items())


class MeasureText(NamedTuple):
    """One text of a measure: its tables, and its version (None: the first text)."""

    name: str
    version: Version | None
    raw: Raw

    @property
    def start(self) -> date | None:
        """The first day of application that it governs; None for the first text."""
        return None if self.version is None else self.version.start


NO_VERSION = MeasureText("", None, {})  # of a measure with one text, and of all texts together


def texts_of(raw: Raw) -> tuple[tuple[MeasureText, ...], list[str]]:
    """Return the texts of a measure in order, and what is wrong with its versions.

    A measure without versions has one text, its file.
    """
    named = raw.get("version")
    first = {key: value for key, value in raw.items() if key != "version"}
    if named is None:
        return (MeasureText("", None, first),), []
    texts, faults = [MeasureText(ORIGINAL, None, first)], list[str]()
    for name, body in named.items() if isinstance(named, dict) else ():
        path = f"version.{name}"
        if not isinstance(body, dict) or name == ORIGINAL:
            message = _("{path}: is not a table with a name of its own ({name} is the first text)")
            faults.append(message.format(path=path, name=ORIGINAL))
            continue
        try:
            version = Version.model_validate({key: body[key] for key in _HEAD if key in body})
        except ValidationError as error:
            faults += [f"{path}.{fault_message(details)}" for details in error.errors()]
            continue
        faults += _wrong_lines(path, body, version, texts[-1].raw)
        texts.append(MeasureText(name, version, _merged(texts[-1].raw, body, version.remove)))
    if not isinstance(named, dict) or not named:
        faults.append(_("version: holds a table for each later text, such as [version.second]"))
    faults += _wrong_order(texts)
    return tuple(texts), faults


def _wrong_lines(path: str, body: Raw, version: Version, before: Raw) -> Iterator[str]:
    for key in body:
        if key in COMMON:
            yield _("{path}.{key}: is the same in every text of a measure; write it outside the versions").format(
                path=path, key=key
            )
    for line in version.remove:
        *above, key = line.split(".")
        place = find(before, above)
        if inside(place, key) is None:
            close = did_you_mean(key, map(str, place)) if isinstance(place, dict) else ""
            yield _("{path}.remove: the text before has no line {line}{close}").format(
                path=path, line=line, close=close
            )


def _wrong_order(texts: list[MeasureText]) -> Iterator[str]:
    validity = texts[0].raw.get("validity")
    first = validity.get("from") if isinstance(validity, Mapping) else None
    starts = [(text.name, text.start) for text in texts]
    starts[0] = (ORIGINAL, first if type(first) is date else None)
    for (_before, start), (name, day) in pairwise(starts):
        if start is not None and day is not None and day <= start:
            yield _("version.{name}.from: {day} is not after {start}, from which the text before it governs").format(
                name=name, day=day, start=start
            )


def _merged(before: Raw, body: Raw, removed: Names) -> Raw:
    """The text before with the lines of a version in their places."""
    kept = _without(before, removed)
    return _over(kept, {key: value for key, value in body.items() if key not in (*_HEAD, *COMMON)}, depth=2)


def _without(raw: Raw, removed: Names) -> Raw:
    for line in removed:
        raw = _without_line(raw, line.split("."))
    return raw


def _without_line(table: Raw, path: list[str]) -> Raw:
    key, *below = path
    if not below:
        return {name: body for name, body in table.items() if name != key}
    inner = table.get(key)
    return table | {key: _without_line(inner, below)} if isinstance(inner, dict) else table


def _over(before: Raw, after: Raw, depth: int) -> Raw:
    """Lay one table over another: a value that is ``depth`` tables down is replaced."""
    merged = dict(before)
    for key, value in after.items():
        earlier = merged.get(key)
        joins = depth and isinstance(value, dict) and isinstance(earlier, dict)
        merged[key] = _over(earlier, value, depth - 1) if joins else value  # type: ignore[arg-type]
    return merged


def written_in(text: MeasureText, raw: Raw, path: str) -> bool:
    """Whether a line of a later text is written in its version."""
    body = find(raw, ["version", text.name])
    return find(body, path.split(".")) is not None
