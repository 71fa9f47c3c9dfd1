"""The tables of a round's results: decisions, reasons and open questions."""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from fundcalc import prose
from fundcalc.base.i18n import _, either
from fundcalc.engine.decision import Decision
from fundcalc.engine.decision_parts import Point, Status
from fundcalc.policy.loading import Policy
from fundcalc.views.decisions import marked_status
from fundcalc.views.table import Cell, Column, Marked, Table

if TYPE_CHECKING:
    from fundcalc.ledger.differences import AwardDifference

# Points that somebody has to act on, besides the open questions of the decision itself.
_TO_DO = ("recover", "class_of_paid_unknown")
# Statuses whose whole outcome is open.
_OPEN = ("needs_election", "needs_documents", "needs_review", "by_reference", "not_in_force")


class Result(NamedTuple):
    """A decision with its explanation.

    ``doubts`` are those about its amounts, ``place`` says where its row stands, and ``to_do`` are the notes that somebody
    has to act on, each with its article.
    """

    decision: Decision
    lines: Sequence[prose.PageLine]
    doubts: tuple[str, ...] = ()
    place: str = ""
    to_do: Sequence[tuple[str, str]] = ()


def to_do(decision: Decision) -> list[tuple[str, str]]:
    """The notes on a decision that somebody has to act on, each after its article."""
    return [
        (note.cite, prose.note(decision.policy, note))
        for note in decision.points
        if isinstance(note, Point) and note.code in _TO_DO
    ]


def decisions(policy: Policy, results: Iterable[Result]) -> Table[Result]:
    """Every decision with its amounts, in one row."""
    columns: list[Column[Result]] = [
        Column("platform", _("platform"), lambda row: row.decision.platform, "id", 16),
        Column(
            "platform_name", _("name of the platform"), lambda row: row.decision.application.platform_name, width=28
        ),
        Column("organisation", _("organisation"), lambda row: row.decision.application.organisation, "id", 22),
        Column(
            "organisation_name",
            _("name of the organisation"),
            lambda row: row.decision.application.organisation_name,
            width=28,
        ),
        Column("award_year", _("year"), lambda row: str(row.decision.application.award_year), width=8),
        Column("status", _("outcome"), _status, width=12),
        Column("payable", _("payable (yuan)"), lambda row: row.decision.payable_fen, "yuan", 18),
        Column(
            "prospective",
            _("payable once filed (yuan)"),
            lambda row: row.decision.prospective_fen or None,
            "yuan",
            18,
        ),
        Column("outcome", _("outcome in a sentence"), lambda row: row.lines[0].text, width=60),
    ]
    for name, benefit in policy.measure.benefit.items():
        columns += _of_benefit(policy, name, either(benefit))
    columns += [
        # One long line: it is said article by article among the reasons, and here must not make every row high.
        Column("doubts", _("doubts about amounts"), _doubts, width=40),
        Column("place", _("stands in"), lambda row: row.place, width=26),
        Column("readings", _("read so"), lambda row: Marked(prose.readings_line(row.decision), "plain"), width=50),
    ]
    return Table(_("Decisions"), columns, results)


def _of_benefit(policy: Policy, name: str, label: str) -> list[Column[Result]]:
    def by_the_rule(row: Result) -> Cell:
        due = row.decision.benefits.get(name)
        return due.fen if due is not None else None

    def why(row: Result) -> Cell:
        due = row.decision.benefits.get(name)
        return prose.reason(policy, name, due) if due is not None else None

    rule, now = _("{benefit}: by the rule (yuan)"), _("{benefit}: payable now (yuan)")
    return [
        Column(name, rule.format(benefit=label), by_the_rule, "yuan", 18),
        Column(f"{name}_payable", now.format(benefit=label), lambda row: row.decision.allotted.get(name), "yuan", 18),
        Column(f"{name}_why", _("{benefit}: why").format(benefit=label), why, width=40),
    ]


def _status(row: Result) -> Cell:
    status = marked_status(row.decision.status)
    return status._replace(mark="open") if row.doubts else status


def _doubts(row: Result) -> Cell:
    return Marked("\n".join(row.doubts), "open") if row.doubts else None


# Reasons.


class Reason(NamedTuple):
    """One line of the explanation of a decision on a platform."""

    platform: str
    platform_name: str
    about: str
    article: str
    text: str


def reasons(results: Iterable[Result]) -> Table[Reason]:
    """Every line of every explanation."""
    columns: list[Column[Reason]] = [
        Column("platform", _("platform"), attrgetter("platform"), "id", 16),
        Column("platform_name", _("name of the platform"), attrgetter("platform_name"), width=28),
        Column("about", _("about"), attrgetter("about"), width=20),
        Column("cite", _("article"), attrgetter("article"), width=18),
        Column("reason", _("reason"), attrgetter("text"), width=100),
    ]
    rows = (
        Reason(*names, *line)
        for row in results
        for names in [(row.decision.platform, row.decision.application.platform_name)]
        for line in row.lines
    )
    return Table(_("Reasons"), columns, rows)


# Open questions.


class OpenQuestion(NamedTuple):
    """Something that somebody has to decide, ask for or check.

    Without a ``status`` it concerns a book.
    """

    platform: str
    platform_name: str
    organisation_name: str
    status: Status | None
    about: str
    cite: str
    text: str
    place: str = ""


def open_questions(questions: Iterable[OpenQuestion]) -> Table[OpenQuestion]:
    """What is open, one question in a row."""
    columns: list[Column[OpenQuestion]] = [
        Column("platform", _("platform"), lambda row: row.platform, "id", 16),
        Column("platform_name", _("name of the platform"), lambda row: row.platform_name, width=28),
        Column("organisation_name", _("name of the organisation"), lambda row: row.organisation_name, width=28),
        Column("status", _("outcome"), lambda row: marked_status(row.status) if row.status else None, width=12),
        Column("about", _("about"), lambda row: row.about, width=20),
        Column("cite", _("article"), lambda row: row.cite, width=18),
        Column("question", _("what is open"), lambda row: row.text, width=90),
        Column("place", _("stands in"), lambda row: row.place, width=26),
    ]
    return Table(_("Open questions"), columns, questions)


def questions_of(result: Result) -> Iterator[OpenQuestion]:
    """The open questions of one decision."""
    decision, status = result.decision, result.decision.status
    application = decision.application

    def question(about: str, cite: str, text: str) -> OpenQuestion:
        names = application.row_id, application.platform_name, application.organisation_name
        return OpenQuestion(*names, status, about, cite, text, result.place)

    headings = {_("Open questions")} | ({_("Under other readings")} if status == "needs_review" else set())
    for at, line in enumerate(result.lines):
        if line.heading in headings or (at == 0 and status in _OPEN):
            yield question(line.heading, line.article, line.text)
    for cite, text in result.to_do:
        yield question(_("Notes"), cite, text)
    for doubt in result.doubts:
        yield question(_("Doubts about amounts"), "", doubt)


def question_of_difference(difference: "AwardDifference") -> OpenQuestion:
    """An award of the book that now comes to another amount."""
    award = difference.posted
    text = _("{award} is in the book with {posted}; it now comes to {amount}").format(
        award=difference.award_id,
        posted=prose.in_yuan(difference.in_book),
        amount=prose.in_yuan(difference.now or 0),
    )
    return OpenQuestion(
        award.platform, award.platform_name, award.organisation_name, None, _("The book"), award.cite, text
    )
