"""What a report is made from: the accounts of the awards that were asked for, before the year and at its end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fundcalc.base.errors import BookError
from fundcalc.base.i18n import _
from fundcalc.ledger import balances
from fundcalc.ledger import loading as reading
from fundcalc.ledger.award_accounts import AwardAccount, Movement, accounts_of
from fundcalc.ledger.event_reader import read_events
from fundcalc.ledger.loading import Fault
from fundcalc.ledger.snapshot import snapshot


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked about: a year, counted up to a day in it, one policy or all (""), one organisation or all."""

    year: int
    until: date
    policy: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement of the year under its number in the annex."""

    number: int
    award: AwardAccount
    movement: Movement


@dataclass(frozen=True, slots=True)
class Gathered:
    """A book as a report tells it.

    ``awards`` are those asked for as they stand at the end, ``before`` the same by id as they stood at the end of the year
    before, ``entries`` their movements of the year by award, ``funds`` the authority's funds, ``faults`` what is wrong.
    """

    role: str
    asked: Asked
    awards: Sequence[AwardAccount]
    before: Mapping[str, AwardAccount]
    entries: Mapping[str, Sequence[Entry]]
    funds: Sequence[balances.FundStatus]
    faults: Sequence[Fault]


def gather(folder: Path, asked: Asked) -> Gathered:
    """Read a book for a report. Raises ``BookError`` when it is none of ours, or holds nothing that was asked for."""
    role = reading.role_of(folder)
    if role is None:
        raise BookError(_("{folder} is not a book that fundcalc keeps; give the folder of one").format(folder=folder))
    entries, errors = reading.read(folder)
    events = read_events(balances.up_to(entries, asked.until), folder)
    then = accounts_of(events.until(date(asked.year - 1, 12, 31)))
    now = accounts_of(events)
    funds = balances.funds_of(snapshot(events)) if role == "authority" else ()
    chosen = [each for each in now.accounts if _is_asked(each, asked)]
    if not chosen:
        raise BookError(_nothing(folder, asked, now.accounts))
    return Gathered(
        role=role,
        asked=asked,
        awards=chosen,
        before={each.award: each for each in then.accounts},
        entries=_numbered(chosen, asked),
        funds=[each for each in funds if _is_of(each, asked)],
        faults=sorted({*errors, *events.faults, *now.faults}),
    )


def _is_asked(award: AwardAccount, asked: Asked) -> bool:
    if asked.policy not in ("", award.policy) or asked.organisation not in ("", award.organisation):
        return False
    # An award of the year, one that moved in it, or one that still had money when it began.
    moved = any(_is_in(each, asked) for each in award.movements)
    before = [each for each in award.movements if each.on.year < asked.year]
    return award.year == asked.year or moved or (bool(before) and award.balance != 0)


def _is_in(movement: Movement, asked: Asked) -> bool:
    return movement.on.year == asked.year and movement.on <= asked.until


def _is_of(fund: balances.FundStatus, asked: Asked) -> bool:
    return asked.policy in ("", fund.policy) and fund.fund.endswith(f"-{asked.year}")


def _numbered(awards: Sequence[AwardAccount], asked: Asked) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    number = 0
    for award in awards:
        found[award.award] = []
        for movement in award.movements:
            if _is_in(movement, asked):
                number += 1
                found[award.award].append(Entry(number, award, movement))
    return found


def _nothing(folder: Path, asked: Asked, known: Sequence[AwardAccount]) -> str:
    if not known:
        return _("{folder} holds no award by {day}, so there is nothing to report").format(
            folder=folder, day=asked.until
        )
    told = _("{folder} holds no award of what was asked for; it holds these years: {years}; policies: {policies}; "
             "organisations: {organisations}")  # fmt: skip
    return told.format(
        folder=folder,
        years=_few(str(each.year) for each in known),
        policies=_few(each.policy for each in known),
        organisations=_few(each.organisation for each in known),
    )


def _few(names: Iterable[str]) -> str:
    listed = sorted({each for each in names if each})
    return ", ".join(listed[:8]) + (" …" if len(listed) > 8 else "")
