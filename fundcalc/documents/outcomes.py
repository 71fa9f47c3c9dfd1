"""What came of the applications of a round, for notices and letters.

It is read from the round, which is decided, or from the workbook of its results.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fundcalc import prose
from fundcalc.base.i18n import LANGUAGES, _, speaking
from fundcalc.engine.decision import Decision
from fundcalc.engine.decision_parts import Status
from fundcalc.engine.rounds import decide_all
from fundcalc.ledger.posting import decide_with_book
from fundcalc.policy.loading import Policy
from fundcalc.prose.awards import PolicyOrId
from fundcalc.prose.benefits import benefit_title
from fundcalc.prose.conclusion import unmet
from fundcalc.prose.figures import filing_word
from fundcalc.prose.missing import missing_items
from fundcalc.prose.schedules import payment_lines
from fundcalc.workbooks import Round, read_round, with_award_doubts
from fundcalc.workbooks.grid_reader import read_grids
from fundcalc.workbooks.results_reader import ResultRow, are_results, read_results

Cited = tuple[str, str]
# The heading of conditions that are not met, as versions before 0.2 wrote it.
_NOT_MET_BEFORE = {"Filing conditions not met", "不符合的备案条件"}


@dataclass(frozen=True, slots=True)
class Grant:
    """A support that is payable: its article, and the steps that led to it."""

    benefit: str
    fen: int
    cite: str
    steps: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicantOutcome:
    """An application and what came of it.

    ``needed`` are the documents that are missing, each with its article, alternatives as one; ``reasons`` are the
    conditions that are not met, ``payment`` the parts in which a support is paid. ``kind`` is the kind of the platform, by
    its id.
    """

    policy: PolicyOrId
    year: int
    platform: str
    platform_name: str
    organisation: str
    organisation_name: str
    kind: str
    status: Status
    sentence: str
    grants: tuple[Grant, ...]
    needed: tuple[Cited, ...] = ()
    reasons: tuple[Cited, ...] = ()
    payment: tuple[Cited, ...] = ()

    @property
    def platform_title(self) -> str:
        """The name of the platform, of a claim with its id."""
        claim = self.platform.partition("/")[2]
        return f"{self.platform_name} {claim}".strip() if self.platform_name else self.platform

    @property
    def fen(self) -> int:
        """What is payable in all."""
        return sum(grant.fen for grant in self.grants)


@dataclass(frozen=True, slots=True)
class RoundOutcomes:
    """The outcomes of a round in its order.

    ``not_decided`` says which rows could not be decided and why, ``notes`` what a person should look at.
    """

    outcomes: tuple[ApplicantOutcome, ...]
    not_decided: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_outcomes(
    path: Path, policy: Policy, folder: Path | None = None, on: date | None = None, year: int | None = None
) -> RoundOutcomes:
    """The outcomes of a round or of its results.

    A round is decided, with the awards of the book in ``folder`` as history; ``year`` is that of results which do not
    say it. Raises SheetError, BookError.
    """
    if path.suffix.lower() == ".xlsx" and path.is_file():
        grids, _sources = read_grids(path)
        if are_results(grids):
            return RoundOutcomes(tuple(_of_result(policy, row) for row in read_results(grids, policy, year)))
    round_ = read_round(path, policy)
    if folder is None:
        decisions = decide_all(policy, round_.applications, round_.paid, on=on)
    else:

        def decide(*given: object) -> list[Decision]:
            return decide_all(*given, on=on)  # type: ignore[arg-type]

        decisions = list(decide_with_book(policy, round_.applications, round_.paid, folder, decide=decide).decisions)
    return outcomes_of(with_award_doubts(round_, decisions), decisions)


def outcomes_of(round_: Round, decisions: Sequence[Decision]) -> RoundOutcomes:
    """The outcomes of a round that was decided."""
    of_unit: dict[str, list[Decision]] = {}
    for decision in decisions:
        of_unit.setdefault(decision.application.organisation, []).append(decision)
    return RoundOutcomes(
        tuple(_of_decision(decision, of_unit[decision.application.organisation]) for decision in decisions),
        (*map(str, round_.refused), *map(str, round_.faults)),
        tuple(map(str, (*round_.notes, *round_.doubts))),
    )


def _of_decision(decision: Decision, siblings: Iterable[Decision]) -> ApplicantOutcome:
    policy, application = decision.policy, decision.application
    page = prose.explain(decision, siblings)
    kind = application.facts.get("platform_kind")
    return ApplicantOutcome(
        policy=policy,
        year=application.award_year,
        platform=decision.platform,
        platform_name=application.platform_name,
        organisation=application.organisation,
        organisation_name=application.organisation_name,
        kind=kind if isinstance(kind, str) else "",
        status=decision.status,
        sentence=page.lines[0].text,
        grants=tuple(
            Grant(name, fen, decision.benefits[name].cite, _steps(policy, name, page.lines))
            for name, fen in decision.allotted.items()
        ),
        needed=tuple(missing_items(decision)),
        reasons=tuple((checked.cite, prose.check(policy, checked)) for checked in unmet(decision)),
        payment=tuple(payment_lines(decision)),
    )


def _of_result(policy: Policy, row: ResultRow) -> ApplicantOutcome:
    not_met = _in_each_language(lambda: _("Conditions of {filing} not met").format(filing=filing_word(policy)))
    not_met |= _NOT_MET_BEFORE
    return ApplicantOutcome(
        policy=policy,
        year=row.year,
        platform=row.platform,
        platform_name=row.platform_name,
        organisation=row.organisation,
        organisation_name=row.organisation_name,
        kind="",
        status=row.status,
        sentence=row.sentence,
        grants=tuple(
            Grant(name, fen, policy.measure.benefit[name].cite, _steps(policy, name, row.lines))
            for name, fen in row.allotted.items()
        ),
        needed=tuple(_missing(row.lines)),
        reasons=tuple(
            (line.article, line.text) for line in row.lines if row.status == "ineligible" and line.heading in not_met
        ),
        payment=tuple(
            (line.article, line.text)
            for line in row.lines
            if line.heading in _in_each_language(lambda: _("Payment in parts"))
        ),
    )


def _steps(policy: Policy, benefit: str, lines: Iterable[prose.PageLine]) -> tuple[Cited, ...]:
    """The lines on a benefit, and those on its competition with others."""
    headings = _in_each_language(lambda: benefit_title(policy, benefit))
    headings |= _in_each_language(lambda: _("Competition")) | _in_each_language(lambda: _("Supports of the same year"))
    return tuple((line.article, line.text) for line in lines if line.heading in headings)


def _missing(lines: Iterable[prose.PageLine]) -> Iterator[Cited]:
    """What is missing by the lines of open questions."""
    headings = _in_each_language(lambda: _("Open questions"))
    forms = [text.split("{fact}") for text in _in_each_language(lambda: _("missing: {fact}"))]
    for line in lines:
        if line.heading in headings:
            for before, after in forms:
                if line.text.startswith(before) and line.text.endswith(after):
                    yield line.article, line.text.removeprefix(before).removesuffix(after)
                    break


def _in_each_language(text: Callable[[], str]) -> set[str]:
    found = set()
    for language in LANGUAGES:
        with speaking(language):
            found.add(text())
    return found
