"""Change the facts of a book: its title, and the unit's name and code."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fundcalc.base.errors import BookError
from fundcalc.ledger import chain, chain_messages, creation, integrity, loading, store, top_file, writer
from fundcalc.ledger.award_accounts import AwardAccount
from fundcalc.ledger.event_reader import Events
from fundcalc.ledger.noting import facts_line
from fundcalc.ledger.records import Outcome
from fundcalc.ledger.session import checked_accounts, locked_as

NAME, ORGANISATION = "organisation-name", "organisation"


@dataclass(frozen=True, slots=True)
class Renaming:
    """What became of a renaming: the facts of the book now."""

    outcome: Outcome
    facts: Mapping[str, str]
    batch: str | None


def rename(
    folder: Path | str,
    on: date,
    *,
    title: str = "",
    name: str = "",
    organisation: str = "",
    durable: bool = True,
    wait: float = store.WAIT,
) -> Renaming:
    """Change the title of a book, or the name or code of a recipient, from a day on.

    The awards of a recipient's book that bear its old name or code get the new one. Raises ``BookError``.
    """
    folder = Path(folder)
    given = {integrity.TITLE: title, NAME: name, ORGANISATION: organisation}
    new = {fact: writer.read_back(text) for fact, text in given.items() if text}
    if not new:
        raise BookError(chain_messages.NOTHING_RENAMED)
    role = loading.known_role_of(folder)
    if role == "authority" and new.keys() - {integrity.TITLE}:
        raise BookError(chain_messages.ONLY_RECIPIENT)
    with locked_as(role, folder, checked_accounts, durable=durable, wait=wait) as book:
        events, accounts = book.snapshot
        before = loading.stated_facts(folder)
        facts = {**before, **new}
        if facts == before:
            return Renaming("already", facts, None)
        day = max(on, _last_day(events))
        lines = [writer.custom(day, chain.BOOK, chain.RENAMED, metadata=facts), *_of_awards(accounts, before, new, day)]
        return Renaming("posted", facts, book.post(day, chain.RENAME, lines, top=top_file.restated(folder, facts)))


def _last_day(events: Events) -> date:
    """The day of the last event; what is stated later holds."""
    return max((event.on for event in events.events), default=creation.OPENED)


def _of_awards(
    accounts: Sequence[AwardAccount], before: Mapping[str, str], new: Mapping[str, str], on: date
) -> Iterator[str]:
    for account in accounts:
        stated = {NAME: account.organisation_name, ORGANISATION: account.organisation}
        changed = {fact: new[fact] for fact in stated if fact in new and stated[fact] == before.get(fact)}
        if changed:
            yield facts_line(on, account.award, changed, account.revision + 1)
