"""``fundcalc book report --kind performance``: the self-evaluation of projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundcalc.base.i18n import _, ngettext
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.cli.book.paper_options import PaperOptions


def write_performance(options: PaperOptions, *, as_json: bool) -> int:
    """Write the form of each award; the exit code."""
    from fundcalc import documents
    from fundcalc.base.money import plain
    from fundcalc.cli.book.paper_options import until
    from fundcalc.documents.performance import points_text
    from fundcalc.documents.report import percentage

    assert options.folder is not None  # noqa: S101, as the command saw
    assert options.year is not None  # noqa: S101
    documents.check_format(options.output)
    last = until(options.year, options.on)
    request = documents.ReportRequest(options.year, last, options.policy, options.organisation)
    with working(_("reading the book")):
        report_data = documents.gather(options.folder, request)
        reports = documents.performance_reports(report_data, options.document)
    with working(_("writing the report")):
        documents.write_all(reports, options.output)
    if as_json:
        awards = [
            {
                "award": execution.award.award,
                "budget": plain(execution.budget),
                "spent": plain(execution.spent),
                "execution": None if execution.rate is None else percentage(execution.rate),
                "points": points_text(execution.points) or None,
            }
            for execution in documents.executions(report_data)
        ]
        faults = [str(fault) for fault in report_data.faults]
        print_json(
            {
                "report": str(options.output),
                "title": reports[0].title,
                "awards": awards,
                "seal": report_data.seal,
                "faults": faults,
            }
        )
    else:
        number = len(reports)
        message = ngettext("{file}: {title}; {count} project", "{file}: {title}; {count} projects", number)
        echo(message.format(file=options.output, title=reports[0].title, count=number))
        for fault in report_data.faults:
            echo(f"✗ {fault}")
    return NO if report_data.faults else DONE
