"""Find the figures in a text: amounts, rates, counts, periods, dates.

Addresses (第十三条（一）), ordinals and the titles of other documents (《…》) hold no figures.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from fundcalc.measure_text.numerals import CHINESE, PATTERN, NumeralError, read_number

Kind = Literal["money", "rate", "area", "count", "period", "date", "month", "year", "document", "number"]
Comparison = Literal["", "least", "more", "most", "less"]


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A figure of a text.

    ``value`` is yuan for ``money``, a fraction of one for ``rate``, square metres for ``area``, else as printed; for a date,
    a month, a year or a document it is their text. ``unit`` tells periods apart: years, months, days, working_days, hours.
    ``printed`` is the figure with its words of comparison, ``start`` and ``end`` where it stands in the text without them.
    """

    kind: Kind
    value: Fraction | str
    unit: str
    comparison: Comparison
    printed: str
    start: int
    end: int


_AREA = r"平方米|平米|㎡|m²|m2"
_PERIODS = {
    "years": r"周年|年", "months": r"个月|个自然月", "working_days": r"个?工作日",
    "days": r"个自然日|个日历日|自然日|天|日", "hours": r"个?小时",
}  # fmt: skip
_CLASSIFIERS = (
    r"个档次|个等次|个等级|档次|等次|等级|家次|人次|项次"
    r"|个|名|人|家|项|台|套|件|次|种|类|档|批|位|所|处|例|户|篇|门|间|辆|期|条|分"
)
# Words before a figure and after it, the longer ones first, so that 不超过 is not read as 超过.
_BEFORE: tuple[tuple[Comparison, str], ...] = (
    ("most", r"不得?超过|不得?高于|不得?多于|不得?大于|最高|最多|至多|最长|上限"),
    ("least", r"不得?低于|不得?少于|不得?小于|不得?短于|至少|最低|最少|(?<!未)达到?|(?<![不未])满"),
    ("more", r"超过|突破|高于|多于|大于|超出"),
    ("less", r"低于|少于|小于|不足|不满|未满|未达到"),
)
_AFTER: tuple[tuple[Comparison, str], ...] = (
    ("least", r"[（(]含[）)]以上|以上[（(]含[^）)]{0,4}[）)]|以上|及以上"),
    ("most", r"[（(]含[）)]以下|以下[（(]含[^）)]{0,4}[）)]|以下|及以下|[（(]含[）)]以内|以内|之内|内"),
    ("more", r"以外"),
    ("least", r"[（(]含[）)]"),
)

_NUMBER = rf"(?:{PATTERN})"
_RATE = re.compile(
    rf"(?:(?P<parts>百|千|万|{_NUMBER})分之(?P<of>{_NUMBER}))|(?P<n>{_NUMBER})\s{{0,4}}(?P<sign>[%％‰]|个百分点|倍)"
)
_DATE = re.compile(
    rf"(?P<year>\d{{4}}|[〇零一二三四五六七八九]{{4}})\s{{0,4}}年\s{{0,4}}(?:(?P<month>\d{{1,2}}|[{CHINESE}]{{1,3}})\s{{0,4}}月\s{{0,4}}(?:(?P<day>\d{{1,2}}|[{CHINESE}]{{1,3}})\s{{0,4}}日)?)?"
    r"|(?P<iso>\d{4}[-./]\d{1,2}[-./]\d{1,2})(?!\d)"
)
_DOCUMENT = re.compile(
    r"[\u4e00-\u9fff]{1,8}[〔\[［【（(]\s{0,4}\d{4}\s{0,4}[〕\]］】）)]\s{0,4}第?\s{0,4}\d{1,9}\s{0,4}号"
)
_MEASURED = re.compile(
    rf"(?P<n>{_NUMBER})[ \u3000]*(?:(?P<money>余?[元圆](?:整)?(?:人民币)?)|(?P<area>{_AREA})"
    + "".join(rf"|(?P<{unit}>{words})" for unit, words in _PERIODS.items())
    + rf"|(?P<count>{_CLASSIFIERS}))"
)
# The first of a range or of a list takes the scale and the unit of the last: 50—100万元, 3至5年.
_LIST = re.compile(rf"(?P<n>{_NUMBER})\s{{0,4}}(?P<link>[-—–~～至到、或和及]{{1,4}})\s{{0,4}}(?=(?:{_NUMBER}))")
_BARE = re.compile(
    r"(?P<n>\d{1,40}(?:\.\d{1,40})?\s{0,4}[十百千]?[万亿])|(?<=\t)\s{0,4}(?P<cell>\d{1,40}(?:\.\d{1,40})?)\s{0,4}(?=\t|$)",
    re.MULTILINE,
)
_NO_FIGURE = re.compile(
    "|".join(
        (
            r"《[^》]{0,200}》",
            rf"第\s{{0,4}}{_NUMBER}\s{{0,4}}[条款项章节编号届期批次类阶](?:之{_NUMBER})?",
            rf"第\s{{0,4}}{_NUMBER}(?!\s{{0,4}}[年月日])",
            rf"[（(][{CHINESE}]{{1,3}}[）)]",
            r"[（(]含[^）)]{0,200}[）)]",
            rf"附件?\s{{0,4}}{_NUMBER}",
            r"[一二三四五六七八九十]是",
            r"[每同上下某任][一1][年日月]|一[年度]?度|统一",
            rf"{_NUMBER}[项个种类条]?之一",
            r"二次(?=开发|放大|利用|创新|转化)",
        )
    )
)


@lru_cache(maxsize=1024)
def figures(text: str) -> tuple[PrintedFigure, ...]:
    """Return the figures of a text in their order."""
    return tuple(sorted(_find(text), key=lambda figure: figure.start))


def _find(text: str) -> Iterator[PrintedFigure]:
    left = list(text)
    for match in _DOCUMENT.finditer(text):
        printed = re.sub(r"\s", "", match[0])
        yield PrintedFigure("document", document_number(printed), "", "", printed, *match.span())
        _blank(left, match)
    for match in _NO_FIGURE.finditer("".join(left)):
        _blank(left, match)
    for match in _DATE.finditer("".join(left)):
        yield _dated(match)
        _blank(left, match)
    for match in _RATE.finditer("".join(left)):
        figure = _rate(text, match)
        if figure:
            yield figure
            _blank(left, match)
    yield from _measured(text, left)
    for match in _BARE.finditer("".join(left)):
        yield _figure(text, "number", _number(match["n"] or match["cell"]), "", match)


def _measured(text: str, left: list[str]) -> Iterator[PrintedFigure]:
    plain = "".join(left)
    for match in _MEASURED.finditer(plain):
        value = _number(match["n"])
        kind, unit = _kind(match)
        if value is None or (
            kind == "count" and match["n"] == "一" and not _printed(text, match.start(), match.end())[0]
        ):
            continue  # 一个 is an article more often than a count
        yield _figure(text, kind, value, unit, match)
        yield from _listed(text, plain, match, kind, unit)
        _blank(left, match)


def _listed(text: str, plain: str, last: re.Match[str], kind: Kind, unit: str) -> Iterator[PrintedFigure]:
    """The figures before one with a unit that share it: 100、200、300万元."""
    scale = re.search(r"[十百千]?[万亿]?$", re.sub(r"\s", "", last["n"]))
    start = last.start()
    while True:
        before = next(
            (match for match in _LIST.finditer(plain, max(0, start - 20), start + 12) if match.end() == start), None
        )
        if before is None or before.start() >= start:
            return
        written = re.sub(r"\s", "", before["n"])
        shared = scale[0] if scale and not re.search(r"[万亿]$", written) and written[0].isdigit() else ""
        value = _number(written + shared)
        if value is None:
            return
        yield _figure(text, kind, value, unit, before)
        start = before.start()


def _kind(match: re.Match[str]) -> tuple[Kind, str]:
    if match["money"]:
        return "money", ""
    if match["area"]:
        return "area", ""
    for unit in _PERIODS:
        if match[unit]:
            return "period", unit
    return "count", ""


def _number(written: str) -> Fraction | None:
    try:
        return read_number(re.sub(r"\s", "", written))
    except NumeralError:
        return None


def _figure(text: str, kind: Kind, value: Fraction | None, unit: str, match: re.Match[str]) -> PrintedFigure:
    named = "n" if match["n"] else "cell"
    printed = _printed(text, match.start(named), match.end())
    return PrintedFigure(kind, value or Fraction(0), unit, printed[0], printed[1], *match.span())


def _printed(text: str, start: int, end: int) -> tuple[Comparison, str]:
    """The comparison of a figure, and the figure with the words that make it."""
    comparison, before, after = _comparison(text, start, end)
    return comparison, before + re.sub(r"\s", "", text[start:end]) + after


def _comparison(text: str, start: int, end: int) -> tuple[Comparison, str, str]:
    """The comparison that the words around a figure make, and those words."""
    before = text[max(0, start - 20) : start]
    after = text[end : end + 8]
    for comparison, words in _AFTER:
        found = re.match(rf"\s{{0,4}}(?:人民币)?({words})", after)
        if found:
            return comparison, "", found[1]
    for comparison, words in _BEFORE:
        found = re.search(rf"({words})[^\d，。；：、！？\n\t]{{0,12}}$", before)
        if found:
            return comparison, found[1], ""
    return "", "", ""


def _rate(text: str, match: re.Match[str]) -> PrintedFigure | None:
    parts = {"百": Fraction(100), "千": Fraction(1000), "万": Fraction(10000)}
    if match["n"]:
        sign = {"%": 100, "％": 100, "‰": 1000, "个百分点": 100, "倍": 1}[match["sign"]]
        value, whole = _number(match["n"]), Fraction(sign)
    else:
        value, whole = _number(match["of"]), parts.get(match["parts"]) or _number(match["parts"]) or Fraction(0)
    if value is None or not whole:
        return None
    comparison, printed = _printed(text, match.start(), match.end())
    return PrintedFigure("rate", value / whole, "", comparison, printed, *match.span())


def _dated(match: re.Match[str]) -> PrintedFigure:
    printed = match[0].strip()
    if match["iso"]:
        year, month, day = (int(part) for part in re.split(r"[-./]", match["iso"]))
    else:
        year, month, day = (int(_number(match[part]) or 0) if match[part] else 0 for part in ("year", "month", "day"))
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return PrintedFigure("number", printed, "", "", printed, *match.span())
    if day:
        return PrintedFigure("date", first.isoformat(), "", "", printed, *match.span())
    return PrintedFigure(
        "month" if month else "year", first.isoformat()[: 7 if month else 4], "", "", printed, *match.span()
    )


def document_number(printed: str) -> str:
    """Return a document's number in one spelling of its brackets.

    >>> document_number("忻科规[2024] 2号")
    '忻科规〔2024〕2号'
    """
    plain = re.sub(r"\s|第", "", printed)
    return re.sub(r"[\[［【（(](\d{4})[\]］】）)]", r"〔\1〕", plain)


def _blank(characters: list[str], match: re.Match[str]) -> None:
    """Take a match out of what is still searched.

    A blank cannot be part of a figure.
    """
    characters[match.start() : match.end()] = "\x00" * (match.end() - match.start())
