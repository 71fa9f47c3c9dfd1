"""The context of every check.

The evidence, each line with its verdict, the policies, and sums by award.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from fundcalc.auditing.budgets import BudgetExecution, executions
from fundcalc.auditing.classification import Verdict
from fundcalc.auditing.evidence import (
    AwardFacts,
    Evidence,
    Movement,
    MovementKind,
    PlatformPeriod,
    RevokedPlatform,
    policy_of_id,
)
from fundcalc.auditing.findings import EntryDetails, LineReversal, Subject, details_of, voucher_of
from fundcalc.auditing.hint_settings import HintSettings
from fundcalc.auditing.lines import Line
from fundcalc.auditing.reconciliation import Figure, Reconciliation
from fundcalc.auditing.reversals import reversals
from fundcalc.base.ids import normalised
from fundcalc.policy.loading import Policy


class JudgedLine(NamedTuple):
    """A line with its verdict.

    ``policy`` is the id of the measure that applies to it, empty if none is known.
    """

    line: Line
    policy: str
    verdict: Verdict | None


_NO_SETTINGS = HintSettings()


@dataclass(frozen=True)
class AuditContext:
    """The evidence with its verdicts.

    ``on`` is the day of the audit, if one was given; ``hints`` are the settings of hints.
    """

    evidence: Evidence
    judged: Sequence[JudgedLine]
    policies: Mapping[str, Policy]
    on: date | None = None
    hints: HintSettings = _NO_SETTINGS

    @cached_property
    def awards(self) -> Mapping[str, AwardFacts]:
        """Gather the facts of each award.

        First those of its decision, then what other records add.
        """
        ranked = sorted(self.evidence.awards, key=lambda award: (not award.decided, award.fen is None))
        merged: dict[str, AwardFacts] = {}
        for award in ranked:
            merged[award.id] = _filled(merged[award.id], award) if award.id in merged else award
        return {award.id: self._revoked(merged[award.id]) for award in self.evidence.awards}

    def _revoked(self, award: AwardFacts) -> AwardFacts:
        """An award with the first revocation of its platform since it was decided."""
        days = [revoked.on for revoked in self._revocations.get(normalised(award.platform), ())
                if revoked.policy in ("", award.policy) and (award.on is None or revoked.on > award.on)]  # fmt: skip
        if not award.platform or not days:
            return award
        known = [award.revoked_on] if award.revoked_on else []
        return replace(award, revoked_on=min([*days, *known]))

    @cached_property
    def _revocations(self) -> Mapping[str, Sequence[RevokedPlatform]]:
        of_platform: defaultdict[str, list[RevokedPlatform]] = defaultdict(list)
        for revoked in self.evidence.revocations:
            of_platform[normalised(revoked.platform)].append(revoked)
        return of_platform

    @cached_property
    def _periods(self) -> Mapping[tuple[str, str], Sequence[PlatformPeriod]]:
        of_platform: defaultdict[tuple[str, str], list[PlatformPeriod]] = defaultdict(list)
        for period in self.evidence.periods:
            of_platform[period.policy, normalised(period.platform)].append(period)
        return of_platform

    def periods_of(self, award: str) -> Sequence[PlatformPeriod]:
        """The periods of the platform of an award under its measure."""
        platform = self.awards[award].platform
        return self._periods.get((self.policy_of(award), normalised(platform)), ()) if platform else ()

    @cached_property
    def lines_of(self) -> Mapping[str, Sequence[JudgedLine]]:
        """The lines of each award, by day."""
        lines_of: defaultdict[str, list[JudgedLine]] = defaultdict(list)
        for judged in self.judged:
            if judged.line.award:
                lines_of[judged.line.award].append(judged)
        return {
            award: sorted(lines, key=lambda judged: judged.line.date or date.max) for award, lines in lines_of.items()
        }

    @cached_property
    def _movements(self) -> Mapping[tuple[str, MovementKind], Sequence[Movement]]:
        movements: defaultdict[tuple[str, MovementKind], list[Movement]] = defaultdict(list)
        for movement in self.evidence.movements:
            movements[movement.award, movement.kind].append(movement)
        return {key: sorted(group, key=lambda movement: movement.date) for key, group in movements.items()}

    def movements(self, award: str, kind: MovementKind) -> Sequence[Movement]:
        """The movements of an award of one kind, by day."""
        return self._movements.get((award, kind), ())

    def total(self, award: str, kind: MovementKind, until: date | None = None) -> int:
        """The sum in fen of an award's movements of one kind, up to and including a day."""
        return sum(movement.fen for movement in self.movements(award, kind) if until is None or movement.date <= until)

    def spent(self, award: str, until: date | None = None) -> int:
        """Return what was spent of an award in fen, up to and including a day.

        Lines without a date count.
        """
        return sum(
            judged.line.fen
            for judged in self.lines_of.get(award, ())
            if until is None or judged.line.date is None or judged.line.date <= until
        )

    def used(self, award: str, until: date | None = None) -> int:
        """What was spent of an award and not replaced by own money, in fen."""
        return self.spent(award, until) - self.total(award, "replaced", until)

    @cached_property
    def known_awards(self) -> tuple[str, ...]:
        """Every award that anything is known of, in order."""
        return tuple(dict.fromkeys((*self.awards, *self.lines_of, *(award for award, _kind in self._movements))))

    def policy_of(self, award: str) -> str:
        """The id of the policy of an award; empty if none of the policies here has it."""
        recorded = self.awards[award].policy if award in self.awards else ""
        return recorded or policy_of_id(award, self.policies.values())

    def organisation_of(self, award: str) -> str:
        """The organisation of an award, by its record or its lines."""
        if award in self.awards and self.awards[award].organisation:
            return self.awards[award].organisation
        organisations = (judged.line.organisation for judged in self.lines_of.get(award, ()))
        return next(filter(None, organisations), "")

    @cached_property
    def budgets(self) -> Sequence[BudgetExecution]:
        """What was spent of each item of the budgets."""
        if not self.evidence.budgets:
            return ()
        lines_of = {award: [judged.line for judged in lines] for award, lines in self.lines_of.items()}
        return executions(self.evidence.budgets, lines_of)

    # Reversals: a line and the negative line that takes it back are one.

    @cached_property
    def cancelled(self) -> Mapping[int, int]:
        """The number of the negative line that takes back each line."""
        return reversals([judged.line for judged in self.judged])

    @cached_property
    def _reversals(self) -> tuple[Mapping[int, LineReversal], frozenset[int]]:
        """What takes back each line, and the lines that take others back, by identity."""
        of_line = {}
        for number, by in self.cancelled.items():
            negative = self.judged[by].line
            of_line[id(self.judged[number])] = LineReversal(negative.date, negative.place)
        return of_line, frozenset(id(self.judged[by]) for by in self.cancelled.values())

    def reversal_of(self, judged: JudgedLine) -> LineReversal | None:
        """What takes back a line, if anything does."""
        return self._reversals[0].get(id(judged))

    def is_reversal(self, judged: JudgedLine) -> bool:
        """Whether a negative line takes back another line."""
        return judged.line.fen < 0 and id(judged) in self._reversals[1]

    # Where a unit's own sources disagree.

    @cached_property
    def reconciliation(self) -> Reconciliation:
        """What each source says of each award."""
        return Reconciliation.of(self.evidence)

    def is_disputed(self, award: str, *figures: Figure) -> bool:
        """Whether a unit's own sources disagree on any of these figures of an award."""
        return any(found.figure in figures for found in self.reconciliation.differences(award))

    # Hints.

    @cached_property
    def hinted(self) -> Sequence[JudgedLine]:
        """The lines that hints look at.

        Neither what was taken back, nor what of a journal is of no award.
        """
        taken_back = self._reversals[0]
        return [
            judged
            for judged in self.judged
            if judged.line.fen > 0
            and (judged.line.award or judged.line.origin != "journal")
            and id(judged) not in taken_back
        ]

    # What findings are about.

    def about_award(self, award: str, place: str = "") -> Subject:
        """The award as a whole as the subject of a finding."""
        organisation = self.organisation_of(award)
        return Subject(policy=self.policy_of(award), award=award, organisation=organisation, place=place, voucher="")

    def about_line(self, line: Line) -> Subject:
        """A line as the subject of a finding."""
        return Subject(
            policy=self.policy_of(line.award),
            award=line.award,
            organisation=line.organisation,
            place=line.place,
            voucher=voucher_of(line),
            details=details_of(line),
        )

    def about_judged(self, judged: JudgedLine) -> Subject:
        """A line as the subject of a finding, with what takes it back."""
        return {**self.about_line(judged.line), "reversal": self.reversal_of(judged)}

    def about_movement(self, movement: Movement) -> Subject:
        """A movement of money as the subject of a finding."""
        of_award = self.about_award(movement.award, movement.place)
        voucher = movement.document if movement.origin == "journal" else ""
        details = EntryDetails(movement.date, text=movement.text, document=movement.document)
        return {**of_award, "voucher": voucher, "details": details}

    # Articles that findings cite.

    def article_of_account(self, award: str) -> str:
        """Return the article on separate accounts, or else that on the use of the money."""
        policy = self.policies.get(self.policy_of(award))
        uses = policy.measure.uses if policy else None
        clause = uses and (uses.special_account or uses.silent)
        return clause.cite if clause else ""

    def article_of_benefit(self, award: str) -> str:
        """The article that grants what was awarded."""
        policy = self.policies.get(self.policy_of(award))
        record = self.awards.get(award)
        benefit = record.benefit if record and record.benefit else award.rpartition("-")[2]
        return policy.measure.benefit[benefit].cite if policy and benefit in policy.measure.benefit else ""

    def article_of_award(self, award: str) -> str:
        """Return the article that grants the award, or else that on the account."""
        return self.article_of_benefit(award) or self.article_of_account(award)

    def article_of_revocation(self, award: str) -> str:
        """The article on the consequences of a revocation."""
        policy = self.policies.get(self.policy_of(award))
        return policy.measure.ban.cite if policy and policy.measure.ban else self.article_of_account(award)

    def article_of_competition(self, award: str) -> str:
        """Return the article against double funding.

        If there is none, the one that grants the award.
        """
        policy = self.policies.get(self.policy_of(award))
        return policy.measure.contest.cite if policy and policy.measure.contest else self.article_of_benefit(award)


def _filled(first: AwardFacts, other: AwardFacts) -> AwardFacts:
    """A record with its gaps filled from another one."""
    gaps = {field.name: getattr(other, field.name) for field in fields(AwardFacts) if not getattr(first, field.name)}
    return replace(first, **gaps | {"decided": first.decided})
