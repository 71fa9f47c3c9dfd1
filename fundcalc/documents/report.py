"""The model of a report, whatever its file format.

Headings, tables, the entries that every figure rests on, and how cells are written.

Amounts are whole fen. A table in 万元 has the unit in its headings and shows two to four decimals; a figure that is not
the whole of the amount has ≈ in front.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from fundcalc.base.money import share, yuan

Kind = Literal["text", "wan", "yuan", "percent", "day", "number", "entries"]
Value = str | int | Fraction | date | tuple[int, ...] | None

NOTHING = "—"
FEN_A_WAN = 1_000_000
_FEN_A_YUAN = 100

# Lone surrogates, what XML does not allow, and signs that turn the direction of the text around them.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column: heading with unit, kind of its cells, width in Chinese characters."""

    heading: str
    kind: Kind
    width: int


@dataclass(frozen=True, slots=True)
class ReportTable:
    """Rows of one value a column; the last ``totals`` rows are totals."""

    columns: Sequence[ReportColumn]
    rows: Sequence[Sequence[Value]]
    totals: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what is said under it, a table, and what is said after that.

    ``drawing`` is an SVG for formats that show one; its table says the same.
    """

    heading: str
    before: Sequence[str] = ()
    table: ReportTable | None = None
    after: Sequence[str] = ()
    drawing: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report: title, facts, sections, annex, and signatures.

    ``facts`` are the lines under the title, as pairs of a name and a value; ``addressee`` is the unit that a letter is
    written to. The annex numbers the entries of the book; a cell of the kind ``entries`` names these numbers.
    """

    title: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    annex: Section | None
    signatures: Sequence[str]
    addressee: str = ""
    upright: bool = False


def written(kind: Kind, value: Value) -> str:
    """A cell as text."""
    match kind, value:
        case _, None:
            return NOTHING
        case "wan", int():
            return wan(value)
        case "yuan", int():
            return f"{yuan(value):,}"
        case "percent", Fraction():
            return percentage(value)
        case _, date():
            return value.isoformat()
        case _, tuple():
            return ranges(value)
        case _, int():
            return f"{value:,}"
        case _:
            return clean(str(value))


def wan(fen: int) -> str:
    """An amount in 万元 with two to four decimals.

    ≈ in front if that is not the whole of it.

    >>> wan(200_000_000), wan(66_666_667), wan(-12_345_600), wan(1)
    ('200.00', '≈66.6667', '-12.3456', '≈0.0000')
    """
    in_yuan = share(Fraction(1, _FEN_A_YUAN), abs(fen))
    text = f"{Decimal(in_yuan if fen >= 0 else -in_yuan).scaleb(-4):,.4f}"
    return text.removesuffix("0").removesuffix("0") if is_whole(fen) else f"≈{text}"


def is_whole(fen: int) -> bool:
    """Whether four decimals of 万元 say all of an amount."""
    return fen % _FEN_A_YUAN == 0


def percentage(value: Fraction) -> str:
    """A share with two decimals, half up.

    >>> percentage(Fraction(2, 3)), percentage(Fraction(1))
    ('66.67%', '100.00%')
    """
    return f"{Decimal(share(value, 10_000)).scaleb(-2)}%"


def ranges(numbers: Iterable[int]) -> str:
    """Numbers with runs written short.

    >>> ranges([1, 2, 3, 7, 9, 10]), ranges([])
    ('1–3, 7, 9–10', '—')
    """
    listed = sorted(set(numbers))
    if not listed:
        return NOTHING
    starts = [listed[0], *(after for before, after in pairwise(listed) if after != before + 1)]
    ends = [*(before for before, after in pairwise(listed) if after != before + 1), listed[-1]]
    return ", ".join(str(start) if start == end else f"{start}–{end}" for start, end in zip(starts, ends, strict=True))


def clean(text: str) -> str:
    """Replace characters that a document cannot hold, or that reorder text.

    They become U+FFFD.
    """
    return _UNWRITABLE.sub("\ufffd", text)
