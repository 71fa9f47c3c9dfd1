"""统一社会信用代码 (GB 32100-2015): does a code hold together?

18 characters: 1 registering authority, 2 kind, 3–8 region (six figures, GB/T 2260), 9–17 organisation code (GB 11714),
18 check character, over 0–9 and A–Z without I, O, S, V, Z.

The check finds a slip of the pen, no more: a right check character proves neither that the unit exists nor that it sits
in the region named, and the authority, kind, region and inner organisation code are not looked up. So it is a reason to
warn about an id that looks like such a code, never to refuse an application.
"""

import re
from typing import Literal

Fault = Literal["length", "character", "check"]

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SHAPE = re.compile(f"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")


def check(code: str) -> Fault | None:
    """None where the code holds together, else its first fault; spaces are ignored, small letters are not capitals.

    "length": not 18 characters; "character": one that may not stand where it does; "check": the last does not fit.

    >>> check("9111 0000 6000 3734 1L"), check("91110000600037341M"), check("9111000060003734IL")
    (None, 'check', 'character')
    """
    tight = "".join(code.split())
    if len(tight) != 18:
        return "length"
    if not _SHAPE.fullmatch(tight):
        return "character"
    # The check character counts with weight 1, so that the whole must come out at 0.
    total = sum(_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(tight[:17]))
    return None if (total + _ALPHABET.index(tight[17])) % 31 == 0 else "check"
