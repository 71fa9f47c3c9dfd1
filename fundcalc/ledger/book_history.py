"""The awards of a book as history for the applications of a round.

An application that the book holds awards of is decided as it was then: with what was in the book before its first batch,
as that was corrected or reversed since. So deciding a round again changes nothing, and a corrected application comes to
what it would have come to at first. Every other application sees all awards.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from fundcalc.base.errors import ApplicationError
from fundcalc.base.figures import figure
from fundcalc.base.i18n import _
from fundcalc.base.ids import normalised, row_id
from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.decision import Decision
from fundcalc.ledger.event_base import moved
from fundcalc.ledger.events import Awarded, Corrected, Event, Paid, Recovered, live
from fundcalc.ledger.snapshot import corrected
from fundcalc.policy.loading import Policy

Decide = Callable[[Policy, Sequence[Application], Sequence[PaidAward]], list[Decision]]


class PostedAward(NamedTuple):
    """An award as it stands, and the place of its batch.

    That is its number in the order of posting, -1 for an award in no batch.
    """

    award: Awarded
    place: int


class BookHistory:
    """The awards of a book and what was recovered of them, by the order of posting."""

    def __init__(self, events: Iterable[Event], order: Sequence[str]) -> None:
        place = {batch: number for number, batch in enumerate(order)}
        standing = live(tuple(events))
        first = {event.id: event for event in standing if isinstance(event, Awarded)}
        now = corrected(first, [event for event in standing if isinstance(event, Corrected)])
        self.awards: Mapping[str, PostedAward] = {
            id_: PostedAward(now[id_], place.get(event.place.batch, -1)) for id_, event in first.items()
        }
        self._recovered = [
            (event, place.get(event.place.batch, -1)) for event in standing if isinstance(event, Recovered)
        ]
        self._paid_out: Counter[str] = Counter()
        self._beyond: Counter[str] = Counter()
        for event in standing:
            if isinstance(event, Paid):
                self._paid_out[event.award] += event.fen
            elif isinstance(event, Corrected):
                self._beyond[event.award] += event.beyond
        self._of_row: defaultdict[str, list[PostedAward]] = defaultdict(list)
        for posted in self.awards.values():
            self._of_row[normalised(row_id(posted.award.platform, posted.award.claim))].append(posted)

    def own(self, policy: Policy, application: Application) -> list[PostedAward]:
        """The awards of an application's row (its claim, or platform) and year."""
        return [
            posted
            for posted in self._of_row.get(application.row_key, ())
            if posted.award.policy == policy.id and posted.award.year == application.award_year
        ]

    def paid_of(self, award: str) -> int:
        """What was paid of an award, without what corrections found paid beyond it."""
        return self._paid_out[award] - self._beyond[award]

    def rows(self, before: int | None = None) -> list[PaidAward]:
        """The awards and recoveries, or those of batches before a place."""
        awards = [
            _paid_award(posted.award, posted.award.fen)._replace(paid_out=self._paid_out[posted.award.id])
            for posted in self.awards.values()
            if posted.award.fen and (before is None or posted.place < before)
        ]
        recovered = (
            (self.awards[event.award].award, event.fen + moved(event.legs, "correction_due"))
            for event, place in self._recovered
            if event.award in self.awards and (before is None or place < before)
        )
        return [*awards, *(_paid_award(award, -fen) for award, fen in recovered if fen)]

    def place_of(self, policy: Policy, application: Application, digest: str) -> int | None:
        """The place of the first batch with awards of an application; None without.

        ``digest`` is that of its inputs. An application whose inputs have changed was decided to what it claims.
        """
        own = self.own(policy, application)
        same = [posted.place for posted in own if posted.award.inputs_digest == digest]
        claims = application.claims
        claimed = [posted.place for posted in own if claims is None or posted.award.benefit in claims]
        return min(same or claimed, default=None)


def decide_round(
    policy: Policy,
    applications: Sequence[Application],
    paid: Sequence[PaidAward],
    book: BookHistory,
    digests: Mapping[str, str],
    decide: Decide,
) -> list[Decision]:
    """Decide a round with a book as history, each application at its place.

    ``digests`` are those of the inputs by row. Raises ApplicationError where sheet and book differ.
    """
    places = {
        application.row_id: book.place_of(policy, application, digests.get(application.row_id, ""))
        for application in applications
    }
    found: dict[str, Decision] = {}
    full = once_each(paid, book.rows())
    for place in sorted(set(places.values()), key=lambda place: -1 if place is None else place):
        rows = full if place is None else once_each(paid, book.rows(place), check=False)
        for decision in decide(policy, applications, rows):
            if places[decision.platform] == place:
                found[decision.platform] = decision
    return [found[application.row_id] for application in applications]


def _paid_award(award: Awarded, fen: int) -> PaidAward:
    return PaidAward(
        award.organisation,
        award.platform,
        award.policy,
        award.benefit,
        award.year,
        fen,
        award.platform_kind or None,
        awarded_on=award.on,
        group=award.group,
        claim=award.claim,
    )


def once_each(paid: Sequence[PaidAward], history: Sequence[PaidAward], *, check: bool = True) -> list[PaidAward]:
    """The awards of the sheet and of the book, each once.

    One that stands in both is taken from the book. Raises ApplicationError where they differ, if that is to be checked.
    """

    def identity(row: PaidAward) -> tuple[str, str, str, int]:
        return row.row_key, normalised(row.programme), normalised(row.benefit), row.year

    def totals(rows: Sequence[PaidAward]) -> Counter[tuple[str, str, str, int]]:
        sums: Counter[tuple[str, str, str, int]] = Counter()
        for row in rows:
            sums[identity(row)] += row.fen
        return sums

    listed, booked = totals(paid), totals(history)
    faults = [
        _("{platform}, {programme}, {benefit}, {year}: {listed} yuan in the sheet, {booked} yuan in the book").format(
            platform=key[0],
            programme=key[1],
            benefit=key[2],
            year=key[3],
            listed=figure(listed[key]),
            booked=figure(booked[key]),
        )
        for key in listed
        if check and key in booked and listed[key] != booked[key]
    ]
    if faults:
        where = _("awards already paid: correct the sheet, or leave out of it what is in the book")
        raise ApplicationError(where, tuple(faults))
    only_listed = [row for row in paid if identity(row) not in booked]
    groups = {identity(row): row.group for row in paid if row.group}
    return [*only_listed, *(row._replace(group=row.group or groups.get(identity(row), "")) for row in history)]
