"""Correct the facts of an award in a book: what was awarded, the last day, a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.figures import figure
from fundcalc.base.money import plain
from fundcalc.ledger import act_messages, loading, messages, store, writer
from fundcalc.ledger.account_records import AwardAccount
from fundcalc.ledger.arguments import require_amount, require_day
from fundcalc.ledger.event_reader import FACTS, REVISION
from fundcalc.ledger.known import first_day, suggestion
from fundcalc.ledger.plausible_days import require_last_day
from fundcalc.ledger.records import Outcome
from fundcalc.ledger.session import checked_accounts, locked_as


@dataclass(frozen=True, slots=True)
class Noting:
    """What became of a correction of facts: the award's facts that were given."""

    outcome: Outcome
    facts: Mapping[str, str]
    batch: str | None


def correct_facts(
    folder: Path | str,
    award: str,
    on: date,
    *,
    awarded: int | None = None,
    until: date | None = None,
    platform_name: str = "",
    durable: bool = True,
    wait: float = store.WAIT,
) -> Noting:
    """Correct facts of an award; the new ones hold, whatever the days of the others.

    ``awarded`` is in fen, and of a recipient's book alone: an authority decides its round again. Raises ``RefusedError``
    for an award that is not in the book, or an amount below what was received, and ``BookError`` for what cannot be a fact.
    """
    folder = Path(folder)
    facts = _facts(awarded, until, platform_name)
    role = loading.known_role_of(folder)
    if role == "authority" and awarded is not None:
        raise BookError(act_messages.AWARDED_BY_ROUND)
    with locked_as(role, folder, checked_accounts, durable=durable, wait=wait) as book:
        _events, accounts = book.snapshot
        account = next((account for account in accounts if account.award == award and account.stands), None)
        if account is None:
            meant = suggestion(award, (account.award for account in accounts))
            raise RefusedError(messages.NOT_HERE.format(folder=folder, award=award, meant=meant), {"award": award})
        if awarded is not None and awarded < account.received:
            message = act_messages.AWARDED_BELOW_RECEIVED.format(
                award=award, awarded=figure(awarded), received=figure(account.received)
            )
            raise RefusedError(message)
        if until is not None:
            require_last_day(until, first_day(account.policy), began(account))
        if all(_stated(account)[name] == fact for name, fact in facts.items()):
            return Noting("already", facts, None)
        text = facts_line(on, award, facts, account.revision + 1)
        return Noting("posted", facts, book.post(on, "note", (text,)))


def began(account: AwardAccount) -> date | None:
    """The first day on which an award was decided or its money came; None before that."""
    kinds = ("award", "receipt")
    return min((move.on for move in account.movements if move.counts and move.kind in kinds), default=None)


def _facts(awarded: int | None, until: date | None, platform_name: str) -> dict[str, str]:
    facts: dict[str, str] = {}
    if awarded is not None:
        require_amount(awarded)
        facts["awarded"] = plain(awarded)
    if until is not None:
        require_day("until", until)
        facts["until"] = until.isoformat()
    if platform_name:
        facts["platform-name"] = writer.read_back(platform_name)
    if not facts:
        raise BookError(act_messages.NOTHING_NOTED)
    return facts


def _stated(account: AwardAccount) -> dict[str, str]:
    return {
        "awarded": plain(account.awarded),
        "until": account.until.isoformat() if account.until else "",
        "platform-name": account.platform_name,
    }


def facts_line(on: date, award: str, facts: Mapping[str, str], revision: int = 0) -> str:
    """The line of a book that states facts of an award."""
    return writer.custom(on, FACTS, award, metadata={**({REVISION: str(revision)} if revision else {}), **facts})
