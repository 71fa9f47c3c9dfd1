"""Vouchers that stand in several files or sheets: each is taken once."""

from collections import Counter
from collections.abc import Mapping, Sequence

from fundcalc.journals.pieces import VoucherTally
from fundcalc.journals.records import JournalPosting, Voucher
from fundcalc.journals.voucher_cells import number_key

_Content = Counter[tuple[str, int]]


def without_duplicates(
    vouchers: Sequence[Voucher], tally: VoucherTally
) -> tuple[list[Voucher], Mapping[tuple[int, int], int], list[tuple[Voucher, Voucher]]]:
    """Each voucher of a unit once, by its day and number.

    Also how many postings of a source stand in another one (by both indexes), and pairs of vouchers of one number and day that
    differ. Ledgers of several accounts make whole vouchers together. What stands twice is listed.
    """
    kept: list[Voucher] = []
    by_key: dict[tuple[object, ...], list[Voucher]] = {}
    twice: dict[tuple[int, int], int] = {}
    differing: list[tuple[Voucher, Voucher]] = []
    for voucher in sorted(vouchers, key=lambda voucher: voucher.kind == "account_ledger"):
        key = (voucher.unit, voucher.date, number_key(voucher.label))
        others = by_key.setdefault(key, []) if voucher.label else []
        if not others:
            kept.append(voucher)
            others.append(voucher)
            continue
        if voucher.kind == "account_ledger":
            _ledger(voucher, others[0], tally, twice)
            continue
        same = next((other for other in others if _content(other.postings) == _content(voucher.postings)), None)
        if same is None and voucher.where == others[-1].where:
            others[-1].postings += voucher.postings
            continue
        if same is None and (half := _other_half(voucher, others)) is not None:
            # A sheet that was full goes on in the next one, amid a voucher.
            half.postings += [posting._replace(origin=(voucher.source, voucher.where)) for posting in voucher.postings]
            continue
        if same is None:
            differing.append((others[0], voucher))
            kept.append(voucher)
            others.append(voucher)
            continue
        if voucher.postings:
            _note(twice, voucher, same, len(voucher.postings))
        for posting in voucher.postings:
            tally.list_posting(voucher, posting, "duplicate")
    return kept, twice, differing


def _other_half(voucher: Voucher, others: Sequence[Voucher]) -> Voucher | None:
    """A voucher of the same number that balances only together with this one."""
    apart = voucher.difference()
    return next((other for other in others if apart and other.difference() == -apart), None)


def _ledger(voucher: Voucher, other: Voucher, tally: VoucherTally, twice: dict[tuple[int, int], int]) -> None:
    """Add the postings of an account's ledger that their voucher lacks."""
    has = _content(other.postings)
    accounts = {posting.account for posting in other.postings}
    for posting in voucher.postings:
        entry = (posting.account, posting.signed)
        if has[entry] or (other.kind != "account_ledger" or posting.account in accounts):
            has[entry] -= 1
            _note(twice, voucher, other, 1)
            tally.list_posting(voucher, posting, "duplicate")
        else:
            other.postings.append(posting._replace(origin=(voucher.source, voucher.where)))


def _note(twice: dict[tuple[int, int], int], voucher: Voucher, other: Voucher, count: int) -> None:
    key = (voucher.source, other.source)
    twice[key] = twice.get(key, 0) + count


def _content(postings: Sequence[JournalPosting]) -> _Content:
    return Counter((posting.account, posting.signed) for posting in postings)
