"""Vouchers that carry the balances of the year before over, and post nothing."""

import re
from collections.abc import Sequence

from fundcalc.journals.records import Voucher
from fundcalc.workbooks.cell_text import tight

# 上年结转, 年初余额, 2026年期初余额, 上年结转余额, 结转上年余额
_OPENING = re.compile(r"(?:20\d\d年)?(?:结转)?(?:上年度?|上期|[年期]初)(?:结[转余存]|余额|数){1,2}(?:转入|录入)?")


def without_openings(vouchers: Sequence[Voucher]) -> tuple[list[Voucher], list[int]]:
    """The vouchers that post something, and the rows of the others."""
    kept: list[Voucher] = []
    rows: set[int] = set()
    for voucher in vouchers:
        if _is_opening(voucher):
            rows.update(posting.row for posting in voucher.postings if isinstance(posting.row, int))
        else:
            kept.append(voucher)
    return kept, sorted(rows)


def _is_opening(voucher: Voucher) -> bool:
    """Whether all texts say so, in January, and the voucher does not balance.

    One that balances may be any transfer. A later one may be a payment out of money carried over; it is left to a person.
    """
    if voucher.kind != "journal" or (voucher.date is not None and voucher.date.month != 1) or not voucher.postings:
        return False
    texts = (posting.text for posting in voucher.postings)
    return all(_OPENING.fullmatch(tight(text)) for text in texts) and voucher.difference() != 0
