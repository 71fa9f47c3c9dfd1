"""What is to be paid: all that is outstanding, an instalment, or named amounts."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from fundcalc.base import money
from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.i18n import _
from fundcalc.ledger.authority.payments import outstanding
from fundcalc.ledger.balances import status
from fundcalc.ledger.known import suggestion
from fundcalc.ledger.records import Payment


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
        due = {award.award: award.unpaid for award in outstanding(folder)}
    if not awards:
        return [Payment(name, fen, on, reference) for name, fen in due.items()]
    payments = []
    for name, fen in awards:
        if fen is None and name not in due:
            message = _("{award}: no such award is outstanding in {folder}; see: fundcalc book status {folder}{meant}")
            raise RefusedError(message.format(award=name, folder=folder, meant=suggestion(name, due)), {"award": name})
        payments.append(Payment(name, due[name] if fen is None else fen, on, reference))
    return payments


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
        if fen := part if same else min(part, account.unpaid):
            yield account.award, fen
