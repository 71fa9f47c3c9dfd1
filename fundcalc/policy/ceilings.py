"""Ceilings: what one platform, organisation or group gets at most, over some time."""

from datetime import date
from typing import Annotated, Literal, Self, assert_never

from pydantic import Field, model_validator

from fundcalc.base.dates import years_after
from fundcalc.base.i18n import _
from fundcalc.policy.nodes import Clause, Fen, FigureMark, Names, Years

CeilingUnit = Literal["platform", "organisation", "group"]


class Ceiling(Clause):
    """The most that a platform, an organisation or a group of them gets.

    In money or in awards. It counts what was paid before ``over`` a year of award, the last ``years`` of them, ever, or
    "rolling": what was awarded less than ``years`` before the day of the application. It counts the earlier applications of
    the round too. Where it is reached, the rest is paid or the whole refused, as ``when_reached`` says. Without ``benefit``
    it holds for all benefits together. An organisation that names no group is a group of its own.
    """

    benefits: Names = Field(default=(), alias="benefit")
    per: CeilingUnit
    over: Literal["year", "years", "lifetime", "rolling"]
    years: Years | None = Field(default=None, ge=1)
    amount: Fen | None = None
    awards: Annotated[int, FigureMark("count")] | None = Field(default=None, ge=1)
    when_reached: Literal["rest", "refuse"] = "rest"

    @model_validator(mode="after")
    def _one_figure(self) -> Self:
        if (self.amount is None) == (self.awards is None):
            raise ValueError(_("say either 'amount' or 'awards'"))
        if (self.over in ("years", "rolling")) != (self.years is not None):
            raise ValueError(_("'years' says how many years count, with over = 'years' or 'rolling' only"))
        return self

    @property
    def of_one_year(self) -> bool:
        """Whether only applications of the same year of award count together."""
        return self.over in ("year", "years")

    def counts(self, year: int, awarded_on: date | None, award_year: int, applied: date) -> bool:
        """Whether an award of a year and a day counts for an application."""
        match self.over:
            case "lifetime":
                return True
            case "year":
                return year == award_year
            case "years":
                return award_year - (self.years or 1) < year <= award_year
            case "rolling":
                return awarded_on is not None and awarded_on > years_after(applied, -(self.years or 1))
            case _:
                assert_never(self.over)

    def among(self, benefits: tuple[str, ...]) -> tuple[str, ...]:
        """The benefits that it holds together."""
        return self.benefits or benefits
