"""The result of a what-if on the terminal, in tables and sentences."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from fundcalc.base.i18n import _, ngettext
from fundcalc.cli.output import print_json
from fundcalc.cli.terminal import echo, print_table

if TYPE_CHECKING:
    from fundcalc.policy.loading import Policy
    from fundcalc.scenario.request import WhatIfResult
    from fundcalc.views.table import AnyTable

_MOST_EXTREMES = 10
_MOST_ROWS = 40
_MOST_COLUMNS = 8


# The lines of a measure, if nothing is changed.


def print_lines(policy: Policy, file: Path | None, *, as_json: bool) -> None:
    """Print the lines that can be changed, and commands to continue with."""
    from fundcalc.policy.parameter_values import shown
    from fundcalc.policy.parameters import parameters
    from fundcalc.prose import parameter
    from fundcalc.scenario.sentences import title_of

    every = parameters(policy)
    if as_json:
        print_json(
            {
                "policy": policy.id,
                "policy_digest": policy.digest,
                "lines": [
                    {"line": path, "label": parameter(policy, line), "kind": line.kind,
                     "value": shown(line.kind, line.value) or None, "cite": line.cite}
                    for path, line in every.items()
                ],
                "readings": {name: [value, *policy.alternatives[name]] for name, value in policy.readings.items()},
            }
        )  # fmt: skip
        return
    echo(title_of(policy))
    for table in _of_the_measure(policy):
        _print(table, most=len(list(table.records)))
    first = next((parameter for path, parameter in every.items() if path.startswith("benefit.")), None)
    echo(_("Nothing is changed yet. Try:"))
    tried = f"fundcalc what-if {file or 'FILE'} --policy {policy.id}"
    if first is not None and first.value is not None:
        echo(f"  {tried} --set {first.path}={shown(first.kind, first.value)}")
    echo(f"  {tried} --interpretations")
    if file is None:
        echo(_("Without FILE it is tried on invented applications."))


def _of_the_measure(policy: Policy) -> Iterable[AnyTable]:
    from fundcalc.tables.engines import engine

    engine("polars")  # which the tables of scenarios are made with
    from fundcalc.scenario import result_tables

    yield result_tables.lines(policy)
    yield result_tables.readings(policy)


# The result.


def print_answer(answer: WhatIfResult, output: Path | None) -> None:
    """Print the result of a what-if."""
    from fundcalc.scenario import result_tables, sentences

    echo(_("What if: {measure}").format(measure=sentences.title_of(answer.before)))
    echo(result_tables.population_line(answer.population))
    echo(_("A trial: nothing is decided or posted, and the amounts are what the formulas give."))
    for warning in answer.warnings:
        echo(f"! {warning}")
    if answer.changed:
        _print(result_tables.changes(answer))
        echo()
        echo(sentences.cost(*answer.totals))
        echo(sentences.moves(answer.moves))
    else:
        echo()
        echo(sentences.cost(answer.totals[0], None))
    if result_tables.not_in_force(answer):
        echo(_("Before the change, the measure is in force for none of these applications; give a draft its date with "
                     "--given validity.from=DAY"))  # fmt: skip
    for table in _tables(answer):
        _print(table)
    if answer.budget_result is not None:
        _print_met(answer)
    if answer.interpretations is not None:
        if answer.interpretations.readings:
            worth = result_tables.interpretations(answer.interpretations)
            # The switch is too wide for a terminal.
            _print(worth.select(*(column.key for column in worth.columns if column.key != "switch")))
        echo()
        echo("\n".join(result_tables.interpreted(answer.interpretations)))
        if answer.interpretations.alone_only:
            message = _("Combine readings of your choice: {options}")
            echo(message.format(options=" ".join(f"--among {name}" for name in answer.interpretations.alone_only)))
    if answer.margins is not None:
        _print_margins(answer)
    for fault in answer.population.faults:
        echo(f"✗ {fault}")
    for row in answer.population.refused:
        echo(_("Not in it: {row}").format(row=row))
    if output is not None:
        echo(_("Full result, with charts and every application: {path}").format(path=output))


def _tables(answer: WhatIfResult) -> Iterable[AnyTable]:
    from fundcalc.scenario import result_tables

    yield result_tables.totals(answer)
    if answer.changed:
        yield result_tables.groups(answer)
        yield result_tables.statuses(answer, unmoved=False)
        if answer.request.thresholds:
            yield result_tables.thresholds(answer)
    if answer.request.budget is not None:
        yield result_tables.budget(answer)
    if answer.changed:
        for gain in (True, False):
            yield result_tables.extremes(answer, gain=gain, most=_MOST_EXTREMES)
    if answer.sweep is not None:
        as_grid = len(answer.sweep.lines) == 2 and len(answer.sweep.values[1]) < _MOST_COLUMNS
        yield result_tables.grid(answer, answer.sweep) if as_grid else result_tables.sweep(answer, answer.sweep)


def _print_met(answer: WhatIfResult) -> None:
    from fundcalc.base import figures
    from fundcalc.policy.parameter_values import shown
    from fundcalc.scenario import result_tables

    found = answer.budget_result
    if found is None:
        return
    echo()
    echo(result_tables.met(answer))
    if found.mismatches:
        for mismatch in found.mismatches:
            echo(_("✗ {platform}: {table} by the table engine, {exact} by the exact engine; please report this defect").format(
                platform=mismatch.platform, table=mismatch.table_status, exact=mismatch.exact_status))  # fmt: skip
    else:
        checked = ngettext(
            "Checked: {count} application was also decided by the exact engine, with the same result.",
            "Checked: {count} applications were also decided by the exact engine, with the same result.",
            found.checked,
        )
        echo(checked.format(count=figures.count(found.checked)))
    value = shown(found.parameter.kind, found.value)
    echo(_("Who gains and who loses with it: --set {line}={value}").format(line=found.parameter.path, value=value))


def _print_margins(answer: WhatIfResult) -> None:
    from fundcalc.scenario import result_tables

    frame = answer.margins
    if frame is None:
        return
    moves = frame.filter((frame["up_fen"].fill_null(0) != 0) | (frame["down_fen"].fill_null(0) != 0))
    _print(result_tables.margins(answer, moves))
    if still := frame.height - moves.height:
        without_effect = ngettext(
            "One step of the other {count} line does not change the total.",
            "One step of the other {count} lines does not change the total.",
            still,
        )
        echo(without_effect.format(count=still))


def _print(table: AnyTable, most: int = _MOST_ROWS) -> None:
    """Print the first rows of a table, and how many there are besides."""
    number = len(list(table.records))
    if not number:
        return
    echo()
    echo(table.title)
    print_table(table.head(most))
    if number > most:
        echo(_("… and {count} more; -o FILE.xlsx or --json has them all").format(count=number - most))
