"""``fundcalc book replay``: every award recomputed from what it was decided on."""

from __future__ import annotations

from pathlib import Path

import click

from fundcalc.base.i18n import _
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
                        "kind": each.kind,
                        "award": each.award,
                        "file": each.file,
                        "line": each.line,
                        "message": each.message,
                    }
                    for each in done.findings
                ],
            }
        )
        return NO if done.findings else DONE
    echo(_("{confirmed} of {count} awards came out the same").format(confirmed=done.confirmed, count=done.awards))
    for each in done.findings:
        echo(f"✗ {each}")
    return NO if done.findings else DONE
