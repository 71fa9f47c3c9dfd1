"""What a measure may say: one frozen class for each kind of clause found in the measures of this family.

The fields are the keys of ``policy.toml``, in the law's own units: yuan, square metres, percentages, years. How a file is
read into these classes, with changed lines and readings, is the matter of ``loading.py``.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, ValidationInfo, model_validator

from fundcalc.base.dates import last_day
from fundcalc.base.errors import MoneyError, shown
from fundcalc.base.i18n import _
from fundcalc.base.money import Rounding, fen, rate
from fundcalc.policy.vocabulary import Text


def _amount(value: object) -> int:
    amount = fen(value)
    if amount < 0:
        raise MoneyError(_("{value} is below zero; an amount of a measure is 0 or more").format(value=value))
    return amount


def _number(word: str, figure: object) -> Decimal:
    if isinstance(figure, int | Decimal | str) and not isinstance(figure, bool):
        with suppress(InvalidOperation):
            number = Decimal(figure)
            # The figures a sheet of applications can hold, see application.py.
            if number.is_finite() and 0 <= number < 10**12 and int(number.as_tuple().exponent) >= -6:
                return number
    raise ValueError(_("'{word}' takes a number of 0 or more, not {value}").format(word=word, value=shown(figure)))


def _unit(value: object) -> int:
    unit = fen(str(value))
    if unit < 1:
        raise MoneyError(_("{value} is no unit to round to; write 0.01, 1, 100, 1000 or 10000").format(value=value))
    return unit


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


# Ids become keys of sheets, parts of award ids in the ledger, and steps of dotted paths.
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Fen = Annotated[int, BeforeValidator(_amount)]
Unit = Annotated[int, BeforeValidator(_unit)]
Rate = Annotated[Fraction, BeforeValidator(rate)]
Names = Annotated[tuple[str, ...], BeforeValidator(_several)]
Treatment = Literal["review", "count", "exclude"]
Boundary = Literal["inclusive", "exclusive"]
WindowOf = Literal["rolling", "full_years", "before_filing"]


class Node(BaseModel):
    """A part of a measure."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True)


class Clause(Node):
    """One thing the measure says, the article that says it, and the readings it rests on (filled in when it is read)."""

    cite: str
    rests_on: tuple[str, ...] = ()


# Conditions: each is answered yes, no or unknown.


class Condition(Node):
    """What an applicant must be or have.

    ``for`` limits it to some routes (kinds of platform, or stages); a ``soft`` one (原则上) warns and refuses nobody.
    """

    cite: str = ""
    rests_on: tuple[str, ...] = ()
    routes: Names = Field(default=(), alias="for")
    soft: bool = False
    zh: str = ""
    en: str = ""


class Is(Condition):
    """A yes_no or a choice has this value."""

    fact: str
    value: bool | str = Field(alias="is")


class OneOf(Condition):
    """A choice has one of these values; the values of ``open`` the text leaves to a person (等)."""

    fact: str
    values: tuple[str, ...] = Field(alias="one_of")
    open: tuple[str, ...] = ()


class Attested(Condition):
    """A qualitative condition that the managing department confirms; the policy names the fact after what is attested."""

    attested: str


class Threshold(Condition):
    """A count, area or amount, or the sum of several, held against a figure. ``limit`` is the figure, in fen for ``money``."""

    fact: str = ""
    sum: tuple[str, ...] = ()
    boundary: Boundary = "inclusive"
    limit: int | Decimal = 0
    money: bool = False

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,) if self.fact else self.sum

    @model_validator(mode="before")
    @classmethod
    def _in_the_units_of_the_fact(cls, raw: Any, info: ValidationInfo) -> Any:
        if not isinstance(raw, dict) or not info.context:
            return raw
        asked = [raw["fact"]] if "fact" in raw else raw.get("sum")
        facts = [name for name in asked if isinstance(name, str)] if isinstance(asked, list) else []
        if not facts or ("fact" in raw and "sum" in raw):
            raise ValueError(_("name one 'fact', or several in 'sum'"))
        kinds = {info.context["facts"][name].kind for name in facts if name in info.context["facts"]}
        word = next(word for word in ("at_least", "more_than", "at_most") if word in raw)
        figure = raw[word]
        if len(kinds) > 1 or kinds - {"money", "area", "count"}:
            raise ValueError(_("'{word}' compares an amount, an area or a count").format(word=word))
        money = kinds == {"money"}
        return raw | {"limit": _amount(figure) if money else _number(word, figure), "money": money}


class AtLeast(Threshold):
    """不低于, 不少于, 至少; and 以上, whose own figure counts or not as ``boundary`` says."""

    figure: Decimal = Field(alias="at_least")


class MoreThan(Threshold):
    """超过, 突破, which do not hold at the figure itself unless ``boundary`` says so."""

    figure: Decimal = Field(alias="more_than")
    boundary: Boundary = "exclusive"


class AtMost(Threshold):
    """不超过."""

    figure: Decimal = Field(alias="at_most")


class ShareOf(Condition):
    """A count as a fraction of another, compared as fractions; ``of`` names the whole, or several of which the first given."""

    fact: str
    of: Names
    share: Rate = Field(alias="share_at_least")


class YearsSince(Condition):
    """满 N 年: so many years have passed since a date."""

    fact: str
    years: int = Field(alias="years_since", ge=1)
    window: WindowOf = "rolling"
    boundary: Boundary = "inclusive"


class NotWithin(Condition):
    """A date is absent (none on record), or outside the last so many years."""

    fact: str
    years: int = Field(alias="not_within_years", ge=1)
    window: WindowOf = "rolling"


class AnyOf(Condition):
    """At least one holds."""

    conditions: tuple["AnyCondition", ...] = Field(alias="any_of", min_length=1)


class AllOf(Condition):
    """All hold."""

    conditions: tuple["AnyCondition", ...] = Field(alias="all_of", min_length=1)


WORDS = {
    "is": Is,
    "one_of": OneOf,
    "attested": Attested,
    "at_least": AtLeast,
    "more_than": MoreThan,
    "at_most": AtMost,
    "share_at_least": ShareOf,
    "years_since": YearsSince,
    "not_within_years": NotWithin,
    "any_of": AnyOf,
    "all_of": AllOf,
}


def _word(condition: Any) -> str | None:
    if isinstance(condition, Condition):
        return next(word for word, kind in WORDS.items() if type(condition) is kind)
    said = [word for word in WORDS if isinstance(condition, dict) and word in condition]
    return said[0] if len(said) == 1 else None


AnyCondition = Annotated[
    Annotated[Is, Tag("is")]
    | Annotated[OneOf, Tag("one_of")]
    | Annotated[Attested, Tag("attested")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[MoreThan, Tag("more_than")]
    | Annotated[AtMost, Tag("at_most")]
    | Annotated[ShareOf, Tag("share_at_least")]
    | Annotated[YearsSince, Tag("years_since")]
    | Annotated[NotWithin, Tag("not_within_years")]
    | Annotated[AnyOf, Tag("any_of")]
    | Annotated[AllOf, Tag("all_of")],
    Discriminator(
        _word,
        custom_error_type="condition_word",
        custom_error_message="a condition says exactly one of " + ", ".join(WORDS),
    ),
]

# Benefits: what is paid.


class ByFact(Node):
    """An amount by the value of a choice: ``{ by = "platform_kind", pilot_base = 1_500_000, … }``."""

    by: str
    amounts: Mapping[str, Fen]

    @model_validator(mode="before")
    @classmethod
    def _rows(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and "amounts" not in raw:
            return {"by": raw.get("by"), "amounts": {key: value for key, value in raw.items() if key != "by"}}
        return raw


class Benefit(Clause):
    """A support the measure pays.

    ``trigger`` is the dated decision that opens it; ``only_if`` are its own conditions, each with its article; ``paid``
    says how often, ``per`` whose history counts; ``first_filing`` what happens to a platform that is not newly filed;
    ``amount_is`` whether the formula is due or only an upper limit.
    """

    zh: str
    en: str
    paid: Literal["once", "yearly", "every_evaluation"]
    per: Literal["platform", "organisation"] = "platform"
    trigger: Literal["filed_on", "grade"] | None = None
    only_if: tuple[AnyCondition, ...] = ()
    not_first_filing: Literal["review", "pay", "refuse"] = "pay"
    amount_is: Literal["entitlement", "ceiling"] = "entitlement"

    @model_validator(mode="after")
    def _every_gate_has_its_article(self) -> Self:
        if any(not gate.cite for gate in self.only_if):
            raise ValueError(_("each condition in 'only_if' has its own 'cite'"))
        return self


class Flat(Benefit):
    """A fixed sum, or one by kind."""

    kind: Literal["flat"]
    amount: Fen | ByFact


class Share(Benefit):
    """A rate of a base of money, up to a cap."""

    kind: Literal["share"]
    of: str
    rate: Rate
    cap: Fen | None = None


class ByReference(Benefit):
    """A support whose amount stands in another document."""

    kind: Literal["by_reference"]
    document: Text


AnyBenefit = Annotated[Flat | Share | ByReference, Field(discriminator="kind")]

# Facts that are made from detail records.


class OpenRecords(Clause):
    """Records of which the text does not say whether they count; ``for`` limits it to some routes."""

    when: Mapping[str, bool | str]
    routes: Names = Field(default=(), alias="for")
    treat: Treatment


class Derived(Clause):
    """A fact that is the sum or the number of detail records.

    Records count if dated in the last ``last_years`` years (or in the ``calendar_year``), if every field of ``counts`` has
    one of its values, none of ``excluded`` has, and amounts reach ``at_least``; ``open`` ones are treated as said.
    """

    sum: Literal["investments", "service_incomes", "instruments"] | None = None
    count: Literal["investments", "service_incomes", "instruments"] | None = None
    last_years: int | None = None
    window: WindowOf = "rolling"
    calendar_year: Literal["previous_year", "award_year"] | None = None
    counts: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    excluded: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    at_least: Mapping[str, Fen] = Field(default_factory=dict)
    open: tuple[OpenRecords, ...] = ()

    @property
    def records(self) -> str:
        return self.sum or self.count or ""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.sum is None) == (self.count is None):
            raise ValueError(_("say either 'sum' or 'count'"))
        return self


# What holds the benefits of one platform, of one unit and of one year together.


class Together(Clause):
    """Whether the benefits of one platform in one year add up, or only the highest is paid."""

    rule: Literal["add", "higher_only"]


class Election(Clause):
    """Applications of one unit for several classes: only one is accepted, and the unit chooses which."""

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

    years: int = Field(ge=1)
    end: Literal["anniversary_barred", "anniversary_free"] = "anniversary_barred"
    grounds: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    other_grounds: Literal["second_fail", "cancel_only"] = "second_fail"


class RoundingRule(Node):
    """How a product is rounded, once, before the cap: a unit above 0.01 yuan always rounds down."""

    rests_on: tuple[str, ...] = ()
    cite: str = ""
    mode: Rounding = "half_up"
    unit: Unit = 1


class Validity(Clause):
    """From when to when the measure is in force; a draft or undated one has no ``from`` until it is supplied."""

    status: Literal["in_force", "draft", "undated"] = "in_force"
    first: date | None = Field(default=None, alias="from")
    until: date | None = None
    years: int | None = Field(default=None, ge=1)

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


# What is recorded beside the arithmetic.


class Remark(Clause):
    """A point that the text leaves open and that changes no amount: said whenever its condition holds."""

    when: AnyCondition
    zh: str
    en: str


class Purpose(Clause):
    """A purpose that the money is for; a line of spending may state it by its id or a name."""

    zh: str
    en: str


class UseRule(Clause):
    """What the measure says of some uses, named by the ids of ``uses.toml``; a use covers its parts.

    A permitted one may ask for a stated purpose: one of ``purposes``.
    """

    zh: str
    en: str
    uses: Names = ()
    purposes: Names = ()


class Silent(Clause):
    """What holds for a use that the measure does not name."""

    treat: Literal["review", "prohibited"]


class Quota(Clause):
    """Spending on some uses is at most a share of the award, or of what is spent."""

    zh: str
    en: str
    uses: Names
    at_most: Rate
    of: Literal["award", "spent"] = "award"


class SpecialAccount(Clause):
    """The money is kept and accounted for apart (专项台账, 单独核算, 专款专用)."""


class Uses(Node):
    """What the money may and may not be used for; ``review`` are uses whose reading the text leaves to a person.

    Without ``silent`` the measure has no rule of use at all.
    """

    special_account: SpecialAccount | None = None

    purpose: Mapping[Id, Purpose] = Field(default_factory=dict)
    permitted: tuple[UseRule, ...] = ()
    prohibited: tuple[UseRule, ...] = ()
    review: tuple[UseRule, ...] = ()
    quota: Mapping[Id, Quota] = Field(default_factory=dict)
    silent: Silent | None = None


class Notice(Clause):
    """A public notice: so many working days, or plain days; its start and kind of day are readings."""

    zh: str
    en: str
    working_days: int | None = None
    days: int | None = None
    start: Literal["next_day", "posting_day"] = "next_day"
    counted: Literal["calendar", "working"] = "calendar"


class Duty(Clause):
    """Something the measure asks of a platform or of the authority that decides no amount."""

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

    kind: Literal["money", "area", "count", "yes_no", "date", "choice"] | None = None
    zh: str
    en: str
    choices: Mapping[str, Text] = Field(default_factory=dict)


SetAsideReason = Literal["purpose", "duties", "procedure", "encouragement", "explanation", "authority"]


class Measure(Node):
    """A subsidy measure: everything its ``policy.toml`` says.

    ``articles`` are the addresses the measure prints; each is cited by a clause or stands in ``set_aside``. ``routes`` is
    the fact by which conditions differ. ``code`` names its funds in the ledger (``YN`` gives ``YN-2026``).
    """

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    code: str = Field(pattern=r"^[A-Z][A-Z0-9]*$")
    title: Text
    short: Text
    issuer: Text
    number: str = ""
    validity: Validity
    articles: tuple[str, ...]
    set_aside: Mapping[SetAsideReason, tuple[str, ...]] = Field(default_factory=dict)
    routes: Literal["platform_kind", "stage"] = "platform_kind"
    fact: Mapping[Id, FactName] = Field(default_factory=dict)
    reading: Mapping[Id, Reading] = Field(default_factory=dict)
    condition: Mapping[Id, AnyCondition] = Field(default_factory=dict)
    derived: Mapping[Id, Derived] = Field(default_factory=dict)
    benefit: Mapping[Id, AnyBenefit] = Field(min_length=1)
    together: Together | None = None
    election: Election | None = None
    contest: Contest | None = None
    ban: Ban | None = None
    rounding: RoundingRule = RoundingRule()
    remark: Mapping[Id, Remark] = Field(default_factory=dict)
    uses: Uses = Uses()
    notice: Mapping[Id, Notice] = Field(default_factory=dict)
    duty: Mapping[Id, Duty] = Field(default_factory=dict)


def asked_of(condition: Condition) -> tuple[str, ...]:
    """The facts a condition asks for, inner conditions included."""
    match condition:
        case Threshold():
            return condition.facts
        case Attested(attested=fact) | Is(fact=fact) | OneOf(fact=fact):
            return (fact,)
        case ShareOf(fact=fact, of=of):
            return (fact, *of)
        case YearsSince(fact=fact) | NotWithin(fact=fact):
            return (fact,)
        case AnyOf(conditions=conditions) | AllOf(conditions=conditions):
            return tuple(fact for each in conditions for fact in asked_of(each))
        case _:
            raise AssertionError(condition)


def within(condition: Condition) -> Iterator[Condition]:
    """A condition and the inner ones."""
    yield condition
    if isinstance(condition, AnyOf | AllOf):
        for each in condition.conditions:
            yield from within(each)


def conditions_of(measure: Measure) -> Iterator[Condition]:
    """Every condition of a measure, those of its benefits and the inner ones included."""
    gates = (gate for benefit in measure.benefit.values() for gate in benefit.only_if)
    for condition in (*measure.condition.values(), *gates):
        yield from within(condition)
