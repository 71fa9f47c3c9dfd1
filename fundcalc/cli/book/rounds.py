"""The round that a notice or letters are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import _
from fundcalc.cli.output import working
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.cli.book.paper_options import PaperOptions
    from fundcalc.documents.outcomes import RoundOutcomes


def outcomes_of_round(options: PaperOptions) -> RoundOutcomes:
    """The outcomes of the round that the options name."""
    from fundcalc.cli.round_options import load_policy
    from fundcalc.documents.outcomes import read_outcomes

    assert options.round_file is not None  # noqa: S101, as the command saw
    policy = load_policy(options.policy, options.changes, options.readings)
    with working(_("deciding")):
        return read_outcomes(options.round_file, policy, options.folder, options.on, options.year)


def year_of(given: int | None, found: RoundOutcomes) -> int:
    """The year that was given, else that of the round."""
    if given is not None:
        return given
    years = sorted({outcome.year for outcome in found.outcomes})
    if len(years) == 1:
        return years[0]
    if not years:
        raise click.UsageError(_("no application of the round can be decided, so its year is not known: --year Y"))
    raise click.UsageError(_("the round holds applications of {years}; give the year: --year Y").format(
        years=", ".join(map(str, years))))  # fmt: skip


def print_doubts(found: RoundOutcomes) -> None:
    """Print what was not decided, and what a person should look at."""
    for note in found.notes:
        echo(_("note: {note}").format(note=note))
    for row in found.not_decided:
        echo(_("Not decided: {row}").format(row=row))
