"""``fundcalc indicators``: the form of an evaluation, empty or filled in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, print_json
from fundcalc.cli.terminal import echo, print_table

if TYPE_CHECKING:
    from fundcalc.policy.loading import Policy
    from fundcalc.workbooks.indicator_form import FilledForm


@command("indicators")
@click.argument("policy")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@option("--kind", help=Message("The kind of platform, e.g. pilot_base."))
@option("-o", "--output", type=click.Path(path_type=Path), help=Message("The form to write (.xlsx)."))
@option("--last-year", type=click.Path(path_type=Path), help=Message("Last year's filled form, to compare with."))
def indicators(
    policy: str, file: Path | None, kind: str | None, output: Path | None, last_year: Path | None, *, as_json: bool
) -> int:
    from fundcalc.policy.loading import load
    from fundcalc.workbooks.indicator_form import read_form

    loaded = load(policy)
    if file is None:
        return _write(loaded, kind, output, as_json=as_json)
    if kind is not None or output is not None:
        raise click.UsageError(_("--kind and -o write an empty form; a filled one is given alone"))
    form = read_form(file, loaded, last_year)
    if as_json:
        print_json(
            {
                "policy": loaded.id,
                "kind": form.kind,
                "platform": form.platform,
                "year": form.year,
                **form.result.to_dict(),
                "faults": [fault.to_dict() for fault in form.faults],
            }
        )
    else:
        _print(form)
    return DONE if form.result.complete and not form.faults else NO


def _write(policy: Policy, kind: str | None, output: Path | None, *, as_json: bool) -> int:
    from fundcalc.base.errors import SheetError
    from fundcalc.workbooks.indicator_form import write_form

    kinds = list(policy.measure.indicators)
    if output is None or kind is None:
        message = _("give --kind and -o to write a form, or a filled form to check; kinds: {kinds}")
        raise click.UsageError(message.format(kinds=", ".join(kinds) or _("none")))
    if output.is_file():
        raise SheetError(_("{path}: exists already and may be filled in; name another file").format(path=output))
    write_form(policy, kind, output)
    if as_json:
        print_json({"policy": policy.id, "kind": kind, "written": str(output)})
    else:
        echo(_("{path}: fill in the form, then run: fundcalc indicators {policy} {path}").format(
            path=output, policy=policy.argument))  # fmt: skip
    return DONE


def _print(form: FilledForm) -> None:
    from fundcalc.base.i18n import either
    from fundcalc.views.indicators import items_table

    result = form.result
    echo(either(result.table))
    print_table(items_table(result))
    for group, score in result.groups:
        echo(_("{group}: {score} of {weight}").format(group=either(group), score=f"{score:f}", weight=group.weight))
    echo(_("in all: {score} of {total}; the grade is the authority's").format(
        score=f"{result.score:f}", total=result.table.total))  # fmt: skip
    if form.faults:
        echo(_("rows with faults are not added up"))
    if result.last_score is not None:
        echo(_("last year: {score}").format(score=f"{result.last_score:f}"))
    for item in result.without_evidence:
        echo(_("? {item}: papers missing: {papers}").format(item=either(item), papers="、".join(item.evidence)))
    for fault in form.faults:
        echo(f"✗ {fault}")
