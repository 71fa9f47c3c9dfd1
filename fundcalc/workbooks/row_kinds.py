"""Rows of a table that are no data, such as totals, signatures and notes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from fundcalc.base.i18n import Message
from fundcalc.workbooks.cell_text import shown, tight
from fundcalc.workbooks.grid import Cell
from fundcalc.workbooks.headings import Columns, label_in
from fundcalc.workbooks.row_words import (
    is_day,
    is_example,
    is_hint,
    is_none,
    is_note,
    is_part,
    is_section,
    is_signature,
    is_sum_of,
    is_total,
    number_columns,
)

# total: a sum of other rows or a balance carried over; part: one that breaks a total down; section: the title of a part of
# the table; signature: who made the table; note: a remark below it; none: a row that says there is nothing; heading: the
# headings again, as on every printed page; other_headings: those of another table below; numbering, hint, example: rows of
# a form that number its columns or say how to fill them in.
RowKind = Literal[
    "total",
    "part",
    "section",
    "signature",
    "note",
    "none",
    "heading",
    "other_headings",
    "numbering",
    "hint",
    "example",
]

LEFT_OUT: Mapping[RowKind, Message] = {
    "total": Message("This row is a total or a balance carried over, so it is left out."),
    "part": Message("This row breaks a total down, so it is left out."),
    "section": Message("This row is the title of a part of the table, so it is left out."),
    "signature": Message("This row says who made or checked the table, so it is left out."),
    "none": Message("This row says that there is nothing, so it is left out."),
    "heading": Message("This row repeats the headings, so it is left out."),
    "other_headings": Message("The headings here are different, so a second table begins."),
    "numbering": Message("This row numbers the columns, so it is left out."),
    "hint": Message("This row says how to fill in the columns, so it is left out."),
    "example": Message("This row is an example, so it is left out."),
    "note": Message("This row is a remark, so it is left out."),
}


def row_kind(texts: Sequence[str], *, has_figures: bool, below_data: bool = False) -> RowKind | None:
    """What a row is, by its texts; None if it is data.

    ``has_figures``: whether it has a number or amount; ``below_data``: whether a row that is no data stands above it, so
    that a single text continues that.
    """
    if not texts:
        return None
    # 合 and 计 may stand in a cell each.
    if any(map(is_total, texts)) or (len(texts[0].strip()) == 1 and is_total("".join(texts[:2]))):
        return "total"
    if has_figures:
        return None
    if all(map(is_none, texts)):
        return "none"
    if is_note(texts[0]):
        return "note"
    if is_signature(texts[0]):
        return "signature"
    if len(texts) > 1 and all(map(is_hint, texts)):
        return "hint"
    if len(texts) == 1 and is_section(texts[0]):
        return "section"
    return "note" if below_data and len(texts) == 1 and not texts[0].isascii() else None


class ReadHeadings(NamedTuple):
    """What a row is judged by.

    ``texts`` are the headings by column, ``tight``; ``keys`` the keys of the columns that are read; ``figures`` are the
    columns of numbers; ``needed`` those that no row of data leaves blank, amounts apart; ``evidence`` those of which a
    line of spending has one; ``identity`` are the keys that make a row data, whatever else it says.
    """

    texts: Mapping[int, str]
    keys: Mapping[int, str]
    known: Columns
    figures: frozenset[int]
    needed: frozenset[int]
    evidence: frozenset[int]
    identity: tuple[str, ...] = ()


_FIGURES = ("money", "count", "area", "decimal")
# Rows of applications that name a platform and its organisation are applications, whatever else they say.
_IDENTITY = {"applications": ("platform", "organisation")}
_EVIDENCE = {"expenses": ("use", "code", "account", "invoice", "document")}


def judged_by(headings: Mapping[int, str], keys: Mapping[int, str], known: Columns, form: str) -> ReadHeadings:
    """What the rows of a sheet are judged by.

    ``headings`` as they are written; ``keys`` of the columns that are read. A column of one's own, such as one to group
    by, judges nothing.
    """
    keys = {column: key for column, key in keys.items() if key in known.read}
    kinds = {column: known.read[key].kind for column, key in keys.items()}
    return ReadHeadings(
        {column: tight(text) for column, text in headings.items()},
        keys,
        known,
        frozenset(column for column, kind in kinds.items() if kind in _FIGURES),
        frozenset(at for at, key in keys.items() if known.read[key].required and kinds[at] != "money"),
        frozenset(at for at, key in keys.items() if key in _EVIDENCE.get(form, ())),
        _IDENTITY.get(form, ()),
    )


def kind_of_cells(cells: Sequence[Cell], headings: ReadHeadings, *, below_data: bool) -> RowKind | None:
    """What a row is, by its cells and the headings; None if it is data.

    ``cells`` are those that are not blank."""
    if kind := _headings_again(cells, headings):
        return kind
    if len(cells) == 1 and (cells[0].kind == "d" or is_day(shown(cells[0].value))):
        return "note"
    has_figures = any(_is_figure(cell, headings) for cell in cells)
    kind = row_kind(texts_of(cells), has_figures=has_figures, below_data=below_data)
    if kind == "total" and headings.identity:
        of_key = {headings.keys[cell.column]: shown(cell.value) for cell in cells if cell.column in headings.keys}
        if all(key in of_key and not is_total(of_key[key]) for key in headings.identity):
            return None
    if kind is None and _first_is(cells, ("1", "甲", "栏次", "行次", "列次")):
        kind = "numbering" if number_columns([shown(cell.value) for cell in cells]) else None
    return kind or _kind_of_incomplete(cells, headings, has_figures=has_figures)


def _first_is(cells: Sequence[Cell], words: Sequence[str]) -> bool:
    return shown(cells[0].value).strip("()（） ") in words


def _kind_of_incomplete(cells: Sequence[Cell], headings: ReadHeadings, *, has_figures: bool) -> RowKind | None:
    """What a row is that lacks what rows of data have.

    Its texts could stand in a row of data too.
    """
    filled = {cell.column for cell in cells}
    lacks_evidence = bool(headings.evidence) and not headings.evidence & filled
    is_complete = headings.needed <= filled and not lacks_evidence
    for cell in cells:
        # Of a complete row, which most are, only the label of a total in place of an id or a day tells.
        if cell.kind != "s" or not isinstance(cell.value, str) or (is_complete and cell.column not in headings.needed):
            continue
        is_incomplete = not headings.needed <= filled - {cell.column}
        if is_sum_of(cell.value) and (is_incomplete or lacks_evidence):
            return "total"
        if not is_incomplete:
            continue
        if is_part(cell.value):
            return "part"
        if is_example(cell.value):
            return "example"
        if has_figures and cell is cells[0] and is_section(cell.value):
            return "total"
    return None


def _headings_again(cells: Sequence[Cell], headings: ReadHeadings) -> RowKind | None:
    """Whether a row repeats the headings, or has those of another table."""
    if len(cells) < 2 or not any(isinstance(c.value, str) and label_in(c.value, headings.known) for c in cells[:2]):
        return None
    if all(_repeats(cell, headings) for cell in cells):
        return "heading"
    named = sum(isinstance(cell.value, str) and label_in(cell.value, headings.known) for cell in cells)
    return "other_headings" if named > 1 and 2 * named >= len(cells) else None


def _repeats(cell: Cell, headings: ReadHeadings) -> bool:
    return isinstance(cell.value, str) and tight(cell.value) == headings.texts.get(cell.column)


def _is_figure(cell: Cell, headings: ReadHeadings) -> bool:
    """Whether a cell is a number, or stands in a column of figures and is no word."""
    if cell.kind in ("n", "f", "e"):
        return True
    return cell.column in headings.figures and isinstance(cell.value, str) and cell.value[:1].isdigit()


def texts_of(cells: Iterable[Cell]) -> list[str]:
    """The texts of a row that are not blank."""
    return [cell.value for cell in cells if cell.kind == "s" and isinstance(cell.value, str) and cell.value.strip()]


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds blanks only."""
    return cell.kind == "s" and isinstance(cell.value, str) and not cell.value.strip()
