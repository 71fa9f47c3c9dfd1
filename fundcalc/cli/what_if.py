"""``fundcalc what-if``: a measure as it stands beside the same measure changed, over the applications of a round."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fundcalc.base.i18n import _
from fundcalc.cli import what_if_output as trials
from fundcalc.cli.output import DONE, NO, assignment, spoken, working

if TYPE_CHECKING:
    from fundcalc.policy.loading import Policy
    from fundcalc.scenario.population import Population
    from fundcalc.scenario.request import WhatIfRequest


def _options(command: Any) -> Any:
    several: dict[str, Any] = {"multiple": True}
    for option in reversed(
        (
            click.option("--policy", required=True, help=_("The measure: an id, or the path of a policy file.")),
            click.option("--set", "changes", **several, metavar="LINE=VALUE",
                         help=_("Change a line, e.g. benefit.build.cap=3000000; without any option they are listed.")),
            click.option("--reading", "readings", **several, metavar="SWITCH=VALUE", help=_("Read an ambiguity so.")),
            click.option("--instead", metavar="POLICY", help=_("Put another measure in its place.")),
            click.option("--given", **several, metavar="LINE=VALUE",
                         help=_("A line or a reading before and after alike, e.g. validity.from=2026-07-01 for a draft.")),
            click.option("--sweep", "sweeps", **several, metavar="LINE=FROM:TO:STEP",
                         help=_("What it comes to while a line moves, or two; or LINE=VALUE,VALUE,….")),
            click.option("--budget", metavar="YUAN", help=_("The budget of each year of award.")),
            click.option("--pro-rata", is_flag=True, help=_("Cut what is beyond the budget in proportion.")),
            click.option("--meet", metavar="LINE[=FROM:TO:STEP]", help=_("Find the value of a line that the budget allows.")),
            click.option("--interpretations", is_flag=True, help=_("What each reading of the text is worth.")),
            click.option("--among", **several, metavar="SWITCH", help=_("Only these readings.")),
            click.option("--margins", is_flag=True, help=_("What one step of each line costs.")),
            click.option("--threshold", "thresholds", **several, metavar="YUAN", help=_("Who crosses this amount.")),
            click.option("--by", **several, metavar="COLUMN", help=_("Group by this column (default: kinds and #columns).")),
            click.option("--invented", type=int, metavar="N", help=_("Instead of FILE: so many invented applications.")),
            click.option("--seed", type=int, metavar="N", help=_("The seed of invented applications.")),
            click.option("-o", "--output", type=click.Path(path_type=Path), help=_("Write it to an .xlsx, with charts.")),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def what_if() -> click.Command:
    """The command ``what-if``."""

    @click.command(
        name="what-if",
        help=_(
            "Try a change of a measure on a round: what it costs, who gains and who loses. Nothing is decided or posted."
        ),
    )
    @click.argument("file", required=False, type=click.Path(path_type=Path))
    @_options
    @spoken
    def run(
        file: Path | None,
        policy: str,
        changes: tuple[str, ...],
        readings: tuple[str, ...],
        instead: str | None,
        given: tuple[str, ...],
        sweeps: tuple[str, ...],
        budget: str | None,
        *,
        pro_rata: bool,
        meet: str | None,
        interpretations: bool,
        among: tuple[str, ...],
        margins: bool,
        thresholds: tuple[str, ...],
        by: tuple[str, ...],
        invented: int | None,
        seed: int | None,
        output: Path | None,
        as_json: bool,
    ) -> int:
        _insist_on_an_output(output, file)
        _insist_on_one_population(file, invented, seed)
        read_so = _as_given(policy, given)
        wanted = (changes, readings, instead, sweeps, meet, interpretations, among, margins, budget, thresholds, output)
        if not any(wanted):
            trials.tell_lines(read_so, file, as_json=as_json)
            return DONE

        from fundcalc.scenario.definition import Scenario
        from fundcalc.tables.engines import engine

        engine("polars")
        from fundcalc.scenario.request import WhatIfRequest, answer

        asked = WhatIfRequest(
            Scenario(_once("--set", changes), _once("--reading", readings), instead),
            swept=_swept(sweeps),
            meet=None if meet is None else _line_and_range(meet),
            budget=_budget(budget, pro_rata=pro_rata, meet=meet),
            pro_rata=pro_rata,
            thresholds=[_yuan("--threshold", each) for each in thresholds],
            by=by,
            interpretations=interpretations or bool(among),
            among=among,
            margins=margins,
        )
        _insist_on_a_scenario(read_so, asked)
        population = _population(read_so, file, by, invented, seed)
        with working(_("working it out")):
            found = answer(read_so, population, asked)
        if output is not None:
            from fundcalc.scenario.workbook import write_what_if

            with working(_("writing {file}").format(file=output.name)):
                write_what_if(output, found)
        if as_json:
            trials.tell_json(found, file, output)
        else:
            trials.tell(found, output)
        defect = found.budget_result is not None and bool(found.budget_result.mismatches)
        return NO if population.faults or population.refused or defect else DONE

    return run


# What is asked.


def _insist_on_an_output(output: Path | None, file: Path | None) -> None:
    if output is None:
        return
    if file is not None and file.exists() and output.exists() and output.samefile(file):
        raise click.UsageError(_("-o names the file of applications itself, which would be lost; give another name"))
    if output.suffix.lower() != ".xlsx":
        raise click.UsageError(_("-o {path}: what comes of it is written as a workbook; give a name that ends in .xlsx").format(
            path=output))  # fmt: skip


def _insist_on_one_population(file: Path | None, invented: int | None, seed: int | None) -> None:
    if file is not None and (invented is not None or seed is not None):
        raise click.UsageError(
            _(
                "--invented and --seed are instead of FILE; leave out one of them, to try it on {file} or on nobody"
            ).format(file=file)
        )


def _insist_on_a_scenario(policy: Policy, asked: WhatIfRequest) -> None:
    """Read everything that is changed before the applications are, which may take long."""
    from fundcalc.scenario.definition import policy_under

    policy_under(policy, asked.scenario)


def _as_given(policy: str, given: Sequence[str]) -> Policy:
    """The measure before and after alike: what has a dot is a line of it, everything else a reading."""
    from fundcalc.policy.loading import load

    every = _once("--given", given)
    return load(
        policy,
        changes={name: value for name, value in every.items() if "." in name},
        readings={name: value for name, value in every.items() if "." not in name},
    )


def _once(option: str, texts: Sequence[str]) -> dict[str, str]:
    """Lines or readings with their values, each named once."""
    found: dict[str, str] = {}
    for name, value in map(assignment, texts):
        if name in found:
            raise click.UsageError(
                _("{option}: {name} is named twice; give it one value").format(option=option, name=name)
            )
        found[name] = value
    return found


def _swept(sweeps: Sequence[str]) -> dict[str, str]:
    ranges = [assignment(each) for each in sweeps]
    if len(ranges) != len(dict(ranges)):
        raise click.UsageError(_("--sweep: one line is named twice; give all its values in one"))
    return dict(ranges)


def _line_and_range(text: str) -> tuple[str, str]:
    line, _equals, range_ = text.partition("=")
    return line.strip(), range_.strip()


def _budget(budget: str | None, *, pro_rata: bool, meet: str | None) -> str | None:
    if budget is None:
        if pro_rata:
            raise click.UsageError(_("--pro-rata needs --budget YUAN: what there is to share"))
        if meet is not None:
            raise click.UsageError(_("--meet needs --budget YUAN: the budget to be met"))
        return None
    return _yuan("--budget", budget)


def _yuan(option: str, text: str) -> str:
    from fundcalc.base.errors import MoneyError
    from fundcalc.base.money import fen, plain

    try:
        amount = fen(text)
    except MoneyError as error:
        raise click.UsageError(f"{option}: {error}") from error
    if amount < 0:
        raise click.UsageError(_("{option}: {value} is below zero; give an amount of 0 or more").format(
            option=option, value=text))  # fmt: skip
    return plain(amount)


def _population(
    policy: Policy, file: Path | None, by: Sequence[str], invented: int | None, seed: int | None
) -> Population:
    if file is None:
        from fundcalc.scenario.invention import invent

        with working(_("inventing applications")):
            return invent(policy, applications=invented, seed=seed)
    from fundcalc.scenario.population_reader import read_population

    with working(_("reading {file}").format(file=file.name)):
        return read_population(file, policy, by)
