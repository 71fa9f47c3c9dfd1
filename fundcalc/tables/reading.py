"""Read a table from disk as ``decide_table`` takes it: ids, whole fen, dates."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import narwhals as nw

from fundcalc.base.errors import FundcalcError
from fundcalc.base.i18n import _
from fundcalc.engine.table.backend import Frame
from fundcalc.policy.loading import Policy
from fundcalc.tables.doubtful import MOST_ROWS, sheet_of
from fundcalc.tables.engines import Engine, Holder, NativeFrame, Session
from fundcalc.tables.faults import refuse
from fundcalc.tables.files import check_text, is_csv, refused
from fundcalc.tables.headings import HeadedColumn, is_result, read_columns
from fundcalc.tables.layout import Layout, layout_of_csv, layout_of_names, write_rows
from fundcalc.tables.left_out import LeftOut, left_out, numbers_in_order, numbers_of, row_numbers
from fundcalc.tables.left_out import notes as left_out_notes
from fundcalc.tables.stated import check_table, states_unit, with_units
from fundcalc.tables.texts import (
    MOST_ODD,
    MOST_ODD_MAPPED_SLOWLY,
    ColumnReading,
    how_many,
    marked,
    read_odd,
    readings,
    typed,
)
from fundcalc.workbooks.cell_faults import CellNote
from fundcalc.workbooks.headings import columns, read_heading
from fundcalc.workbooks.sheet import Sheet

# A CSV beyond this many bytes is not kept as text, which takes several times its size, but staged as Parquet.
MOST_HELD = 2**29
# No row of a CSV of applications has fewer bytes.
_LEAST_BYTES = 16


class Read(NamedTuple):
    """A table as read: a frame of the engine and its number of rows.

    ``units`` are those of the columns of amounts; ``groups`` the columns to group by; ``notes`` say how it was read: rows
    left out, units stated above or below the table, columns without a heading. ``sheet`` has the rows of a table that
    people look through, and is None for a larger one and for a result.
    """

    frame: NativeFrame
    rows: int
    layout: Layout
    units: Mapping[str, str]
    groups: tuple[str, ...] = ()
    notes: tuple[CellNote, ...] = ()
    sheet: Sheet | None = None


@contextmanager
def readable(engine: Engine, path: Path) -> Iterator[None]:
    """Raise what an engine raises over a file as a SheetError, with the row if known."""
    try:
        yield
    except engine.failures() as error:
        if is_csv(path):
            check_text(path)
        raise refused(
            path.name,
            _("the file cannot be read ({reason})").format(reason=str(error).strip().splitlines()[0][:200]),
            _("check that it is a whole CSV or Parquet file, and write it again"),
        ) from error
    except FileNotFoundError as error:
        raise refused(str(path), _("there is no such file"), _("check its name and folder")) from error
    except UnicodeDecodeError as error:
        check_text(path)
        raise FundcalcError(str(error)) from error


def read_table(
    engine: Engine,
    session: Session,
    policy: Policy,
    form: str,
    path: Path,
    folder: Path,
    *,
    decided: bool = False,
    groups: Collection[str] | None = None,
) -> Read:
    """Read a table as a form of the round.

    What does not fit in memory stays on disk (a CSV: staged in ``folder``).

    ``decided``: the table may be a result, whose amounts are whole fen in a CSV too. ``groups`` as in ``read_columns``.

    Raises ApplicationError naming every wrong column, its first such row, the value and the remedy.
    """
    with readable(engine, path):
        if path.stat().st_size == 0:
            raise refused(path.name, _("the file is empty (0 bytes)"), _("save or copy it again"))
        csv = path if is_csv(path) else None
        source = TableSource(engine, session, policy, form, path.name, csv, True, decided, groups)
        if csv is None:
            native = engine.scan(session, path)
            names = nw.from_native(native).lazy().collect_schema().names()
            return read_frame(source, native, layout_of_names(names, path.name))
        layout = layout_of_csv(path, columns(policy, form))
        if layout.plain:
            names = list(layout.texts)
            try:
                if path.stat().st_size > MOST_HELD:
                    text = engine.stage(session, path, names, folder / f"{form}.parquet")
                else:
                    text = engine.scan(session, path, names)
                return read_frame(source, text, layout)
            except engine.failures():
                # Engines differ on what is not plain: such a file is written again, row by row.
                check_text(path)
        target = folder / f"{form}.plain.parquet"
        write_rows(path, layout, target)
        return read_frame(source, engine.scan(session, target), layout)


class TableSource(NamedTuple):
    """What is read: a form of the round, from where, by which engine.

    ``file`` is its name in messages; ``csv`` the CSV on this machine whose rows have numbers, or None. ``ordered``: the
    rows of another table keep their order. ``decided`` and ``groups`` as in ``read_table``.
    """

    engine: Holder
    session: Session
    policy: Policy
    form: str
    file: str
    csv: Path | None = None
    ordered: bool = False
    decided: bool = False
    groups: Collection[str] | None = None


def read_frame(source: TableSource, native: NativeFrame, layout: Layout) -> Read:
    """Read a frame whose columns are those of the layout.

    Amounts in text become whole fen, days dates, and so on."""
    engine, policy, form, csv = source.engine, source.policy, source.form, source.csv
    frame = nw.from_native(native).lazy()
    schema = dict(frame.collect_schema())
    result = source.decided and form == "applications" and is_result(policy, list(schema))
    notes: list[CellNote] = []
    layout = _without_empty(frame, layout, policy, form)
    check_table(source.file, policy, form, layout, notes, decided=result)
    found = read_columns(policy, form, source.file, schema, texts=layout.texts, decided=result, groups=source.groups)
    out: list[LeftOut] = []
    if not result:
        frame, found, out = _of_data(source, frame, layout, found, notes)
    how = readings(policy, form, found, schema, in_fen=result, days_by_pattern=not engine.MAPS_MANY)
    notes += _nameless(frame, layout)
    frame = marked(frame, how)
    most = engine.ROWS
    # DuckDB reads a CSV again for every query: rows are counted before they are kept only where they may be too many.
    fits = most is None or (csv is not None and csv.stat().st_size <= most * _LEAST_BYTES) or _count(frame) <= most
    if fits:
        frame = nw.from_native(engine.hold(source.session, frame.to_native(), f"marked_{form}")).lazy()
    rows = _count(frame)
    meanings = read_odd(frame, how, MOST_ODD if engine.MAPS_MANY else MOST_ODD_MAPPED_SLOWLY)
    refuse(source.file, csv, layout, frame, meanings, {row.key for row in out})
    table = typed(frame, meanings).to_native()
    known = columns(policy, form).read
    group_columns = tuple(column.key for column in found if source.groups is not None and column.key not in known)
    kept = engine.hold(source.session, table, form) if fits else table
    sheet = None
    if rows <= MOST_ROWS and not result:
        numbers = row_numbers(csv, layout, out) if csv is not None else []
        if source.ordered and csv is None and not out:
            numbers = list(range(2, rows + 2))
        numbers = numbers if len(numbers) == rows else []
        sheet = sheet_of(policy, form, layout, found, nw.from_native(kept).lazy(), numbers)
    return Read(kept, rows, layout, _units(how), group_columns, tuple(notes), sheet)


def _of_data(
    source: TableSource, frame: Frame, layout: Layout, found: list[HeadedColumn], notes: list[CellNote]
) -> tuple[Frame, list[HeadedColumn], list[LeftOut]]:
    """The rows that are data, their columns, and the rows left out.

    The columns have the units that stand beside the table.
    """
    known = columns(source.policy, source.form)
    rows, out = left_out(frame, layout, found, known, source.form)
    numbers = numbers_of(source.csv, layout, out)
    last = 0
    if source.csv is not None and any(states_unit(row) for row in out):
        last = max(row_numbers(source.csv, layout, out), default=0)
    elif source.csv is None and source.ordered and out and (count := _count(frame)) <= MOST_ROWS:
        numbers = numbers_in_order(frame, out)
        left = {number for several in numbers.values() for number in several}
        last = max({*range(2, count + 2)} - left, default=0)
    notes += left_out_notes(layout, out, numbers)

    def is_filled(name: str) -> bool:
        return _count(rows.filter(~nw.col(name).is_null()).head(1)) > 0

    first = {key: several[0] for key, several in numbers.items() if several}
    schema = dict(frame.collect_schema())
    found = with_units(found, schema, layout, out, known, notes, numbers=first, last=last, is_filled=is_filled)
    return rows, found, out


def _without_empty(frame: Frame, layout: Layout, policy: Policy, form: str) -> Layout:
    """The layout without the unknown headings of empty columns."""
    known = columns(policy, form)
    unknown = [
        name
        for name, text in layout.texts.items()
        if text.strip() and (heading := read_heading(text, known)).key is None and heading.message
    ]
    if not unknown:
        return layout
    filled = {name: how_many(nw.col(name).cast(nw.String()).str.strip_chars() != "") for name in unknown}
    counts = frame.select(**filled).collect().to_dict(as_series=False)
    return layout._replace(
        texts={n: "" if n in counts and not counts[n][0] else text for n, text in layout.texts.items()}
    )


def _count(frame: Frame) -> int:
    return int(frame.select(rows=nw.len()).collect().to_dict(as_series=False)["rows"][0])


def _nameless(frame: Frame, layout: Layout) -> Iterator[CellNote]:
    """Say which columns hold values and have no heading."""
    nameless = [name for name, text in layout.texts.items() if not text.strip()]
    if not nameless:
        return
    filled = (nw.col(name).cast(nw.String()).str.strip_chars() != "" for name in nameless)
    counts = frame.select(**{name: how_many(some) for name, some in zip(nameless, filled, strict=True)}).collect()
    for name, count in counts.to_dict(as_series=False).items():
        if count[0]:
            letters = layout.letters[name]
            message = _("Column {column} holds values and has no heading, so it is not read.").format(column=letters)
            remedy = _("Give it a heading, or delete the column.")
            yield Sheet(layout.above, "").note("skipped", f"{letters}{layout.number}", "", message, remedy)


def _units(how: list[ColumnReading]) -> dict[str, str]:
    return {
        reading.column.key: "fen" if reading.reader is None else _unit(reading.column.scale)
        for reading in how
        if reading.column.named.kind == "money"
    }


def _unit(scale: int) -> str:
    return "yuan" if scale == 1 else f"{scale:,} yuan"
