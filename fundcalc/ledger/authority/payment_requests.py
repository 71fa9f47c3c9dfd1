"""What is to be paid: all that is outstanding, an instalment, or named amounts."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from fundcalc.base import money
from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.figures import figure
from fundcalc.base.i18n import _
from fundcalc.ledger.authority.parts import remedy, scheduled_awards
from fundcalc.ledger.authority.payments import outstanding
from fundcalc.ledger.balances import status
from fundcalc.ledger.known import suggestion
from fundcalc.ledger.records import Payment
from fundcalc.ledger.schedule_messages import NOTHING_DUE
from fundcalc.ledger.session import locked


def requested_payments(
    folder: Path,
    awards: Sequence[tuple[str, int | None]],
    on: date,
    *,
    share: Fraction | None = None,
    reference: str = "",
) -> list[Payment]:
    """The payments on awards, each of an amount in fen.

    None stands for all that is due now. Without ``awards``, on all that are outstanding; with ``share``, an instalment is
    due. Raises ``RefusedError`` for an award of which nothing is due, and ``BookError`` for what is no share.
    """
    if share is not None and not 0 < share <= 1:
        raise BookError(
            _("a share is more than 0% and at most 100% of an award; {share} is not").format(share=money.percent(share))
        )
    if share is not None:
        due = dict(_instalments(folder, share, on, reference))
    else:
        due = {award.award: award.payable(on) for award in outstanding(folder)}
    if not awards:
        return [Payment(name, fen, on, reference) for name, fen in due.items() if fen]
    payments = []
    for name, fen in awards:
        if fen is None and not due.get(name):
            raise RefusedError(_nothing_due(folder, name, on, due), {"award": name})
        payments.append(Payment(name, due[name] if fen is None else fen, on, reference))
    return payments


def _nothing_due(folder: Path, name: str, on: date, due: Collection[str]) -> str:
    """Why nothing is due: it is not outstanding, or its next part is not due."""
    with locked(folder) as book:
        award = scheduled_awards(book.snapshot, (name,)).get(name)
    if award is not None and award.left:
        return NOTHING_DUE.format(award=name, on=on, left=figure(award.left), remedy=remedy(award, name, on))
    message = _("{award}: no such award is outstanding in {folder}; see: fundcalc book status {folder}{meant}")
    return message.format(award=name, folder=folder, meant=suggestion(name, due))


def _instalments(folder: Path, share: Fraction, on: date, reference: str) -> Iterator[tuple[str, int]]:
    """Yield the instalment of each award: a share of it, at most what is unpaid.

    The same instalment on the same day under the same reference is requested again, not the next one, so that asking twice
    posts nothing.
    """
    for account in status(folder).accounts:
        part = money.share(share, account.awarded)
        same = any(
            paid.kind == "disbursement"
            and paid.counts
            and (paid.on, paid.fen) == (on, part)
            and paid.text == f"拨付 {reference}".strip()
            for paid in account.movements
        )
        if fen := part if same else min(part, account.payable(on)):
            yield account.award, fen
