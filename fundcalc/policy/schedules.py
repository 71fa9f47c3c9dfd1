"""Schedules: the parts in which an award is paid, and what opens each.

The amount of the award is not changed by them.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Protocol, Self

from pydantic import Field, model_validator

from fundcalc.base.dates import months_after, years_after
from fundcalc.base.i18n import _
from fundcalc.base.money import percent
from fundcalc.policy.nodes import Clause, Fen, Id, Node, Rate, Years


class SchedulePart(Node):
    """A share of an award, and what opens it.

    That is a time after the award, a ``milestone`` that a person confirms, or else the award itself.
    """

    cite: str = ""
    rests_on: tuple[str, ...] = ()
    share: Rate
    after_months: int | None = Field(default=None, ge=1, le=1200)
    after_years: Years | None = Field(default=None, ge=1)
    milestone: Id | None = None
    zh: str = ""
    en: str = ""

    @model_validator(mode="after")
    def _opened_by_one_thing(self) -> Self:
        if sum(opener is not None for opener in (self.after_months, self.after_years, self.milestone)) > 1:
            raise ValueError(_("is opened by one thing: 'after_months', 'after_years' or 'milestone'"))
        if (self.milestone is not None) != bool(self.zh and self.en):
            raise ValueError(_("a milestone has its name in 'zh' and 'en', and nothing else has"))
        if not self.share:
            raise ValueError(_("'{line}' is above 0").format(line="share"))
        return self

    def opens_on(self, awarded: date) -> date | None:
        """The day from which it is due; None for one that waits for a milestone."""
        if self.milestone is not None:
            return None
        if self.after_months is not None:
            return months_after(awarded, self.after_months)
        return awarded if self.after_years is None else years_after(awarded, self.after_years)


class Schedule(Clause):
    """In which parts an award is paid, and how much of it in a calendar year at most.

    Without ``parts`` all of it is due with the award. What is above ``at_most_per_year`` waits for the next year.
    """

    parts: tuple[SchedulePart, ...] = ()
    at_most_per_year: Fen | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not self.parts and self.at_most_per_year is None:
            raise ValueError(_("say 'parts', 'at_most_per_year' or both"))
        if self.at_most_per_year == 0:
            raise ValueError(_("'{line}' is above 0").format(line="at_most_per_year"))
        total = sum((part.share for part in self.parts), Fraction(0))
        if self.parts and total != 1:
            message = _("the shares of the parts add up to {total}, not to 100%")
            raise ValueError(message.format(total=percent(total)))
        milestones = [part.milestone for part in self.parts if part.milestone is not None]
        for milestone in milestones:
            if milestones.count(milestone) > 1:
                raise ValueError(_("the milestone {name} opens two parts; make them one").format(name=milestone))
        return self

    @property
    def shares(self) -> tuple[Fraction, ...]:
        """The shares of its parts, which add up to one."""
        return tuple(part.share for part in self.parts) or (Fraction(1),)


class _WithSchedule(Protocol):
    """A benefit, as far as its schedule goes."""

    @property
    def schedule(self) -> Schedule | None: ...

    @property
    def stated_in(self) -> object | None: ...


def schedule_faults(benefits: Mapping[str, _WithSchedule]) -> Iterator[str]:
    """Schedules of what has no amount, and milestones of two names."""
    names: dict[str, tuple[str, str, str]] = {}
    for name, benefit in benefits.items():
        if benefit.schedule is None:
            continue
        path = f"benefit.{name}.schedule"
        if benefit.stated_in is not None:
            yield _("{path}: the amount stands in another document; the schedule has nothing to divide").format(
                path=path
            )
        for part in benefit.schedule.parts:
            if part.milestone is None:
                continue
            first, *known = names.setdefault(part.milestone, (path, part.zh, part.en))
            if known != [part.zh, part.en]:
                yield _("{path}: the milestone {name} has another name in {other}; give each its own id").format(
                    path=path, name=part.milestone, other=first
                )
