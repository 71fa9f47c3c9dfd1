"""人民币大写: amounts in the capitals of vouchers and bills, and back.

Source: 会计基础工作规范 第五十二条（三）; where it leaves a choice, one form is written and the others are read.
"""

import re

from fundcalc.base.errors import MoneyError
from fundcalc.base.i18n import _
from fundcalc.base.money import LARGEST_FEN, plain

_FIGURES = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")

# No amount in bounds takes 60 characters; a longer text is not worth a computation.
_LONGEST = 60
_SHAPE = re.compile(f"(负?)(?:([{_FIGURES}拾佰仟万亿]+)元)?(?:零?([{_FIGURES}])角)?(?:零?([{_FIGURES}])分)?整?")

# What a writer may also do, each with what turns it into the form written here.
_ALSO = (
    # 万 figure 0, 仟 figure not 0: 零 may be left out (壹拾万柒仟).
    (re.compile(f"(?<=[拾佰仟]万)(?=[{_FIGURES[1:]}]仟[^万亿]*$)"), "零"),
    # 元 figure 0, 角 figure not 0: 零 may be written (捌拾元零叁角).
    (re.compile("(?<=[拾佰仟万亿]元)零(?=.角)"), ""),
    # The rule for bills (支付结算办法) lets 整 go after 角.
    (re.compile("角$"), "角整"),
)


def capitals(fen: int) -> str:
    """Write whole fen in capitals.

    At most 10**17 either way; anything else is a MoneyError.
    整 stands after 元 and 角 and never after 分; a negative amount has 负 in front, which is this project's choice.

    >>> capitals(200000000), capitals(105005), capitals(-10)
    ('贰佰万元整', '壹仟零伍拾元零伍分', '负壹角整')
    """
    if not isinstance(fen, int) or isinstance(fen, bool) or abs(fen) > LARGEST_FEN:
        raise MoneyError(_("{value!r} cannot be written in capitals; give whole fen, at most 10**17").format(value=fen))
    yuan, rest = divmod(abs(fen), 100)
    match divmod(rest, 10):
        case 0, 0:
            tail = "整"
        case jiao, 0:
            tail = f"{_FIGURES[jiao]}角整"
        case 0, cent:
            tail = f"{'零' if yuan else ''}{_FIGURES[cent]}分"
        case jiao, cent:
            tail = f"{_FIGURES[jiao]}角{_FIGURES[cent]}分"
    whole = f"{_whole(yuan)}元" if yuan else "" if rest else "零元"
    return f"{'负' if fen < 0 else ''}{whole}{tail}"


def _whole(yuan: int) -> str:
    digits = str(yuan)
    text = ""
    for index, digit in enumerate(digits):
        place = len(digits) - 1 - index
        if digit != "0":
            # One 零 for a run of zeros, written where the run ends, so that none stands before 万, 亿 or 元.
            zero = "零" if index and digits[index - 1] == "0" else ""
            text += zero + _FIGURES[int(digit)] + _UNITS[place % 4]
        if place == 8:
            text += "亿"
        elif place in (4, 12) and yuan // 10**place % 10_000:
            text += "万"
    return text


def read_capitals(text: str) -> int:
    """Read capitals as fen.

    That is what `capitals` writes, and the other forms that the rules allow.
    Those are 零 left out after 万 where the 万 figure is 0 and the 仟 figure is not, 零 written after 元 where the 元
    figure is 0 and the 角 figure is not, and 整 left out after 角. Anything else is a MoneyError, so that an amount
    altered by a stroke or a misplaced 零 is not read as if it were right.

    >>> read_capitals("壹拾万零柒仟元伍角叁分"), read_capitals("壹拾万柒仟元零伍角叁分")
    (10700053, 10700053)
    >>> read_capitals("壹仟伍元整")
    Traceback (most recent call last):
    fundcalc.base.errors.MoneyError: '壹仟伍元整' is not in proper capitals; if 1005.00 yuan is meant, write 壹仟零伍元整
    """
    form = text.strip()
    found = _SHAPE.fullmatch(form) if len(form) <= _LONGEST else None
    if not found or not any(found.groups()[1:]):
        raise MoneyError(
            _("{value!r} is not an amount in capitals; write it like 壹仟零伍拾元零伍分 or 贰佰万元整").format(
                value=text
            )
        )
    sign, whole, jiao, cent = (group or "" for group in found.groups())
    amount = _number(whole) * 100 + _number(jiao) * 10 + _number(cent)
    if amount > LARGEST_FEN:
        raise MoneyError(_("{value} is not an amount a budget can hold").format(value=text))
    fen = -amount if sign else amount
    for also, written in _ALSO:
        form = also.sub(written, form)
    # The figures above were read leniently; the one right way to write them decides.
    if form != (right := capitals(fen)):
        raise MoneyError(
            _("{value!r} is not in proper capitals; if {yuan} yuan is meant, write {right}").format(
                value=text, yuan=plain(fen), right=right
            )
        )
    return fen


def _number(text: str) -> int:
    total = section = figure = 0
    for letter in text:
        if letter == "亿":
            total, section, figure = (total + section + figure) * 10**8, 0, 0
        elif letter == "万":
            total, section, figure = total + (section + figure) * 10_000, 0, 0
        elif letter in _UNITS:
            section, figure = section + figure * 10 ** _UNITS.index(letter), 0
        else:
            figure = _FIGURES.index(letter)
    return total + section + figure
