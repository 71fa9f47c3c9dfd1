"""A round without a command line: from the files that were dropped to decisions, and to the bytes of the results.

Everything here is what ``fundcalc template``, ``award`` and ``explain`` do, with bytes in the place of paths.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fundcalc import prose
from fundcalc.app.uploads import File, on_disk, plain_name, written
from fundcalc.base.amount_in_words import capitals
from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _, either
from fundcalc.base.money import LARGEST_FEN
from fundcalc.engine.decision import Decision, Status
from fundcalc.engine.rounds import decide_all
from fundcalc.policy.loading import Policy, available, load
from fundcalc.prose.notes import article, in_order, question, taken
from fundcalc.views.table import Cell
from fundcalc.workbooks import Round, read_round, with_award_doubts, write_results, write_template
from fundcalc.workbooks.doubts import explain
from fundcalc.workbooks.results import explained, open_questions
from fundcalc.workbooks.sample import read_sample, write_sample
from fundcalc.workbooks.sheet_writer import Column


@dataclass(frozen=True)
class Decided:
    """A round that was read and decided, under the policy it was decided under."""

    policy: Policy
    round_: Round
    decisions: tuple[Decision, ...]

    @property
    def total(self) -> int:
        """What is payable in all, in fen."""
        return sum(each.payable_fen for each in self.decisions)


# Before a round: the measure, how it is read, the empty workbook, the sample.


def titles() -> dict[str, str]:
    """The measures that travel with the package, by id."""
    return {name: either(load(name).measure.title) for name in available()}


def lacks_a_date(policy: Policy) -> bool:
    """Whether a measure is in force only once its date is supplied: a draft, or one whose day of issue is not printed."""
    return policy.measure.validity.status != "in_force"


def dated(first: str) -> dict[str, object]:
    """The changed line that supplies the date a measure is in force from; none where nothing is supplied."""
    return {"validity.from": first.strip()} if first.strip() else {}


@dataclass(frozen=True, slots=True)
class Question:
    """What the text of a measure leaves open: the question with its article, and the answers by their ids."""

    asked: str
    answers: Mapping[str, str]
    now: str


def questions(policy: Policy) -> dict[str, Question]:
    """The readings of a measure by their ids, in its order."""
    return {
        name: Question(
            str(prose.Line("", article(policy, name), question(policy, name))),
            {value: taken(policy, name, value) for value in (policy.readings[name], *policy.alternatives[name])},
            policy.readings[name],
        )
        for name in in_order(policy)
    }


def template(policy: Policy) -> bytes:
    """The empty workbook of a measure."""
    return written("template.xlsx", lambda path: write_template(policy, path))


def sample(policy: str) -> File:
    """The invented round of a measure, as an officer would have filled it in. Raises SheetError where it has none."""
    found, read_so = read_sample(policy), load(policy)
    if found is None:
        raise SheetError(_("{policy} has no sample; fill in its template").format(policy=policy))
    return File(f"{policy}-sample.xlsx", written("sample.xlsx", lambda path: write_sample(read_so, found, path)))


def date_of_sample(policy: str) -> str:
    """The date that the sample of a measure supplies for its being in force, or nothing."""
    found = read_sample(policy)
    return str(found.changes.get("validity.from", "")) if found else ""


# The round.


def decide(policy: Policy, files: Sequence[File]) -> Decided:
    """Read and decide what was dropped: a workbook, a CSV of the applications, or several CSVs that are one round.

    Raises SheetError where nothing can be read at all.
    """
    with on_disk(files) as paths:
        if len(paths) > 1 and any(path.suffix.lower() != ".csv" for path in paths):
            named = ", ".join(path.name for path in paths)
            raise SheetError(_("{files}: a round is one workbook, or several CSV files; drop one.").format(files=named))
        round_ = read_round(paths[0] if len(paths) == 1 else _folder(paths), policy)
    decisions = tuple(decide_all(policy, round_.applications, round_.paid))
    return Decided(policy, with_award_doubts(round_, decisions), decisions)


def _folder(paths: Iterable[Path]) -> Path:
    return next(path.parent for path in paths)


def result(decided: Decided) -> bytes:
    """The workbook of results, as ``fundcalc award -o`` writes it."""
    return written("result.xlsx", lambda path: write_results(path, decided.policy, decided.decisions, decided.round_))


def result_name(files: Sequence[File]) -> str:
    """What the workbook of results is called."""
    return f"{Path(plain_name(files[0].name)).stem}-result.xlsx"


# What is told of it.


def figures(decided: Decided) -> list[tuple[str, str, str]]:
    """The sums of a round: what each is called, the figure, and a remark."""
    decisions, total = decided.decisions, decided.total
    payees = sum(each.status == "payable" for each in decisions)
    told = [
        (_("applications decided"), prose.count(len(decisions)), ""),
        (_("applications payable"), prose.count(payees), ""),
        (_("payable in all (yuan)"), prose.figure(total), capitals(total) if total <= LARGEST_FEN else ""),
    ]
    if later := sum(each.prospective_fen for each in decisions):
        told.append((_("payable besides, once filed (yuan)"), prose.figure(later), ""))
    if decided.round_.refused:
        told.append((_("rows not decided"), prose.count(len(decided.round_.refused)), ""))
    if decided.round_.faults:
        told.append((_("faults of cells"), prose.count(len(decided.round_.faults)), ""))
    if decided.round_.doubts:
        told.append((_("doubts about amounts"), prose.count(len(decided.round_.doubts)), ""))
    return told


def statuses(decided: Decided) -> dict[str, str]:
    """The outcomes that occur in a round, with how often, by their ids."""
    number: Counter[Status] = Counter(each.status for each in decided.decisions)
    return {status: f"{prose.status(status)} ({count})" for status, count in number.most_common()}


def found(decided: Decided, status: str = "", word: str = "") -> tuple[Decision, ...]:
    """The decisions of an outcome whose ids or names hold a word, in the order of the round."""
    wanted = word.strip().casefold()
    return tuple(
        each
        for each in decided.decisions
        if status in ("", each.status) and (not wanted or any(wanted in text.casefold() for text in _names(each)))
    )


def _names(decision: Decision) -> tuple[str, ...]:
    given = decision.application
    return decision.platform, given.platform_name, given.organisation, given.organisation_name


def platforms(decisions: Iterable[Decision]) -> dict[str, str]:
    """The platforms of decisions by id, as a list names them."""
    return {each.platform: f"{each.platform} {each.application.platform_name}".strip() for each in decisions}


def page_of(decided: Decided, platform: str) -> prose.Page:
    """One decision step by step, as ``fundcalc explain`` tells it."""
    decision = next(each for each in decided.decisions if each.platform == platform)
    unit = decision.application.organisation
    others = [other for other in decided.decisions if other.application.organisation == unit]
    return explain(decided.round_, decision, others)


def open_columns() -> list[Column]:
    """The headings of what is open, on a page."""
    return [
        Column(_("platform")),
        Column(_("organisation")),
        Column(_("outcome")),
        Column(_("article")),
        Column(_("what is open")),
    ]


def open_rows(decided: Decided, decisions: Sequence[Decision]) -> list[list[Cell]]:
    """What is open in decisions of a round, as the workbook of results lists it; a platform is named once."""
    units = {each.application.organisation for each in decisions}
    beside = [each for each in decided.decisions if each.application.organisation in units]
    told = dict(zip((each.platform for each in beside), explained(beside), strict=True))
    rows: list[list[Cell]] = []
    named: Cell = None
    for platform, name, unit, outcome, _about, cite, text in open_questions(
        decisions, [told[each.platform] for each in decisions], round_=decided.round_
    ):
        first = [None, None, None] if platform == named else [f"{name}\n{platform}".strip(), unit, outcome]
        rows.append([*first, cite, text])
        named = platform
    return rows
