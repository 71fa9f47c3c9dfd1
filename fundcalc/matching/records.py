"""What matching a unit gives for each measure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from fundcalc.engine.decision import Decision
from fundcalc.engine.decision_parts import Status
from fundcalc.engine.steps import Check
from fundcalc.matching.prospects import BenefitMatch
from fundcalc.policy.loading import Policy


class MissingFacts(NamedTuple):
    """Facts that are not known, and the article that asks for them.

    They open a benefit, or a condition of the filing if ``benefit`` is empty. ``check`` is that condition.
    """

    cite: str
    facts: tuple[str, ...]
    benefit: str = ""
    check: Check | None = None


@dataclass(frozen=True)
class MeasureMatch:
    """What one measure comes to for the unit; amounts in fen.

    ``payable`` is due now; ``amount`` would be paid once what is open turned out well, by the figures that are known;
    ``most`` counts unknown figures at their highest (None: no limit is stated). Without a ``decision`` the facts cannot be
    read as this measure means them, for the reasons in ``faults``.
    """

    policy: Policy
    decision: Decision | None
    payable: int = 0
    amount: int = 0
    most: int | None = 0
    benefits: tuple[BenefitMatch, ...] = ()
    missing: tuple[MissingFacts, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def status(self) -> Status | Literal["not_read"]:
        """The status of the decision, ``not_read`` without one."""
        return self.decision.status if self.decision is not None else "not_read"

    @property
    def may_pay(self) -> bool:
        """Whether anything can come of it."""
        return self.most is None or max(self.amount, self.most) > 0


class CannotCombine(NamedTuple):
    """Supports of which only the highest is paid: of two measures, or of one.

    ``cites`` are the articles that say so, by the id of their measure; ``benefits`` are those of a single measure.
    """

    policies: tuple[str, ...]
    cites: Mapping[str, str]
    benefits: tuple[str, ...] = ()
