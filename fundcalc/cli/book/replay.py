"""``fundcalc book replay``: recompute every award from its kept inputs."""

from __future__ import annotations

from pathlib import Path

import click

from fundcalc.base.i18n import _, ngettext
from fundcalc.cli.book.options import FOLDER
from fundcalc.cli.command import command
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.terminal import echo


@command("replay")
@click.argument("folder", type=FOLDER)
def replay(folder: Path, *, as_json: bool) -> int:
    from fundcalc.ledger import replay as replaying

    with working(_("recomputing the awards")):
        done = replaying.replay(folder)
    if as_json:
        print_json(
            {
                "awards": done.awards,
                "confirmed": done.confirmed,
                "findings": [
                    {
                        "kind": finding.kind,
                        "award": finding.award,
                        "file": finding.file,
                        "line": finding.line,
                        "message": finding.message,
                    }
                    for finding in done.findings
                ],
            }
        )
        return NO if done.findings else DONE
    result = ngettext(
        "{confirmed} of {count} award came out the same", "{confirmed} of {count} awards came out the same", done.awards
    )
    echo(result.format(confirmed=done.confirmed, count=done.awards))
    for finding in done.findings:
        echo(f"✗ {finding}")
    return NO if done.findings else DONE
