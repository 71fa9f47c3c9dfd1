"""Split the text of a measure into its articles, as they are printed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fundcalc.measure_text.numerals import NumeralError, chinese, read_number

HEAD = "题头"
LAST = "末段"
FOOT = "落款"
ANNEX = "附件"

_ORDINAL = r"[〇零一二三四五六七八九十百]+"
_ARTICLE = re.compile(rf"(第\s*(?:{_ORDINAL}|\d+)\s*条(?:之{_ORDINAL})?)(?P<after>[\s　:：]*)")
_SECTION = re.compile(rf"({_ORDINAL})\s*[、．.]\s*")
_ITEM = re.compile(rf"[（(]\s*({_ORDINAL})\s*[）)]\s*")
_POINT = re.compile(r"(\d{1,2})\s*[.．﹒、](?!\d)\s*")
_SUBPOINT = re.compile(r"[（(]\s*(\d{1,2})\s*[）)]\s*")
_CHAPTER = re.compile(rf"第\s*(?:{_ORDINAL}|\d+)\s*[章节编](?:[\s　]|[^的规]{{0,12}}$)")
_ANNEX = re.compile(rf"附\s*件\s*(\d+|{_ORDINAL})?\s*[:：]?\s*")
_SIGNED = re.compile(r"[^，。；：、]{0,40}\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*(?:印发|发布)?")
_MARKDOWN = re.compile(r"^[#>\s　]+|\*\*|^-+\s+(?=附件)")


@dataclass(frozen=True, slots=True)
class Article:
    """What is printed under one address; ``第八条（五）1`` holds neither 第八条（五） nor 第八条（五）2."""

    address: str
    text: str


def articles(paragraphs: Iterable[str], known: Iterable[str] = ()) -> tuple[Article, ...]:
    """Split paragraphs into articles, in their order.

    What stands before the first article has the address 题头, the date under the last one 落款, an annex 附件1; one without a
    heading is known by its title in the list of annexes. ``known`` are addresses that somebody expects:
    where 末段 is among them, the last paragraph without a number has it.
    """
    lines = [_MARKDOWN.sub("", paragraph).strip(" \u3000") for paragraph in paragraphs]
    by_article = any(_ARTICLE.match(line) for line in lines)
    found: list[tuple[str, list[str]]] = [(HEAD, [])]
    steps: list[str] = []
    counted = 0
    annexes: dict[str, str] = {}  # the title of an annex, and its address
    for line in lines:
        if not line or _CHAPTER.match(line):
            continue
        if steps == [ANNEX] and (listed := _POINT.match(line)):
            annexes[_title(line[listed.end() :])] = f"{ANNEX}{listed[1]}"
        elif _title(line) in annexes:
            steps = [annexes[_title(line)]]  # the annex's own heading may be lost
        steps, rest, counted = _next(line, steps, counted, by_article=by_article)
        address = "".join(steps) or HEAD
        if found[-1][0] != address:
            found.append((address, []))
        found[-1][1].append(rest)
    if LAST in set(known):
        _set_apart(found)
    return tuple(Article(address, "\n".join(texts)) for address, texts in found)


def begins_item(line: str) -> bool:
    """Whether a line begins an article, an item or a chapter."""
    return any(pattern.match(line) for pattern in (_ARTICLE, _SECTION, _ITEM, _POINT, _SUBPOINT, _CHAPTER, _ANNEX))


def _title(line: str) -> str:
    return re.sub(r"\s", "", line)


def _set_apart(found: list[tuple[str, list[str]]]) -> None:
    address, texts = found[-1]
    if len(texts) > 1:
        found[-1] = (address, texts[:-1])
        found.append((LAST, texts[-1:]))


def _next(line: str, steps: list[str], counted: int, *, by_article: bool) -> tuple[list[str], str, int]:
    """The address of a line, its words, and the number of the last article."""
    annex = _ANNEX.fullmatch(line)
    if annex:
        return [f"{ANNEX}{annex[1] or ''}"], "", counted
    if steps and _SIGNED.fullmatch(line):
        return [FOOT], line, counted
    if steps and steps[0].startswith((ANNEX, FOOT)):
        return steps, line, counted
    match = _ARTICLE.match(line) if by_article else _SECTION.match(line)
    if match:
        label = re.sub(r"\s", "", match[1])
        number = _ordinal(label)
        if (
            number == counted + 1
            or (by_article and "之" in label)
            or (by_article and match["after"] and number > counted)
        ):
            return [_in_chinese(label)], line[match.end() :].strip(" 　"), number
    if not steps:
        return steps, line, counted
    for pattern, depth, written in ((_ITEM, 1, "（{}）"), (_SUBPOINT, 3, "（{}）"), (_POINT, 2, "{}")):
        match = pattern.match(line)
        if match:
            above = [step for step in steps if _depth(step) < depth]
            return [*above, written.format(match[1])], line[match.end() :].strip(), counted
    return steps, line, counted


def _depth(step: str) -> int:
    if step.startswith("（"):
        return 3 if step[1:-1].isdigit() else 1
    return 2 if step.isdigit() else 0


def _ordinal(label: str) -> int:
    try:
        return int(read_number(re.sub(r"^第|条.*$", "", label)))
    except NumeralError:
        return -1


def _in_chinese(label: str) -> str:
    """An article numbered in Arabic figures, as policies cite it: 第13条 is 第十三条."""
    return re.sub(r"\d+", lambda digits: chinese(int(digits[0])), label)
