"""Benefits: an amount, and how often, to whom and on what conditions it is paid."""

from abc import ABC
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fundcalc.base.i18n import _
from fundcalc.policy.amounts import Amount, Bands, Combined, Flat, Largest, PerUnit, Share, Sizes
from fundcalc.policy.conditions import AnyCondition
from fundcalc.policy.nodes import Clause, figure_lines
from fundcalc.policy.schedules import Schedule
from fundcalc.policy.vocabulary import Text

# A "difference" is as much as its amount now exceeds what was paid before, in whatever year; "every_time" pays each claim
# once, whatever else was paid. A claim is a row with an id of its own.
Rhythm = Literal["once", "difference", "yearly", "every_evaluation", "every_time"]


class Benefit(Clause, Amount, ABC):
    """A support the measure pays.

    ``trigger`` is the dated decision that opens it; ``only_if`` are its own conditions, each with its article; ``paid``
    says how often, ``per`` whose history counts; ``first_filing`` what happens to a platform that is not newly filed;
    ``amount_is`` whether the formula is due or only an upper limit; ``schedule`` in which parts it is paid.
    """

    zh: str
    en: str
    paid: Rhythm
    per: Literal["platform", "organisation"] = "platform"
    trigger: Literal["filed_on", "grade"] | None = None
    only_if: tuple[AnyCondition, ...] = ()
    not_first_filing: Literal["review", "pay", "refuse"] = "pay"
    amount_is: Literal["entitlement", "ceiling"] = "entitlement"
    schedule: Schedule | None = None

    @model_validator(mode="after")
    def _every_gate_has_its_article(self) -> Self:
        if any(not gate.cite for gate in self.only_if):
            raise ValueError(_("each condition in 'only_if' has its own 'cite'"))
        return self

    @property
    def of_any_year(self) -> bool:
        """Whether what was paid in any year counts, not only in the year of the award."""
        return self.paid in ("once", "difference", "every_time")

    @property
    def base(self) -> str | None:
        """The first fact whose figure the benefit is worked out from."""
        return next(iter(self.bases), None)

    @property
    def stated_in(self) -> Text | None:
        """The other document that states the amount, where the measure itself does not."""
        return None

    @property
    def opened_by(self) -> str:
        """The fact or key that claims it where nothing is claimed by name.

        That is its base, or the decision that opens it.
        """
        return self.base or self.trigger or "filed_on"


class FlatBenefit(Benefit, Flat):
    """A fixed sum, or one by kind."""


class ShareBenefit(Benefit, Share):
    """A rate of a base of money, up to a cap."""


class BandsBenefit(Benefit, Bands):
    """Each part of a base at the rate of its band."""


class PerUnitBenefit(Benefit, PerUnit):
    """So much for each unit of a figure."""


class CombinedBenefit(Benefit, Combined):
    """The sum, the highest or the lowest of several amounts."""


class ByReference(Benefit):
    """A support whose amount stands in another document."""

    kind: Literal["by_reference"]
    document: Text

    @property
    def stated_in(self) -> Text:
        return self.document

    @property
    def bases(self) -> tuple[str, ...]:
        return ()

    @property
    def banded(self) -> tuple[str, ...]:
        return ()

    def most(self, largest: Largest, unit: int) -> int:  # noqa: ARG002
        return 0

    def sizes(self, largest: Largest, unit: int) -> Sizes:  # noqa: ARG002
        return Sizes(0)


AnyBenefit = Annotated[
    FlatBenefit | ShareBenefit | BandsBenefit | PerUnitBenefit | CombinedBenefit | ByReference,
    Field(discriminator="kind"),
]

# Every kind by the word of its line ``kind``; mypy refuses one that leaves out a member that others ask for.
BENEFIT_KINDS: Mapping[str, type[Benefit]] = {
    "flat": FlatBenefit,
    "share": ShareBenefit,
    "bands": BandsBenefit,
    "per_unit": PerUnitBenefit,
    "sum": CombinedBenefit,
    "highest": CombinedBenefit,
    "lowest": CombinedBenefit,
    "by_reference": ByReference,
}


@cache
def optional_figures_of(kind: str) -> tuple[str, ...]:
    """The figures that a kind of benefit may lack, such as a cap."""
    return ("cap",) if "cap" in figure_lines(BENEFIT_KINDS[kind]) else ()
