"""``fundcalc population``: write invented applications to try a measure on."""

from pathlib import Path
from typing import Any

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, print_json, working
from fundcalc.cli.terminal import echo


@command("population")
@click.argument("policy")
@option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help=Message("An .xlsx, a folder for a table of each form, or a .parquet or .csv of applications alone."),
)
@option("--recipe", type=click.Path(path_type=Path), help=Message("How it is drawn (default: the measure's own)."))
@option("--applications", type=int, metavar="N", help=Message("How many (default: as the recipe says)."))
@option(
    "--seed", type=int, metavar="N", help=Message("The same seed gives the same population (default: the recipe's).")
)
@option("--csv", "as_csv", is_flag=True, help=Message("Tables in a folder as CSV instead of Parquet."))
def population(
    policy: str,
    output: Path,
    recipe: Path | None,
    applications: int | None,
    seed: int | None,
    *,
    as_csv: bool,
    as_json: bool,
) -> int:
    from fundcalc.policy.loading import load
    from fundcalc.scenario.invention import invent
    from fundcalc.scenario.population_files import page_of, write_population

    loaded = load(policy)
    with working(_("inventing applications")):
        found = invent(loaded, recipe, applications=applications, seed=seed)
        written = write_population(found, loaded, output, as_csv=as_csv)
    if as_json:
        print_json(_as_json(found, policy, written))
        return DONE
    echo(page_of(found, loaded))
    echo("\n" + _("Written: {files}").format(files=", ".join(map(str, written))))
    if found.groups and output.suffix.lower() == ".xlsx":
        echo(_("A workbook has no columns to group by; left out: {groups}").format(groups=", ".join(found.groups)))
    file = output if len(written) > 1 else written[0]
    echo(_("Decide it: fundcalc award {file} --policy {policy}").format(file=file, policy=loaded.argument))
    return DONE


def _as_json(found: Any, policy: str, written: tuple[Path, ...]) -> dict[str, Any]:
    from fundcalc.scenario.population_prose import invented

    return {
        "policy": policy,
        "invented": True,
        "told": invented(found.name, found.applications.height, found.seed),
        "recipe": found.name,
        "seed": found.seed,
        "applications": found.applications.height,
        "organisations": found.applications["organisation"].n_unique(),
        "paid": 0 if found.paid is None else found.paid.height,
        "groups": list(found.groups),
        "written": [str(path) for path in written],
    }
