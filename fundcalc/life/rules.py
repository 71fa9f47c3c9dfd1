"""The rules of a platform's life under one policy, as events meet them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from fundcalc.base.dates import years_after
from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import _
from fundcalc.policy.articles import Addresses
from fundcalc.policy.life_rules import Acceptance, Evaluation, Ground, Life
from fundcalc.policy.loading import Policy
from fundcalc.policy.model import Ban

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LifeRules:
    """What a measure says of the life of a platform.

    ``first`` and ``last`` are its first and last day in force, ``cycles`` its evaluations; ``prints`` says whether it has an
    article.
    """

    policy: Policy
    life: Life
    ban: Ban | None
    first: date
    last: date | None
    cycles: tuple[str, ...]
    grounds: Mapping[str, Ground]
    prints: Callable[[str], bool]

    def evaluation(self, cycle: str) -> Evaluation | None:
        """The evaluation of a cycle; a measure with one evaluation needs no word for it."""
        evaluations = self.life.evaluation
        return evaluations[self.cycle(cycle)] if evaluations else None

    @property
    def acceptance(self) -> Acceptance | None:
        """How acceptance is applied for after building, where the measure says so."""
        return self.life.building.acceptance if self.life.building is not None else None

    def cycle(self, cycle: str) -> str:
        """The key of a cycle."""
        return cycle if cycle in self.life.evaluation else self.cycles[0] if self.cycles else ""

    def grades(self, cycle: str) -> tuple[str, ...]:
        """The grades that an evaluation can give; empty for any."""
        evaluation = self.evaluation(cycle)
        return evaluation.grades if evaluation is not None else ()

    def barred_until(self, revoked_on: date, ground: str) -> date | None:
        """The last day of the ban after a revocation; None where none follows."""
        ban = self.ban
        if ban is None or not ban.bars(ground):
            return None
        end = years_after(revoked_on, ban.years)
        return end if ban.end == "anniversary_barred" else end - ONE_DAY


@lru_cache(maxsize=64)
def rules_of(policy: Policy) -> LifeRules:
    """The rules of a policy.

    Raises PolicyError for a measure without its date, or one that does not rule a platform's life.
    """
    measure = policy.measure
    first = measure.validity.first
    if first is None:
        message = _("validity.from is missing: this measure has no date; supply it with --set validity.from=2026-07-01")
        raise PolicyError(policy.id, (message,))
    if measure.life is None:
        message = _(
            "life is missing: this policy does not say what becomes of a platform; add [life] to its policy.toml"
        )
        raise PolicyError(policy.id, (message,))
    life = measure.life
    return LifeRules(
        policy,
        life,
        measure.ban,
        first,
        measure.validity.last,
        tuple(life.evaluation),
        dict(life.ground.items()),
        lru_cache(maxsize=4096)(Addresses(measure.articles).lists),
    )
