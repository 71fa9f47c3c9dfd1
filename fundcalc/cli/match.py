"""``fundcalc match``: one unit's facts against every measure."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.terminal import echo, print_table

if TYPE_CHECKING:
    from fundcalc.engine.application import PaidAward
    from fundcalc.matching.matches import Matches


@command("match")
@click.argument("file", type=click.Path(path_type=Path))
@option("--policy", default="", metavar="ID",
        help=Message("The measure that filing, grade and review in the file belong to."))  # fmt: skip
@option("--platform", default="", help=Message("The platform, of a file with several."))
@option("--on", type=click.DateTime(["%Y-%m-%d"]), help=Message("The day of the application (default: today)."))
@option("--book", "folder", type=click.Path(path_type=Path), help=Message("The book that knows what was paid."))
@option(
    "--without-application",
    is_flag=True,
    help=Message("Say of a whole round what stands between it and paying without application (免申即享)."),
)
def match(
    file: Path,
    policy: str,
    platform: str,
    on: datetime | None,
    folder: Path | None,
    without_application: bool,
    *,
    as_json: bool,
) -> int:
    day = on.date() if on else None
    if without_application:
        if platform or folder is not None:
            raise click.UsageError(_("--without-application is about a whole round: leave out --platform and --book"))
        return _of_round(file, policy, day, as_json=as_json)
    from fundcalc.matching import matches, tables
    from fundcalc.matching.unit_file import read_unit
    from fundcalc.policy.loading import available, load

    policies = [load(name) for name in available()]
    with working(_("reading {file}").format(file=file.name)):
        unit = read_unit(file, policies, of=policy, platform=platform)
        found = matches.match(unit, policies=policies, paid=_paid(folder), on=day)
    if as_json:
        print_json(found.to_dict())
        return _code(found)
    print_table(tables.matches_table(found))
    missing = tables.missing_table(found)
    if missing.records:
        echo(missing.title)
        print_table(missing)
    _list(_("Cannot be combined"), list(tables.conflict_sentences(found)))
    if unused := tables.unassigned_sentence(found):
        echo(f"? {unused}")
    return _code(found)


def _code(found: Matches) -> int:
    """The exit status: 1 where a measure could not read the facts."""
    return NO if any(one.decision is None for one in found.matches) else DONE


def _list(title: str, lines: list[str]) -> None:
    if lines:
        echo(title)
        for line in lines:
            echo(f"- {line}")


def _paid(folder: Path | None) -> list[PaidAward]:
    """What a book says was paid."""
    if folder is None:
        return []
    from fundcalc.ledger.book_history import BookHistory
    from fundcalc.ledger.session import load_checked

    return [*BookHistory(load_checked(folder).events, ()).rows()]


def _of_round(file: Path, policy: str, on: date | None, *, as_json: bool) -> int:
    from fundcalc.engine.rounds import decide_all
    from fundcalc.matching import tables
    from fundcalc.matching.without_application import without_application
    from fundcalc.policy.loading import load
    from fundcalc.workbooks import read_round

    if not policy:
        raise click.UsageError(_("--without-application needs the measure of the round: --policy ID"))
    loaded = load(policy)
    with working(_("reading {file}").format(file=file.name)):
        round_ = read_round(file, loaded, on=on)
    found = without_application(loaded, decide_all(loaded, round_.applications, round_.paid, on=on))
    if as_json:
        print_json({**found.to_dict(), "not_read": [str(row) for row in round_.refused]})
    else:
        echo(tables.readiness_sentence(found))
        if found.obstacles:
            table = tables.obstacles_table(found)
            echo(table.title)
            print_table(table)
        _list(_("Not by any fact"), list(tables.others_sentences(found)))
        for row in round_.refused:
            echo(f"✗ {row}")
    return NO if round_.faults or round_.refused else DONE
