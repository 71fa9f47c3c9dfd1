"""Payment schedules of awards: how a book keeps them, and what is due by a day.

A schedule stands in the metadata of its award, such as ``30% 2026-05-01; 70% acceptance 通过验收; at most 5000.00 a year``.
Shares rather than amounts, because a correction changes the amount.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fundcalc.base.apportionment import in_parts
from fundcalc.base.money import fen, percent, plain, rate

if TYPE_CHECKING:  # the process that reads a ledger from outside needs nothing of policies
    from fundcalc.policy.model import Schedule

_PART = re.compile(r"(\S+) (?:(\d{4}-\d\d-\d\d)|([a-z][a-z0-9_]{0,63}) (.+))")
_LIMIT = re.compile(r"at most (\d+\.\d\d) a year")
_YEARS_AHEAD = 30  # what a limit puts off beyond them is told as one sum


class ScheduledPart(NamedTuple):
    """A share of an award, due from a day, or when a milestone is confirmed."""

    share: Fraction
    on: date | None
    milestone: str = ""
    name: str = ""


class PaymentSchedule(NamedTuple):
    """The parts of an award, and the most that is paid in a calendar year, in fen."""

    parts: tuple[ScheduledPart, ...]
    at_most_per_year: int | None = None

    @property
    def milestones(self) -> dict[str, str]:
        """The names of its milestones, by id."""
        return {part.milestone: part.name for part in self.parts if part.milestone}


def written_schedule(schedule: "Schedule", awarded: date) -> str:
    """The schedule of an award of a day, as its book keeps it."""
    parts = []
    for rule in schedule.parts:
        opens = rule.opens_on(awarded)
        opener = (
            f"{rule.milestone} {' '.join(rule.zh.replace(';', '；').split())}" if opens is None else opens.isoformat()
        )
        parts.append(f"{percent(rule.share)} {opener}")
    parts = parts or [f"100% {awarded.isoformat()}"]
    if schedule.at_most_per_year is not None:
        parts.append(f"at most {plain(schedule.at_most_per_year)} a year")
    return "; ".join(parts)


@lru_cache(maxsize=4096)
def read_schedule(text: str) -> PaymentSchedule | None:
    """Read a schedule as a book keeps it; None for what is none.

    >>> [part.share for part in read_schedule("30% 2026-05-01; 70% acceptance 通过验收").parts]
    [Fraction(3, 10), Fraction(7, 10)]
    """
    *written, last = text.split("; ")
    limit = _LIMIT.fullmatch(last)
    found = [_PART.fullmatch(part) for part in (written if limit else [*written, last])]
    try:
        parts = tuple(
            ScheduledPart(
                rate(match[1]), date.fromisoformat(match[2]) if match[2] else None, match[3] or "", match[4] or ""
            )
            for match in found
            if match is not None
        )
    except ValueError:  # a rate or a day that is none
        return None
    if len(parts) < len(found) or sum(part.share for part in parts) != 1 or any(part.share <= 0 for part in parts):
        return None
    return PaymentSchedule(parts, fen(limit[1]) if limit else None)


class PartStatus(NamedTuple):
    """A part of an award: its amount, from when it is due, and what of it is paid.

    ``opens`` is None while its milestone is not confirmed.
    """

    part: ScheduledPart
    fen: int
    opens: date | None
    paid: int

    @property
    def unpaid(self) -> int:
        return self.fen - self.paid


@dataclass(frozen=True)
class ScheduledAward:
    """An award that is paid by parts, and what was paid on it.

    ``fen`` is the award as it was corrected, ``beyond`` what was paid beyond that, which no part has. ``milestones`` are the
    days of those that are confirmed. From ``revoked_on`` no part is paid any more.
    """

    schedule: PaymentSchedule
    fen: int
    payments: tuple[tuple[date, int], ...]
    beyond: int
    milestones: Mapping[str, date]
    revoked_on: date | None = None

    @cached_property
    def _paid(self) -> tuple[tuple[date, int], ...]:
        """The payments by day, without what was paid beyond the award, the last first."""
        left, kept = max(sum(paid for _on, paid in self.payments) - self.beyond, 0), list[tuple[date, int]]()
        for on, paid in sorted(self.payments):
            kept.append((on, min(paid, left)))
            left -= kept[-1][1]
        return tuple(kept)

    @cached_property
    def _parts(self) -> tuple[tuple[ScheduledPart, int, date | None], ...]:
        """The parts with their amounts and the days from which they are due."""
        amounts = in_parts([part.share for part in self.schedule.parts], self.fen)
        opens = [part.on or self.milestones.get(part.milestone) for part in self.schedule.parts]
        return tuple(zip(self.schedule.parts, amounts, opens, strict=True))

    @property
    def left(self) -> int:
        """What is not paid of the award, due or not."""
        return self.fen - self.paid_by(date.max)

    def paid_by(self, day: date) -> int:
        """What was paid by the end of a day."""
        return sum(paid for on, paid in self._paid if on <= day)

    def opened_by(self, day: date) -> int:
        """What the parts that are due on a day come to, paid or not."""
        return sum(amount for _part, amount, opens in self._parts if opens is not None and opens <= day)

    def room_of_year(self, year: int) -> int | None:
        """What the limit of a calendar year leaves; None without a limit."""
        limit = self.schedule.at_most_per_year
        return None if limit is None else max(limit - sum(paid for on, paid in self._paid if on.year == year), 0)

    def payable(self, day: date) -> int:
        """What can be paid on a day.

        No more than is due then, and on each later day of a payment.
        """
        if self.revoked_on is not None and day >= self.revoked_on:
            return 0
        days = (day, *(on for on, _paid in self._paid if on > day))
        room = min(self.opened_by(on) - self.paid_by(on) for on in days)
        of_year = self.room_of_year(day.year)
        return max(0, min(self.left, room, room if of_year is None else of_year))

    @property
    def ahead(self) -> int:
        """How much was paid before it was due, on the day on which that is most."""
        return max([0, *(self.paid_by(on) - self.opened_by(on) for on, _paid in self._paid)])

    def parts(self) -> tuple[PartStatus, ...]:
        """The parts; what was paid is taken for those that are due first."""
        order = sorted(range(len(self._parts)), key=lambda at: (self._parts[at][2] or date.max, at))
        left, paid = self.paid_by(date.max), [0] * len(order)
        for at in order:
            paid[at] = min(left, self._parts[at][1])
            left -= paid[at]
        return tuple(
            PartStatus(part, amount, opens, of_part)
            for (part, amount, opens), of_part in zip(self._parts, paid, strict=True)
        )

    def coming(self, day: date) -> PartStatus | None:
        """The unpaid part that is due next after a day, or waits for a milestone."""
        later = [part for part in self.parts() if part.unpaid and (part.opens is None or part.opens > day)]
        return min(later, key=lambda part: part.opens or date.max, default=None)


class CashNeeds(NamedTuple):
    """What an award still needs by calendar year, and what has no day yet.

    That waits for a milestone, or for what follows from a revocation.
    """

    by_year: Mapping[int, int]
    waiting: int


def cash_needs(award: ScheduledAward, day: date) -> CashNeeds:
    """What is still to be paid on an award, each part as soon as it can be."""
    if award.revoked_on is not None and award.revoked_on <= day:
        return CashNeeds({}, award.left)
    opening: dict[int, int] = {}
    for part in award.parts():
        if part.opens is not None:
            year = max(part.opens.year, day.year)
            opening[year] = opening.get(year, 0) + part.unpaid
    needs = dict(_by_year(award, day.year, opening))
    return CashNeeds(needs, award.left - sum(needs.values()))


def _by_year(award: ScheduledAward, year: int, opening: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    years, put_off = sorted(opening), 0
    while years or put_off:
        if not put_off and years[0] > year:
            year = years[0]
        years = years[bisect_right(years, year) :]
        put_off += opening.get(year, 0)
        room = award.room_of_year(year)
        pays = put_off if room is None or (not years and year - min(opening) >= _YEARS_AHEAD) else min(put_off, room)
        if pays:
            yield year, pays
        put_off -= pays
        year += 1
