"""``fundcalc book report``: official papers from a book, or from a round."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _, ngettext
from fundcalc.cli.book.options import DAY, FILE, TEXT
from fundcalc.cli.book.paper_options import PaperOptions, until
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.documents.book_rows import Stage

KINDS = ("use", "notice", "letters", "performance", "vouchers")
_FROM_A_ROUND = ("notice", "letters")


@command("report")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@option("--kind", type=click.Choice(KINDS), default="use", show_default=True,
        help=Message("The use of the money, the list for public notice, letters to the applicants, the self-evaluation of "
                     "projects, or vouchers for the accounting program."))  # fmt: skip
@option(
    "--year", type=click.IntRange(1990, 2100), help=Message("The year reported on (with --round: that of the round).")
)
@option("--policy", default="", help=Message("Only the awards of this policy; with --round, the policy of the round."))
@option("--round", "round_file", type=FILE,
        help=Message("Notice and letters: a round, or the workbook of its results."))  # fmt: skip
@option(
    "--set", "changes", multiple=True, metavar="LINE=VALUE", help=Message("With --round: change a line of the policy.")
)
@option("--reading", "readings", multiple=True, metavar="SWITCH=VALUE",
        help=Message("With --round: set how an ambiguity is read."))  # fmt: skip
@option("--stage", type=click.Choice(["commitments", "awards"]),
        help=Message("Notice from a book that holds both: what is committed, or what is awarded."))  # fmt: skip
@option("--organisation", default="", help=Message("Only the awards of this organisation."))
@option("--on", type=DAY, help=Message("Up to this day of the year; for a notice or a letter, its day."))
@option("--document", type=TEXT, default="", help=Message("The number of the document (default: left blank)."))
@option("--workdays", type=FILE, help=Message("Notice: a file of working days of further years (workdays.toml)."))
@option("--from", "first", type=DAY, help=Message("Vouchers: from this day of the year on."))
@option("--accounts", type=FILE, help=Message("Vouchers: a .toml file of the unit's own accounts."))
@option("--form", type=FILE, help=Message("Notice and letters: a letterhead of one's own, a .docx with fields."))
@option(
    "-o", "--output", required=True, type=FILE, help=Message("The file to write; for letters, a folder or one .docx.")
)
def report(
    folder: Path | None, kind: str, year: int | None, policy: str, round_file: Path | None, changes: tuple[str, ...],
    readings: tuple[str, ...], stage: Stage | None, organisation: str, on: datetime | None, document: str,
    workdays: Path | None, form: Path | None, first: datetime | None, accounts: Path | None, output: Path, *, as_json: bool,
) -> int:  # fmt: skip
    options = PaperOptions(
        folder, kind, year, policy, changes, readings, organisation, on.date() if on else None, document, round_file,
        stage, workdays, form, first.date() if first else None, accounts, output,
    )  # fmt: skip
    _check(options)
    match kind:
        case "notice":
            from fundcalc.cli.book.notice import write_notice

            return write_notice(options, as_json=as_json)
        case "letters":
            from fundcalc.cli.book.letters import write_letters

            return write_letters(options, as_json=as_json)
        case "performance":
            from fundcalc.cli.book.performance import write_performance

            return write_performance(options, as_json=as_json)
        case "vouchers":
            from fundcalc.cli.book.vouchers import write_vouchers

            return write_vouchers(options, as_json=as_json)
        case _:
            return _write_use(options, as_json=as_json)


def _check(options: PaperOptions) -> None:
    """Refuse options that do not go together."""
    if options.kind not in _FROM_A_ROUND and (options.round_file or options.form):
        raise click.UsageError(_("--round and --form are for --kind notice and --kind letters"))
    if options.kind != "vouchers" and (options.first or options.accounts):
        raise click.UsageError(_("--from and --accounts are for --kind vouchers"))
    if options.round_file is None:
        if options.folder is None:
            raise click.UsageError(_("name the folder of a book, or give a round: --round FILE --policy ID"))
        if options.year is None:
            raise click.UsageError(_("give the year reported on: --year Y"))
        if options.changes or options.readings:
            raise click.UsageError(_("--set and --reading go with --round"))
    elif not options.policy:
        raise click.UsageError(_("name the measure that the round is decided under: --policy ID"))


def _write_use(options: PaperOptions, *, as_json: bool) -> int:
    from fundcalc import documents

    assert options.folder is not None  # noqa: S101, as _check saw
    assert options.year is not None  # noqa: S101
    documents.check_format(options.output)
    request = documents.ReportRequest(
        options.year, until(options.year, options.on), options.policy, options.organisation
    )
    with working(_("reading the book")):
        report_data = documents.gather(options.folder, request)
        made = documents.use_report(report_data, options.document)
    with working(_("writing the report")):
        documents.write(made, options.output)
    entries = sum(map(len, report_data.entries.values()))
    if as_json:
        print_json(
            {
                "report": str(options.output),
                "title": made.title,
                "awards": len(report_data.awards),
                "entries": entries,
                "seal": report_data.seal,
                "violations": sum(finding.severity == "violation" for finding in report_data.findings),
                "reviews": sum(finding.severity == "review" for finding in report_data.findings),
                "faults": [str(fault) for fault in report_data.faults],
            }
        )
    else:
        number = len(report_data.awards)
        awards = ngettext("{count} award", "{count} awards", number).format(count=number)
        resting = ngettext("{count} entry", "{count} entries", entries).format(count=entries)
        echo(_("{file}: {title}; {awards}, {entries}").format(
            file=options.output, title=made.title, awards=awards, entries=resting))  # fmt: skip
        for fault in report_data.faults:
            echo(f"✗ {fault}")
    return NO if report_data.faults else DONE
