"""Note in either role's book that the platform of an award was revoked.

The audit finds what is spent after that day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fundcalc.base.errors import RefusedError
from fundcalc.ledger import loading, messages, store, writer
from fundcalc.ledger.arguments import require_day
from fundcalc.ledger.award_accounts import AwardAccount
from fundcalc.ledger.event_reader import FACTS
from fundcalc.ledger.known import first_day, suggestion
from fundcalc.ledger.plausible_days import require_plausible
from fundcalc.ledger.session import checked_accounts, locked_as


@dataclass(frozen=True, slots=True)
class RevocationResult:
    """The awards newly noted as revoked, those noted already, and the batch."""

    noted: tuple[str, ...]
    already: tuple[str, ...]
    batch: str | None


def revoke(
    folder: Path | str,
    on: date,
    *,
    award: str = "",
    platform: str = "",
    durable: bool = True,
    wait: float = store.WAIT,
) -> RevocationResult:
    """Note that a platform was revoked on a day.

    For one ``award``, or for all awards of a ``platform`` decided by then.

    Raises ``RefusedError`` for awards that are not in the book, or that were revoked on another day.
    """
    folder = Path(folder)
    require_day("on", on)
    with locked_as(loading.known_role_of(folder), folder, checked_accounts, durable=durable, wait=wait) as book:
        _events, accounts = book.snapshot
        meant = [
            account for account in accounts if account.award == award or (_of(account, on) == platform and platform)
        ]
        if not meant:
            raise RefusedError(
                messages.NO_PLATFORM.format(folder=folder, platform=platform, on=on)
                if platform
                else messages.NOT_HERE.format(
                    folder=folder, award=award, meant=suggestion(award, (account.award for account in accounts))
                )
            )
        _require_same_day(meant, on)
        new = [account.award for account in meant if account.revoked_on is None]
        already = tuple(account.award for account in meant if account.revoked_on is not None)
        if not new:
            return RevocationResult((), already, None)
        for account in meant:
            require_plausible(on, first_day(account.policy))
        facts = {"revoked-on": on.isoformat()}
        text = [writer.custom(on, FACTS, award_id, metadata=facts) for award_id in new]
        return RevocationResult(tuple(new), already, book.post(on, "revocation", text))


def _of(account: AwardAccount, on: date) -> str:
    """The platform of an award; none if it was decided after the day."""
    decided = (movement.on for movement in account.movements if movement.kind == "award" and movement.counts)
    return account.platform if next(decided, on) <= on else ""


def _require_same_day(meant: Sequence[AwardAccount], on: date) -> None:
    for account in meant:
        if account.revoked_on not in (None, on):
            message = messages.OTHER_FACT.format(
                award=account.award, fact="revoked-on", found=account.revoked_on.isoformat(), given=on.isoformat()
            )
            raise RefusedError(message)
