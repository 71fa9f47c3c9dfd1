"""``fundcalc book report``: the use of funds, or the public notice."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from fundcalc.base.i18n import Message, _, ngettext
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.terminal import echo

_DAY = click.DateTime(["%Y-%m-%d"])


@command("report")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@option("--kind", type=click.Choice(["use", "notice"]), default="use", show_default=True,
              help=Message("The use of the money, or the list for public notice."))  # fmt: skip
@option("--year", required=True, type=click.IntRange(1990, 2100), help=Message("The year reported on."))
@option("--policy", default="", help=Message("Only the awards of this policy."))
@option("--organisation", default="", help=Message("Only the awards of this organisation."))
@option("--on", type=_DAY, help=Message("Up to this day of the year; for a notice, the day it is posted."))
@option("--document", default="", help=Message("The number of the document (default: left blank)."))
@option("-o", "--output", required=True, type=click.Path(path_type=Path), help=Message("The file to write."))
def report(
    folder: Path, kind: str, year: int, policy: str, organisation: str, on: datetime | None, document: str,
    output: Path, *, as_json: bool,
) -> int:  # fmt: skip
    from fundcalc import documents

    documents.check_format(output)
    day = on.date() if on else None
    request = documents.ReportRequest(year, _until(year, day, kind), policy, organisation)
    with working(_("reading the book")):
        report_data = documents.gather(folder, request)
        made = (
            documents.use_report(report_data, document)
            if kind == "use"
            else documents.notice_list(report_data, day, document)
        )
    with working(_("writing the report")):
        documents.write(made, output)
    entries = sum(map(len, report_data.entries.values()))
    if as_json:
        print_json(
            {
                "report": str(output),
                "title": made.title,
                "awards": len(report_data.awards),
                "entries": entries,
                "faults": [str(fault) for fault in report_data.faults],
            }
        )
    else:
        number = len(report_data.awards)
        awards = ngettext("{count} award", "{count} awards", number).format(count=number)
        resting = ngettext("{count} entry", "{count} entries", entries).format(count=entries)
        echo(_("{file}: {title}; {awards}, {entries}").format(
            file=output, title=made.title, awards=awards, entries=resting))  # fmt: skip
        for fault in report_data.faults:
            echo(f"✗ {fault}")
    return NO if report_data.faults else DONE


def _until(year: int, on: date | None, kind: str) -> date:
    """The last day counted, within the year; a notice may be posted after it."""
    from fundcalc.base.errors import BookError

    last = date(year, 12, 31)
    if on is None or (kind == "notice" and on > last):
        return last
    if on.year != year:
        raise BookError(_("{day} is not a day of {year}; give a day of the year reported on, or leave --on out").format(
            day=on, year=year))  # fmt: skip
    return on
