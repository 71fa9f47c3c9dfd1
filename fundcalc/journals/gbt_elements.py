"""The elements of a voucher line of GB/T 24589.1-2010 and GB/T 19581-2004."""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from fundcalc.journals.columns import aliases
from fundcalc.journals.records import Status

SLOT = re.compile(r"辅助项(\d{1,2})编号")
_VOID = frozenset(("1", "是", "true", "Y", "y", "作废"))
_UNPOSTED = frozenset(("0", "否", "false", "N", "n", "未记账"))

# The codes of auxiliary accounting by the number of their slot.
Slots = tuple[tuple[int, str], ...]


class Unnamed(NamedTuple):
    """What a line says by codes alone."""

    account: str
    slots: Slots
    group: str
    invoice: str


@cache
def element(name: str) -> tuple[str, int]:
    """The key of an element of a line, or the number of its slot.

    Neither if it is not known.

    Slots have other elements too, which are not read.
    """
    if key := aliases("gbt_voucher").get(name):
        return key, 0
    if match := SLOT.fullmatch(name):
        return "", int(match[1])
    return ("ignored", 0) if name.startswith("辅助项") else ("", 0)


def status_of(values: Mapping[str, str]) -> Status:
    """Whether a voucher is void, not posted yet or of period 13."""
    if values.get("void", "") in _VOID:
        return "void"
    if values.get("posted", "") in _UNPOSTED:
        return "unposted"
    return "period_13" if values.get("period", "").lstrip("0") == "13" else ""
