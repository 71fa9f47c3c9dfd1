"""The recipe of an invented population.

A recipe is a short TOML file, ``population.toml`` beside a measure, in the units of the measure. ``draws`` are the ways in
which it says how a column is drawn; ``recipe_reader`` reads and checks one, ``invention`` draws from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple

from pydantic import BeforeValidator, Field

from fundcalc.base.i18n import _
from fundcalc.policy.loading import Policy
from fundcalc.policy.model import Node
from fundcalc.policy.vocabulary import Kind, Named, forms
from fundcalc.scenario.draws import AnyDraw, Share, Weights

MOST_APPLICATIONS = 5_000_000
MOST_PLATFORMS = 20

# Columns that the generator itself makes.
MADE = ("platform", "claim", "platform_name", "organisation", "organisation_name")
TAKEN = ("status", "payable", "prospective")
REQUIRED = ("award_year", "application_date")
NUMBERS: tuple[Kind, ...] = ("money", "area", "decimal", "count")
COUNTED: tuple[Kind, ...] = ("money", "area", "decimal", "count", "date", "year")
TEXTS: tuple[Kind, ...] = ("choice", "id", "text", "list", "count", "year")


class EarlierAwards(Node):
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


def _numbers(platforms: object) -> object:
    for number in platforms if isinstance(platforms, dict) else ():
        if not (number.isascii() and number.isdecimal() and 1 <= int(number) <= MOST_PLATFORMS):
            raise ValueError(
                _("{value!r} is not a number of platforms from 1 to {most}").format(value=number, most=MOST_PLATFORMS)
            )
    return platforms


class Recipe(Node):
    """The recipe of a whole population.

    How many applications, how many platforms an organisation has, and how every column is drawn.

    ``group`` and ``organisation`` are drawn once for an organisation, ``application`` for every platform.
    """

    applications: Annotated[int, Field(ge=1, le=MOST_APPLICATIONS)] = 1000
    seed: Annotated[int, Field(ge=0)] = 1
    platforms: Annotated[Weights, BeforeValidator(_numbers)] = Field(default_factory=lambda: {"1": Fraction(1)})
    group: Mapping[str, AnyDraw] = Field(default_factory=dict)
    organisation: Mapping[str, AnyDraw] = Field(default_factory=dict)
    application: Mapping[str, AnyDraw]
    paid: tuple[EarlierAwards, ...] = ()


Section = Literal["group", "organisation", "application"]
SECTIONS: tuple[Section, ...] = ("group", "organisation", "application")


class Stated(NamedTuple):
    """A distribution that a recipe states.

    Its column, what the column holds (None: only to group by), and the draw.
    """

    section: Section
    key: str
    named: Named | None
    draw: AnyDraw


@dataclass(frozen=True)
class ValidRecipe:
    """A recipe that fits its measure.

    Its ``name``, and every distribution in the order in which they are drawn.
    """

    recipe: Recipe
    name: str
    stated: tuple[Stated, ...]


def columns_of(policy: Policy) -> Mapping[str, Named]:
    """The columns a recipe may draw: keys of an application and facts."""
    keys = {
        key: policy.facts.get(key, column) for key, column in forms()["applications"].columns.items() if key not in MADE
    }
    return keys | {fact: named for fact, named in policy.given_facts.items() if fact not in keys}


GROUP = Named(kind="text", zh="分组", en="to group by")
AN_ID = Named(kind="id", zh="编号", en="id")
