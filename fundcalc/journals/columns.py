"""The columns of a sheet by their headings.

Headings may stand in one line or two, over one table or two side by side.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Literal

from fundcalc.base.toml import tables
from fundcalc.workbooks.cell_text import narrow, tight
from fundcalc.workbooks.grid import Cell, Grid
from fundcalc.workbooks.headings import columns as sheet_columns
from fundcalc.workbooks.units import UNITS

TableKind = Literal["journal", "account_ledger", "balances", "invoices", "budget"]
Book = Literal["", "financial", "budget"]

HEADINGS_WITHIN = 30

_BRACKET = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]$")
_BOOKS: Mapping[str, Book] = {"财务会计": "financial", "财务": "financial", "预算会计": "budget", "预算": "budget"}
_FIGURES = re.compile(r"\d+")
_YEAR = re.compile(r"([12]\d{3})年?度?")


@dataclass(frozen=True)
class TableColumn:
    """A column: its key, its heading as written, its factor to yuan.

    ``book`` is which of two tables side by side it is of.
    """

    key: str
    book: Book
    scale: int
    heading: str


@dataclass(frozen=True)
class SheetTable:
    """The table of a sheet.

    Its kind, its columns by number, and the index of its first row below the headings.

    ``year`` is one that stands in a heading; ``unread`` are headings that name nothing.
    """

    kind: TableKind
    columns: Mapping[int, TableColumn]
    body: int
    heading_texts: frozenset[tuple[tuple[int, str], ...]]
    year: int | None = None
    unread: Mapping[int, str] = field(default_factory=dict)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(column.key for column in self.columns.values())


@cache
def aliases(group: str) -> Mapping[str, str]:
    """The keys of a group of columns by the headings that name them."""
    path = Path(__file__).with_name("headings.toml")
    lists: Mapping[str, list[str]] = tables(path.read_bytes(), str(path))[group]
    return {tight(heading): key for key, headings in lists.items() for heading in headings}


def find_table(grid: Grid, own: Mapping[str, str] | None = None) -> SheetTable | None:
    """The table of an accounting program in a sheet; None if it holds none.

    ``own`` are headings of the user's own, by tight text, with the keys they stand for.
    """
    best: SheetTable | None = None
    for index, (number, _cells) in enumerate(grid.rows[:HEADINGS_WITHIN]):
        if number > 2 * HEADINGS_WITHIN:
            break
        for lines in (1, 2):
            if index + lines > len(grid.rows):
                continue
            for kind in ("invoices", "balances", "budget", "voucher"):
                table = _table(grid, index, lines, kind, own or {})
                if table is not None and (best is None or len(table.columns) > len(best.columns)):
                    best = table
    return best


def _table(grid: Grid, index: int, lines: int, group: str, own: Mapping[str, str]) -> SheetTable | None:
    headings = _headings(grid, index, lines)
    known = aliases(group)
    columns: dict[int, TableColumn] = {}
    unread: dict[int, str] = {}
    seen: dict[tuple[str, Book], int] = {}
    year: int | None = None
    for at, parts in headings.items():
        if (said := _year_in(parts)) is not None:
            year = said
        column = _column(parts, known, own)
        if column is None:
            unread[at] = parts[-1]
            continue
        columns[at] = column
        seen[column.key, column.book] = seen.get((column.key, column.book), 0) + 1
    columns = _side_by_side(_general_ledger(columns))
    kind = _kind(columns, group)
    if kind is None or (kind == "invoices" and _is_spending(headings.values())):
        return None
    if lines == 2 and not _two_lines(grid, index, columns):
        return None
    # A printed page repeats what stands above the headings too.
    texts = frozenset(row_texts(cells) for _number, cells in grid.rows[: index + lines])
    return SheetTable(kind, columns, index + lines, texts, year, unread)


def _is_spending(headings: Iterable[Sequence[str]]) -> bool:
    """Whether headings are of lines of spending, as award and use are."""
    labels = sheet_columns(None, "expenses").labels
    keys = {key for parts in headings for key in labels.get(tight(parts[-1]), ())}
    return bool(keys & {"award", "use", "code", "account", "purpose"})


def row_texts(cells: Sequence[Cell]) -> tuple[tuple[int, str], ...]:
    """The texts of a row for comparing, without digits, such as a page's number."""
    return tuple(
        (cell.column, _FIGURES.sub("", tight(cell.value)))
        for cell in cells
        if isinstance(cell.value, str) and cell.value.strip()
    )


def _two_lines(grid: Grid, index: int, columns: Mapping[int, TableColumn]) -> bool:
    """Whether the second line is one of headings: texts only, of which some are read."""
    cells = [cell for cell in grid.rows[index + 1][1] if str(cell.value).strip()]
    return (
        bool(cells)
        and all(cell.kind == "s" and not any(map(str.isdigit, str(cell.value))) for cell in cells)
        and any(cell.column in columns for cell in cells)
    )


def _headings(grid: Grid, index: int, lines: int) -> dict[int, list[str]]:
    """The texts above each column, from the upper line to the lower one."""
    lower = _texts(grid.rows[index + lines - 1][1])
    if lines == 1:
        return {at: [text] for at, text in lower.items()}
    upper = _texts(grid.rows[index][1])
    number = grid.rows[index][0]
    spread: dict[int, str] = {}
    merged = {area.left: area for area in grid.merged if area.top <= number <= area.bottom}
    columns = sorted({*upper, *lower})
    for at, text in upper.items():
        last = merged[at].right if at in merged else at
        spread.update(dict.fromkeys(range(at, last + 1), text))
    last_text, last_at = "", 0
    for at in columns:
        if at in spread:
            last_text, last_at = spread[at], at
        elif at in lower and last_text and not merged and last_at:
            # A CSV file keeps only the first cell of what was merged.
            spread[at] = last_text
    return {at: [text for text in (spread.get(at, ""), lower.get(at, "")) if text] for at in columns}


def _texts(cells: Sequence[Cell]) -> dict[int, str]:
    return {cell.column: cell.value for cell in cells if isinstance(cell.value, str) and cell.value.strip()}


def _year_in(parts: Sequence[str]) -> int | None:
    match = _YEAR.fullmatch(narrow(parts[0])) if len(parts) == 2 else None
    return int(match[1]) if match else None


def _column(parts: Sequence[str], known: Mapping[str, str], own: Mapping[str, str]) -> TableColumn | None:
    whole = "".join(parts)
    for text in dict.fromkeys((whole, parts[-1], *(parts[:1] if len(parts) == 1 else ()))):
        for plain, scale in _without_unit(text):
            if (key := own.get(plain) or known.get(plain)) is not None:
                return TableColumn(key, _book_in(parts[0]) if len(parts) == 2 else "", scale, parts[-1])
            for word, book in _BOOKS.items():
                rest = plain.removeprefix(word)
                if rest != plain and (key := own.get(rest) or known.get(rest)) is not None:
                    return TableColumn(key, book, scale, parts[-1])
    return None


def _book_in(text: str) -> Book:
    plain = tight(text)
    return next((book for word, book in _BOOKS.items() if plain.startswith(word)), "")


def _without_unit(text: str) -> Iterator[tuple[str, int]]:
    """A heading as it stands, then without what its brackets say.

    Each with the factor of a unit of money in the brackets.
    """
    plain = tight(text)
    yield plain, 1
    if match := _BRACKET.search(plain):
        inside = re.sub(r"^(单位|unit):?", "", match[1])
        yield plain[: match.start()].strip("*:"), UNITS["money"].get(inside, 1)


def _side_by_side(columns: Mapping[int, TableColumn]) -> dict[int, TableColumn]:
    """Columns that stand twice are two tables in one row: 财务会计, then 预算会计."""
    if any(column.book for column in columns.values()):
        return dict(columns)
    first: dict[str, int] = {}
    second: dict[str, int] = {}
    for at, column in columns.items():
        if column.key not in first:
            first[column.key] = at
        else:
            second.setdefault(column.key, at)
    twice = ("debit", "credit")
    if not ("account" in second and all(key in second for key in twice)):
        return dict(columns)
    begins = min(second.values())
    whole = {"account", "account_name", "debit", "credit", "direction", "amount"}
    return {
        at: TableColumn(column.key, "budget" if at >= begins else "financial", column.scale, column.heading)
        if column.key in whole
        else column
        for at, column in columns.items()
    }


def _general_ledger(columns: Mapping[int, TableColumn]) -> dict[int, TableColumn]:
    """Read 总账科目 as the name of an account that has a code too, else as the account."""
    has_account = any(column.key == "account" for column in columns.values())
    key = "account_name" if has_account else "account"
    return {
        at: replace(column, key=key) if column.key == "general_ledger" else column for at, column in columns.items()
    }


def _kind(columns: Mapping[int, TableColumn], group: str) -> TableKind | None:
    keys = {column.key for column in columns.values()}
    sides = {"debit", "credit"} <= keys
    match group:
        case "invoices":
            numbered = keys & {"number", "digital"}
            return "invoices" if numbered and "total" in keys and keys & {"seller", "status", "tax"} else None
        case "balances":
            opening = {"opening_debit", "opening_credit"} <= keys or "opening" in keys
            closing = {"closing_debit", "closing_credit"} <= keys or "closing" in keys
            return "balances" if "account" in keys and opening and closing else None
        case "budget":
            planned = keys & {"amount", "adjusted"}
            return "budget" if planned and keys & {"account", "name", "code", "use"} and "date" not in keys else None
        case _:
            named = keys & {"account", "account_name"}
            # SAP signs amounts; any other list of accounts and amounts is one of spending.
            signed = {"amount", "company", "number"} <= keys or {"amount", "company", "label"} <= keys
            amounts = sides or {"direction", "amount"} <= keys or signed
            dated = keys & {"date", "month", "period", "label", "number"}
            if not amounts or not dated:
                return None
            if sides and "balance" in keys and keys & {"text", "label", "number"}:
                return "account_ledger"
            return "journal" if named else None
