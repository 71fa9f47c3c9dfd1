"""Units of figures: in headings, above tables, and in number formats.

What a unit says is read exactly or not at all; an amount in 万元 is never taken for yuan.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from fundcalc.policy.vocabulary import Kind
from fundcalc.workbooks.cell_text import narrow

UNIT_SHOWN: Mapping[Kind, str] = {"money": "元", "area": "平方米"}

_YUAN = {
    "元": 1,
    "百元": 100,
    "千元": 1_000,
    "万元": 10_000,
    "十万元": 100_000,
    "百万元": 1_000_000,
    "千万元": 10_000_000,
    "亿元": 100_000_000,
}
_IN_YUAN = {
    **dict.fromkeys(("thousand", "thousands", "thousandsof", "1000", "1,000", "'000"), 1_000),
    **dict.fromkeys(("tenthousand", "tenthousands", "tenthousandsof", "10000", "10,000", "10k"), 10_000),
    **dict.fromkeys(("million", "millions", "millionsof", "1,000,000"), 1_000_000),
    **dict.fromkeys(("hundredmillion", "100million"), 100_000_000),
}
_MONEY = {
    **{f"{before}{word}": factor for word, factor in _YUAN.items() for before in ("", "人民币", "rmb", "cny")},
    **{f"{word}人民币": factor for word, factor in _YUAN.items()},
    **dict.fromkeys(("人民币", "rmb", "cny", "yuan", "rmbyuan", "¥", "￥", "圆"), 1),
    **{f"{before}{word}": factor for word, factor in _IN_YUAN.items() for before in ("yuan", "rmb", "cny")},
    **{f"{word}{after}": factor for word, factor in _IN_YUAN.items() for after in ("yuan", "rmb", "cny")},
    "千": 1_000,
    "万": 10_000,
    "wanyuan": 10_000,
}
UNITS: Mapping[Kind, Mapping[str, int]] = {
    "money": _MONEY,
    "area": dict.fromkeys(("平方米", "平米", "㎡", "m²", "m2", "sqm", "squaremetres", "squaremeters"), 1),
    "count": dict.fromkeys("人名个台套项件家条", 1),
    "year": {"年": 1},
}
UNIT_WORDS = frozenset(word for units in UNITS.values() for word in units)
# Words that may be a unit of money: a heading with one of them and no unit that is known is refused.
OTHER_UNIT = re.compile(r"[万千百亿]元?|thousand|million|billion|%")

_MONEY_WORDS = "|".join(sorted(map(re.escape, _MONEY), key=len, reverse=True))
_END = r"(?=$|[\s)\]】,，、;；。./])"
_STATED = re.compile(rf"(?:单位|units?)(?:[:为是]|[一均全统皆都]+[为是]|一律为)?(?:in)?({_MONEY_WORDS}){_END}")
_COUNTED_IN = re.compile(
    rf"[以按]({_MONEY_WORDS})(?:为(?:计[量算]|计价|货币)?单位|计[算价量]?{_END}|填[列报写]|列示|表示|反映|统计|核算)"
    rf"|(?:^|[(\[,;:]|amounts|figures|expressed)in({_MONEY_WORDS}){_END}"
)
_BRACKETED = re.compile(rf"[(\[【]({_MONEY_WORDS})[)\]】]")
# A single 元 or 万 without a mark before it may belong to the label.
_LONG_WORDS = "|".join(sorted((re.escape(word) for word in _MONEY if len(word) > 1), key=len, reverse=True))
_TRAILING = re.compile(
    rf"(.+?)(?:[/,、:|_-]+(?:单位:?)?(?={_MONEY_WORDS})|(?:单位:?)?(?={_LONG_WORDS}))({_MONEY_WORDS})([)\]】])?"
)


class StatedUnit(NamedTuple):
    """A unit of money that a text states: its yuan, and the word.

    ``alone``: the text says nothing else."""

    factor: int
    word: str
    alone: bool


def stated_unit(text: str) -> StatedUnit | None:
    """The unit of money that a text beside a table states, if it states one.

    >>> stated_unit("金额单位： 人民币万元"), stated_unit("投入情况（万元）"), stated_unit("填报单位：万元科技公司")
    (StatedUnit(factor=10000, word='人民币万元', alone=True), StatedUnit(factor=10000, word='万元', alone=False), None)
    """
    tight = "".join(narrow(text).casefold().split())
    if tight in _MONEY and tight not in ("千", "万"):
        return StatedUnit(_MONEY[tight], tight, alone=True)
    match = _STATED.search(tight) or _BRACKETED.search(tight) or _COUNTED_IN.search(tight)
    if match is None:
        return None
    word = next(filter(None, match.groups()))
    rest = (tight[: match.start()] + tight[match.end() :]).strip("()[]【】,，、;；。.*")
    return StatedUnit(_MONEY[word], word, alone=rest in ("", "金额", "货币", "计量", "数据"))


_MENTIONED = re.compile(
    r"(?<![\d.,一二两三四五六七八九十百千万亿几数余])(?:[千百]?万|千|亿)元(?=$|[)\]）】,，、;；。.])"
)


def mentioned_unit(text: str) -> str:
    """A unit of money above yuan that a text speaks of without a figure, or nothing.

    >>> mentioned_unit("各项金额（精确到万元）"), mentioned_unit("含财政资金200万元")
    ('万元', '')
    """
    match = _MENTIONED.search("".join(narrow(text).split()))
    return match[0] if match else ""


def trailing_unit(label: str) -> tuple[str, str] | None:
    """A label and the unit of money that it ends in without brackets.

    >>> trailing_unit("金额万元"), trailing_unit("总额(补助基数,万元)"), trailing_unit("金额")
    (('金额', '万元'), ('总额(补助基数)', '万元'), None)
    """
    match = _TRAILING.fullmatch(label)
    return (match[1] + (match[3] or ""), match[2]) if match else None


_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[[^\]]*\]|_.|\*.')
_FORMAT_UNIT = re.compile("(?:[百十千]?万|[百千]|亿)元?|元")
# Where literal text stood in a format.
_MARK = "\ue000"


def format_factor(code: str) -> int | None:
    """The yuan that 1 in a cell stands for, by its number format.

    None where that cannot be told.

    >>> format_factor('#,##0.00"万元"'), format_factor('0!.0,"万元"'), format_factor('0.0"万"'), format_factor("#,##0,")
    (10000, 1, 10000, None)
    """
    factors = {_section_factor(section) for section in code.split(";")[:2] if re.search("[0#?]", section)}
    return factors.pop() if len(factors) == 1 else None


def _section_factor(section: str) -> int | None:
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append("".join(filter(None, match.groups())))
        return _MARK if literals[-1] == "." else ""

    digits = _LITERAL.sub(keep, section)
    words = _FORMAT_UNIT.findall("".join(literals) + re.sub(r"[0#?.,%\s]", "", digits).replace(_MARK, ""))
    placeholders = re.sub(f"[^0#?.,{_MARK}]", "", digits)
    # A comma after the last digit divides by a thousand; a literal point moves the point once more.
    divided = 1000 ** (len(placeholders) - len(placeholders.rstrip(",")))
    if _MARK in placeholders:
        divided *= 10 ** sum(letter in "0#?" for letter in placeholders.split(_MARK)[-1])
    if len(words) != 1 or "%" in digits:
        return None
    factor = Decimal(_MONEY[words[0] if words[0].endswith("元") else f"{words[0]}元"]) / divided
    return int(factor) if factor in _YUAN.values() else None
