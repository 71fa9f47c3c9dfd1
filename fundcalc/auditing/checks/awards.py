"""Checks of awards: paid beyond the award, two for one thing in a year, not confirmed by their inputs; and of books."""

from collections.abc import Iterator

from fundcalc.auditing.checks.context import Matter, about_award
from fundcalc.auditing.checks.finding import Data, Finding
from fundcalc.auditing.evidence import AwardFacts, MovementKind


def paid_beyond_award(matter: Matter) -> Iterator[Finding]:
    """More paid by the authority, or received by the recipient, than was awarded."""
    for award, known in matter.awards.items():
        if known.fen is None:
            continue
        kinds: tuple[MovementKind, ...] = ("paid", "received")
        for kind in kinds:
            moved = matter.sum_of(award, kind)
            if moved > known.fen:
                data: Data = {"moved": moved, "awarded": known.fen, "side": kind}
                cite = matter.article_of_benefit(award) or matter.article_of_account(award)
                yield about_award(
                    *(matter, "paid_beyond_award", "violation", award, cite, moved - known.fen, data),
                    place=known.place,
                    key=(kind,),
                )


def double_award(matter: Matter) -> Iterator[Finding]:
    """Two awards of one benefit for one platform and year, or one decided twice.

    A record without its day is a copy of another; so is what others say of an award that was decided.
    """
    of_thing: dict[tuple[str, str, str, int], list[AwardFacts]] = {}
    for each in matter.evidence.awards:
        if each.platform and each.benefit and each.year and each.on is not None:
            of_thing.setdefault((each.policy, each.platform, each.benefit, each.year), []).append(each)
    for several in of_thing.values():
        first = several[0]
        for other in several[1:]:
            if _copies(first, other):
                continue
            data: Data = {"first": first.id, "first_place": first.place, "year": other.year, "benefit": other.benefit,
                          "platform": other.platform, "first_fen": first.fen or 0}  # fmt: skip
            cite, key = matter.article_of_contest(other.id), (first.id, str(other.fen), other.organisation)
            yield about_award(
                *(matter, "double_award", "violation", other.id, cite, other.fen, data), place=other.place, key=key
            )


def _copies(first: AwardFacts, other: AwardFacts) -> bool:
    """Whether two records tell of one award, and not of one that two books decided or two organisations have."""
    if first.id != other.id or len({first.organisation, other.organisation} - {""}) > 1:
        return False
    return first.place == other.place or not (first.decided and other.decided)


def award_not_confirmed(matter: Matter) -> Iterator[Finding]:
    """An award that its kept inputs and the policy it names do not give."""
    for award, told in matter.evidence.unconfirmed.items():
        known = matter.awards.get(award)
        data: Data = {"told": told}
        cite = matter.article_of_benefit(award)
        place, fen = (known.place, known.fen) if known else ("", None)
        yield about_award(matter, "award_not_confirmed", "violation", award, cite, fen, data, place=place)


def book_rejected(matter: Matter) -> Iterator[Finding]:
    """Something in a book that Beancount itself does not accept."""
    for each in matter.evidence.rejected:
        yield Finding(
            *("book_rejected", "violation", "", "", "", "", each.place, None),
            {"told": each.told},
            (each.place, each.told),
        )
