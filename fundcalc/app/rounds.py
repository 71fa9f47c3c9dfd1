"""The page of a round: from dropped files to decisions and the results workbook.

The results are those of ``fundcalc template``, ``award`` and ``explain``, as bytes instead of files.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from fundcalc import prose
from fundcalc.app.uploads import File, on_disk, plain_name, written
from fundcalc.base.amount_in_words import capitals
from fundcalc.base.errors import SheetError
from fundcalc.base.figures import several
from fundcalc.base.i18n import _, bracketed, either
from fundcalc.base.money import LARGEST_FEN
from fundcalc.engine.decision import Decision
from fundcalc.engine.decision_parts import Status
from fundcalc.engine.rounds import decide_all
from fundcalc.policy.loading import Policy, available, load
from fundcalc.prose.notes import article, in_order, question, taken
from fundcalc.views import results as views
from fundcalc.views.decisions import marked_status
from fundcalc.views.results import OpenQuestion
from fundcalc.views.table import Cell, Column, Table
from fundcalc.workbooks import Round, read_round, with_award_doubts, write_results, write_template
from fundcalc.workbooks.doubts import explain
from fundcalc.workbooks.results import questions_of_all, results_of
from fundcalc.workbooks.sample import read_sample, write_sample


@dataclass(frozen=True)
class Decided:
    """A round with its policy and decisions."""

    policy: Policy
    round_: Round
    decisions: tuple[Decision, ...]

    @property
    def total(self) -> int:
        """The total payable, in fen."""
        return sum(decision.payable_fen for decision in self.decisions)


# Before a round: the measure, how it is read, the empty workbook, the sample.


def titles() -> dict[str, str]:
    """The measures that travel with the package, by id."""
    return {name: either(load(name).measure.title) for name in available()}


def lacks_a_date(policy: Policy) -> bool:
    """Whether a measure needs a date to be in force: a draft, or an undated one."""
    return policy.measure.validity.status != "in_force"


def dated(first: str) -> dict[str, object]:
    """The change that sets the date a measure is in force from, if one is given."""
    return {"validity.from": first.strip()} if first.strip() else {}


@dataclass(frozen=True, slots=True)
class Question:
    """A question that a measure leaves open, with its answers by their ids."""

    text: str
    answers: Mapping[str, str]
    now: str


def questions(policy: Policy) -> dict[str, Question]:
    """The readings of a measure by their ids, in its order."""
    return {
        name: Question(
            str(prose.PageLine("", article(policy, name), question(policy, name))),
            {value: taken(policy, name, value) for value in (policy.readings[name], *policy.alternatives[name])},
            policy.readings[name],
        )
        for name in in_order(policy)
    }


def template(policy: Policy) -> bytes:
    """The empty workbook of a measure."""
    return written("template.xlsx", lambda path: write_template(policy, path))


def sample(policy: str) -> File:
    """The filled-in sample workbook of a measure. Raises SheetError if it has none."""
    found, loaded = read_sample(policy), load(policy)
    if found is None:
        raise SheetError(_("{policy} has no sample; fill in its template").format(policy=policy))
    return File(f"{policy}-sample.xlsx", written("sample.xlsx", lambda path: write_sample(loaded, found, path)))


def date_of_sample(policy: str) -> str:
    """The date from which the sample of a measure has it in force, if it sets one."""
    found = read_sample(policy)
    return str(found.changes.get("validity.from", "")) if found else ""


# The round.


def decide(policy: Policy, files: Sequence[File]) -> Decided:
    """Read and decide a round: a workbook, a CSV of applications, or several CSVs.

    Raises SheetError if nothing can be read.
    """
    round_ = read(policy, files)
    decisions = tuple(decide_all(policy, round_.applications, round_.paid))
    return Decided(policy, with_award_doubts(round_, decisions), decisions)


def read(
    policy: Policy, files: Sequence[File], *, on: date | None = None, events: Sequence[Mapping[str, object]] = ()
) -> Round:
    """Read a workbook, a CSV of applications, or several CSVs; see ``read_round``."""
    with on_disk(files) as paths:
        if not paths or (len(paths) > 1 and any(path.suffix.lower() != ".csv" for path in paths)):
            named = ", ".join(path.name for path in paths)
            raise SheetError(_("{files}: a round is one workbook, or several CSV files; drop one.").format(files=named))
        return read_round(paths[0] if len(paths) == 1 else paths[0].parent, policy, on=on, events=events)


def result(decided: Decided) -> bytes:
    """The workbook of results, as ``fundcalc award -o`` writes it."""
    return written("result.xlsx", lambda path: write_results(path, decided.policy, decided.decisions, decided.round_))


def result_name(files: Sequence[File]) -> str:
    """The file name of the results workbook."""
    return f"{Path(plain_name(files[0].name)).stem}-result.xlsx"


# What the page shows.


def figures(decided: Decided) -> list[tuple[str, str, str]]:
    """The figures of a round: name, value, remark."""
    decisions, total = decided.decisions, decided.total
    payees = sum(decision.status == "payable" for decision in decisions)
    sums = [
        (_("applications decided"), prose.count(len(decisions)), ""),
        (_("applications payable"), prose.count(payees), ""),
        (_("payable in all (yuan)"), prose.figure(total), capitals(total) if total <= LARGEST_FEN else ""),
    ]
    if later := sum(decision.prospective_fen for decision in decisions):
        sums.append((_("payable besides, once filed (yuan)"), prose.figure(later), ""))
    if cites := decided.policy.measure.not_computed:
        sums.append((_("articles not computed, to be worked out by hand"), prose.count(len(cites)), several(cites)))
    if decided.round_.refused:
        sums.append((_("rows not decided"), prose.count(len(decided.round_.refused)), ""))
    if decided.round_.faults:
        sums.append((_("faults of cells"), prose.count(len(decided.round_.faults)), ""))
    if decided.round_.doubts:
        sums.append((_("doubts about amounts"), prose.count(len(decided.round_.doubts)), ""))
    return sums


def statuses(decided: Decided) -> dict[str, str]:
    """The outcomes of a round by id, with their counts."""
    number: Counter[Status] = Counter(decision.status for decision in decided.decisions)
    return {status: bracketed(prose.status(status), count) for status, count in number.most_common()}


def found(decided: Decided, status: str = "", word: str = "") -> tuple[Decision, ...]:
    """The decisions with a status whose ids or names contain a word."""
    wanted = word.strip().casefold()
    return tuple(
        decision
        for decision in decided.decisions
        if status in ("", decision.status)
        and (not wanted or any(wanted in text.casefold() for text in _names(decision)))
    )


def _names(decision: Decision) -> tuple[str, ...]:
    given = decision.application
    return decision.platform, given.platform_name, given.organisation, given.organisation_name


def platforms(decisions: Iterable[Decision]) -> dict[str, str]:
    """The platforms of decisions by id, with their names."""
    return {
        decision.platform: f"{decision.platform} {decision.application.platform_name}".strip() for decision in decisions
    }


def page_of(decided: Decided, platform: str) -> prose.Page:
    """One decision step by step, as in ``fundcalc explain``."""
    decision = next(decision for decision in decided.decisions if decision.platform == platform)
    unit = decision.application.organisation
    others = [other for other in decided.decisions if other.application.organisation == unit]
    return explain(decided.round_, decision, others)


def open_questions(decided: Decided, decisions: Sequence[Decision]) -> Table[OpenQuestion]:
    """The open questions of decisions; each platform is named once."""
    questions = list(questions_of_all(results_of(decisions, decided.round_, decided.decisions)))
    first = {id(next(of_platform)) for _platform, of_platform in groupby(questions, lambda row: row.platform)}

    def once(value: Callable[[OpenQuestion], Cell]) -> Callable[[OpenQuestion], Cell]:
        return lambda row: value(row) if id(row) in first else None

    columns: list[Column[OpenQuestion]] = [
        Column("platform", _("platform"), once(lambda row: f"{row.platform_name}\n{row.platform}".strip())),
        Column("organisation_name", _("organisation"), once(lambda row: row.organisation_name)),
        Column("status", _("outcome"), once(lambda row: marked_status(row.status) if row.status else None)),
        *views.open_questions(()).select("cite", "question", "place").columns,
    ]
    return Table(_("Open questions"), columns, questions)
