"""The choice of one class, where a measure accepts a single class of platform.

The organisation chooses which of its platforms keeps its claim.
"""

from collections.abc import Sequence
from typing import NamedTuple

from fundcalc.engine.eligibility import Candidate
from fundcalc.engine.steps import ClassVerdict
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy


class Choice(NamedTuple):
    """A candidate and its step in the choice of one class, if there is a choice.

    ``contested`` says that another application bears on the choice, so that its readings matter.
    """

    candidate: Candidate
    step: ClassVerdict | None = None
    contested: bool = False

    @property
    def refused(self) -> bool:
        """Whether the organisation chose another class."""
        return self.step is not None and self.step.verdict == "refused"


def choose_classes(policy: Policy, candidates: Sequence[Candidate]) -> list[Choice]:
    """Say for each application of one organisation how the choice of a class stands."""
    rule = policy.measure.election
    if rule is None:
        return [Choice(candidate) for candidate in candidates]
    choices = []
    for candidate in candidates:
        others = [other for other in candidates if other is not candidate]
        if not others and candidate.application.elected is not False:
            choices.append(Choice(candidate))
            continue
        contested = any(_bears_on(candidate, other) for other in others)
        choices.append(Choice(candidate, _choice(rule, candidate, others), contested))
    return choices


def _choice(rule: m.Election, candidate: Candidate, others: Sequence[Candidate]) -> ClassVerdict | None:
    application = candidate.application
    if rule.round == "award_year":
        others = [other for other in others if other.application.award_year == application.award_year]
    others = [other for other in others if other.takes_part]
    if application.elected is False:
        return _given_up(rule, candidate, others)
    rivals = [other for other in others if _differs(candidate, other) and other.application.elected is not False]
    if not rivals or not candidate.takes_part:
        return None
    names = tuple(sorted(rival.platform for rival in rivals))
    # A choice is of the class: made on one platform, it holds for the organisation's others of that class.
    chosen = application.elected or any(
        other.application.elected and not _differs(candidate, other) for other in others
    )
    chosen_elsewhere = any(rival.application.elected for rival in rivals)
    if chosen and not chosen_elsewhere:
        return ClassVerdict(rule.cite, "accepted", names)
    if chosen_elsewhere and not chosen:
        return ClassVerdict(rule.cite, "refused", names)
    return ClassVerdict(rule.cite, "open", names)


def _given_up(rule: m.Election, candidate: Candidate, others: Sequence[Candidate]) -> ClassVerdict:
    """Whether a class is refused because the organisation gives it up.

    Not if it gives up every class and chooses none.
    """
    of_other_classes = sorted(other.platform for other in others if _differs(candidate, other))
    all_given_up = all(other.application.elected is False for other in others)
    none_left = bool(of_other_classes) and all_given_up and candidate.takes_part
    return ClassVerdict(rule.cite, "open" if none_left else "refused", tuple(of_other_classes))


def _bears_on(candidate: Candidate, other: Candidate) -> bool:
    """Whether another application bears on the choice.

    A class that was given up bears on it only if this one is given up too.
    """
    given_up = other.application.elected is False and candidate.application.elected is not False
    return _differs(candidate, other) and not given_up and other.takes_part


def _differs(candidate: Candidate, other: Candidate) -> bool:
    """Whether two applications may be of different classes."""
    own, theirs = (one.application.facts.get("platform_kind") for one in (candidate, other))
    return own is None or theirs is None or own != theirs
