"""Numbers of a measure that are no amounts: counts, areas, scores."""

import re
from contextlib import suppress
from decimal import Decimal, InvalidOperation

from fundcalc.base.errors import shown
from fundcalc.base.i18n import _

_PLAIN = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


def number(word: str, figure: object) -> Decimal:
    """Read the number that a word of the vocabulary takes, 0 or more."""
    plain = not isinstance(figure, str) or _PLAIN.fullmatch(figure)
    if plain and isinstance(figure, int | Decimal | str) and not isinstance(figure, bool):
        with suppress(InvalidOperation):
            read = Decimal(figure)
            # The numbers a sheet of applications can hold, see engine/values.py.
            if read.is_finite() and 0 <= read < 10**12 and int(read.as_tuple().exponent) >= -6:
                return read
    raise ValueError(_("'{word}' takes a number of 0 or more, not {value}").format(word=word, value=shown(figure)))
