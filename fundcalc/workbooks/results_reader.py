"""Reading the results of a round back from the workbook that `results` writes.

In either language. They are taken as they stand: nothing is decided again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, get_args

from fundcalc import prose
from fundcalc.base.errors import MoneyError, SheetError
from fundcalc.base.i18n import LANGUAGES, Message, _, either, speaking
from fundcalc.base.money import fen
from fundcalc.engine.decision_parts import Status
from fundcalc.policy.loading import Policy
from fundcalc.workbooks.grid import Cell, Grid
from fundcalc.workbooks.results import SHEETS

_UNSAFE = ("'=", "'+", "'-", "'@")
# What versions before 0.2 wrote in Chinese where it now reads otherwise.
_OLD_WORDS: Mapping[str, str] = {
    "应支付（元）": "应拨付（元）",
    "{benefit}：应支付（元）": "{benefit}：应拨付（元）",
    "应支付": "应拨付",
    "符合条件，待备案": "符合条件，待主管部门决定",
}


class ResultRow(NamedTuple):
    """A decision as the results say it: amounts in fen, and its lines of reasons."""

    platform: str
    platform_name: str
    organisation: str
    organisation_name: str
    year: int
    status: Status
    payable: int
    sentence: str
    allotted: Mapping[str, int]
    lines: tuple[prose.PageLine, ...]


class _Results(NamedTuple):
    """The sheets of results by what they hold: rows of text by heading."""

    file: str
    decisions: list[tuple[int, dict[str, Cell]]]
    reasons: list[tuple[int, dict[str, Cell]]]
    year: int | None  # of every row, where the sheet has no column of years


def are_results(grids: Sequence[Grid]) -> bool:
    """Whether sheets are those of a workbook of results."""
    return any(grid.sheet == SHEETS["decisions"] for grid in grids)


def read_results(grids: Sequence[Grid], policy: Policy, year: int | None = None) -> tuple[ResultRow, ...]:
    """The decisions in a workbook of results, in its order.

    ``year`` is that of results without a column of years, as early versions wrote them. Raises SheetError for results of
    another measure, or whose amounts were changed so that they do not add up.
    """
    file = grids[0].file
    made_for = next((grid.made_for for grid in grids if grid.made_for), "")
    if made_for not in ("", policy.id):
        message = _("{file}: these are the results of {other}, not of {policy}; give --policy {other}.")
        raise SheetError(message.format(file=file, other=made_for, policy=policy.id))
    stated = _column_of_years(grids, file, year)
    read = _Results(
        file, list(_rows(grids, SHEETS["decisions"])), list(_rows(grids, SHEETS["reasons"])), None if stated else year
    )
    lines: defaultdict[str, list[prose.PageLine]] = defaultdict(list)
    for _number, cells in read.reasons:
        line = prose.PageLine(
            _text(cells, Message("about")), _text(cells, Message("article")), _text(cells, Message("reason"))
        )
        lines[_text(cells, Message("platform"))].append(line)
    statuses = {word: status for status in get_args(Status) for word in _in_each_language_of(status)}
    rows = tuple(_decision(read, row, policy, statuses, lines) for row in read.decisions)
    if not rows:
        raise SheetError(
            _("{file}: the results hold no decision; give the workbook that 'award -o' wrote.").format(file=file)
        )
    return rows


def _column_of_years(grids: Sequence[Grid], file: str, year: int | None) -> bool:
    """Whether the decisions say their years.

    Raises SheetError if they do not and no year was given, or if no column says what is payable.
    """
    headings = {str(cell.value).strip() for grid in grids if grid.sheet == SHEETS["decisions"] and grid.rows
                for cell in grid.rows[0][1]}  # fmt: skip
    if headings.isdisjoint(_headings(Message("payable (yuan)"))):
        message = _("{file}: {sheet}: no column says what is payable; give the workbook as 'award -o' wrote it.")
        raise SheetError(message.format(file=file, sheet=SHEETS["decisions"]))
    stated = not headings.isdisjoint(_headings(Message("year")))
    if not stated and year is None:
        message = _("{file}: these results were written before version 0.2 and do not say their year; give --year.")
        raise SheetError(message.format(file=file))
    return stated


def _decision(
    read: _Results,
    row: tuple[int, dict[str, Cell]],
    policy: Policy,
    statuses: Mapping[str, Status],
    lines: Mapping[str, Sequence[prose.PageLine]],
) -> ResultRow:
    number, cells = row
    platform = _text(cells, Message("platform"))
    year = _text(cells, Message("year")) if read.year is None else str(read.year)
    status = statuses.get(_text(cells, Message("outcome")))
    if not platform or status is None or not (year.isascii() and year.isdecimal() and len(year) == 4):
        message = _("{file}: {sheet}, row {row}: a platform, a year and an outcome were expected; give the workbook as "
                    "'award -o' wrote it.")  # fmt: skip
        raise SheetError(message.format(file=read.file, sheet=SHEETS["decisions"], row=number))
    payable = _amount(read, number, cells, _headings(Message("payable (yuan)")))
    allotted = {}
    for name, benefit in policy.measure.benefit.items():
        headings = [
            heading.format(benefit=either(benefit, language))
            for heading in _headings(Message("{benefit}: payable now (yuan)"))
            for language in LANGUAGES
        ]
        if amount := _amount(read, number, cells, headings):
            allotted[name] = amount
    if sum(allotted.values()) != payable or (payable and status != "payable"):
        message = _("{file}: {sheet}, row {row}: the amounts payable now do not add up to what is payable; decide the round "
                    "again instead of changing its results.")  # fmt: skip
        raise SheetError(message.format(file=read.file, sheet=SHEETS["decisions"], row=number))
    return ResultRow(
        platform,
        _text(cells, Message("name of the platform")),
        _text(cells, Message("organisation")),
        _text(cells, Message("name of the organisation")),
        int(year),
        status,
        payable,
        _text(cells, Message("outcome in a sentence")),
        allotted,
        tuple(lines[platform]),
    )


def _rows(grids: Sequence[Grid], sheet: str) -> Iterator[tuple[int, dict[str, Cell]]]:
    """The rows of a sheet, and of those that go on from it, by heading."""
    for grid in grids:
        if grid.sheet == sheet or (grid.sheet.startswith(f"{sheet} ") and grid.sheet[len(sheet) + 1 :].isdecimal()):
            if not grid.rows:
                continue
            headings = {cell.column: str(cell.value).strip() for cell in grid.rows[0][1]}
            for number, cells in grid.rows[1:]:
                yield number, {headings[cell.column]: cell for cell in cells if cell.column in headings}


def _headings(message: Message) -> list[str]:
    """A heading in each language, and as early versions wrote it."""
    return _with_old_words(lambda: str(message))


def _in_each_language_of(status: Status) -> list[str]:
    return _with_old_words(lambda: prose.status(status))


def _with_old_words(text: Callable[[], str]) -> list[str]:
    found = []
    for language in LANGUAGES:
        with speaking(language):
            found.append(text())
    return found + [old for old, new in _OLD_WORDS.items() if new in found]


def _cell(cells: Mapping[str, Cell], headings: Sequence[str]) -> Cell | None:
    return next((cells[heading] for heading in headings if heading in cells), None)


def _text(cells: Mapping[str, Cell], message: Message) -> str:
    cell = _cell(cells, _headings(message))
    if cell is None:
        return ""
    value = cell.value
    text = f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)
    # The mark that keeps a text from running as a formula is no part of it.
    return text[1:] if text.startswith(_UNSAFE) else text


def _amount(read: _Results, row: int, cells: Mapping[str, Cell], headings: Sequence[str]) -> int:
    """An amount in fen; 0 for a blank cell."""
    cell = _cell(cells, headings)
    if cell is None:
        return 0
    try:
        return fen(Decimal(repr(cell.value)) if isinstance(cell.value, float) else cell.value)
    except MoneyError as error:
        message = _("{file}: {sheet}, row {row}: {reason}")
        raise SheetError(message.format(file=read.file, sheet=SHEETS["decisions"], row=row, reason=error)) from error
