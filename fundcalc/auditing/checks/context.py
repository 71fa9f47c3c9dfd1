"""What every check is given: the evidence, each line with its verdict, the policies, and sums by award."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from fundcalc.auditing.checks.finding import CheckId, Data, Finding, Severity, of_line
from fundcalc.auditing.classification import Verdict
from fundcalc.auditing.evidence import AwardFacts, Evidence, Movement, MovementKind, policy_of_id
from fundcalc.auditing.lines import Line
from fundcalc.policy.loading import Policy


class JudgedLine(NamedTuple):
    """A line, the id of the policy it was held against (empty: none is known), and the verdict."""

    line: Line
    policy: str
    verdict: Verdict | None


@dataclass(frozen=True)
class Matter:
    """The evidence with its verdicts. ``on`` is the day of the audit, if one was named."""

    evidence: Evidence
    judged: Sequence[JudgedLine]
    policies: Mapping[str, Policy]
    on: date | None = None

    @cached_property
    def awards(self) -> Mapping[str, AwardFacts]:
        """What is known of each award: first what its decision says, then what others say where that says nothing."""
        ranked = sorted(self.evidence.awards, key=lambda each: (not each.decided, each.fen is None))
        told: dict[str, AwardFacts] = {}
        for each in ranked:
            told[each.id] = _filled(told[each.id], each) if each.id in told else each
        return {award.id: told[award.id] for award in self.evidence.awards}

    @cached_property
    def of_award(self) -> Mapping[str, Sequence[JudgedLine]]:
        """The lines of each award, by day."""
        held: defaultdict[str, list[JudgedLine]] = defaultdict(list)
        for each in self.judged:
            if each.line.award:
                held[each.line.award].append(each)
        return {award: sorted(lines, key=lambda each: each.line.date or date.max) for award, lines in held.items()}

    @cached_property
    def moved(self) -> Mapping[tuple[str, MovementKind], Sequence[Movement]]:
        """What moved, by award and kind, by day."""
        held: defaultdict[tuple[str, MovementKind], list[Movement]] = defaultdict(list)
        for each in self.evidence.movements:
            held[each.award, each.kind].append(each)
        return {place: sorted(several, key=lambda each: each.date) for place, several in held.items()}

    def sum_of(self, award: str, *kinds: MovementKind) -> int:
        """What moved of an award in these ways, in fen."""
        return sum(each.fen for kind in kinds for each in self.moved.get((award, kind), ()))

    @cached_property
    def known_awards(self) -> tuple[str, ...]:
        """Every award that anything is known of, in order."""
        moved = (award for award, _kind in self.moved)
        return tuple(dict.fromkeys((*self.awards, *self.of_award, *moved)))

    def policy_of(self, award: str) -> str:
        """The id of the policy of an award; empty if none of the policies here has it."""
        return self.awards[award].policy if award in self.awards and self.awards[award].policy else self._by_code(award)

    def _by_code(self, award: str) -> str:
        return policy_of_id(award, self.policies.values())

    def organisation_of(self, award: str) -> str:
        """The organisation of an award, as its record or its lines say."""
        if award in self.awards and self.awards[award].organisation:
            return self.awards[award].organisation
        return next((each.line.organisation for each in self.of_award.get(award, ()) if each.line.organisation), "")

    def article_of_account(self, award: str) -> str:
        """The article by which the money is kept apart; where none says so, that on its use."""
        policy = self.policies.get(self.policy_of(award))
        uses = policy.measure.uses if policy else None
        clause = uses and (uses.special_account or uses.silent)
        return clause.cite if clause else ""

    def article_of_benefit(self, award: str) -> str:
        """The article that grants what was awarded."""
        policy = self.policies.get(self.policy_of(award))
        known = self.awards.get(award)
        benefit = known.benefit if known and known.benefit else award.rpartition("-")[2]
        return policy.measure.benefit[benefit].cite if policy and benefit in policy.measure.benefit else ""

    def article_of_revocation(self, award: str) -> str:
        """The article on what follows a revocation."""
        policy = self.policies.get(self.policy_of(award))
        return policy.measure.ban.cite if policy and policy.measure.ban else self.article_of_account(award)

    def article_of_contest(self, award: str) -> str:
        """The article against support twice for one thing; where none says so, the one that grants it."""
        policy = self.policies.get(self.policy_of(award))
        return policy.measure.contest.cite if policy and policy.measure.contest else self.article_of_benefit(award)


def _filled(first: AwardFacts, other: AwardFacts) -> AwardFacts:
    """A record with what only the other one tells."""
    gaps = {each.name: getattr(other, each.name) for each in fields(AwardFacts) if not getattr(first, each.name)}
    return replace(first, **gaps | {"decided": first.decided})


def about_award(
    matter: Matter,
    check: CheckId,
    severity: Severity,
    award: str,
    cite: str,
    fen: int | None,
    data: Data,
    *,
    place: str = "",
    key: tuple[str, ...] = (),
) -> Finding:
    """A finding about an award as a whole."""
    organisation = matter.organisation_of(award)
    return Finding(check, severity, matter.policy_of(award), cite, award, organisation, place, fen, data, key)


def about_line(
    matter: Matter, check: CheckId, severity: Severity, line: Line, cite: str, fen: int, data: Data
) -> Finding:
    """A finding about one line."""
    policy, key = matter.policy_of(line.award), of_line(line)
    return Finding(check, severity, policy, cite, line.award, line.organisation, line.place, fen, data, key)
