"""That the platform of an award was revoked, noted in a book of either role: what is spent after that day is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fundcalc.base.errors import BookError
from fundcalc.ledger import creation as making
from fundcalc.ledger import loading as reading
from fundcalc.ledger import messages, store
from fundcalc.ledger import writer as escape
from fundcalc.ledger.award_accounts import AwardAccount
from fundcalc.ledger.event_reader import FACTS
from fundcalc.ledger.session import load_checked_accounts, locked_as


@dataclass(frozen=True, slots=True)
class Revoked:
    """What became of it: the awards it was noted for, those that told it already, and the batch."""

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
) -> Revoked:
    """Note that the platform of an award, or a platform with all its awards decided by then, was revoked on a day.

    Raises ``BookError`` for awards that are not in the book, or that were revoked on another day.
    """
    folder = Path(folder)
    if not escape.is_date(on, making.OPENED):
        form = messages.DATE.format(earliest=making.OPENED)
        raise BookError(messages.ARGUMENT.format(field="on", value=messages.shown(on), form=form))
    with locked_as(reading.known_role_of(folder), folder, load_checked_accounts, durable=durable, wait=wait) as book:
        _events, accounts = book.snapshot
        meant = [each for each in accounts if each.award == award or (_of(each, on) == platform and platform)]
        if not meant:
            raise BookError(
                messages.NO_PLATFORM.format(folder=folder, platform=platform, on=on)
                if platform
                else messages.NOT_HERE.format(folder=folder, award=award)
            )
        _insist_on_one_day(meant, on)
        new = [each.award for each in meant if each.revoked_on is None]
        already = tuple(each.award for each in meant if each.revoked_on is not None)
        if not new:
            return Revoked((), already, None)
        told = {"revoked-on": on.isoformat()}
        text = [escape.custom(on, FACTS, each, metadata=told) for each in new]
        return Revoked(tuple(new), already, book.post(on, "revocation", text))


def _of(account: AwardAccount, on: date) -> str:
    """The platform of an award; none if it was decided after the day."""
    decided = (each.on for each in account.movements if each.kind == "award")
    return account.platform if next(decided, on) <= on else ""


def _insist_on_one_day(meant: Sequence[AwardAccount], on: date) -> None:
    for each in meant:
        if each.revoked_on not in (None, on):
            raise BookError(messages.OTHER_FACT.format(
                award=each.award, fact="revoked-on", found=each.revoked_on.isoformat(), given=on.isoformat()))  # fmt: skip
