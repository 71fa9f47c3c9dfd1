"""Ceilings: what one platform or organisation gets at most, over some time."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fundcalc.base.i18n import _
from fundcalc.policy.nodes import Clause, Fen, FigureMark, Names, Years


class Ceiling(Clause):
    """The most that a platform or an organisation gets, in money or in awards.

    It counts what was paid before ``over`` a year of award, the last ``years`` of them (this one included), or ever, and the
    earlier applications of the round. Where it is reached, the rest is paid or the whole refused, as ``when_reached`` says.
    Without ``benefit`` it holds for all benefits together.
    """

    benefits: Names = Field(default=(), alias="benefit")
    per: Literal["platform", "organisation"]
    over: Literal["year", "years", "lifetime"]
    years: Years | None = Field(default=None, ge=1)
    amount: Fen | None = None
    awards: Annotated[int, FigureMark("count")] | None = Field(default=None, ge=1)
    when_reached: Literal["rest", "refuse"] = "rest"

    @model_validator(mode="after")
    def _one_figure(self) -> Self:
        if (self.amount is None) == (self.awards is None):
            raise ValueError(_("say either 'amount' or 'awards'"))
        if (self.over == "years") != (self.years is not None):
            raise ValueError(_("'years' says how many years of award count, with over = 'years' only"))
        return self

    def counts_year(self, year: int, award_year: int) -> bool:
        """Whether an award of one year counts for an application of another."""
        match self.over:
            case "lifetime":
                return True
            case "year":
                return year == award_year
            case "years":
                return award_year - (self.years or 1) < year <= award_year

    def among(self, benefits: tuple[str, ...]) -> tuple[str, ...]:
        """The benefits that it holds together."""
        return self.benefits or benefits
