"""When a measure is in force, when a platform is filed, and the ban."""

from datetime import date
from typing import Literal

from pydantic import Field

from fundcalc.base.dates import last_day
from fundcalc.policy.nodes import Clause, Day, Years


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
