"""Work out the numbers that Word writes before paragraphs.

A document keeps them as lists (``numPr`` and ``numbering.xml``), not as text, so that readers lose every 第N条.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fundcalc.base.errors import TextError
from fundcalc.base.i18n import _
from fundcalc.measure_text.numerals import chinese

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
# Levels that print no number.
_SILENT = frozenset({"bullet", "none"})


def _roman(number: int) -> str:
    text = ""
    steps = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
             (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
    for value, letters in steps:
        text += letters * (number // value)
        number %= value
    return text


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _digits(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": str,
    "decimalFullWidth2": str,
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": str,
    "decimalEnclosedCircleChinese": str,
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}


@dataclass(frozen=True)
class _Level:
    format: str
    text: str
    start: int
    restart: int | None  # the level whose next number starts this one again; 0 never
    in_figures: bool


@dataclass
class Numbering:
    """The lists of a document, counted as its paragraphs are read in order."""

    document: "Document"
    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _abstract: dict[str, str] = field(default_factory=dict)
    _starts: dict[str, dict[int, int]] = field(default_factory=dict)
    _styles: dict[str, tuple[str | None, str | None, str]] = field(default_factory=dict)
    _style_levels: dict[tuple[str, str], int] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for relation in self.document.part.rels.values():
            if relation.reltype.endswith("/numbering") and not relation.is_external:
                from docx.oxml.parser import parse_xml

                self._read(parse_xml(relation.target_part.blob))
        for style in self.document.styles.element.iter(f"{_W}style"):
            properties = style.find(f"{_W}pPr")
            number, level = _number_of(properties)
            above = style.find(f"{_W}basedOn")
            self._styles[style.get(f"{_W}styleId", "")] = number, level, "" if above is None else _value(above)

    def _read(self, root: "BaseOxmlElement") -> None:
        for abstract in root.iter(f"{_W}abstractNum"):
            name = abstract.get(f"{_W}abstractNumId", "")
            self._levels[name] = {}
            for level in abstract.iter(f"{_W}lvl"):
                depth = int(level.get(f"{_W}ilvl", "0"))
                self._levels[name][depth] = _level(level)
                style = level.find(f"{_W}pStyle")
                if style is not None:
                    self._style_levels[name, _value(style)] = depth
        for number in root.iter(f"{_W}num"):
            name = number.get(f"{_W}numId", "")
            abstract = number.find(f"{_W}abstractNumId")
            self._abstract[name] = "" if abstract is None else _value(abstract)
            self._starts[name] = {
                int(override.get(f"{_W}ilvl", "0")): int(_value(start))
                for override in number.iter(f"{_W}lvlOverride")
                for start in override.iter(f"{_W}startOverride")
            }

    def label(self, paragraph: "BaseOxmlElement", text: str) -> str:
        """Count a paragraph and return the number that Word prints before it, or nothing.

        Raises TextError for a list whose numbers cannot be worked out.
        """
        number, depth = self._of(paragraph)
        if number in (None, "0"):
            return ""
        abstract = self._abstract.get(str(number))
        levels = self._levels.get(abstract or "", {})
        if abstract is None or depth not in levels:
            raise _unknown(text)
        self._count(str(number), abstract, levels, depth)
        level = levels[depth]
        if level.format in _SILENT:
            return ""
        return "".join(self._parts(abstract, levels, level, text)).strip()

    def _of(self, paragraph: "BaseOxmlElement") -> tuple[str | None, int]:
        """The list and the level of a paragraph, its own or those of its style."""
        properties = paragraph.find(f"{_W}pPr")
        number, depth = _number_of(properties)
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        name, named = ("" if style is None else _value(style)), ""
        for _step in range(20):
            if number is not None or name not in self._styles:
                break
            number, level, above = self._styles[name]
            named, depth, name = name, depth or level, above
        if depth is None and named and number is not None:
            depth = str(self._style_levels.get((self._abstract.get(number, ""), named), 0))
        return number, int(depth or 0)

    def _count(self, number: str, abstract: str, levels: Mapping[int, _Level], depth: int) -> None:
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        override = self._starts[number].get(depth)
        if override is not None and (number, depth) not in self._begun:
            counts[depth] = override - 1
        self._begun.add((number, depth))
        for above in range(depth):
            if counts[above] is None and above in levels:
                counts[above] = levels[above].start
        current = counts[depth]
        counts[depth] = levels[depth].start if current is None else current + 1
        for below in range(depth + 1, _LEVELS):
            restart = levels[below].restart if below in levels else None
            if restart is None or restart > depth:
                counts[below] = None

    def _parts(self, abstract: str, levels: Mapping[int, _Level], level: _Level, text: str) -> Iterator[str]:
        counts = self._counts[abstract]
        for part in re.split(r"(%[1-9])", level.text):
            if not re.fullmatch(r"%[1-9]", part):
                yield part
                continue
            depth = int(part[1]) - 1
            count = counts[depth]
            written = "decimal" if level.in_figures else levels[depth].format if depth in levels else "none"
            if written not in _FORMATS or count is None:
                raise _unknown(text)
            yield _FORMATS[written](count)


def _level(element: "BaseOxmlElement") -> _Level:
    def value(name: str) -> str | None:
        found = element.find(f"{_W}{name}")
        return None if found is None else _value(found)

    restart = value("lvlRestart")
    legal = element.find(f"{_W}isLgl")
    return _Level(
        value("numFmt") or "decimal",
        value("lvlText") or "",
        int(value("start") or 0),
        None if restart is None else int(restart),
        legal is not None and legal.get(f"{_W}val") not in ("0", "false"),
    )


def _number_of(properties: "BaseOxmlElement | None") -> tuple[str | None, str | None]:
    listed = properties.find(f"{_W}numPr") if properties is not None else None
    if listed is None:
        return None, None
    number, level = listed.find(f"{_W}numId"), listed.find(f"{_W}ilvl")
    return (None if number is None else _value(number)), (None if level is None else _value(level))


def _value(element: "BaseOxmlElement") -> str:
    return str(element.get(f"{_W}val", ""))


def _unknown(text: str) -> TextError:
    message = _("the number of the paragraph '{text}…' cannot be worked out; type it as text in Word, and save again")
    return TextError(message.format(text=text[:20]))
