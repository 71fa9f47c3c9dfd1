"""The figures that a policy file states, each with the article it cites."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

from fundcalc.base.errors import MoneyError
from fundcalc.base.money import rate
from fundcalc.base.toml import tables
from fundcalc.measure_text.figures import Comparison, Kind, document_number, figures
from fundcalc.measure_text.roles import names
from fundcalc.policy.loading import Policy
from fundcalc.policy.nodes import Node, figure_lines
from fundcalc.policy.tree import Raw, TreePlace, find, walk
from fundcalc.policy.vocabulary import forms

_COMPARISONS: Mapping[str, Comparison] = {
    "at_least": "least", "share_at_least": "least", "floor": "least", "years_since": "least",
    "more_than": "more", "at_most": "most", "at_most_per_year": "most", "cap": "most", "less_than": "less",
}  # fmt: skip
_PERIODS = {"working_days": "working_days", "days": "days", "months": "months", "years": "years"}
_KINDS: Mapping[str, Kind] = {"money": "money", "rate": "rate", "count": "count", "area": "area"}
# Lines that hold no figure of the text: how a program treats what the text says.
_OWN_LINES = frozenset({"unit", "id", "code", "calendar_year", "line", "figure", "at"})
# Sections whose words are questions about the text rather than what it says.
_QUESTIONS = ("reading", "explained", "fact")


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure that a policy states.

    ``path`` is its line, ``cite`` its article, ``written`` what stands in the file. ``value`` and ``unit`` are as in
    ``figures.PrintedFigure``; without a comparison every one fits. ``label`` marks a figure within the words of a clause.
    ``names`` are the Chinese names of the line, see ``roles``.
    """

    path: str
    cite: str
    kind: Kind
    value: Fraction | str
    unit: str
    comparison: Comparison
    written: str
    label: bool = False
    names: str = ""


def statements(policy: Policy, raw: Raw | None = None) -> tuple[Statement, ...]:
    """Return every figure of a policy's file.

    Those under readings that are not taken are included. ``raw`` are its tables where they differ from the file.
    """
    if raw is None:
        raw = policy.version.raw if policy.version.name else tables(policy.text, str(policy.path))
    found = [
        replace(statement, names=names(policy, raw, statement.path))
        for place in walk(raw)
        for statement in _of_table(policy, *_with_fact(raw, place))
    ]
    if isinstance(raw.get("number"), str) and raw["number"]:
        found.append(Statement("number", "", "document", document_number(raw["number"]), "", "", raw["number"]))
    return tuple(found)


def _with_fact(raw: Raw, place: TreePlace) -> TreePlace:
    """Give a table by a fact the fact that the condition around it is about."""
    line, _dot, _key = place.path.rpartition(".")
    around = find(raw, line.split(".")) if "by" in place.table else None
    fact = around.get("fact", around.get("sum")) if isinstance(around, dict) else None
    return place if fact is None else place._replace(table={"fact": fact, **place.table})


def _of_table(policy: Policy, path: str, table: Raw, cite: str) -> Iterator[Statement]:
    section = path.partition(".")[0]
    if section in _QUESTIONS:
        return
    for key, value in table.items():
        line = f"{path}.{key}".lstrip(".")
        if key == "zh" and cite and isinstance(value, str):
            yield from _of_label(line, cite, value)
        elif isinstance(value, date):
            yield Statement(line, cite, "date", value.isoformat(), "", "", value.isoformat())
        elif key not in _OWN_LINES and not isinstance(value, bool):
            yield from _of_line(policy, line, table, cite, key, value)


def _of_line(policy: Policy, line: str, table: Raw, cite: str, key: str, value: object) -> Iterator[Statement]:
    kind, unit = _kind(policy, line, table, key)
    number: Fraction | None = None
    if isinstance(value, int | Decimal):
        number = Fraction(value)
    elif isinstance(value, str) and (kind == "rate" or re.fullmatch(r"[\d.]+\s*[%％‰]", value)):
        try:
            kind, number = "rate", rate(value)
        except MoneyError:
            return
    comparison = _COMPARISONS.get(key, "")
    if number:  # at least 0, or more than 0, asks whether there is any: not a figure of the text
        yield Statement(line, cite, kind, number, unit, comparison, str(value))


def _of_label(line: str, cite: str, words: str) -> Iterator[Statement]:
    for figure in figures(words):
        if figure.kind == "count" and figure.value == 1:
            continue  # one fail, one report: words of a summary
        yield Statement(line, cite, figure.kind, figure.value, figure.unit, "", figure.printed, label=True)


def _kind(policy: Policy, line: str, table: Raw, key: str) -> tuple[Kind, str]:
    """The kind and the unit of a line of the file."""
    for ending, unit in _PERIODS.items():
        if key == ending or key.endswith(f"_{ending}") or key.startswith(f"{ending}_"):
            return "period", unit
    marks = _marks()
    named = key if key in marks else line.split(".")[-2] if line.count(".") else ""
    kind = _columns().get(key) or marks.get(named, "number")
    if kind == "fact" or (kind == "number" and key in marks):
        kind = _kind_of_fact(policy, table)
    if kind == "years":
        return "period", "years"
    return _KINDS.get(kind, "number"), ""


def _kind_of_fact(policy: Policy, table: Raw) -> str:
    named = table.get("fact", table.get("sum", ""))
    if isinstance(named, dict):
        named = next((names for names in named.values() if isinstance(names, list) and names), [""])
    fact = named[0] if isinstance(named, list) and named else named
    return policy.facts[fact].kind if isinstance(fact, str) and fact in policy.facts else "number"


@cache
def _marks() -> Mapping[str, str]:
    """The kind of every line that the vocabulary marks as a figure.

    It is ``fact`` where the figure is of the kind of its fact.
    """
    marks: dict[str, str] = {}
    waiting: list[type[Node]] = [Node]
    while waiting:
        node = waiting.pop()
        waiting += node.__subclasses__()
        for key, kind in figure_lines(node).items():
            marks[key] = (kind or "fact") if marks.get(key, kind or "fact") == (kind or "fact") else "number"
    return marks


@cache
def _columns() -> Mapping[str, str]:
    """The kinds of the columns of detail records."""
    return {name: column.kind for form in forms().values() for name, column in form.columns.items()}
