"""Read numbers as Chinese documents write them, exactly.

``200``, ``2,000,000``, ``20万``, ``1.5亿``, ``二百万``, ``贰佰万``, ``二〇二五``, ``三点五``. A form that people read in two
ways (一万五, 二百五) is refused rather than guessed.
"""

import re
from fractions import Fraction

from fundcalc.base.errors import TextError
from fundcalc.base.i18n import _

_DIGITS = {character: value for value, characters in enumerate(
    ("〇零", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
) for character in characters}  # fmt: skip
_BELOW_TEN_THOUSAND = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_CONTRACTED = str.maketrans({"廿": "二十", "卅": "三十"})
_ASCII = str.maketrans("０１２３４５６７８９．，", "0123456789.,")

CHINESE = "".join([*_DIGITS, *_BELOW_TEN_THOUSAND, *_SCALES, "廿", "卅"])
# A number in Arabic figures, perhaps with a scale after it, or one in Chinese characters.
# Every repetition is bounded, so that a hostile text cannot make a search quadratic.
PATTERN = (
    r"(?:\d{1,3}(?:[,，]\d{3}){1,12}(?!\d)|\d{1,40})(?:[.．]\d{1,40})?(?:\s{0,4}[十百千万亿]{1,4})?"
    rf"|[{CHINESE}]{{1,40}}(?:点[〇零一二三四五六七八九]{{1,40}})?"
)
_ARABIC = re.compile(r"(?P<digits>[\d,]+(?:\.\d+)?)\s*(?P<scale>[十百千万亿]*)")


class NumeralError(TextError):
    """A number that cannot be read, or that can be read in two ways."""


def read_number(text: str) -> Fraction:
    """Return the number that a text writes.

    >>> read_number("二百万"), read_number("1.5亿"), read_number("二〇二五"), read_number("十二点五")
    (Fraction(2000000, 1), Fraction(150000000, 1), Fraction(2025, 1), Fraction(25, 2))

    Raises NumeralError for anything else, and for forms that can be read in two ways.
    """
    plain = text.strip().translate(_ASCII)
    arabic = _ARABIC.fullmatch(plain)
    if arabic:
        digits = arabic["digits"]
        if "," in digits and not re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits):
            raise _unreadable(text)
        return Fraction(digits.replace(",", "")) * _scale(arabic["scale"], text)
    whole, point, decimals = plain.translate(_CONTRACTED).partition("点")
    if point and not (decimals and all(character in _DIGITS for character in decimals)):
        raise _unreadable(text)
    places = (Fraction(_DIGITS[digit], 10**place) for place, digit in enumerate(decimals, start=1))
    return sum(places, start=Fraction(_whole(whole, text)))


def chinese(number: int) -> str:
    """Return a whole number below ten thousand as articles are numbered.

    >>> chinese(10), chinese(21), chinese(105), chinese(1000)
    ('十', '二十一', '一百零五', '一千')
    """
    text, skipped = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += "零" if skipped and text else ""
            text += name if (digit, unit, text) == (1, 10, "") else "〇一二三四五六七八九"[digit] + name
        skipped = not digit
    return text or "零"


def _scale(characters: str, text: str) -> int:
    """The scale after Arabic figures: 百, 万, 百万, 千万, 亿, 万亿."""
    if not re.fullmatch(r"[十百千]?(万?亿|万)?", characters):
        raise _unreadable(text)
    scale = 1
    for character in characters:
        scale *= _BELOW_TEN_THOUSAND.get(character) or _SCALES[character]
    return scale


def _whole(characters: str, text: str) -> int:
    if not characters:
        raise _unreadable(text)
    if len(characters) > 1 and all(character in _DIGITS for character in characters):
        return int("".join(str(_DIGITS[character]) for character in characters))  # 二〇二五, digit by digit
    for scale in ("亿", "万"):
        characters = characters.replace("億" if scale == "亿" else "萬", scale)
        head, found, tail = characters.rpartition(scale)
        if found:
            value, rest = _whole(head, text), _rest(tail, text)
            if rest >= _SCALES[scale] or (scale == "万" and value >= 10**4):
                raise _unreadable(text)
            return value * _SCALES[scale] + rest
    return _section(characters, text)


def _rest(characters: str, text: str) -> int:
    """What stands after 万 or 亿.

    A single figure there (一万五) could be units or thousands.
    """
    if not characters:
        return 0
    bare = characters.lstrip("零〇")
    if not bare or (bare == characters and len(bare) == 1):
        raise _unreadable(text)
    return _whole(bare, text)


def _section(characters: str, text: str) -> int:
    """A number below ten thousand."""
    total, last, digit, zero = 0, 10**4, -1, False
    for place, character in enumerate(characters):
        if character in _BELOW_TEN_THOUSAND:
            unit = _BELOW_TEN_THOUSAND[character]
            if unit >= last or (digit < 1 and not (unit == 10 and (place == 0 or total))):
                raise _unreadable(text)
            total += (digit if digit > 0 else 1) * unit
            last, digit, zero = unit, -1, False
        elif character in _DIGITS and digit < 1:
            zero, digit = zero or _DIGITS[character] == 0, _DIGITS[character]
        else:
            raise _unreadable(text)
    if digit > 0:
        if total and last > 10 and not zero:
            raise _unreadable(text)  # 二百五: 205 or 250
        total += digit
    elif digit == 0 and total:
        raise _unreadable(text)
    return total


def _unreadable(text: str) -> NumeralError:
    return NumeralError(_("'{text}' is not a number, or one that can be read in two ways").format(text=text))
