"""Draws: one frozen class for each way in which a column is invented.

Figures are in the units of the measure: yuan, square metres, days, shares as percentages.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Discriminator, Tag, model_validator

from fundcalc.base.errors import shown
from fundcalc.base.i18n import _
from fundcalc.base.money import rate
from fundcalc.engine.values import parser
from fundcalc.policy.model import Node
from fundcalc.policy.vocabulary import Named

# 40 billion yuan: no figure of a recipe is larger, and nothing larger is drawn.
LARGEST = 4 * 10**12


def _share(value: object) -> Fraction:
    share = rate(value)
    if share > 1:
        raise ValueError(_("{value} is more than the whole; write a share up to '100%'").format(value=shown(value)))
    return share


def _weight(value: object) -> Fraction:
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and 0 <= value <= 10**9:
        return Fraction(value)
    raise ValueError(_("{value} is not a weight; write a number of 0 or more").format(value=shown(value)))


def _factor(value: object) -> Fraction:
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and 1 <= value <= 1000:
        return Fraction(value)
    raise ValueError(
        _(
            "{value} is not a spread; write a factor such as 3: two of three amounts lie between a third of the median and "
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
    raise ValueError(_("{value} is not a pair; write [first, last]").format(value=shown(value)))


Share = Annotated[Fraction, BeforeValidator(_share)]
Ends = Annotated[tuple[object, object], BeforeValidator(_pair)]
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

    value: object


class Yes(Draw):
    """Yes for a share, no for the others."""

    yes: Share


class Choices(Draw):
    """One of several values, each with its weight."""

    choices: Weights


class Figures(Draw):
    """Numbers rounded to a ``unit``.

    What lies below ``least`` or above ``most`` becomes these.
    """

    least: object = None
    most: object = None
    unit: object = None


class Lognormal(Figures):
    """Many small numbers and a few large ones.

    Half lie below the ``median``, two of three between median ÷ spread and median × spread.
    """

    median: object
    spread: Factor


class Normal(Figures):
    """About the ``mean``: two of three no further from it than ``deviation``."""

    mean: object
    deviation: object


class Between(Draw):
    """Figures, days or years of one range, each as likely as the next.

    Rounded to a ``unit``.
    """

    between: Ends
    unit: object = None


class PartOf(Draw):
    """A share of another figure of the same application.

    Each share from the first to the last is as likely as the next.
    """

    part_of: str
    shares: Shares


class By(Draw):
    """A draw that depends on the value of a column.

    ``otherwise`` is for every value that is not named.
    """

    by: str
    each: Mapping[str, "AnyDraw"]

    @model_validator(mode="before")
    @classmethod
    def _branches(cls, raw: object) -> object:
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


def _word(draw: object) -> str | None:
    if isinstance(draw, Draw):
        return next(f"~{word}" for word, kind in WORDS.items() if type(draw) is kind)
    if not isinstance(draw, dict):
        return None
    words = ["by"] if "by" in draw else [word for word in WORDS if word in draw]
    return f"~{words[0]}" if len(words) == 1 else None


# The tags begin with ~ so that they differ from the keys of the same name.
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


def number(named: Named, value: object) -> int:
    """A figure of a recipe as a whole number. Raises ValueError.

    Fen, square metres, a count, a year, or the ordinal of a day.
    """
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


def possible(draw: AnyDraw) -> tuple[str, ...] | None:
    """The values a draw may give; None where they are too many to name."""
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
