"""A measure: everything a ``policy.toml`` says, as frozen classes.

The fields are the keys of the file, in the law's own units: yuan, square metres, percentages, years. The classes of
clauses have modules of their own (``conditions``, ``amounts``, ``filing_rules`` …) and can be imported from here.
``loading`` reads a file into them, with changed lines and readings.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field, model_validator

from fundcalc.base.money import Rounding
from fundcalc.policy.amounts import AnyAmount, Bands, Combined, Flat, Limited, PerUnit, RateBand, Share
from fundcalc.policy.benefits import BENEFIT_KINDS, AnyBenefit, Benefit, ByReference, Rhythm, optional_figures_of
from fundcalc.policy.ceilings import Ceiling
from fundcalc.policy.choices import ByFact, Where
from fundcalc.policy.competition_rules import Contest, Election, Together
from fundcalc.policy.computed import Computed
from fundcalc.policy.condition_base import Allowed, Condition
from fundcalc.policy.conditions import (
    WORDS,
    AllOf,
    AnyCondition,
    AnyOf,
    Attested,
    Is,
    NotWithin,
    OneOf,
    YearsSince,
    within,
    word_of,
)
from fundcalc.policy.derived import BeforeFiling, Derived, OpenRecords
from fundcalc.policy.filing_rules import Ban, Filed, FiledDay, Validity
from fundcalc.policy.indicators import IndicatorTable
from fundcalc.policy.life_rules import Life
from fundcalc.policy.nodes import Clause, Fen, FigureKind, Id, Names, Node, Rate, Treatment, Unit, WindowOf
from fundcalc.policy.quotas import Quota
from fundcalc.policy.remarks import Duty, Explanation, Notice, Remark
from fundcalc.policy.schedules import Schedule, SchedulePart
from fundcalc.policy.thresholds import AtLeast, AtMost, MoreThan, ShareOf, Threshold
from fundcalc.policy.use_rules import Purpose, Silent, SpecialAccount, UseRule, Uses
from fundcalc.policy.vocabulary import Text

__all__ = [
    "BENEFIT_KINDS",
    "WORDS",
    "AllOf",
    "Allowed",
    "AnyAmount",
    "AnyBenefit",
    "AnyCondition",
    "AnyOf",
    "AtLeast",
    "AtMost",
    "Attested",
    "Ban",
    "Bands",
    "BeforeFiling",
    "Benefit",
    "ByFact",
    "ByReference",
    "Ceiling",
    "Clause",
    "Combined",
    "Computed",
    "Condition",
    "Contest",
    "Derived",
    "Doubt",
    "Duty",
    "Election",
    "Explanation",
    "FactName",
    "Fen",
    "FigureKind",
    "Filed",
    "FiledDay",
    "Flat",
    "Id",
    "Is",
    "Life",
    "Limited",
    "Measure",
    "MoreThan",
    "Names",
    "Node",
    "NotWithin",
    "Notice",
    "OneOf",
    "OpenRecords",
    "PerUnit",
    "Purpose",
    "Quota",
    "Rate",
    "RateBand",
    "Reading",
    "Remark",
    "Rhythm",
    "RoundingRule",
    "Schedule",
    "SchedulePart",
    "SetAsideReason",
    "Share",
    "ShareOf",
    "SharedGate",
    "Silent",
    "SpecialAccount",
    "Threshold",
    "Together",
    "Treatment",
    "UseRule",
    "Uses",
    "Validity",
    "Where",
    "WindowOf",
    "YearsSince",
    "conditions_of",
    "optional_figures_of",
    "within",
    "word_of",
]


class Doubt(Clause):
    """A situation in which a person decides whether benefits are paid.

    Or which is ignored, as ``treat`` says.
    """

    benefits: Names = Field(alias="benefit", min_length=1)
    when: AnyCondition
    treat: Literal["review", "ignore"]
    zh: str
    en: str


class RoundingRule(Node):
    """How a product is rounded, once, before the cap.

    A unit above 0.01 yuan always rounds down.
    """

    rests_on: tuple[str, ...] = ()
    cite: str = ""
    mode: Rounding = "half_up"
    unit: Unit = 1


class Reading(Clause):
    """An ambiguity as a named switch; the first of its values is the default."""

    zh: str
    en: str
    values: Mapping[str, Text] = Field(min_length=2)

    @property
    def default(self) -> str:
        return next(iter(self.values))


class FactName(Node):
    """A fact as this measure calls it; a fact of its own also has a kind."""

    kind: Literal["money", "area", "decimal", "count", "yes_no", "date", "choice"] | None = None
    zh: str
    en: str
    choices: Mapping[str, Text] = Field(default_factory=dict)


class SharedGate(Clause):
    """A condition that several benefits share, written once.

    Loading puts it among the ``only_if`` of each of them.
    """

    benefits: Names = Field(alias="benefit", min_length=1)
    when: AnyCondition


SetAsideReason = Literal["purpose", "duties", "procedure", "encouragement", "explanation", "authority", "not_computed"]


class Measure(Node):
    """A subsidy measure: everything its ``policy.toml`` says.

    ``articles`` are the addresses the measure prints; each is cited by a clause or stands in ``set_aside``. ``routes`` is
    the fact by which conditions differ. ``code`` names its funds in the ledger (``YN`` gives ``YN-2026``). ``filing`` is
    what the measure calls the decision that admits a platform: 备案 or 认定. Of a measure ``without_filing`` it is what the
    application is called (申请, 申报): its conditions refuse, and nothing waits for ``filed_on``. An article set aside as
    ``not_computed`` moves money and is not said here.
    """

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    code: str = Field(pattern=r"^[A-Z][A-Z0-9]*$")
    title: Text
    short: Text
    issuer: Text
    number: str = ""
    filing: Text = Text(zh="备案", en="filing")
    without_filing: bool = False
    validity: Validity
    articles: tuple[str, ...]
    set_aside: Mapping[SetAsideReason, tuple[str, ...]] = Field(default_factory=dict)
    routes: Literal["platform_kind", "stage"] = "platform_kind"
    fact: Mapping[Id, FactName] = Field(default_factory=dict)
    reading: Mapping[Id, Reading] = Field(default_factory=dict)
    condition: Mapping[Id, AnyCondition] = Field(default_factory=dict)
    derived: Mapping[Id, Derived] = Field(default_factory=dict)
    benefit: Mapping[Id, AnyBenefit] = Field(min_length=1)
    gate: Mapping[Id, SharedGate] = Field(default_factory=dict)
    ceiling: Mapping[Id, Ceiling] = Field(default_factory=dict)
    computed: Mapping[Id, Computed] = Field(default_factory=dict)
    filed: Filed | None = None
    doubt: Mapping[Id, Doubt] = Field(default_factory=dict)
    together: Together | None = None
    election: Election | None = None
    contest: Contest | None = None
    ban: Ban | None = None
    rounding: RoundingRule = RoundingRule()
    remark: Mapping[Id, Remark] = Field(default_factory=dict)
    uses: Uses = Uses()
    notice: Mapping[Id, Notice] = Field(default_factory=dict)
    duty: Mapping[Id, Duty] = Field(default_factory=dict)
    life: Life | None = None
    indicators: Mapping[Id, IndicatorTable] = Field(default_factory=dict)
    explained: tuple[Explanation, ...] = ()

    @property
    def not_computed(self) -> tuple[str, ...]:
        """The articles that move money and are not computed."""
        return self.set_aside.get("not_computed", ())

    @property
    def by_group(self) -> bool:
        """Whether linked organisations count together."""
        return any(ceiling.per == "group" for ceiling in self.ceiling.values())

    @property
    def by_claim(self) -> bool:
        """Whether each row is a claim with an id of its own."""
        return any(benefit.paid == "every_time" for benefit in self.benefit.values())

    @property
    def by_day(self) -> bool:
        """Whether it counts on what day an award was made."""
        return any(ceiling.over == "rolling" for ceiling in self.ceiling.values())

    @property
    def quotients(self) -> Mapping[str, Computed]:
        """The facts that are one fact divided by another."""
        return {fact: rule for fact, rule in self.computed.items() if rule.quotient}

    def given_bases(self, benefit: AnyBenefit) -> tuple[str, ...]:
        """The bases of a benefit as given: of a computed one what it is made from.

        A sum without a base that no decision opens has the figures by whose bands it goes.
        """
        bases = benefit.bases
        if not bases and self.without_filing and benefit.trigger is None:
            bases = benefit.banded
        found = [fact for base in bases for fact in (self.computed[base].facts if base in self.computed else (base,))]
        return tuple(dict.fromkeys(found))

    @model_validator(mode="before")
    @classmethod
    def _name_of_the_application(cls, raw: object) -> object:
        if isinstance(raw, dict) and raw.get("without_filing") is True and "filing" not in raw:
            return raw | {"filing": {"zh": "申请", "en": "application"}}
        return raw


def conditions_of(measure: Measure) -> Iterator[AnyCondition]:
    """Every condition of a measure, those of its benefits and the inner ones included."""
    gates = (gate for benefit in measure.benefit.values() for gate in benefit.only_if)
    doubts = (doubt.when for doubt in measure.doubt.values())
    for condition in (*measure.condition.values(), *gates, *doubts):
        yield from within(condition)
