"""Decide a table from disk and write the result, at once or part by part.

A part has all platforms of its organisations.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import NamedTuple

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _
from fundcalc.base.ids import row_id
from fundcalc.engine.table import backend, column_checks, decide_table, key_columns, value_checks
from fundcalc.policy.loading import Policy
from fundcalc.tables.doubtful import small_awards, table_notes
from fundcalc.tables.engines import ENGINES, Engine, NativeFrame, Session, engine
from fundcalc.tables.files import ENDINGS, refused, tables_of
from fundcalc.tables.reading import MOST_HELD, Read, read_table
from fundcalc.tables.totals import Summary, add
from fundcalc.tables.writing import write_parts
from fundcalc.workbooks.safe_writing import replaced

__all__ = ["ENGINES", "award_file"]

Progress = Callable[[Sequence[int]], Iterable[int]]


def award_file(
    policy: Policy,
    source: Path | str,
    output: Path | str | None = None,
    *,
    by: str = "polars",
    on: date | None = None,
    progress: Progress = iter,
) -> Summary:
    """Decide a table of applications on disk and write the result to ``output``.

    ``output`` is a .parquet or .csv, or None to write nothing. ``source`` is a .parquet or .csv, or a folder with one for
    each form; ``by`` the engine; ``on`` the day of the decision, as in ``fundcalc.decide``. Amounts of the result are whole
    fen. A table that does not fit in memory is decided in several parts, and then stands part by part in the result;
    ``progress`` may watch them go by. Raises SheetError or ApplicationError, and then nothing was written.
    """
    room, source = engine(by), Path(source)
    files = {
        form: path
        for form, path in tables_of(source).items()
        if form in ("applications", "paid") or form in policy.details
    }
    target = None if output is None else _target(Path(output), files)
    large = sum(path.stat().st_size for path in files.values()) > MOST_HELD
    with ExitStack() as stack:
        # What is staged may not fit where small temporary files go.
        place = target.parent if large and target is not None and target.parent.is_dir() else None
        folder = Path(
            stack.enter_context(
                tempfile.TemporaryDirectory(prefix=".fundcalc-", suffix=".part", dir=place, ignore_cleanup_errors=True)
            )
        )
        session = stack.enter_context(room.session(folder, large=large))
        tables = {form: read_table(room, session, policy, form, path, folder) for form, path in files.items()}
        work = _Work(room, session, policy, tables, _parts(room, tables["applications"]), folder, on, progress)
        units = {name: unit for table in reversed(tables.values()) for name, unit in table.units.items()}
        notes = [note for table in tables.values() for note in table.notes]
        sheets = {form: table.sheet for form, table in tables.items() if table.sheet is not None}
        notes += table_notes(policy, sheets)
        summary = Summary(units=units, parts=work.parts, output=target, notes=notes)
        if (sheet := sheets.get("applications")) is not None and sheet.rows:
            first = sheet.rows[0].values
            summary.first_platform = row_id(str(first["platform"]), str(first.get("claim", "")))
        try:
            if target is None:
                for decided in _decided(work):
                    _add(work, summary, decided)
            else:
                _write(work, summary, target)
        except ApplicationError as error:
            raise ApplicationError(source.name, error.faults) from error
    return summary


class _Work(NamedTuple):
    room: Engine
    session: Session
    policy: Policy
    tables: Mapping[str, Read]
    parts: int
    folder: Path
    on: date | None
    progress: Progress

    @property
    def applications(self) -> NativeFrame:
        return self.tables["applications"].frame


def _add(work: _Work, summary: Summary, decided: NativeFrame) -> None:
    """Add a decided table, or a part of one, and the doubts about its awards."""
    add(summary, work.policy, decided)
    applications = work.tables["applications"]
    summary.notes += small_awards(work.policy, decided, applications.sheet, applications.layout)


def _target(output: Path, files: Mapping[str, Path]) -> Path:
    if output.suffix.lower() not in ENDINGS:
        raise refused(
            str(output),
            _("a decided table is written as .parquet or .csv"),
            _("give -o a name that ends in one of them"),
        )
    for path in files.values():
        if output.exists() and output.samefile(path):
            raise refused(
                str(output), _("this is the table of applications itself, which would be lost"), _("give another name")
            )
    return output


def _parts(room: Engine, applications: Read) -> int:
    return 1 if room.ROWS is None else max(1, -(-applications.rows // room.ROWS))


def _write(work: _Work, summary: Summary, target: Path) -> None:
    ending = target.suffix.lower()

    def added() -> Iterator[NativeFrame]:
        for decided in _decided(work):
            _add(work, summary, decided)
            yield work.room.arrow(decided)

    with replaced(target, endings=ENDINGS) as path:
        try:
            if work.parts == 1:
                (decided,) = _decided(work)
                _add(work, summary, decided)
                work.room.save(work.session, decided, path, ending)
            else:
                write_parts(added(), path, ending)
        except work.room.failures() as error:
            raise OSError(str(error).strip().splitlines()[0][:200]) from error


def _decided(work: _Work) -> Iterator[NativeFrame]:
    """The decided table, or its parts one after another."""
    room, session, policy = work.room, work.session, work.policy
    paid = work.tables["paid"].frame if "paid" in work.tables else None
    details = {form: table.frame for form, table in work.tables.items() if form not in ("applications", "paid")}
    if work.parts == 1:
        decided = decide_table(policy, work.applications, paid, details=details, on=work.on)
        yield room.ordered(session, decided, work.applications, key_columns(policy))
        return
    _check_rows_are_unique(work)
    if paid is not None:
        paid = room.hold(session, _of_known_kind(work, paid), "paid")
    parts = room.split(session, work.applications, "organisation", work.parts, work.folder)
    for index in work.progress(range(work.parts)):
        part = room.hold(session, parts[index], "part")
        try:
            decided = decide_table(policy, part, paid, details=details, on=work.on)
        except ApplicationError as error:
            _raise_first_fault(work, error)
            raise
        yield room.hold(session, decided, "decided")


def _check_rows_are_unique(work: _Work) -> None:
    """Check over the whole table that no platform applies twice, and no claim.

    Where hashes repeat, or the engine knows none, by name and in parts, since all names may not fit in memory.
    """
    keys = key_columns(work.policy)
    platforms = nw.from_native(work.applications).lazy().select(*keys, "organisation").to_native()
    where = _("the table cannot be decided")
    if not work.policy.by_claim:
        lower_case = nw.from_native(platforms).lazy().select(nw.col("platform").cast(nw.String()).str.to_lowercase())
        hashed = backend.with_repeats(lower_case, "platform", "repeats")
        if hashed is not None and not hashed.select(nw.col("repeats").any()).collect().item():
            return
    for index in range(work.parts):
        part = nw.from_native(work.room.part(platforms, "platform", work.parts, index)).lazy()
        if work.policy.by_claim:
            value_checks.check_organisations(
                where,
                part.with_columns(
                    nw.col(key).cast(nw.String()).str.to_lowercase() for key in ("platform", "organisation")
                ),
            )
        same = nw.concat_str(*(nw.col(key).cast(nw.String()).str.to_lowercase() for key in keys), separator="/")
        shown = nw.concat_str(*(nw.col(key).cast(nw.String()) for key in keys), separator="/")
        rows = part.with_columns(same.alias("same"), shown.alias("shown"))
        counted = rows.group_by("same").agg(nw.len().alias("rows"), nw.col("shown").min())
        twice = counted.filter(nw.col("rows") > 1).head(1).collect()
        for platform in twice.to_dict(as_series=False)["shown"]:
            message = _("platform {platform} applies twice in this round").format(platform=platform)
            raise ApplicationError(where, (message,))


def _of_known_kind(work: _Work, paid: NativeFrame) -> NativeFrame:
    """Fill in the class of platforms of this measure's awards from the whole round.

    The platform of an award may stand in another part.
    """
    applications, rows = nw.from_native(work.applications).lazy(), nw.from_native(paid).lazy()
    if work.policy.by_claim or "platform_kind" not in applications.collect_schema():
        return paid
    known = applications.select("platform", nw.col("platform_kind").cast(nw.String()).alias("known"))
    known = known.join(rows.select("platform"), on="platform", how="semi")
    own = nw.when(nw.col("programme") == work.policy.id).then(nw.col("known"))
    given = (
        nw.col("platform_kind").cast(nw.String())
        if "platform_kind" in rows.collect_schema()
        else nw.lit(None, nw.String())
    )
    filled = rows.join(known, on="platform", how="left").with_columns(nw.coalesce(given, own).alias("platform_kind"))
    return filled.drop("known").to_native()


def _raise_first_fault(work: _Work, error: ApplicationError) -> None:
    """Raise the faults of the whole table.

    Its first faulty row may stand in a later part."""
    applications = nw.from_native(work.applications).lazy()
    columns = column_checks.applications_columns(work.policy)
    value_checks.check_values(error.where, applications, columns, benefits=tuple(work.policy.measure.benefit))
