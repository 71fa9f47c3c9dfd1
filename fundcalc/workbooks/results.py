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
from fundcalc.base.cores import on_every_core
from fundcalc.base.dates import today
from fundcalc.base.garbage_collection import without_collecting
from fundcalc.base.i18n import _
from fundcalc.engine.decision import Decision
from fundcalc.policy.loading import Policy
from fundcalc.views import results as views
from fundcalc.workbooks.doubts import doubts_of
from fundcalc.workbooks.fault_tables import faults, refused
from fundcalc.workbooks.results_summary import write_summary
from fundcalc.workbooks.round import Round
from fundcalc.workbooks.safe_writing import replaced, workbook
from fundcalc.workbooks.sheet_writer import formats, write_table

if TYPE_CHECKING:
    from fundcalc.ledger import Posting
    from fundcalc.ledger.differences import AwardDifference

# The lines of an explanation and what it leaves to do, as they go from one process to another.
_Explained = tuple[list[tuple[str, str, str]], list[tuple[str, str]]]

SHEETS = {
    "summary": "摘要 summary",
    "decisions": "结论 decisions",
    "reasons": "理由 reasons",
    "open": "待办 open questions",
    "refused": "未受理的行 refused rows",
    "faults": "单元格错误 faults",
    "notes": "读取说明 notes",
}


def write_results(
    path: Path | str,
    policy: Policy,
    decisions: Sequence[Decision],
    round_: Round,
    *,
    posting: "Posting | None" = None,
    differences: Sequence["AwardDifference"] = (),
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
        results = results_of(decisions, round_, progress=progress)
        questions = [*questions_of_all(results), *map(views.question_of_difference, differences)]
        book = workbook(temporary)
        book.set_properties({"title": policy.measure.title.zh, "subject": policy.id, "comments": "fundcalc"})
        looks = formats(book)
        day = on or today()
        write_summary(book.add_worksheet(SHEETS["summary"]), policy, decisions, round_, posting, day, looks)
        write_table(book, SHEETS["decisions"], views.decisions(policy, results), looks, 2)
        write_table(book, SHEETS["reasons"], views.reasons(results), looks)
        write_table(book, SHEETS["open"], views.open_questions(questions), looks)
        write_table(book, SHEETS["refused"], refused(round_.refused), looks)
        write_table(book, SHEETS["faults"], faults(round_.faults), looks)
        write_table(book, SHEETS["notes"], faults(round_.notes), looks)
        book.close()


def results_of(
    decisions: Sequence[Decision],
    round_: Round,
    among: Sequence[Decision] = (),
    *,
    progress: Callable[[Sequence[Decision]], Iterable[Decision]] = iter,
) -> list[views.Result]:
    """Each decision with its explanation, its doubts and its place.

    ``among`` are all decisions of the round, if ``decisions`` are some of them: what the other classes of an organisation
    come to is taken from its other decisions.
    """
    of_organisation: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in among or decisions:
        of_organisation[decision.application.organisation].append(decision)

    def explained(decision: Decision) -> _Explained:
        page = prose.explain(decision, of_organisation[decision.application.organisation])
        return [line[:] for line in page], views.to_do(decision)

    return [
        views.Result(
            decision,
            tuple([prose.PageLine(*line) for line in lines]),
            tuple(map(str, doubts_of(round_, decision))),
            _where(round_, decision),
            to_do,
        )
        for decision, (lines, to_do) in zip(progress(decisions), on_every_core(explained, decisions), strict=True)
    ]


def _where(round_: Round, decision: Decision) -> str:
    place = round_.places.get(decision.platform)
    return _("{sheet}, row {row}").format(sheet=place.sheet or place.file, row=place.row) if place else ""


def questions_of_all(results: Iterable[views.Result]) -> Iterator[views.OpenQuestion]:
    """Everything that somebody has to decide, ask for or check in these results."""
    for result in results:
        yield from views.questions_of(result)
