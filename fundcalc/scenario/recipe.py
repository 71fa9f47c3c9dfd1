"""What an invented population may be: one frozen class for each way in which a value is drawn.

A recipe is a short TOML, ``population.toml`` beside a measure. The figures stand in the units of the measure: yuan, square
metres, days, shares as percentages. Nothing is drawn here; ``scenario/inventing.py`` does that.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, assert_never

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, ValidationError, model_validator

from fundcalc.base.errors import PolicyError, shown
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.base.money import rate
from fundcalc.base.toml import tables
from fundcalc.engine.values import parser
from fundcalc.policy.loading import Policy
from fundcalc.policy.model import Node
from fundcalc.policy.validation import fault
from fundcalc.policy.vocabulary import Kind, Named, forms

# 40 billion yuan: no figure of a recipe is larger, and nothing larger is drawn.
LARGEST = 4 * 10**12
MOST_APPLICATIONS = 5_000_000
MOST_PLATFORMS = 20

# What the generator itself gives to every application.
_MADE = ("platform", "platform_name", "organisation", "organisation_name")
_TAKEN = ("status", "payable", "prospective")
_REQUIRED = ("award_year", "application_date")
_NUMBERS: tuple[Kind, ...] = ("money", "area", "count")
_COUNTED: tuple[Kind, ...] = ("money", "area", "count", "date", "year")
_WORDS: tuple[Kind, ...] = ("choice", "id", "text", "list", "count", "year")


def _share(value: object) -> Fraction:
    share = rate(value)
    if share > 1:
        raise ValueError(_("{value} is more than the whole; write a share up to '100%'").format(value=shown(value)))
    return share


def _weight(value: object) -> Fraction:
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and 0 <= value <= 10**9:
        return Fraction(value)
    raise ValueError(_("{value} is no weight; write a number of 0 or more").format(value=shown(value)))


def _factor(value: object) -> Fraction:
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and 1 <= value <= 1000:
        return Fraction(value)
    raise ValueError(
        _(
            "{value} is no spread; write a factor such as 3: two of three amounts lie between a third of the median and "
            "three times the median"
        ).format(value=shown(value))
    )


def _some(weights: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    if not sum(weights.values()):
        raise ValueError(_("no weight is above 0, so nothing could be drawn"))
    return weights


def _pair(value: object) -> object:
    if isinstance(value, list | tuple) and len(value) == 2:
        return value
    raise ValueError(_("{value} is no first and last; write [first, last]").format(value=shown(value)))


Share = Annotated[Fraction, BeforeValidator(_share)]
Ends = Annotated[tuple[Any, Any], BeforeValidator(_pair)]
Shares = Annotated[tuple[Share, Share], BeforeValidator(_pair)]
Weights = Annotated[Mapping[str, Annotated[Fraction, BeforeValidator(_weight)]], AfterValidator(_some)]
Factor = Annotated[Fraction, BeforeValidator(_factor)]


class Draw(Node):
    """How the values of a column are drawn; a share of them is ``missing``.

    All are where the column ``only_with`` has no value, or ``only_without`` has one.
    """

    missing: Share = Fraction(0)
    only_with: str = ""
    only_without: str = ""


class Value(Draw):
    """The same value everywhere."""

    value: Any


class Yes(Draw):
    """Yes for a share, no for the others."""

    yes: Share


class Choices(Draw):
    """One of several values, each with its weight."""

    choices: Weights


class Figures(Draw):
    """Numbers, rounded to a ``unit``; what lies below ``least`` or above ``most`` is taken as these."""

    least: Any = None
    most: Any = None
    unit: Any = None


class Lognormal(Figures):
    """Many small and a few large: half below the ``median``, two of three between median ÷ spread and median × spread."""

    median: Any
    spread: Factor


class Normal(Figures):
    """About the ``mean``: two of three no further from it than ``deviation``."""

    mean: Any
    deviation: Any


class Between(Draw):
    """Each figure, day or year from the first to the last as likely as the next, rounded to a ``unit``."""

    between: Ends
    unit: Any = None


class PartOf(Draw):
    """A share of another figure of the same application, each share from the first to the last as likely as the next."""

    part_of: str
    shares: Shares


class By(Draw):
    """Drawn one way or another by the value of a column; ``otherwise`` for every value that is not named."""

    by: str
    each: Mapping[str, "AnyDraw"]

    @model_validator(mode="before")
    @classmethod
    def _branches(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and "each" not in raw:
            own = {key: value for key, value in raw.items() if key in ("by", *Draw.model_fields)}
            return own | {"each": {key: value for key, value in raw.items() if key not in own}}
        return raw


WORDS = {
    "value": Value,
    "yes": Yes,
    "choices": Choices,
    "median": Lognormal,
    "mean": Normal,
    "between": Between,
    "part_of": PartOf,
    "by": By,
}


def _word(draw: Any) -> str | None:
    if isinstance(draw, Draw):
        return next(f"~{word}" for word, kind in WORDS.items() if type(draw) is kind)
    if not isinstance(draw, dict):
        return None
    said = ["by"] if "by" in draw else [word for word in WORDS if word in draw]
    return f"~{said[0]}" if len(said) == 1 else None


# The tags begin with ~ so that they are told from the lines of the same name.
AnyDraw = Annotated[
    Annotated[Value, Tag("~value")]
    | Annotated[Yes, Tag("~yes")]
    | Annotated[Choices, Tag("~choices")]
    | Annotated[Lognormal, Tag("~median")]
    | Annotated[Normal, Tag("~mean")]
    | Annotated[Between, Tag("~between")]
    | Annotated[PartOf, Tag("~part_of")]
    | Annotated[By, Tag("~by")],
    Discriminator(_word, custom_error_type="draw_word", custom_error_message="exactly one of " + ", ".join(WORDS)),
]


class PaidBefore(Node):
    """Awards that a share of the platforms was paid already.

    ``programme`` is this measure unless it says otherwise; ``years_before`` counts back from the year of the award. With
    ``elsewhere`` another platform of the organisation got it, outside the population. A share of them is ``local`` money,
    a share was ``recovered`` in full.
    """

    share: Share
    benefit: str
    amount: AnyDraw
    programme: str = ""
    years_before: Annotated[int, Field(ge=0, le=30)] = 0
    elsewhere: bool = False
    local: Share = Fraction(0)
    recovered: Share = Fraction(0)


def _numbers(platforms: Any) -> Any:
    for number in platforms if isinstance(platforms, dict) else ():
        if not (number.isascii() and number.isdecimal() and 1 <= int(number) <= MOST_PLATFORMS):
            raise ValueError(
                _("{value!r} is no number of platforms from 1 to {most}").format(value=number, most=MOST_PLATFORMS)
            )
    return platforms


class Recipe(Node):
    """A whole population: how many applications, how many platforms an organisation has, and how every column is drawn.

    ``group`` and ``organisation`` are drawn once for an organisation, ``application`` for every platform.
    """

    applications: Annotated[int, Field(ge=1, le=MOST_APPLICATIONS)] = 1000
    seed: Annotated[int, Field(ge=0)] = 1
    platforms: Annotated[Weights, BeforeValidator(_numbers)] = Field(default_factory=lambda: {"1": Fraction(1)})
    group: Mapping[str, AnyDraw] = Field(default_factory=dict)
    organisation: Mapping[str, AnyDraw] = Field(default_factory=dict)
    application: Mapping[str, AnyDraw]
    paid: tuple[PaidBefore, ...] = ()


Section = Literal["group", "organisation", "application"]
SECTIONS: tuple[Section, ...] = ("group", "organisation", "application")


class Stated(NamedTuple):
    """A distribution that a recipe states: of which column, what the column holds (None: to group by), and the draw."""

    section: Section
    key: str
    named: Named | None
    draw: AnyDraw


@dataclass(frozen=True)
class Sound:
    """A recipe that fits its measure: its ``name``, and every distribution in the order in which they are drawn."""

    recipe: Recipe
    name: str
    stated: tuple[Stated, ...]


def find(policy: Policy) -> Path:
    """Where the recipe of a measure is: ``population.toml`` beside its ``policy.toml``. Raises PolicyError."""
    path = policy.path.parent / "population.toml"
    if path.is_file():
        return path
    told = _("there is no such file; write one as policies/README.md says, or name another with --recipe")
    raise PolicyError(str(path), (told,))


def read(path: Path | str, policy: Policy) -> Sound:
    """Read a recipe for a measure. Raises PolicyError listing every fault."""
    path = Path(path)
    try:
        text = path.read_bytes()
    except OSError as error:
        raise PolicyError(str(path), (_("cannot be read: {reason}").format(reason=error.strerror),)) from error
    raw = tables(text, str(path))
    try:
        recipe = Recipe.model_validate(raw)
    except ValidationError as error:
        raise PolicyError(str(path), tuple(dict.fromkeys(map(_fault, error.errors())))) from error
    stated = tuple(_stated(recipe, policy))
    faults = tuple(dict.fromkeys(_inconsistent(recipe, stated, policy)))
    if faults:
        raise PolicyError(str(path), faults)
    own = path.name == "population.toml"
    return Sound(recipe, f"{path.resolve().parent.name}/{path.name}" if own else path.name, stated)


def _fault(error: Any) -> str:
    # Neither the tags of draws nor the field that holds the branches of one stand in the file.
    path = ".".join(str(part) for part in error["loc"] if part != "each" and not str(part).startswith("~"))
    if error["type"] != "draw_word":
        return f"{path}: {fault({**error, 'loc': ()})}"
    given = error.get("input")
    words = list(given) if isinstance(given, dict) else []
    said = any(word in WORDS for word in words)
    close = "" if said else next((found for word in words if (found := did_you_mean(word, WORDS))), "")
    return _("{path}: says by exactly one of {words} how it is drawn{close}").format(
        path=path, words=", ".join(WORDS), close=close
    )


# What the classes cannot see one by one.


def columns_of(policy: Policy) -> Mapping[str, Named]:
    """What a recipe may draw: the keys of an application and the facts that the measure asks for."""
    keys = {key: column for key, column in forms()["applications"].columns.items() if key not in _MADE}
    return keys | {fact: named for fact, named in policy.facts.items() if fact not in keys}


def _stated(recipe: Recipe, policy: Policy) -> Iterator[Stated]:
    known = columns_of(policy)
    for section in SECTIONS:
        for key, draw in getattr(recipe, section).items():
            yield Stated(section, key, None if section == "group" else known.get(key), draw)


def _inconsistent(recipe: Recipe, stated: Collection[Stated], policy: Policy) -> Iterator[str]:
    known = columns_of(policy)
    for key in _REQUIRED:
        if key not in recipe.application and key not in recipe.organisation:
            yield _("application.{key}: is missing").format(key=key)
    drawn: dict[str, Stated] = {}
    for each in stated:
        path = f"{each.section}.{each.key}"
        if each.section == "group" and each.key in (*known, *_MADE, *_TAKEN):
            yield _("{path}: is a column of applications already; choose another name to group by").format(path=path)
        elif each.section != "group" and each.key in _MADE:
            yield _("{path}: is given to every application by itself; leave it out").format(path=path)
        elif each.section != "group" and each.named is None:
            yield _("{path}: this policy asks for no such fact{close}").format(
                path=path, close=did_you_mean(each.key, known)
            )
        elif each.key in drawn:
            yield _("{path}: is drawn by {section}.{key} already").format(
                path=path, section=drawn[each.key].section, key=each.key
            )
        else:
            yield from _unfit(path, each.draw, each.named or _GROUP, drawn, policy)
        drawn.setdefault(each.key, each)
    for index, paid in enumerate(recipe.paid):
        path = f"paid.{index}"
        if paid.programme in ("", policy.id) and paid.benefit not in policy.measure.benefit:
            benefits = tuple(policy.measure.benefit)
            yield _("{path}.benefit: {value!r} is not a benefit of this policy: {ids}{close}").format(
                path=path, value=paid.benefit, ids=", ".join(benefits), close=did_you_mean(paid.benefit, benefits)
            )
        for key in ("programme", "benefit"):
            value = getattr(paid, key)
            if value:
                yield from _unread(f"{path}.{key}", _AN_ID, value)
        yield from _unfit(f"{path}.amount", paid.amount, forms()["paid"].columns["amount"], drawn, policy)


_GROUP = Named(kind="text", zh="分组", en="to group by")
_AN_ID = Named(kind="id", zh="编号", en="id")


def number(named: Named, value: object) -> int:
    """A figure of a recipe as a whole number: fen, square metres, a count, a year, the ordinal of a day. Raises ValueError."""
    read = parser(named)(value)
    match read:
        case int():
            whole = read
        case Decimal() if read == int(read):
            whole = int(read)
        case Decimal():
            raise ValueError(_("{value} is drawn in whole square metres").format(value=shown(value)))
        case _:
            whole = int(read.toordinal())
    if whole > LARGEST:
        raise ValueError(_("{value} is more than an invented population holds").format(value=shown(value)))
    return whole


def _unread(path: str, named: Named, value: object) -> Iterator[str]:
    """What is wrong with a value, if anything; a choice is given by its id, so that other draws can go by it."""
    try:
        read = number(named, value) if named.kind in _COUNTED else parser(named)(value)
    except ValueError as error:
        yield f"{path}: {error}"
    else:
        if named.kind == "choice" and value != read:
            yield _("{path}: write the id {id}, not {value!r}").format(path=path, id=read, value=value)


def _drawn_by(kind: Kind) -> tuple[str, ...]:
    words = ["value"]
    if kind == "yes_no":
        words.append("yes")
    if kind in _WORDS:
        words.append("choices")
    if kind in _NUMBERS:
        words += ["median", "mean", "part_of"]
    if kind in _NUMBERS or kind in ("date", "year"):
        words.append("between")
    return (*words, "by")


def _unfit(path: str, draw: AnyDraw, named: Named, drawn: Mapping[str, Stated], policy: Policy) -> Iterator[str]:
    """What of a draw does not fit the column it is for, or names a column that is not drawn before it."""
    for line in ("only_with", "only_without"):
        if key := getattr(draw, line):
            yield from _not_before(f"{path}.{line}", key, drawn)
    word = next(word for word, kind in WORDS.items() if type(draw) is kind)
    if word not in (fitting := _drawn_by(named.kind)):
        yield _("{path}: '{word}' draws no value of the kind {kind}; say one of {words}").format(
            path=path, word=word, kind=named.kind, words=", ".join(fitting)
        )
        return
    match draw:
        case Value(value=value):
            yield from _unread(f"{path}.value", named, value)
            yield from _no_benefits(f"{path}.value", named, (value,), policy)
        case Yes():
            pass
        case Choices(choices=choices):
            for value in choices:
                yield from _unread(f"{path}.choices", named, value)
            yield from _no_benefits(f"{path}.choices", named, choices, policy)
        case Lognormal(median=median):
            yield from _wrong_figures(path, draw, named, {"median": median})
        case Normal(mean=mean, deviation=deviation):
            yield from _wrong_figures(path, draw, named, {"mean": mean, "deviation": deviation})
        case Between(between=(first, last), unit=unit):
            told = [*_unread(f"{path}.between", named, first), *_unread(f"{path}.between", named, last)]
            yield from told or _above(f"{path}.between", named, first, last)
            if named.kind in ("date", "year") and unit is not None:
                yield _("{path}.unit: days and years are drawn one by one; leave it out").format(path=path)
            elif unit is not None:
                yield from _wrong_unit(path, named, unit)
        case PartOf(part_of=whole, shares=(low, high)):
            yield from _not_before(f"{path}.part_of", whole, drawn)
            if whole in drawn and (kind := (drawn[whole].named or _GROUP).kind) != named.kind:
                yield _("{path}.part_of: {fact} is of the kind {kind}, and this is of the kind {own}").format(
                    path=path, fact=whole, kind=kind, own=named.kind
                )
            if low > high:
                yield _("{path}.shares: the first is above the last").format(path=path)
        case By():
            yield from _wrong_branches(path, draw, named, drawn, policy)
        case _:
            assert_never(draw)


def _not_before(path: str, key: str, drawn: Mapping[str, Stated]) -> Iterator[str]:
    if key not in drawn:
        yield _(
            "{path}: no column {key} is drawn before this one (the order is that of the file, first group, then "
            "organisation, then application){close}"
        ).format(path=path, key=key, close=did_you_mean(key, drawn))


def _no_benefits(path: str, named: Named, texts: Iterable[object], policy: Policy) -> Iterator[str]:
    for text in texts if named.kind == "list" else ():
        for benefit in text if isinstance(text, list | tuple) else parser(named)(text):
            if benefit not in policy.measure.benefit:
                yield _("{path}: {value!r} is not a benefit of this policy: {ids}").format(
                    path=path, value=benefit, ids=", ".join(policy.measure.benefit)
                )


def _wrong_figures(path: str, draw: Lognormal | Normal, named: Named, figures: Mapping[str, object]) -> Iterator[str]:
    ends = {line: value for line in ("least", "most") if (value := getattr(draw, line)) is not None}
    told = [fault for line, value in {**figures, **ends}.items() for fault in _unread(f"{path}.{line}", named, value)]
    yield from told
    if draw.unit is not None:
        yield from _wrong_unit(path, named, draw.unit)
    if told:
        return
    for line in figures.keys() & {"median", "deviation"}:
        if not number(named, figures[line]):
            yield _("{path}: is above 0; for the same value everywhere write 'value'").format(path=f"{path}.{line}")
    if len(ends) == 2:
        yield from _above(f"{path}.least", named, draw.least, draw.most)


def _wrong_unit(path: str, named: Named, unit: object) -> Iterator[str]:
    told = [*_unread(f"{path}.unit", named, unit)]
    yield from told
    if not told and not number(named, unit):
        yield _("{path}.unit: is above 0").format(path=path)


def _above(path: str, named: Named, low: object, high: object) -> Iterator[str]:
    if number(named, low) > number(named, high):
        yield _("{path}: {low} is above {high}").format(path=path, low=low, high=high)


def _wrong_branches(path: str, draw: By, named: Named, drawn: Mapping[str, Stated], policy: Policy) -> Iterator[str]:
    yield from _not_before(f"{path}.by", draw.by, drawn)
    if draw.by in drawn:
        values = possible(drawn[draw.by].draw)
        if values is None:
            yield _("{path}.by: {key} is drawn by no choices and is no yes or no, so nothing goes by it").format(
                path=path, key=draw.by
            )
        else:
            for value in draw.each:
                if value not in values and value != "otherwise":
                    yield _("{path}.{value}: is no value that {key} is drawn with: {values}{close}").format(
                        path=path, value=value, key=draw.by, values=", ".join(values),
                        close=did_you_mean(value, (*values, "otherwise")))  # fmt: skip
            lacking = [value for value in values if value not in draw.each]
            if lacking and "otherwise" not in draw.each:
                yield _("{path}: says nothing for {values}; add them, or 'otherwise'").format(
                    path=path, values=", ".join(lacking)
                )
    for value, branch in draw.each.items():
        yield from _unfit(f"{path}.{value}", branch, named, drawn, policy)


def possible(draw: AnyDraw) -> tuple[str, ...] | None:
    """The values that a draw may give, as other columns go by them; None where they are too many to be named."""
    match draw:
        case Value(value=value):
            return (spelt(value),)
        case Yes():
            return ("yes", "no")
        case Choices(choices=choices):
            return tuple(choices)
        case By(each=each):
            every = [possible(branch) for branch in each.values()]
            if any(values is None for values in every):
                return None
            return tuple(dict.fromkeys(value for values in every for value in values or ()))
        case _:
            return None


def spelt(value: object) -> str:
    """A value as the lines of a recipe that go by it spell it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)
