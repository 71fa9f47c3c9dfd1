"""Facts made from detail records."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from fundcalc.base.i18n import _
from fundcalc.policy.nodes import Clause, Day, Fen, Names, Treatment, WindowOf, Years


class OpenRecords(Clause):
    """Records of which the text does not say whether they count.

    ``for`` limits it to some routes.
    """

    when: Mapping[str, bool | str]
    routes: Names = Field(default=(), alias="for")
    treat: Treatment


class BeforeFiling(Clause):
    """How income of the time before the filing counts.

    "whole_year": a year that began before the filing counts whole; "from_filing": what is dated from the day of filing on;
    "later_years": only years that begin after it. An application that is not filed is taken to be filed when it is made.
    """

    treat: Literal["whole_year", "from_filing", "later_years"]


class Derived(Clause):
    """A fact that is the sum or the number of detail records.

    Records count if dated in the last ``last_years`` years (or in the ``calendar_year``) and from ``first`` to ``last``
    (``from`` and ``until``, both days included), if every field of ``counts`` has
    one of its values, none of ``excluded`` has, and amounts reach ``at_least``; ``open`` ones are treated as said.
    ``before_filing`` also holds for a total of the ``calendar_year`` that is given as such.
    """

    sum: Literal["investments", "service_incomes", "instruments"] | None = None
    count: Literal["investments", "service_incomes", "instruments"] | None = None
    last_years: Years | None = None
    window: WindowOf = "rolling"
    first: Day | None = Field(default=None, alias="from")
    last: Day | None = Field(default=None, alias="until")
    calendar_year: Literal["previous_year", "award_year"] | None = None
    counts: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    excluded: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    at_least: Mapping[str, Fen] = Field(default_factory=dict)
    open: tuple[OpenRecords, ...] = ()
    before_filing: BeforeFiling | None = None

    @property
    def dated(self) -> bool:
        """Whether it depends on the date of a record."""
        limits = (self.last_years, self.calendar_year, self.first, self.last)
        return any(limit is not None for limit in limits)

    @property
    def records(self) -> str:
        return self.sum or self.count or ""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.sum is None) == (self.count is None):
            raise ValueError(_("say either 'sum' or 'count'"))
        if self.before_filing is not None and self.calendar_year is None:
            raise ValueError(_("'before_filing' divides the income of a year: say which 'calendar_year'"))
        return self
