"""``fundcalc policies check`` and ``test``: is a policy valid, do its cases pass."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _, current, ngettext
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, working
from fundcalc.cli.policy_paths import CommandResult, of_each
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.engine.case_coverage import Coverage
    from fundcalc.policy.checking import CheckReport


@command("check", help=Message("Check a policy: its form, its articles, and every value of every reading."))
@click.argument("named", nargs=-1, required=True, metavar="POLICY…")
def check(named: tuple[str, ...], *, as_json: bool) -> int:
    return of_each(named, lambda policy: _check(policy, as_json=as_json), as_json=as_json)


def _check(policy: str, *, as_json: bool) -> CommandResult:
    from fundcalc.base.errors import PolicyError
    from fundcalc.engine.case_coverage import coverage_warnings
    from fundcalc.policy import checking
    from fundcalc.policy.loading import find

    where = find(policy)
    report = checking.check(where)
    faults, warnings = [*report.faults], [*report.warnings]
    if report.policy is not None:
        try:
            warnings += coverage_warnings(report.policy)
        except PolicyError as error:
            faults += [f"cases.toml: {fault}" for fault in error.faults]
    if not as_json:
        _print_report(where, report, faults, warnings)
    document = {"path": str(where), "readings_tried": report.tried, "faults": faults, "warnings": warnings}
    return CommandResult(NO if faults else DONE, document)


def _print_report(where: Path, report: CheckReport, faults: list[str], warnings: list[str]) -> None:
    if not faults:
        valid = ngettext(
            "{path}: valid ({count} combination of {readings} readings tried)",
            "{path}: valid ({count} combinations of {readings} readings tried)",
            report.tried,
        )
        echo(valid.format(path=where, count=report.tried, readings=report.readings))
    else:
        echo(str(where))
        for fault in faults:
            echo(f"  {fault}")
        echo(ngettext("{count} fault", "{count} faults", len(faults)).format(count=len(faults)))
    if warnings:
        echo(ngettext("{count} warning", "{count} warnings", len(warnings)).format(count=len(warnings)))
        for warning in warnings:
            echo(f"  {warning}")


@command("test", help=Message("Run the cases of a policy."))
@click.argument("named", nargs=-1, required=True, metavar="POLICY…")
@option("--cases", type=click.Path(path_type=Path), help=Message("Another file of cases."))
def test(named: tuple[str, ...], cases: Path | None, *, as_json: bool) -> int:
    return of_each(named, lambda policy: _test(policy, cases, as_json=as_json), as_json=as_json)


def _test(policy: str, cases: Path | None, *, as_json: bool) -> CommandResult:
    from fundcalc.base.errors import PolicyError
    from fundcalc.engine.case_coverage import coverage
    from fundcalc.engine.cases import cases_of, run
    from fundcalc.policy.loading import load

    with working(_("running the cases")):
        results = run(policy, cases)
        try:
            exercised = coverage(load(policy), cases_of(policy, cases))
        except PolicyError:
            exercised = None  # every case fails then, and says why
    failed = [result for result in results if result.failures]
    document: dict[str, object] = {
        "policy": policy,
        "cases": len(results),
        "failed": [{"name": result.name, "cite": result.cite, "failures": list(result.failures)} for result in failed],
        "coverage": exercised.to_dict() if exercised is not None else None,
        "language": current(),
    }
    if not as_json:
        for result in failed:
            echo(_("FAILED {name} ({cite})").format(name=result.name, cite=result.cite or "-"))
            for failure in result.failures:
                echo(f"    {failure}")
        echo(_("{passed} passed, {failed} failed").format(passed=len(results) - len(failed), failed=len(failed)))
        if exercised is not None:
            _print_coverage(exercised)
            if load(policy).measure.life is not None:
                echo(_("No case exercises the rules of [life]; fundcalc standing tries them on a history of events"))
    return CommandResult(NO if failed else DONE, document)


def _print_coverage(exercised: Coverage) -> None:
    from fundcalc.base.i18n import listed
    from fundcalc.engine.case_coverage import SECTIONS, section_name

    counts = [
        _("{what} {covered} of {all}").format(
            what=section_name(section), covered=sum(point.covered for point in points), all=len(points)
        )
        for section in SECTIONS
        if (points := exercised.of(section))
    ]
    echo(_("Exercised by the cases: {counts}").format(counts=listed(counts)))
    for point in exercised.missing:
        echo(f"  {point}")
