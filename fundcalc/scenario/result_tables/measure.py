"""Tables of a measure: its lines and readings, and which of them are changed."""

from typing import NamedTuple

from fundcalc import prose
from fundcalc.base.i18n import _
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameters import Parameter, parameters
from fundcalc.scenario import sentences
from fundcalc.scenario.population import Population
from fundcalc.scenario.population_prose import invented
from fundcalc.scenario.request import WhatIfResult
from fundcalc.views.table import Column, Table


def population_line(population: Population) -> str:
    """Name the population, and say so where it is invented."""
    if population.invented:
        number = population.applications.height
        description = invented(population.name, number if population.seed is not None else None, population.seed)
        return _("INVENTED – {text}").format(text=description)
    return _("{name}: {count} applications").format(
        name=population.name, count=prose.count(population.applications.height)
    )


def changed(answer: WhatIfResult) -> list[sentences.Changed]:
    """The changed lines and readings, and the measure in place of the other."""
    scenario, unchanged = answer.request.scenario, answer.unchanged_after
    found = []
    if scenario.instead is not None:
        before, after = sentences.title_of(answer.before), sentences.title_of(unchanged)
        found.append(sentences.Changed("", _("the measure"), before, after, ""))
    found += sentences.changed_lines(unchanged, answer.after, scenario.changes)
    return found + sentences.changed_readings(unchanged, answer.after, scenario.readings)


def changes(answer: WhatIfResult) -> Table[sentences.Changed]:
    """The changes of a scenario."""
    columns: list[Column[sentences.Changed]] = [
        Column("label", _("what is changed"), lambda change: change.label, width=46),
        Column("before", _("before"), lambda change: change.before, width=30),
        Column("after", _("after"), lambda change: change.after, width=30),
        Column("cite", _("article"), lambda change: change.cite, width=18),
        Column("line", _("line of the measure"), lambda change: change.key, width=40),
    ]
    return Table(_("What is changed"), columns, changed(answer))


def lines(policy: Policy) -> Table[Parameter]:
    """The lines of a measure that can be changed."""
    columns: list[Column[Parameter]] = [
        Column("line", _("line of the measure"), lambda line: line.path, width=60),
        Column("label", _("what it says"), lambda line: prose.parameter(policy, line), width=46),
        Column("value", _("value"), lambda line: prose.parameter_value(line, line.value), width=20),
        Column("cite", _("article"), lambda line: line.cite, width=18),
    ]
    title = _("The lines that can be changed (--set, --sweep, --meet)")
    return Table(title, columns, list(parameters(policy).values()))


class ReadingValue(NamedTuple):
    """A value that a reading has or may have."""

    reading: str
    value: str
    taken: bool


def readings(policy: Policy) -> Table[ReadingValue]:
    """The readings of a measure, with every value."""
    columns: list[Column[ReadingValue]] = [
        Column("reading", _("switch"), lambda row: row.reading, width=30),
        Column("value", _("value"), lambda row: row.value, width=24),
        Column(
            "answer",
            _("what is asked, and the answer"),
            lambda row: sentences.as_read(policy, row.reading, row.value),
            width=60,
        ),
        Column("cite", _("article"), lambda row: prose.article(policy, row.reading), width=18),
        Column("taken", _("taken"), lambda row: "✓" if row.taken else "", width=10),
    ]
    rows = [
        ReadingValue(name, value, value == policy.readings[name])
        for name in prose.in_order(policy)
        for value in (policy.readings[name], *policy.alternatives[name])
    ]
    return Table(_("What can be read otherwise (--reading)"), columns, rows)


def not_in_force(answer: WhatIfResult) -> bool:
    """Whether the measure as it stands is in force for no application, like a draft."""
    return bool((answer.comparison.rows["before_status"] == "not_in_force").all())
