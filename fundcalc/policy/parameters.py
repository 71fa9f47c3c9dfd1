"""The parameters of a policy: every figure that decides, as a what-if may move it.

Lines under a reading are those of the value that is taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fundcalc.base.errors import FundcalcError, ScenarioError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.base.toml import tables
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.nodes import figure_lines
from fundcalc.policy.parameter_values import Kind, Value, read_value
from fundcalc.policy.tree import Raw, find, put, walk
from fundcalc.policy.versions import written_in

# The unit that the name of a column of values ends with.
UNITS: Mapping[Kind, str] = {
    "money": "yuan", "rate": "percent", "count": "count", "area": "m2", "decimal": "decimal", "years": "years", "date": "date",
}  # fmt: skip

# Sections with figures that a what-if may change.
_SECTIONS = ("validity", "condition", "benefit", "gate", "ceiling", "derived", "ban")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A line that can be changed: its dotted path, kind, value and article.

    The value is None for a line that may be added. ``fact`` is what the figure of a condition is of; ``key`` the value of a
    choice that an amount is for, and ``where`` every fact and value of a table in tables.
    """

    path: str
    kind: Kind
    value: Value | None
    cite: str
    fact: str = ""
    key: str = ""
    where: tuple[tuple[str, str], ...] = ()

    @property
    def column(self) -> str:
        """The name of a column that holds values of this line, with their unit."""
        return f"{self.path}_{UNITS[self.kind]}"


def parameters(policy: Policy) -> Mapping[str, Parameter]:
    """Return the lines of a policy that can be moved, by their paths.

    They are in the order of the file.
    """
    raw = as_changed(policy)
    found = [*_lines_in(policy, raw)]
    for text in policy.versions[1:]:
        own = (line for line in _lines_in(text, text.version.raw) if line.value is not None)
        found += [
            replace(line, path=f"version.{text.version.name}.{line.path}")
            for line in own
            if written_in(text.version, raw, line.path)
        ]
    return {line.path: line for line in found}


def _lines_in(policy: Policy, raw: Raw) -> Iterator[Parameter]:
    for section in _SECTIONS:
        for place in walk(raw.get(section, {}), section, readings=policy.readings):
            yield from _lines_of(policy, *place)


def parameter(policy: Policy, path: str) -> Parameter:
    """Return one line by its path. Raises ScenarioError naming those there are."""
    lines = parameters(policy)
    if path not in lines:
        message = _("{path}: is not a figure of {policy} that can be varied{close}; it has {lines}")
        close = did_you_mean(path, lines)
        raise ScenarioError(message.format(path=path, policy=policy.id, close=close, lines=", ".join(lines)))
    return lines[path]


def line(policy: Policy, path: str) -> object | None:
    """Return what stands in a line, parameter or not; None where nothing does."""
    value = find(as_changed(policy), path.split("."))
    return None if isinstance(value, dict | list) else value


def as_changed(policy: Policy) -> Raw:
    """Return the tables of a policy's file with its changed lines.

    Readings are as they are written. Of one text of a measure they are the tables of that text.
    """
    if policy.version.name:
        return policy.version.raw
    raw = tables(policy.text, str(policy.path))
    for path, value in policy.changes.items():
        *above, key = path.split(".")
        put(find(raw, above), key, value)
    return raw


def _lines_of(policy: Policy, path: str, table: Raw, cite: str) -> Iterator[Parameter]:
    """The figures in a table of the file, and those that may be added to it."""
    section, *names = path.split(".")
    kind = _kind_of(section, names, table)
    if kind is None:
        if section == "derived" and len(names) == 2:
            figure = figure_lines(m.Derived).get(names[1])
            yield from _cells(policy, path, table, figure, cite, ((names[0], ""),))
        return
    figures = figure_lines(kind)
    fact = _fact_of(policy, table) or (names[0] if section == "derived" else "")
    for key, value in table.items():
        figure = None if key not in figures else figures[key] or _kind_of_fact(policy, fact)
        if isinstance(value, dict) and section == "benefit":
            yield from _cells(policy, f"{path}.{key}", value, figure, cite, ())
        elif isinstance(value, dict) and key in figures:
            for cell in _cells(policy, f"{path}.{key}", value, figure, cite, ()):
                yield replace(cell, fact=fact)
        elif key in figures and not isinstance(value, dict | list):
            yield from _parameter(f"{path}.{key}", figure, value, cite, fact=fact)
    for key in _may_be_added(section, table):
        figure = figures[key]
        if key not in table and figure is not None:
            yield Parameter(f"{path}.{key}", figure, None, cite)


def _kind_of(section: str, names: Sequence[str], table: Raw) -> type[m.Node] | None:
    """The kind of clause a table is; None if it holds amounts by a choice."""
    match section, names:
        case ("validity", []):
            return m.Validity
        case ("ban", []):
            return m.Ban
        case ("derived", [_]):
            return m.Derived
        case ("ceiling", [_]):
            return m.Ceiling
        case ("benefit", [*_, "bands", _]) if "rate" in table:
            return m.RateBand
        case ("benefit", [*_]) if table.get("kind") in m.BENEFIT_KINDS:
            return m.BENEFIT_KINDS[table["kind"]]
    word = m.word_of(table) if section in ("condition", "benefit", "gate") else None
    return None if word is None else m.WORDS[word]


def _cells(
    policy: Policy, path: str, table: Raw, kind: Kind | None, cite: str, where: tuple[tuple[str, str], ...]
) -> Iterator[Parameter]:
    """The figures of a table by facts, or by the columns of a record.

    Their kind is that of the line they stand under.
    """
    if kind is None:
        return
    by = str(table.get("by", where[-1][0] if where else ""))
    above = where[:-1] if where and not where[-1][1] else where
    bands = table.get("bands")
    cells = (
        [(f"bands.{at}.value", band.get("value")) for at, band in enumerate(bands) if isinstance(band, dict)]
        if isinstance(bands, list)
        else [(key, value) for key, value in table.items() if key != "by"]
    )
    for key, value in cells:
        place = (*above, (by, key))
        if isinstance(value, dict):
            yield from _cells(policy, f"{path}.{key}", value, kind, cite, place)
        elif not isinstance(value, list):
            for line in _parameter(f"{path}.{key}", kind, value, cite, fact=by, key=key):
                yield replace(line, where=place)


def _may_be_added(section: str, table: Raw) -> tuple[str, ...]:
    if section == "validity":
        return ("from",)
    return m.optional_figures_of(table["kind"]) if section == "benefit" and table.get("kind") in m.BENEFIT_KINDS else ()


def _kind_of_fact(policy: Policy, fact: str) -> Kind | None:
    kind = policy.facts[fact].kind if fact in policy.facts else None
    return kind if kind in ("money", "area", "decimal", "count") else None


def _parameter(
    path: str, kind: Kind | None, value: object, cite: str, *, fact: str = "", key: str = ""
) -> list[Parameter]:
    """A line as a parameter.

    None where it says what a measure may and a parameter cannot, such as a count of at least 2.5.
    """
    try:
        return [] if kind is None else [Parameter(path, kind, read_value(kind, value), cite, fact=fact, key=key)]
    except FundcalcError:
        return []


def _fact_of(policy: Policy, table: Raw) -> str:
    """The first fact that a condition asks for; under a reading, of its current value."""
    named = table.get("fact", table.get("sum", table.get("of", "")))
    if isinstance(named, dict):
        named = named.get(policy.readings.get(str(named.get("reading")), ""), "")
    return str(named[0]) if isinstance(named, list) and named else str(named)
