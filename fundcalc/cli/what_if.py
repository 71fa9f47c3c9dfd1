"""``fundcalc what-if``: compare a measure with a changed one over a round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fundcalc.base.i18n import Message, _, placed
from fundcalc.cli import what_if_json, what_if_output
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, assignment, working

if TYPE_CHECKING:
    from fundcalc.policy.loading import Policy
    from fundcalc.scenario.population import Population
    from fundcalc.scenario.request import WhatIfRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of ``what-if``."""

    file: Path | None
    policy: str
    changes: tuple[str, ...]
    readings: tuple[str, ...]
    instead: str | None
    given: tuple[str, ...]
    sweeps: tuple[str, ...]
    budget: str | None
    pro_rata: bool
    meet: str | None
    interpretations: bool
    among: tuple[str, ...]
    margins: bool
    thresholds: tuple[str, ...]
    by: tuple[str, ...]
    invented: int | None
    seed: int | None
    output: Path | None

    @property
    def is_trial(self) -> bool:
        """Whether anything is tried; otherwise the lines that can be changed are listed."""
        return any((
            self.changes, self.readings, self.instead, self.sweeps, self.meet, self.interpretations, self.among,
            self.margins, self.budget, self.thresholds, self.output,
        ))  # fmt: skip


@command("what-if")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@option("--policy", required=True, help=Message("The measure: an id, or the path of a policy file."))
@option(
    "--set",
    "changes",
    multiple=True,
    metavar="LINE=VALUE",
    help=Message("Change a line, e.g. benefit.build.cap=3000000; without any option they are listed."),
)
@option("--reading", "readings", multiple=True, metavar="SWITCH=VALUE", help=Message("Set how an ambiguity is read."))
@option("--instead", metavar="POLICY", help=Message("Put another measure in its place."))
@option(
    "--given",
    multiple=True,
    metavar="LINE=VALUE",
    help=Message("A line or a reading for both sides of the comparison, e.g. validity.from=2026-07-01 for a draft."),
)
@option(
    "--sweep",
    "sweeps",
    multiple=True,
    metavar="LINE=FROM:TO:STEP",
    help=Message("The total while one line varies, or two; or LINE=VALUE,VALUE,…."),
)
@option("--budget", metavar="YUAN", help=Message("The budget of each year of award."))
@option("--pro-rata", is_flag=True, help=Message("Cut what is beyond the budget in proportion."))
@option("--meet", metavar="LINE[=FROM:TO:STEP]", help=Message("Find the value of a line that the budget allows."))
@option("--interpretations", is_flag=True, help=Message("What each reading of the text is worth."))
@option("--among", multiple=True, metavar="SWITCH", help=Message("Only these readings."))
@option("--margins", is_flag=True, help=Message("What one step of each line costs."))
@option("--threshold", "thresholds", multiple=True, metavar="YUAN", help=Message("List who crosses this amount."))
@option("--by", multiple=True, metavar="COLUMN", help=Message("Group by this column (default: kinds and #columns)."))
@option("--invented", type=int, metavar="N", help=Message("Use this many invented applications instead of FILE."))
@option("--seed", type=int, metavar="N", help=Message("The seed of invented applications."))
@option("-o", "--output", type=click.Path(path_type=Path), help=Message("Write it to an .xlsx, with charts."))
def what_if(*, as_json: bool, **given: Any) -> int:
    options = Options(**given)
    _check_output(options)
    _check_population(options)
    _check_nothing_stands_alone(options)
    policy = _policy(options)
    if not options.is_trial:
        what_if_output.print_lines(policy, options.file, as_json=as_json)
        return DONE

    from fundcalc.tables.engines import engine

    engine("polars")
    from fundcalc.scenario.definition import policy_under
    from fundcalc.scenario.request import answer

    request = _request(options)
    policy_under(policy, request.scenario)  # fail before reading the applications, which may take long
    population = _population(policy, options)
    with working(_("working it out")):
        found = answer(policy, population, request)
    if options.output is not None:
        from fundcalc.scenario.workbook import write_what_if

        with working(_("writing {file}").format(file=options.output.name)):
            write_what_if(options.output, found)
    if as_json:
        what_if_json.print_as_json(found, options.file, options.output)
    else:
        what_if_output.print_answer(found, options.output)
    defect = found.budget_result is not None and bool(found.budget_result.mismatches)
    return NO if population.faults or population.refused or defect else DONE


def _request(options: Options) -> WhatIfRequest:
    from fundcalc.scenario.definition import Scenario
    from fundcalc.scenario.request import WhatIfRequest

    return WhatIfRequest(
        Scenario(
            _once("--set", options.changes),
            _once("--reading", options.readings),
            options.instead,
            _once("--given", options.given),
        ),
        swept=_ranges(options.sweeps),
        meet=None if options.meet is None else _line_and_range(options.meet),
        budget=_budget(options),
        pro_rata=options.pro_rata,
        thresholds=[_yuan("--threshold", amount) for amount in options.thresholds],
        by=options.by,
        interpretations=options.interpretations or bool(options.among),
        among=options.among,
        margins=options.margins,
    )


# Reading the options.


def _check_output(options: Options) -> None:
    file, output = options.file, options.output
    if output is None:
        return
    if file is not None and file.exists() and output.exists() and output.samefile(file):
        raise click.UsageError(_("-o names the file of applications itself, which would be lost; give another name"))
    if output.suffix.lower() != ".xlsx":
        raise click.UsageError(_("-o {path}: the result is written as a workbook; give a name that ends in .xlsx").format(
            path=output))  # fmt: skip


def _check_population(options: Options) -> None:
    if options.file is not None and (options.invented is not None or options.seed is not None):
        message = _("--invented and --seed replace FILE; leave out either these options or {file}")
        raise click.UsageError(message.format(file=options.file))


def _check_nothing_stands_alone(options: Options) -> None:
    """Refuse ``--pro-rata`` and ``--by`` where there is nothing to share or to group."""
    if options.pro_rata and options.budget is None:
        raise click.UsageError(_("--pro-rata needs --budget YUAN: what there is to share"))
    if options.by and not options.is_trial:
        raise click.UsageError(_("--by groups the effect of a change; add --set, --reading or --instead"))


def _policy(options: Options) -> Policy:
    """The measure that the changes start from.

    In ``--given``, a name with a dot is a line, every other a reading.
    """
    from fundcalc.policy.loading import load

    given = _once("--given", options.given)
    return load(
        options.policy,
        changes={name: value for name, value in given.items() if "." in name},
        readings={name: value for name, value in given.items() if "." not in name},
    )


def _once(option: str, texts: Sequence[str]) -> dict[str, str]:
    """Assignments as a mapping. Raises UsageError for a name given twice."""
    found: dict[str, str] = {}
    for name, value in map(assignment, texts):
        if name in found:
            raise click.UsageError(
                _("{option}: {name} is named twice; give it one value").format(option=option, name=name)
            )
        found[name] = value
    return found


def _ranges(sweeps: Sequence[str]) -> dict[str, str]:
    ranges = [assignment(text) for text in sweeps]
    if len(ranges) != len(dict(ranges)):
        raise click.UsageError(_("--sweep: one line is named twice; give all its values in one"))
    return dict(ranges)


def _line_and_range(text: str) -> tuple[str, str]:
    line, _equals, range_ = text.partition("=")
    return line.strip(), range_.strip()


def _budget(options: Options) -> str | None:
    if options.budget is not None:
        return _yuan("--budget", options.budget)
    if options.meet is not None:
        raise click.UsageError(_("--meet needs --budget YUAN: the budget to be met"))
    return None


def _yuan(option: str, text: str) -> str:
    from fundcalc.base.errors import MoneyError
    from fundcalc.base.money import fen, plain

    try:
        amount = fen(text)
    except MoneyError as error:
        raise click.UsageError(placed(option, error)) from error
    if amount < 0:
        raise click.UsageError(_("{option}: {value} is negative; give an amount of 0 or more").format(
            option=option, value=text))  # fmt: skip
    return plain(amount)


def _population(policy: Policy, options: Options) -> Population:
    if options.file is None:
        from fundcalc.scenario.invention import invent

        with working(_("inventing applications")):
            return invent(policy, applications=options.invented, seed=options.seed)
    from fundcalc.scenario.population_reader import read_population

    with working(_("reading {file}").format(file=options.file.name)):
        return read_population(options.file, policy, options.by)
