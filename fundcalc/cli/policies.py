"""``fundcalc policies``: list, show, check and test the measures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli.command import Group, Lazy, command, option
from fundcalc.cli.output import DONE, print_json
from fundcalc.cli.terminal import echo, print_table

if TYPE_CHECKING:
    from fundcalc.policy.loading import Policy
    from fundcalc.policy.model import Measure
    from fundcalc.views.table import Table

LATER = {
    "check": Lazy(
        "fundcalc.cli.policy_checks:check",
        Message("Check a policy: its form, its articles, and every value of every reading."),
    ),
    "test": Lazy("fundcalc.cli.policy_checks:test", Message("Run the cases of a policy.")),
    "diff": Lazy(
        "fundcalc.cli.diff_policies:diff",
        Message("Compare two policies, or the texts of one, clause by clause."),
    ),
    "new": Lazy("fundcalc.cli.new_policy:new", Message("Begin a policy: a folder with a commented file and cases.")),
    "schema": Lazy("fundcalc.cli.schema:schema", Message("The JSON Schema of a measure's files, for editors.")),
    "verify": Lazy(
        "fundcalc.cli.verify:verify", Message("Compare every figure of a policy with the text of its measure.")
    ),
}
policies = Group("policies", Message("The measures: list, show, check, test."), LATER)


@policies.add
@command("list", help=Message("List the measures that come with fundcalc."))
def list_(*, as_json: bool) -> int:
    from fundcalc.policy.loading import available, load

    measures = [load(name).measure for name in available()]
    if as_json:
        print_json(
            {
                "policies": [
                    {
                        "id": measure.id,
                        "title": measure.title.model_dump(),
                        "number": measure.number,
                        "status": measure.validity.status,
                        "from": measure.validity.first and measure.validity.first.isoformat(),
                        "last": measure.validity.last and measure.validity.last.isoformat(),
                        "benefits": list(measure.benefit),
                    }
                    for measure in measures
                ]
            }
        )
        return DONE
    print_table(_table(measures))
    return DONE


def _table(measures: Sequence[Measure]) -> Table[Measure]:
    from fundcalc.base.i18n import either, listed
    from fundcalc.views.table import Column, Table

    def benefits(measure: Measure) -> str:
        return listed(
            _("{word} ({text})").format(word=either(benefit), text=name) for name, benefit in measure.benefit.items()
        )

    no_first_day = {"draft": _("draft, no date"), "undated": _("undated"), "in_force": ""}
    columns: list[Column[Measure]] = [
        Column("id", _("id"), lambda measure: measure.id, "id"),
        Column("title", _("measure"), lambda measure: either(measure.short)),
        Column("from", _("in force"), lambda m: m.validity.first or no_first_day[m.validity.status], "date"),
        Column(
            "last", _("last day"), lambda m: m.validity.last or (_("no end stated") if m.validity.first else ""), "date"
        ),
        Column("benefits", _("benefits"), benefits),
    ]
    return Table(_("measures"), columns, measures)


@policies.add
@command("show", help=Message("Show what a measure says, clause by clause."))
@click.argument("policy")
@option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help=Message("The text of that day, if the measure has several; the last by default."),
)
@option("-o", "--output", type=click.Path(path_type=Path), help=Message("Write it as .docx, .xlsx or .html."))
def show(policy: str, on: datetime | None, output: Path | None, *, as_json: bool) -> int:
    from fundcalc.policy.loading import load
    from fundcalc.prose import measure_page
    from fundcalc.prose.life_diagram import diagram_text

    loaded = load(policy) if on is None else load(policy).on(on.date())
    if output is not None:
        from fundcalc.documents import write
        from fundcalc.documents.pages import measure_report

        write(measure_report(loaded), output)
    if as_json:
        print_json(
            {
                "id": loaded.id,
                "digest": loaded.digest,
                **({"version": loaded.version.name} if loaded.version.name else {}),
                "readings": dict(loaded.readings),
                "facts": {name: named.model_dump(mode="json") for name, named in loaded.facts.items()},
                "measure": loaded.measure.model_dump(mode="json", by_alias=True, fallback=str),
            }
        )
    elif output is not None:
        echo(_("{path}: written").format(path=output))
    else:
        echo(str(measure_page(loaded)))
        if diagram := diagram_text(loaded):
            echo(diagram)
        echo(_verified(loaded))
    return DONE


def _verified(policy: Policy) -> str:
    """Say whether the figures agree with those kept of the text."""
    from fundcalc.base.figures import day
    from fundcalc.measure_text.kept import kept_text, verify_kept

    policy = policy.on(date.max)
    kept = kept_text(policy)
    if kept is None:
        return _("Not verified against the text of the measure: fundcalc policies verify {policy} --text FILE").format(
            policy=policy.argument
        )
    if not verify_kept(policy, kept).agrees:
        message = _("Some figures differ from those kept of the text {digest}: fundcalc policies verify {policy}")
        return message.format(digest=kept.digest[:12], policy=policy.argument)
    message = _("Figures verified against the text {title}, {digest}, on {date}")
    return message.format(title=kept.title, digest=kept.digest[:12], date=day(kept.verified_on))
