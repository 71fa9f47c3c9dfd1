"""Carry unused money of a year to the fund of a later year (结转)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.figures import figure
from fundcalc.ledger import accounts, act_messages, messages, store, writer
from fundcalc.ledger.arguments import require_amount, require_day
from fundcalc.ledger.authority.funds import open_accounts
from fundcalc.ledger.records import Outcome
from fundcalc.ledger.session import locked, require_policies
from fundcalc.ledger.snapshot import LedgerSnapshot, available


@dataclass(frozen=True, slots=True)
class Carrying:
    """What became of a carry-over: the funds, and the amount in fen."""

    outcome: Outcome
    fund: str
    to_fund: str
    fen: int
    batch: str | None


def carry(
    folder: Path | str,
    *,
    policy: str,
    code: str,
    from_year: int,
    to_year: int,
    on: date,
    fen: int | None = None,
    durable: bool = True,
    wait: float = store.WAIT,
) -> Carrying:
    """Carry what is free in the fund of a year to that of a later year.

    That is what is neither committed nor awarded, in whole or ``fen`` of it. Where nothing is left because it was carried
    before, nothing is posted. Raises ``RefusedError`` for more than is free, and ``BookError`` for what cannot be read.
    """
    _require_forms(code, from_year, to_year, on, fen)
    fund, to_fund = accounts.fund_id(code, from_year), accounts.fund_id(code, to_year)
    with locked(folder, durable=durable, wait=wait) as book:
        before = book.snapshot
        require_policies(before, [(fund, policy), (to_fund, policy)])
        left = max(_may_leave(before, fund, on), 0)
        if fen is None and not left and any((past.fund, past.to_fund) == (fund, to_fund) for past in before.carried):
            return Carrying("already", fund, to_fund, 0, None)
        if (fund, to_fund, on, fen) in {(past.fund, past.to_fund, past.on, past.fen) for past in before.carried}:
            return Carrying("already", fund, to_fund, 0, None)
        wanted = left if fen is None else fen
        if not wanted or wanted > left:
            raise RefusedError(act_messages.CARRIED_TOO_MUCH.format(fund=fund, on=on, free=figure(left)))
        text = chain(open_accounts(before, to_fund, to_year), _text(policy, fund, to_fund, wanted, on))
        return Carrying("posted", fund, to_fund, wanted, book.post(on, f"carry-{fund}", text))


def _may_leave(before: LedgerSnapshot, fund: str, on: date) -> int:
    """What may leave a fund on a day."""
    treasury, free = before.by_day[accounts.treasury(fund)], before.by_day[accounts.free(fund)]
    return min(available(before, fund), treasury.least_from(on), -free.most_from(on))


def _require_forms(code: str, from_year: int, to_year: int, on: date, fen: int | None) -> None:
    writer.require("code", (code,))
    for field, year in (("from", from_year), ("to", to_year)):
        if not accounts.is_year(year):
            raise BookError(messages.ARGUMENT.format(**messages.field(field, year), form=messages.YEAR))
    if to_year <= from_year:
        raise BookError(act_messages.CARRIED_BACK.format(from_year=from_year, to_year=to_year))
    earliest = accounts.opening_day(to_year)
    require_day("on", on, earliest)
    if fen is not None:
        require_amount(fen)


def _text(policy: str, fund: str, to_fund: str, fen: int, on: date) -> Iterator[str]:
    return writer.transactions(
        on=[on],
        payees=[""],
        narrations=[f"结转 {fund} → {to_fund}"],
        tag="carry",
        links=[f"fund-{fund}"],
        metadata={"policy": [policy], "from-fund": [fund], "to-fund": [to_fund]},
        debits=[accounts.free(fund)],
        credits=[accounts.treasury(fund)],
        fen=[fen],
        also=[writer.LegColumns([accounts.treasury(to_fund)], [accounts.free(to_fund)], [fen])],
    )
