"""A measure: everything a ``policy.toml`` says, as frozen classes.

The fields are the keys of the file, in the law's own units: yuan, square metres, percentages, years. The classes of
clauses stand in ``conditions``, ``benefits`` and ``use_rules`` and can be imported from here. ``loading`` reads a file
into them, with changed lines and readings.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from fundcalc.base.dates import last_day
from fundcalc.base.money import Rounding
from fundcalc.policy.amounts import AnyAmount, Bands, Combined, Flat, Limited, PerUnit, RateBand, Share
from fundcalc.policy.benefits import BENEFIT_KINDS, AnyBenefit, Benefit, ByReference, Rhythm, optional_figures_of
from fundcalc.policy.ceilings import Ceiling
from fundcalc.policy.choices import ByFact, Where
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
from fundcalc.policy.indicators import IndicatorTable
from fundcalc.policy.life_rules import Life
from fundcalc.policy.nodes import Clause, Day, Fen, FigureKind, Id, Names, Node, Rate, Treatment, Unit, WindowOf, Years
from fundcalc.policy.thresholds import AtLeast, AtMost, MoreThan, ShareOf, Threshold
from fundcalc.policy.use_rules import Purpose, Quota, Silent, SpecialAccount, UseRule, Uses
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


class Remark(Clause):
    """A point that the text leaves open and that changes no amount.

    It is shown whenever its condition holds.
    """

    when: AnyCondition
    zh: str
    en: str


class FiledDay(Clause):
    """The date that is the day of the filing.

    The key ``filed_on``, or a fact, in whose absence that key is taken.
    """

    by: str


class Filed(Clause):
    """The dated decision by which a platform is filed or recognised.

    ``before`` says whether a platform filed before the measure was in force is supported all the same; it concerns the
    benefits that the filing opens, not those of an evaluation.
    """

    before: Literal["review", "pay"] = "pay"
    dated: FiledDay | None = None


class Doubt(Clause):
    """A situation in which a person decides whether benefits are paid.

    Or which is ignored, as ``treat`` says.
    """

    benefits: Names = Field(alias="benefit", min_length=1)
    when: AnyCondition
    treat: Literal["review", "ignore"]
    zh: str
    en: str


# How the benefits of one platform, one unit and one year bear on each other.


class Together(Clause):
    """Whether a platform's benefits of a year add up or only the highest is paid."""

    rule: Literal["add", "higher_only"]


class Election(Clause):
    """Of several classes an organisation applies for, only one is accepted.

    The organisation chooses which.
    """

    round: Literal["award_year", "any_year"]


class Contest(Clause):
    """Supports of one unit in one year compete and the highest applies (就高不重复)."""

    of: Literal["identity_totals", "each_benefit", "every_award"]
    per: Literal["organisation", "platform"]
    already_paid: Literal["top_up", "first_only", "replace"]


class Ban(Clause):
    """After a revocation no new application for so many years.

    Without ``grounds`` every revocation bars; with them, those grounds bar, those of ``never`` do not, and any other ground,
    or none stated, does as ``other_grounds`` says.
    """

    years: Years = Field(ge=1)
    end: Literal["anniversary_barred", "anniversary_free"] = "anniversary_barred"
    grounds: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    other_grounds: Literal["second_fail", "cancel_only"] = "second_fail"

    def bars(self, ground: str) -> bool:
        """Whether a ban follows a revocation on a ground, which may be unknown."""
        if any(ground.startswith(cite) for cite in self.never):
            return False
        if self.grounds and not any(ground.startswith(cite) for cite in self.grounds):
            return self.other_grounds == "second_fail"
        return True


class RoundingRule(Node):
    """How a product is rounded, once, before the cap.

    A unit above 0.01 yuan always rounds down.
    """

    rests_on: tuple[str, ...] = ()
    cite: str = ""
    mode: Rounding = "half_up"
    unit: Unit = 1


class Validity(Clause):
    """From when to when the measure is in force.

    A draft or undated one has no ``from`` until it is supplied.
    """

    status: Literal["in_force", "draft", "undated"] = "in_force"
    first: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    years: Years | None = Field(default=None, ge=1)

    def covers(self, day: date) -> bool:
        """Whether the measure governs an application of that day."""
        last = self.last
        return self.first is not None and self.first <= day and (last is None or day <= last)

    @property
    def last(self) -> date | None:
        """The last day in force, or None if no end is stated."""
        if self.until is None and self.years is not None and self.first is not None:
            return last_day(self.first, self.years)
        return self.until


class Notice(Clause):
    """A public notice of so many working days, or plain days.

    Its start and the kind of day are readings.
    """

    zh: str
    en: str
    working_days: int | None = None
    days: int | None = None
    start: Literal["next_day", "posting_day"] = "next_day"
    counted: Literal["calendar", "working"] = "calendar"


class Duty(Clause):
    """A duty of a platform or of the authority that decides no amount."""

    zh: str
    en: str


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


class Explanation(Node):
    """Why the text and the file differ in a figure.

    Either a ``figure`` of the text that no line uses, or a ``line`` whose figure stands elsewhere in the text. ``at``
    is the article that prints it: 题头 is what stands before the first one, 落款 the date under the last. For a line it
    is empty where the text implies the figure and prints it nowhere.
    """

    figure: str = ""
    line: str = ""
    at: str = ""
    zh: str
    en: str


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

    def given_bases(self, benefit: AnyBenefit) -> tuple[str, ...]:
        """The bases of a benefit as given: of a computed one what it is made from."""
        found = [
            fact for base in benefit.bases for fact in (self.computed[base].facts if base in self.computed else (base,))
        ]
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
