"""Read a table from disk as ``decide_table`` takes it: ids, whole fen, dates."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import narwhals as nw

from fundcalc.base.errors import FundcalcError
from fundcalc.base.i18n import _
from fundcalc.policy.loading import Policy
from fundcalc.tables.doubtful import MOST_ROWS, doubts
from fundcalc.tables.engines import Engine
from fundcalc.tables.faults import refuse
from fundcalc.tables.files import check_text, is_csv, refused
from fundcalc.tables.headings import is_result, read_columns
from fundcalc.tables.layout import Layout, layout_of_csv, layout_of_names, write_rows
from fundcalc.tables.left_out import LeftOut, left_out
from fundcalc.tables.left_out import notes as left_out_notes
from fundcalc.tables.stated import check_table, with_units
from fundcalc.tables.texts import Reading, marked, read_odd, readings, typed
from fundcalc.workbooks.cell_faults import CellNote
from fundcalc.workbooks.headings import columns
from fundcalc.workbooks.sheet import Sheet

# A CSV beyond this many bytes is not kept as text, which takes several times its size, but staged as Parquet.
MOST_HELD = 2**29
# No row of a CSV of applications has fewer bytes.
_LEAST_BYTES = 16


class Read(NamedTuple):
    """A table as read: a frame of the engine and its number of rows.

    ``units`` are those of the columns of amounts; ``groups`` the columns to group by; ``notes`` say how it was read: rows
    left out, units stated above or below the table, columns without a heading.
    """

    frame: Any
    rows: int
    units: Mapping[str, str]
    groups: tuple[str, ...] = ()
    notes: tuple[CellNote, ...] = ()


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
    session: Any,
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
        given = _Given(engine, session, policy, form, path, folder, decided, groups)
        if not is_csv(path):
            native = engine.scan(session, path)
            names = nw.from_native(native).lazy().collect_schema().names()
            return _read(given, native, layout_of_names(names, path.name))
        layout = layout_of_csv(path, columns(policy, form))
        if layout.plain:
            try:
                return _read(given, _scan(given, list(layout.texts)), layout)
            except engine.failures():
                # Engines differ on what is not plain: such a file is written again, row by row.
                check_text(path)
        target = folder / f"{form}.plain.parquet"
        write_rows(path, layout, target)
        return _read(given, engine.scan(session, target), layout)


class _Given(NamedTuple):
    engine: Engine
    session: Any
    policy: Policy
    form: str
    path: Path
    folder: Path
    decided: bool
    groups: Collection[str] | None


def _scan(given: _Given, names: Sequence[str]) -> Any:
    if given.path.stat().st_size > MOST_HELD:
        return given.engine.stage(given.session, given.path, names, given.folder / f"{given.form}.parquet")
    return given.engine.scan(given.session, given.path, names)


def _read(given: _Given, native: Any, layout: Layout) -> Read:
    engine, policy, form, path = given.engine, given.policy, given.form, given.path
    frame = nw.from_native(native).lazy()
    schema = dict(frame.collect_schema())
    result = given.decided and form == "applications" and is_result(policy, list(schema))
    notes: list[CellNote] = []
    check_table(path, policy, form, layout, notes, decided=result)
    found = read_columns(policy, form, path.name, schema, texts=layout.texts, decided=result, groups=given.groups)
    out: list[LeftOut] = []
    if not result:
        frame, out = left_out(frame, layout, found, form)
        notes += left_out_notes(path, layout, out)
        found = with_units(found, schema, layout, out, columns(policy, form), notes)
    how = readings(policy, form, found, schema, in_fen=result)
    notes += _nameless(frame, layout)
    frame = marked(frame, how)
    most = engine.ROWS
    # DuckDB reads a CSV again for every query: rows are counted before they are kept only where they may be too many.
    fits = most is None or (is_csv(path) and path.stat().st_size <= most * _LEAST_BYTES) or _count(frame) <= most
    if fits:
        frame = nw.from_native(engine.hold(given.session, frame.to_native(), f"marked_{form}")).lazy()
    rows = _count(frame)
    meanings = read_odd(frame, how)
    refuse(path, layout, frame, meanings, {row.key for row in out})
    table = typed(frame, meanings).to_native()
    known = columns(policy, form).read
    group_columns = tuple(column.key for column in found if given.groups is not None and column.key not in known)
    kept = engine.hold(given.session, table, form) if fits else table
    if form in ("applications", "paid") and rows <= MOST_ROWS and not result:
        notes += doubts(nw.from_native(kept).lazy(), policy, form, layout)
    return Read(kept, rows, _units(how), group_columns, tuple(notes))


def _count(frame: nw.LazyFrame[Any]) -> int:
    return int(frame.select(rows=nw.len()).collect().to_dict(as_series=False)["rows"][0])


def _nameless(frame: nw.LazyFrame[Any], layout: Layout) -> Iterator[CellNote]:
    """Say which columns hold values and have no heading."""
    nameless = [name for name, text in layout.texts.items() if not text.strip()]
    if not nameless:
        return
    filled = (nw.col(name).cast(nw.String()).str.strip_chars() != "" for name in nameless)
    counts = frame.select(**{name: some.sum() for name, some in zip(nameless, filled, strict=True)}).collect()
    for name, count in counts.to_dict(as_series=False).items():
        if count[0]:
            letters = layout.letters[name]
            message = _("Column {column} holds values and has no heading, so it is not read.").format(column=letters)
            remedy = _("Give it a heading, or delete the column.")
            yield Sheet(layout.above, "").note("skipped", f"{letters}{layout.number}", "", message, remedy)


def _units(how: list[Reading]) -> dict[str, str]:
    return {
        reading.column.key: "fen" if reading.reader is None else _unit(reading.column.scale)
        for reading in how
        if reading.column.named.kind == "money"
    }


def _unit(scale: int) -> str:
    return "yuan" if scale == 1 else f"{scale:,} yuan"
