"""A table from disk as ``decide_table`` takes it: ids for headings, whole fen, days, choices by their ids."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import narwhals as nw

from fundcalc.base.errors import FundcalcError
from fundcalc.base.i18n import _
from fundcalc.policy.loading import Policy
from fundcalc.tables.engines import Engine
from fundcalc.tables.faults import refuse
from fundcalc.tables.files import check_records, check_text, is_csv, refused
from fundcalc.tables.headings import is_result, read_columns
from fundcalc.tables.texts import Reading, marked, read_odd, readings, typed
from fundcalc.workbooks.headings import columns

# A CSV beyond this many bytes is not held as text, which takes several times its size, but staged as Parquet.
MOST_HELD = 2**29


class Read(NamedTuple):
    """A table read: a frame of the engine, its rows, the unit each column of amounts was in, and the columns to group by."""

    frame: Any
    rows: int
    units: Mapping[str, str]
    groups: tuple[str, ...] = ()


@contextmanager
def readable(engine: Engine, path: Path) -> Iterator[None]:
    """What an engine raises over a file as a SheetError that names the row where that can be known."""
    try:
        yield
    except engine.failures() as error:
        if is_csv(path):
            check_text(path)
            check_records(path)
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
    """Read a table as a form of the round; what does not fit in memory stays on disk (a CSV: staged in ``folder``).

    ``decided``: the table may be a result, whose amounts are whole fen in a CSV too. ``groups`` as in ``read_columns``.

    Raises ApplicationError naming each column that is wrong, its first such row, the value and the remedy.
    """
    with readable(engine, path):
        if path.stat().st_size == 0:
            raise refused(path.name, _("the file is empty (0 bytes)"), _("save or copy it again"))
        large = path.stat().st_size > MOST_HELD
        native = (
            engine.stage(session, path, folder / f"{form}.parquet")
            if large and is_csv(path)
            else engine.scan(session, path)
        )
        frame = nw.from_native(native).lazy()
        schema = dict(frame.collect_schema())
        result = decided and form == "applications" and is_result(policy, list(schema))
        found = read_columns(policy, form, path.name, schema, decided=result, groups=groups)
        how = readings(policy, form, found, schema, in_fen=result)
        frame = marked(frame, how)
        rows = int(frame.select(rows=nw.len()).collect().to_dict(as_series=False)["rows"][0])
        held = engine.ROWS is None or rows <= engine.ROWS
        if held:
            frame = nw.from_native(engine.hold(session, frame.to_native(), f"marked_{form}")).lazy()
        told = read_odd(frame, how)
        refuse(path, frame, told)
        table = typed(frame, told).to_native()
        known = columns(policy, form).read
        beside = tuple(each.key for each in found if groups is not None and each.key not in known)
        return Read(engine.hold(session, table, form) if held else table, rows, _units(how), beside)


def _units(how: list[Reading]) -> dict[str, str]:
    return {
        each.column.key: "fen" if each.reader is None else "yuan" if each.column.scale == 1 else "10,000 yuan"
        for each in how
        if each.column.named.kind == "money"
    }
