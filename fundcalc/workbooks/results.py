"""The workbook of results.

It has a summary, the decisions, every reason, what is still open, and what could not be decided. It speaks the current
language; the names of its sheets have both. Text is written so that it can run nowhere (see `safe_writing.safe`), amounts
are numbers of yuan, and the file appears whole or not at all.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fundcalc import prose
from fundcalc.base.garbage_collection import without_collecting
from fundcalc.base.i18n import _, either
from fundcalc.engine.decision import Decision, Point
from fundcalc.policy.loading import Policy
from fundcalc.views.decisions import marked_status
from fundcalc.views.table import Cell, Marked, Money
from fundcalc.workbooks.cell_faults import CellFault
from fundcalc.workbooks.doubts import doubts_of
from fundcalc.workbooks.results_summary import write_summary
from fundcalc.workbooks.round import Round
from fundcalc.workbooks.safe_writing import replaced, workbook
from fundcalc.workbooks.sheet_writer import Column, formats, table

if TYPE_CHECKING:
    from fundcalc.ledger import Posting
    from fundcalc.ledger.differences import Difference

SHEETS = {
    "summary": "摘要 summary",
    "decisions": "结论 decisions",
    "reasons": "理由 reasons",
    "open": "待办 open questions",
    "refused": "未受理的行 refused rows",
    "faults": "单元格错误 faults",
    "notes": "读取说明 notes",
}


# What a person has to do something about, besides the open questions of the decision itself.
_TO_DO = ("recover", "class_of_paid_unknown")


def write_results(
    path: Path | str,
    policy: Policy,
    decisions: Sequence[Decision],
    round_: Round,
    *,
    posting: "Posting | None" = None,
    differences: Sequence["Difference"] = (),
    on: date | None = None,
    progress: Callable[[Sequence[Decision]], Iterable[Decision]] = iter,
) -> None:
    """Write the results of a round to an .xlsx, whole or not at all.

    Raises SheetError if it cannot be written there.

    ``decisions`` are those of ``round_``'s applications; ``posting`` is what became of them in the book, if they were
    posted, and ``differences`` are the awards of the book that differ from them. ``on`` is the day that the summary names
    (default: today). ``progress`` may watch the decisions go by as they are put into sentences, which takes most of the
    time.
    """
    with without_collecting(), replaced(Path(path)) as temporary:
        explanations = explained(decisions, progress)
        book = workbook(temporary)
        book.set_properties({"title": policy.measure.title.zh, "subject": policy.id, "comments": "fundcalc"})
        looks = formats(book)
        today = on or date.today()  # noqa: DTZ011, the officer's own day
        write_summary(book.add_worksheet(SHEETS["summary"]), policy, decisions, round_, posting, today, looks)
        table(
            book,
            SHEETS["decisions"],
            _decision_columns(policy),
            _decisions(policy, decisions, explanations, round_),
            looks,
            2,
        )
        table(book, SHEETS["reasons"], _reason_columns(), _reasons(decisions, explanations), looks)
        table(
            book, SHEETS["open"], _open_columns(), open_questions(decisions, explanations, differences, round_), looks
        )
        table(book, SHEETS["refused"], refused_columns(), refused_rows(round_), looks)
        table(book, SHEETS["faults"], fault_columns(), fault_rows(round_.faults), looks)
        table(book, SHEETS["notes"], fault_columns(), fault_rows(round_.notes), looks)
        book.close()


def explained(
    decisions: Sequence[Decision], progress: Callable[[Sequence[Decision]], Iterable[Decision]] = iter
) -> list[list[prose.Line]]:
    """The lines of every decision.

    What the other classes of a unit come to is taken from its other decisions."""
    of_unit: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        of_unit[decision.application.organisation].append(decision)
    return [
        list(prose.explain(decision, of_unit[decision.application.organisation])) for decision in progress(decisions)
    ]


# Decisions.


def _decision_columns(policy: Policy) -> list[Column]:
    columns = [
        Column(_("platform"), 16),
        Column(_("name of the platform"), 28),
        Column(_("organisation"), 22),
        Column(_("name of the organisation"), 28),
        Column(_("year"), 8),
        Column(_("outcome"), 12),
        Column(_("payable (yuan)"), 18),
        Column(_("payable once filed (yuan)"), 18),
        Column(_("outcome in a sentence"), 60),
    ]
    for benefit in policy.measure.benefit.values():
        label = either(benefit)
        columns += [
            Column(_("{benefit}: by the rule (yuan)").format(benefit=label), 18),
            Column(_("{benefit}: payable now (yuan)").format(benefit=label), 18),
            Column(_("{benefit}: why").format(benefit=label), 40),
        ]
    return [*columns, Column(_("doubts about amounts"), 40), Column(_("stands in"), 26), Column(_("read so"), 50)]


def _decisions(
    policy: Policy, decisions: Sequence[Decision], explanations: Sequence[Sequence[prose.Line]], round_: Round
) -> Iterator[list[Cell]]:
    for decision, lines in zip(decisions, explanations, strict=True):
        application = decision.application
        doubts = doubts_of(round_, decision)
        row: list[Cell] = [
            application.platform,
            application.platform_name,
            application.organisation,
            application.organisation_name,
            str(application.award_year),
            marked_status(decision.status)._replace(mark="open") if doubts else marked_status(decision.status),
            Money(decision.payable_fen),
            Money(decision.prospective_fen) if decision.prospective_fen else None,
            lines[0].text,
        ]
        for name in policy.measure.benefit:
            due, allotted = decision.benefits.get(name), decision.allotted.get(name)
            row += [
                Money(due.fen) if due is not None and due.fen is not None else None,
                Money(allotted) if allotted is not None else None,
                prose.reason(policy, name, due) if due is not None else None,
            ]
        place = round_.places.get(decision.platform)
        where = _("{sheet}, row {row}").format(sheet=place.sheet or place.file, row=place.row) if place else None
        # One long line: it is said article by article among the reasons, and here must not make every row high.
        doubted = Marked("\n".join(map(str, doubts)), "open") if doubts else None
        yield [*row, doubted, where, Marked(prose.readings_line(decision), "plain")]


# Reasons.


def _reason_columns() -> list[Column]:
    return [
        Column(_("platform"), 16),
        Column(_("name of the platform"), 28),
        Column(_("about"), 20),
        Column(_("article"), 18),
        Column(_("reason"), 100),
    ]


def _reasons(decisions: Sequence[Decision], explanations: Sequence[Sequence[prose.Line]]) -> Iterator[list[Cell]]:
    for decision, lines in zip(decisions, explanations, strict=True):
        for line in lines:
            yield [decision.platform, decision.application.platform_name, line.heading, line.article, line.text]


# Open questions.


def _open_columns() -> list[Column]:
    return [
        Column(_("platform"), 16),
        Column(_("name of the platform"), 28),
        Column(_("name of the organisation"), 28),
        Column(_("outcome"), 12),
        Column(_("about"), 20),
        Column(_("article"), 18),
        Column(_("what is open"), 90),
    ]


def open_questions(
    decisions: Sequence[Decision],
    explanations: Sequence[Sequence[prose.Line]],
    differences: Sequence["Difference"] = (),
    round_: Round | None = None,
) -> Iterator[list[Cell]]:
    """Everything that somebody has to decide, ask for or look at.

    ``explanations`` are the lines of each decision. With ``round_``, its doubts about amounts are among them.
    """
    whole = ("needs_election", "needs_documents", "needs_review", "by_reference", "not_in_force")
    for decision, lines in zip(decisions, explanations, strict=True):
        application, status = decision.application, decision.status
        start: list[Cell] = [
            application.platform,
            application.platform_name,
            application.organisation_name,
            marked_status(status),
        ]
        headings = {_("Open questions")} | ({_("Under other readings")} if status == "needs_review" else set())
        for at, line in enumerate(lines):
            if line.heading in headings or (at == 0 and status in whole):
                yield [*start, line.heading, line.article, line.text]
        for note in decision.notes:
            if isinstance(note, Point) and note.code in _TO_DO:
                yield [*start, _("Notes"), note.cite, prose.note(decision.policy, note)]
        for doubt in doubts_of(round_, decision) if round_ is not None else ():
            yield [*start, _("Doubts about amounts"), "", str(doubt)]
    for difference in differences:
        text = _("{award} stands in the book with {posted}; it now comes to {amount}").format(
            award=difference.award_id,
            posted=prose.in_yuan(difference.in_book),
            amount=prose.in_yuan(difference.now) if difference.now else _("nothing"),
        )
        award = difference.posted
        yield [award.platform, award.platform_name, award.organisation_name, None, _("The book"), award.cite, text]


# What could not be decided.


def refused_columns() -> list[Column]:
    """The headings of the rows that are not decided."""
    return [
        Column(_("file"), 24),
        Column(_("sheet"), 20),
        Column(_("row"), 8),
        Column(_("platform"), 16),
        Column(_("name of the platform"), 28),
        Column(_("organisation"), 22),
        Column(_("name of the organisation"), 28),
        Column(_("why it is not decided"), 80),
    ]


def refused_rows(round_: Round) -> Iterator[list[Cell]]:
    """Each row that is not decided, and why."""
    for row in round_.refused:
        yield [
            row.file,
            row.sheet,
            row.row,
            row.platform,
            row.platform_name,
            row.organisation,
            row.organisation_name,
            "\n".join(row.why),
        ]


def fault_columns() -> list[Column]:
    """The headings of the faults of cells."""
    return [
        Column(_("file"), 24),
        Column(_("sheet"), 20),
        Column(_("cell"), 10),
        Column(_("value"), 30),
        Column(_("what was expected"), 50),
        Column(_("what to do"), 60),
    ]


def fault_rows(faults: Iterable[CellFault]) -> Iterator[list[Cell]]:
    """Each fault or note: where, the value, what was expected, and what to do."""
    for fault in faults:
        cell = f"{fault.cell} ({fault.heading})" if fault.heading else fault.cell
        yield [fault.file, fault.sheet, cell, fault.value, fault.message, fault.remedy]
