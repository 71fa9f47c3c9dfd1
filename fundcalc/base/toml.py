"""Read TOML files: decimals exact, and nothing in a file can exhaust the reader."""

from decimal import Decimal
from typing import Any

import tomli

from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import _

_BYTE_ORDER_MARK = "\ufeff"  # some editors write it, and some programs twice
_DEEPEST = 60
_LONGEST = 40  # digits of a number


def tables(text: bytes, where: str) -> dict[str, Any]:
    """Return the tables of a TOML file; ``where`` names it in messages.

    Decimals are exact. A number that no measure can mean stays the text it is written as, which is then reported with its
    line; a byte-order mark is skipped. Raises PolicyError for what is not TOML or is nested deeper than any measure.
    """
    try:
        raw = tomli.loads(text.decode("utf-8").lstrip(_BYTE_ORDER_MARK), parse_float=_decimal)
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, or a whole number too long for Python
        raise PolicyError(where, (_("is not TOML: {reason}").format(reason=error),)) from error
    waiting: list[tuple[Any, int]] = [(raw, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > _DEEPEST:
            message = _("is nested more than {most} levels deep; no measure needs that").format(most=_DEEPEST)
            raise PolicyError(where, (message,))
        inside = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in list(inside):
            if isinstance(value, dict | list):
                waiting.append((value, depth + 1))
            elif isinstance(value, int) and abs(value) >= 10**_LONGEST:
                node[key] = hex(value)
    return raw


def _decimal(text: str) -> Decimal | str:
    # 1e-999999999 is a few letters here and gigabytes of zeros as a fraction.
    try:
        number = Decimal(text) if len(text) <= _LONGEST else None
    except ArithmeticError:
        return text
    return text if number is None or (number.is_finite() and abs(number.adjusted()) >= _LONGEST) else number
