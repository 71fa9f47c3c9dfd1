"""Ids: their form, how two of them are compared, and unified social credit codes.

Credit codes (统一社会信用代码, GB 32100-2015) have 18 characters: 1 registering authority, 2 kind, 3-8 region (six
digits, GB/T 2260), 9-17 organisation code (GB 11714), 18 check character, over 0-9 and A-Z without I, O, S, V, Z.
The check character catches typing errors only: the authority, kind, region and organisation code are not looked up.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

CreditCodeFault = Literal["length", "character", "check"]

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE = re.compile(f"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")
_REGION = slice(2, 8)
# The letters that no code has, and what they were most likely copied from.
_LOOK_ALIKES = str.maketrans("OISZ", "0152")


@lru_cache(maxsize=65_536)  # a round compares the same few ids again and again
def normalised(text: str) -> str:
    """Return ids, codes and numbers without case, width and blanks, to compare.

    >>> normalised(" Ｙｎ-2026 － p1 "), normalised("YN-2026-P1")
    ('yn-2026-p1', 'yn-2026-p1')
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def row_id(platform: str, claim: str = "") -> str:
    """Return the id of a row of a round: its platform, of a claim with the claim's id.

    No id holds a slash, so that another row has another one.

    >>> row_id("p1"), row_id("p1", "c-7")
    ('p1', 'p1/c-7')
    """
    return f"{platform}/{claim}" if claim else platform


def is_id(text: str) -> bool:
    """Whether a text has the form of an id.

    Up to 64 ASCII letters, digits, dots, underscores and hyphens.
    """
    return ID.fullmatch(text) is not None


def looks_like_credit_code(text: str) -> bool:
    """Whether a text is meant to be a credit code.

    18 letters and digits, most of the region in digits.
    """
    code = _tidy(text)
    return len(code) == 18 and code.isascii() and code.isalnum() and sum(map(str.isdigit, code[_REGION])) >= 4


def credit_code_fault(text: str) -> CreditCodeFault | None:
    """Return the first fault of a credit code, or None if it holds.

    Case, width and blanks do not count.
    "length": not 18 characters; "character": one that may not stand where it does; "check": the last one does not fit.

    >>> credit_code_fault("9111 0000 6000 3734 1l"), credit_code_fault("91110000600037341M")
    (None, 'check')
    >>> credit_code_fault("9111000060003734IL")
    'character'
    """
    code = _tidy(text)
    if len(code) != 18:
        return "length"
    if not _CREDIT_CODE.fullmatch(code):
        return "character"
    # The check character counts with weight 1, so that the whole must come out at 0.
    total = sum(_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17]))
    return None if (total + _ALPHABET.index(code[17])) % 31 == 0 else "check"


def likely_credit_code(text: str) -> str | None:
    """Return the code that was most likely meant.

    With O for 0, I for 1, S for 5 or Z for 2; None if that does not help.

    >>> likely_credit_code("9111OOOO60003734IL")
    '91110000600037341L'
    """
    code = _tidy(text)
    meant = code.translate(_LOOK_ALIKES)
    return meant if meant != code and credit_code_fault(meant) is None else None


def _tidy(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).upper().split())
