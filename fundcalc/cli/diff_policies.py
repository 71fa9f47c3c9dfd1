"""``fundcalc policies diff``: what two measures say differently."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli.command import command
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.terminal import echo, print_table

if TYPE_CHECKING:
    from fundcalc.policy.loading import Policy


@command("diff", help=Message("Compare two policies, or the texts of one, clause by clause."))
@click.argument("before")
@click.argument("after", required=False)
@click.argument("population", required=False, type=click.Path(path_type=Path, exists=True))
def diff(before: str, after: str | None, population: Path | None, *, as_json: bool) -> int:
    from fundcalc.policy.loading import load
    from fundcalc.prose.differences import differences
    from fundcalc.views.differences import differences_table

    if after is None:
        return _texts(load(before), as_json=as_json)
    first, second = load(before), load(after)
    found = differences(first, second)
    table = differences_table(found, before, after)
    effect = None if population is None else _effect(population, first, after)
    if as_json:
        print_json({"before": first.id, "after": second.id, "differences": table.to_json(), "population": effect})
        return NO if found else DONE
    if found:
        print_table(table)
    else:
        echo(_("Both say the same."))
    if effect is not None:
        message = _(
            "{before}: {before_yuan} yuan to {before_paid} of {applications} applications; {after}: {after_yuan} yuan to "
            "{after_paid}; {gain} gain and {lose} lose"
        )
        echo(message.format(before=first.id, after=second.id, **effect))
    return NO if found else DONE


def _texts(policy: Policy, *, as_json: bool) -> int:
    """Say what each text of a measure says otherwise than the one before it."""
    from fundcalc.base.errors import PolicyError
    from fundcalc.prose.differences import differences
    from fundcalc.prose.versions import version_name
    from fundcalc.views.differences import differences_table

    if not policy.versions:
        raise PolicyError(policy.id, (_("has one text; name another policy to compare it with"),))
    pairs = [(*pair, differences(*pair)) for pair in pairwise(policy.versions)]
    if as_json:
        texts = [
            {"before": one.version.name, "after": other.version.name,
             "differences": differences_table(found, one.version.name, other.version.name).to_json()}
            for one, other, found in pairs
        ]  # fmt: skip
        print_json({"policy": policy.id, "texts": texts})
    else:
        for one, other, found in pairs:
            print_table(differences_table(found, version_name(one), version_name(other)))
    return NO if any(found for _one, _other, found in pairs) else DONE


def _effect(population: Path, before: Policy, after: str) -> dict[str, str | int]:
    """What a population is paid under both, now or once filed; amounts in yuan."""
    import polars as pl

    from fundcalc.base.money import plain
    from fundcalc.scenario.comparison import compare
    from fundcalc.scenario.definition import Scenario
    from fundcalc.scenario.population_reader import read_population

    with working(_("deciding the population")):
        rows = compare(before, read_population(population, before), Scenario(instead=after)).rows
    change = pl.col("change_fen")
    sums = rows.select(
        before_fen=pl.col("before_fen").sum(),
        after_fen=pl.col("after_fen").sum(),
        before_paid=(pl.col("before_fen") > 0).sum(),
        after_paid=(pl.col("after_fen") > 0).sum(),
        gain=(change > 0).sum(),
        lose=(change < 0).sum(),
    ).row(0, named=True)
    yuan = {f"{when}_yuan": plain(sums.pop(f"{when}_fen")) for when in ("before", "after")}
    return {"applications": rows.height, **yuan, **sums}
