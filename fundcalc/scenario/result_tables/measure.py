"""Tables of a measure: its lines and readings, and which of them are changed."""

from fundcalc import prose
from fundcalc.base.i18n import _
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameters import parameters
from fundcalc.scenario import sentences
from fundcalc.scenario.population import Population
from fundcalc.scenario.population_prose import invented
from fundcalc.scenario.request import Answer
from fundcalc.scenario.result_tables.table import Row, Table
from fundcalc.workbooks.sheet_writer import Column


def population_line(population: Population) -> str:
    """Name the population, and say so where it is invented."""
    if population.invented:
        number = population.applications.height
        description = invented(population.name, number if population.seed is not None else None, population.seed)
        return _("INVENTED – {told}").format(told=description)
    return _("{name}: {count} applications").format(
        name=population.name, count=prose.count(population.applications.height)
    )


def changed(answer: Answer) -> list[sentences.Changed]:
    """The changed lines and readings, and the measure in place of the other."""
    scenario, unchanged = answer.request.scenario, answer.unchanged_after
    found = []
    if scenario.instead is not None:
        before, after = sentences.title_of(answer.before), sentences.title_of(unchanged)
        found.append(sentences.Changed("", _("the measure"), before, after, ""))
    found += sentences.changed_lines(unchanged, answer.after, scenario.changes)
    return found + sentences.changed_readings(unchanged, answer.after, scenario.readings)


def changes(answer: Answer) -> Table:
    """The changes of a scenario."""
    columns = [
        Column(_("what is changed"), 46),
        Column(_("before"), 30),
        Column(_("after"), 30),
        Column(_("article"), 18),
        Column(_("line of the measure"), 40),
    ]
    rows: list[Row] = [
        [change.label, change.before, change.after, change.cite, change.key] for change in changed(answer)
    ]
    return Table(_("What is changed"), columns, rows)


def lines(policy: Policy) -> Table:
    """The lines of a measure that can be changed."""
    columns = [
        Column(_("line of the measure"), 60),
        Column(_("what it says"), 46),
        Column(_("value"), 20),
        Column(_("article"), 18),
    ]
    rows: list[Row] = [
        [path, prose.parameter(policy, line), prose.parameter_value(line, line.value), line.cite]
        for path, line in parameters(policy).items()
    ]
    return Table(_("The lines that can be changed (--set, --sweep, --meet)"), columns, rows)


def readings(policy: Policy) -> Table:
    """The readings of a measure, with every value."""
    columns = [
        Column(_("switch"), 30),
        Column(_("value"), 24),
        Column(_("what is asked, and the answer"), 60),
        Column(_("article"), 18),
        Column(_("taken"), 10),
    ]
    rows: list[Row] = [
        [name, value, sentences.as_read(policy, name, value), prose.article(policy, name), "✓" if not index else ""]
        for name in prose.in_order(policy)
        for index, value in enumerate((policy.readings[name], *policy.alternatives[name]))
    ]
    return Table(_("What can be read otherwise (--reading)"), columns, rows)


def not_in_force(answer: Answer) -> bool:
    """Whether the measure as it stands is in force for no application, like a draft."""
    return bool((answer.comparison.rows["before_status"] == "not_in_force").all())
