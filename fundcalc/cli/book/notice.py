"""``fundcalc book report --kind notice``: the list for public notice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import _, ngettext
from fundcalc.cli.book.rounds import outcomes_of_round, print_doubts, year_of
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.cli.book.paper_options import PaperOptions
    from fundcalc.documents.notice import NoticeList, NoticeRow
    from fundcalc.documents.outcomes import RoundOutcomes
    from fundcalc.ledger import Fault


def write_notice(options: PaperOptions, *, as_json: bool) -> int:
    """Write the notice; the exit code."""
    from fundcalc import documents
    from fundcalc.base.workdays import work_calendar
    from fundcalc.documents.forms import fill_in

    if options.form is None:
        documents.check_format(options.output)
    elif options.output.suffix.lower() != ".docx":
        raise click.UsageError(_("what is made on a form of one's own is a .docx; name a file that ends in .docx"))
    calendar = work_calendar(options.folder, options.workdays)
    found, faults = None, tuple["Fault", ...]()
    if options.round_file is not None:
        found = outcomes_of_round(options)
        year = year_of(options.year, found)
        rows = documents.rows_of_outcomes(found, year)
    else:
        year, rows, faults = _of_book(options)
    notice = documents.make_notice(year, rows, options.on, calendar)
    made = documents.notice_report(notice, options.document)
    with working(_("writing the report")):
        if options.form is None:
            documents.write(made, options.output)
        else:
            fields = documents.notice_fields(notice, options.on, options.document)
            (content,) = fill_in(options.form, [fields], in_one=True)
            documents.write_bytes(content, options.output)
    if as_json:
        print_json(_as_json(options, made.title, notice, found, faults))
    else:
        _print(options, made.title, notice, found, faults)
    return NO if faults or (found is not None and found.not_decided) else DONE


def _of_book(options: PaperOptions) -> tuple[int, tuple[NoticeRow, ...], tuple[Fault, ...]]:
    from fundcalc import documents

    assert options.folder is not None  # noqa: S101, as the command saw
    assert options.year is not None  # noqa: S101
    # A notice may be posted after the year.
    last = date(options.year, 12, 31)
    on = last if options.on is None or options.on > last else options.on
    request = documents.ReportRequest(options.year, on, options.policy, options.organisation)
    with working(_("reading the book")):
        rows, faults = documents.notice_rows(options.folder, request, options.stage)
    return options.year, rows, faults


def _as_json(
    options: PaperOptions, title: str, notice: NoticeList, found: RoundOutcomes | None, faults: tuple[Fault, ...]
) -> dict[str, object]:
    from fundcalc.base.amount_in_words import capitals
    from fundcalc.base.money import plain

    first, last = notice.period.first, notice.period.last
    return {
        "report": str(options.output),
        "title": title,
        "year": notice.year,
        "awards": len(notice.rows),
        "entries": 0,
        "sum": plain(notice.fen),
        "sum_in_capitals": capitals(notice.fen),
        "period": {
            "first": first.isoformat() if first else None,
            "last": last.isoformat() if last else None,
            "open": notice.period.why or None,
        },
        "not_decided": list(found.not_decided) if found else [],
        "notes": list(found.notes) if found else [],
        "faults": [str(fault) for fault in faults],
    }


def _print(
    options: PaperOptions, title: str, notice: NoticeList, found: RoundOutcomes | None, faults: tuple[Fault, ...]
) -> None:
    from fundcalc import prose

    number = len(notice.rows)
    awards = ngettext("{count} award", "{count} awards", number).format(count=number)
    message = _("{file}: {title}; {awards}, {total}")
    echo(message.format(file=options.output, title=title, awards=awards, total=prose.amount(notice.fen)))
    if notice.period.why:
        message = _("The last day of the notice is left open, to be filled in by hand: {reason}")
        echo(message.format(reason=notice.period.why))
    if found is not None:
        print_doubts(found)
    for fault in faults:
        echo(f"✗ {fault}")
