"""Where a table cannot be taken: the column, the first such row, the value, what was expected and what to do."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _
from fundcalc.tables.files import is_csv, records
from fundcalc.tables.layout import Layout
from fundcalc.tables.left_out import BETWEEN
from fundcalc.tables.texts import Odd, Reading
from fundcalc.tables.texts import odd as wrong
from fundcalc.workbooks.cell_numbers import BadCell
from fundcalc.workbooks.cell_text import shown
from fundcalc.workbooks.grid import column_letters


def refuse(
    path: Path,
    layout: Layout,
    frame: nw.LazyFrame[Any],
    told: Sequence[tuple[Reading, Odd | None]],
    left_out: Collection[str] = (),
) -> None:
    """Raise an ApplicationError that names the first row of each column that is wrong, if any is.

    ``frame`` is the table with its plain values marked; ``told`` what its columns of text hold; ``left_out`` are rows that
    are no data, by their cells joined.
    """
    lacking = _lacking(frame, told)
    spoilt = [each for each, odd in told if odd is not None and odd.bad]
    faults: list[str] = []
    if spoilt or lacking:
        names = [each.column.name for each, _odd in told if each.column.key == "platform"]
        if is_csv(path):
            faults += _in_csv(path, layout, names[0], spoilt, lacking, left_out)
        else:
            faults += _in_parquet(frame, names[0], spoilt, lacking)
    for each, odd in told:
        if odd is not None and odd.too_many and not odd.bad:
            faults.append(
                _(
                    "{name}: too many different values are not in the plain form, among them {value}; "
                    "write amounts like 1234567.89 and codes in plain ASCII"
                ).format(name=each.column.name, value=shown(next(iter(odd.meaning))))
            )
    if faults:
        raise ApplicationError(path.name, tuple(faults))


def _lacking(frame: nw.LazyFrame[Any], told: Sequence[tuple[Reading, Odd | None]]) -> list[Reading]:
    """The columns that every row must fill in and some do not."""
    required = [(each, odd) for each, odd in told if each.column.named.required]
    counts = (
        frame.select(**{each.column.key: _blank(each, odd).sum() for each, odd in required})
        .collect()
        .to_dict(as_series=False)
    )
    return [each for each, _odd in required if counts[each.column.key][0]]


def _blank(each: Reading, odd: Odd | None) -> nw.Expr:
    value = nw.col(each.column.name)
    blanks = [text for text, meaning in odd.meaning.items() if meaning is None] if odd else []
    return value.is_null() | value.is_in(blanks).fill_null(value=False) if blanks else value.is_null()


def _told(name: str, place: str, value: str, platform: str, bad: BadCell) -> str:
    return _("{name}, {place} (platform {platform}): '{value}'. {told} {remedy}").format(
        name=name, place=place, platform=platform, value=shown(value), told=bad.message, remedy=bad.remedy
    )


def _missing(name: str, place: str, platform: str) -> str:
    return _(
        "{name}, {place} (platform {platform}): is empty. Fill it in, or delete the row if it is a total or a note."
    ).format(name=name, place=place, platform=platform)


def _in_csv(
    path: Path,
    layout: Layout,
    platform: str,
    spoilt: Sequence[Reading],
    lacking: Sequence[Reading],
    left_out: Collection[str],
) -> list[str]:
    """The first wrong cell of each column, by its address as a spreadsheet shows it."""
    headings = list(layout.texts)
    looking = {headings.index(each.column.name): each for each in spoilt}
    required = {headings.index(each.column.name): each for each in lacking}
    whose = headings.index(platform)
    found: list[tuple[int, int, str]] = []
    for number, record in records(path):
        if number <= layout.number or not any(cell for cell in record):
            continue
        cells = [*record, *[""] * (len(headings) - len(record))][: len(headings)]
        if BETWEEN.join(cells) in left_out:
            continue
        for column, each in [*looking.items(), *required.items()]:
            place, value = f"{column_letters(column + 1)}{number}", cells[column]
            if (told := _fault(each, value, place, cells[whose], required=required.get(column) is each)) is not None:
                found.append((number, column, told))
                looking.pop(column, None)
                required.pop(column, None)
        if not looking and not required:
            break
    return [told for _number, _column, told in found]


def _fault(each: Reading, value: str, place: str, platform: str, *, required: bool) -> str | None:
    if not value.strip():
        return _missing(each.column.name, place, platform) if required else None
    try:
        if each.reader is not None:
            each.reader(value, "s")
    except BadCell as bad:
        return _told(each.column.name, place, value, platform, bad)
    return None


def _in_parquet(
    frame: nw.LazyFrame[Any], platform: str, spoilt: Sequence[Reading], lacking: Sequence[Reading]
) -> list[str]:
    """The first wrong value of each column that the engine comes to."""
    found = []
    for each in spoilt:
        name = each.column.name
        asked = frame.filter(wrong(each)).select(
            whose=nw.col(platform).cast(nw.String()), text=nw.col(name).cast(nw.String())
        )
        for row in asked.head(1000).collect().iter_rows(named=True):
            if told := _fault(each, row["text"], _("a row"), row["whose"] or "", required=False):
                found.append(told)
                break
    for each in lacking:
        name = each.column.name
        first = frame.filter(nw.col(name).is_null()).select(whose=nw.col(platform).cast(nw.String())).head(1).collect()
        found.append(_missing(name, _("a row"), first.to_dict(as_series=False)["whose"][0] or ""))
    return found
