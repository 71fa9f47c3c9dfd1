"""Faults of a table: the column, its first such row, the value and the remedy."""

from collections.abc import Collection, Sequence
from pathlib import Path

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _, joined
from fundcalc.engine.table.backend import Frame
from fundcalc.tables.files import records
from fundcalc.tables.layout import Layout
from fundcalc.tables.left_out import BETWEEN
from fundcalc.tables.texts import ColumnReading, Odd, how_many
from fundcalc.tables.texts import odd as is_odd
from fundcalc.workbooks.cell_numbers import BadCell
from fundcalc.workbooks.cell_text import shown
from fundcalc.workbooks.grid import column_letters


def refuse(
    file: str,
    csv: Path | None,
    layout: Layout,
    frame: Frame,
    columns: Sequence[tuple[ColumnReading, Odd | None]],
    left_out: Collection[str] = (),
) -> None:
    """Raise an ApplicationError naming the first wrong row of every column, if any.

    ``csv`` is the file if its rows have numbers; ``frame`` is the table with its plain values marked; ``columns`` say what
    its texts mean; ``left_out`` are rows that are no data, by their cells joined.
    """
    lacking = _lacking(frame, columns)
    spoilt = [reading for reading, odd in columns if odd is not None and odd.bad]
    faults: list[str] = []
    if spoilt or lacking:
        names = [reading.column.name for reading, _odd in columns if reading.column.key == "platform"]
        if csv is not None:
            faults += _in_csv(csv, layout, names[0], spoilt, lacking, left_out)
        else:
            faults += _in_parquet(frame, names[0], spoilt, lacking)
    for reading, odd in columns:
        if odd is not None and odd.too_many and not odd.bad:
            faults.append(
                _(
                    "{name}: too many different values are not in the plain form, among them {value}; "
                    "write amounts like 1234567.89 and codes in plain ASCII"
                ).format(name=reading.column.name, value=shown(next(iter(odd.meaning))))
            )
    if faults:
        raise ApplicationError(file, tuple(faults))


def _lacking(frame: Frame, columns: Sequence[tuple[ColumnReading, Odd | None]]) -> list[ColumnReading]:
    """The columns that every row must fill in and some do not."""
    required = [(reading, odd) for reading, odd in columns if reading.column.named.required]
    counts = (
        frame.select(**{reading.column.key: how_many(_blank(reading, odd)) for reading, odd in required})
        .collect()
        .to_dict(as_series=False)
    )
    return [reading for reading, _odd in required if counts[reading.column.key][0]]


def _blank(reading: ColumnReading, odd: Odd | None) -> nw.Expr:
    value = nw.col(reading.column.name)
    blanks = [text for text, meaning in odd.meaning.items() if meaning is None] if odd else []
    return value.is_null() | value.is_in(blanks).fill_null(value=False) if blanks else value.is_null()


def _wrong(name: str, place: str, value: str, platform: str, bad: BadCell) -> str:
    return _("{where}: '{value}'. {message} {remedy}").format(
        where=_where(name, place, platform), value=shown(value), message=bad.message, remedy=bad.remedy
    )


def _missing(name: str, place: str, platform: str) -> str:
    return _("{where}: is empty. Fill it in, or delete the row if it is a total or a note.").format(
        where=_where(name, place, platform)
    )


def _where(name: str, place: str, platform: str) -> str:
    if not platform.strip():
        return joined((name, place))
    return _("{name}, {place} (platform {platform})").format(name=name, place=place, platform=platform)


def _in_csv(
    path: Path,
    layout: Layout,
    platform: str,
    spoilt: Sequence[ColumnReading],
    lacking: Sequence[ColumnReading],
    left_out: Collection[str],
) -> list[str]:
    """The first wrong cell of every column, by its address as in a spreadsheet."""
    headings = list(layout.texts)
    open_ = {headings.index(reading.column.name): reading for reading in spoilt}
    required = {headings.index(reading.column.name): reading for reading in lacking}
    platform_at = headings.index(platform)
    found: list[str] = []
    for number, record in records(path):
        if number <= layout.number or not any(cell for cell in record):
            continue
        cells = [*record, *[""] * (len(headings) - len(record))][: len(headings)]
        if BETWEEN.join(cells) in left_out:
            continue
        for column, reading in [*open_.items(), *required.items()]:
            place, value = f"{column_letters(column + 1)}{number}", cells[column]
            missing = required.get(column) is reading
            if (message := _fault(reading, value, place, cells[platform_at], required=missing)) is not None:
                found.append(message)
                open_.pop(column, None)
                required.pop(column, None)
        if not open_ and not required:
            break
    return found


def _fault(reading: ColumnReading, value: str, place: str, platform: str, *, required: bool) -> str | None:
    if not value.strip():
        return _missing(reading.column.name, place, platform) if required else None
    try:
        if reading.reader is not None:
            reading.reader(value, "s")
    except BadCell as bad:
        return _wrong(reading.column.name, place, value, platform, bad)
    return None


def _in_parquet(
    frame: Frame, platform: str, spoilt: Sequence[ColumnReading], lacking: Sequence[ColumnReading]
) -> list[str]:
    """The first wrong value of every column that the engine comes to."""
    found = []
    for reading in spoilt:
        name = reading.column.name
        rows = frame.filter(is_odd(reading)).select(
            id=nw.col(platform).cast(nw.String()), text=nw.col(name).cast(nw.String())
        )
        for row in rows.head(1000).collect().iter_rows(named=True):
            if message := _fault(reading, row["text"], _("a row"), row["id"] or "", required=False):
                found.append(message)
                break
    for reading in lacking:
        name = reading.column.name
        first = frame.filter(nw.col(name).is_null()).select(id=nw.col(platform).cast(nw.String())).head(1).collect()
        found.append(_missing(name, _("a row"), first.to_dict(as_series=False)["id"][0] or ""))
    return found
