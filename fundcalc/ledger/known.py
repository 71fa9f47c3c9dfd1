"""What is known of awards and uses: a name that nobody knows is questioned.

An award is known if it stands in the book, or if its id is that of a policy known here: code, year, platform, benefit.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from fundcalc.auditing.evidence import every_policy, read_id
from fundcalc.auditing.keywords import wording
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import RefusedError
from fundcalc.base.i18n import did_you_mean
from fundcalc.base.ids import normalised
from fundcalc.ledger import act_messages
from fundcalc.ledger.account_records import AwardAccount
from fundcalc.ledger.accounts import award_id
from fundcalc.policy.model import Measure
from fundcalc.policy.uses import catalogue

_NEAR = 2  # characters that may be a typing error
_MOST_COMPARED = 5_000


def first_day(policy: str) -> date | None:
    """The first day of a measure that is known here; None for a draft, or another one."""
    return next((known.measure.validity.first for known in every_policy() if known.id == policy), None)


def require_known_award(award: str, in_book: Mapping[str, AwardAccount], measures: Sequence[Measure] = ()) -> None:
    """Refuse an award that nobody knows, or that is likely another one.

    Raises ``RefusedError``.

    ``measures`` are those that were named; without them, all that are known here. An id that differs by one or two
    characters from that of an award of the book that is short of its sum is likely that one, unless the book holds
    other awards of its platform.
    """
    if award in in_book:
        return
    named = measures or [policy.measure for policy in every_policy()]
    parts = read_id(award, named)
    if parts is None:
        raise RefusedError(unknown_id(award, named, in_book), {"award": award})
    if any(normalised(account.platform) == normalised(parts.platform) for account in in_book.values()):
        return
    for account in in_book.values():
        if account.received < account.awarded and is_near(award, account.award):
            message = act_messages.NEAR_AWARD.format(award=award, meant=account.award)
            raise RefusedError(message, {"award": award, "near": account.award})


def as_kept(in_book: Iterable[str]) -> Callable[[str], str]:
    """How a book writes the ids of awards, whatever their case and width.

    An id that is in the book as it stands is that award.
    """
    exact = frozenset(in_book)
    kept = {normalised(award): award for award in exact}
    return lambda award: award if award in exact else kept.get(normalised(award), award)


def unknown_id(award: str, measures: Sequence[Measure], in_book: Iterable[str] = ()) -> str:
    """Why an award is not one that measures can make, or an empty text."""
    if read_id(award, measures) is not None:
        return ""
    meant = suggestion(award, (*in_book, *_possible_ids(award, measures)))
    return act_messages.UNKNOWN_AWARD_ID.format(award=award, meant=meant)


def _possible_ids(award: str, measures: Iterable[Measure]) -> Iterator[str]:
    """The ids that an award of this year and platform could have."""
    _code, _dash, rest = award.partition("-")
    year, _dash, rest = rest.partition("-")
    platform, _dash, _benefit = rest.rpartition("-")
    if len(year) == 4 and year.isascii() and year.isdecimal() and platform:
        for measure in measures:
            yield from (award_id(measure.code, int(year), platform, benefit) for benefit in measure.benefit)


def suggestion(award: str, known: Iterable[str]) -> str:
    """A hint at the known award that was probably meant, or an empty text."""
    alike = [other for other in known if abs(len(other) - len(award)) <= _NEAR]
    return did_you_mean(award, alike[:_MOST_COMPARED])


def is_near(one: str, other: str) -> bool:
    """Whether two texts differ by one or two characters, left out, added or changed.

    >>> is_near("YN-2026-p1-build", "YN-2026-p12-buld"), is_near("p1", "p1"), is_near("p123", "p456")
    (True, False, False)
    """
    if abs(len(one) - len(other)) > _NEAR:
        return False
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        above, row = row, [number]
        for place, opposite in enumerate(other, 1):
            row.append(min(above[place] + 1, row[-1] + 1, above[place - 1] + (letter != opposite)))
    return 0 < row[-1] <= _NEAR


def unknown_use(line: Line, part: str, in_book: Collection[str]) -> str:
    """Why the use that a line declares is not known, or an empty text.

    A use is known if its award was spent on it before, by ``part`` of its account, or if the classification has its code.
    Beside a code or an account it is wording; without them it has to be a use of the catalogue, or to point to one.
    """
    uses = catalogue()
    if part in in_book:
        return ""
    if line.code:
        if line.code in uses.codes:
            return ""
        return act_messages.UNKNOWN_CODE.format(code=line.code, meant=did_you_mean(line.code, uses.codes))
    if line.account or uses.use_named(line.use) is not None or wording().hits(line.use):
        return ""
    names = {name for use in (*uses.file.use.values(), *uses.leaves.values()) for name in (use.zh, use.en, *use.also)}
    return act_messages.UNKNOWN_USE.format(use=line.use, meant=did_you_mean(line.use, sorted(names)))
