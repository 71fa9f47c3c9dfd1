"""Tables on Spark: read as the other engines read them, and written atomically.

Paths are Spark's (a folder of this machine, ``hdfs://…``, ``s3a://…``); what they name must be within reach of every executor.
"""

import csv
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from fundcalc.base.errors import FundcalcError, SheetError
from fundcalc.base.i18n import _
from fundcalc.engine.table import decide_table
from fundcalc.policy.loading import Policy
from fundcalc.tables.doubtful import small_awards, table_notes
from fundcalc.tables.files import refused
from fundcalc.tables.layout import Layout, layout_of_names, row_cells, unique_names
from fundcalc.tables.reading import Read, TableSource, read_frame
from fundcalc.workbooks.cell_faults import CellNote
from fundcalc.workbooks.grid import Grid
from fundcalc.workbooks.heading_row import HEADINGS_WITHIN, find_headings
from fundcalc.workbooks.headings import Columns, columns

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# Where Spark's own tools say which cluster is meant.
_NAMED_BY = ("SPARK_MASTER", "SPARK_REMOTE", "PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS", "SPARK_CONF_DIR")


@contextmanager
def session(master: str | None = None) -> "Iterator[SparkSession]":
    """The session of ``--spark-master``, else the one of the environment.

    That is an active one, that of spark-submit, or that of SPARK_MASTER.

    A session that was there before is left running. Raises FundcalcError where there is no PySpark, no Java or no cluster.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise FundcalcError(_("PySpark is not installed; run: pip install 'fundcalc[spark]'")) from error
    active = SparkSession.getActiveSession()
    if active is not None and master is None:
        yield active
        return
    named = master or os.environ.get("SPARK_MASTER")
    if not named and not any(os.environ.get(name) for name in _NAMED_BY):
        raise FundcalcError(
            _(
                "no Spark is named; give --spark-master URL (local[*] is this machine alone), set SPARK_MASTER, "
                "or start with spark-submit"
            )
        )
    build: Any = SparkSession.builder
    build = build.appName("fundcalc")
    if named:
        build = build.master(named)
    with spark_errors():
        found = build.getOrCreate()
    if active is None:
        found.sparkContext.setLogLevel("ERROR")
    try:
        yield found
    finally:
        if active is None:
            found.stop()


@contextmanager
def spark_errors() -> Iterator[None]:
    """Raise errors of Spark or its JVM by their first line, without a traceback."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise FundcalcError(_("Spark: {said}").format(said=_said(error))) from error


def _said(error: Exception) -> str:
    """The last cause of what went wrong, in one line."""
    cause: Any = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    text = str(error)
    while cause is not None:
        text, cause = str(cause.toString()), cause.getCause()
    return next((line.strip() for line in text.splitlines() if line.strip()), type(error).__name__)


def scan(spark: "SparkSession", source: str, policy: Policy, form: str = "applications") -> "DataFrame":
    """Read a table as ``decide_table`` takes it; see ``read``."""
    frame: DataFrame = read(spark, source, policy, form, _Kept()).frame
    return frame


def read(spark: "SparkSession", source: str, policy: Policy, form: str, kept: "_Kept") -> Read:
    """Read a table as a form of the round.

    It is Parquet, or a CSV with its headings in the first row, read as the other engines read it (``reading``):
    headings, units, ids, dates, and rows that are no data. Rows of a cluster have no numbers, so messages name the
    platform. Raises SheetError, ApplicationError.
    """
    path = source.rstrip("/")
    kind = path.rpartition(".")[2].lower()
    if kind not in ("parquet", "csv"):
        raise SheetError(_("{file}: a table is a .parquet or a .csv").format(file=source))
    files, place = _system(spark, path)
    if not files.exists(place):
        raise SheetError(_("{file}: there is no such file within Spark's reach").format(file=source))
    with spark_errors():
        if kind == "parquet":
            raw = spark.read.parquet(path)
            layout = _with_plain_names(layout_of_names(raw.columns, source))
            raw = raw.toDF(*layout.texts)
        else:
            layout = _layout_of_csv(spark, path, source, columns(policy, form))
            schema = ", ".join(f"`{name}` string" for name in layout.texts)
            # columnPruning would let a row with too many values pass.
            text = spark.read.options(header=True, mode="FAILFAST", escape='"', columnPruning=False, encoding="UTF-8")
            raw = text.schema(schema).csv(path)
        return read_frame(TableSource(kept, None, policy, form, source), raw, layout)


@dataclass
class _Kept:
    """Frames that were computed once, until they are released."""

    frames: "list[DataFrame]" = field(default_factory=list)
    ROWS: int | None = None
    MAPS_MANY: bool = False

    def hold(self, session: None, frame: "DataFrame", name: str) -> "DataFrame":  # noqa: ARG002
        # Values follow from the texts that are kept at little cost.
        if not name.startswith("marked"):
            return frame
        self.frames.append(frame.persist())
        return self.frames[-1]

    def release(self) -> None:
        """Free what was kept."""
        while self.frames:
            self.frames.pop().unpersist()


def _layout_of_csv(spark: "SparkSession", path: str, source: str, known: Columns) -> Layout:
    """The headings of a CSV, which must stand in its first row."""
    lines = [row[0] for row in spark.read.text(path).head(HEADINGS_WITHIN)]
    try:
        rows = list(csv.reader((line.lstrip("\ufeff") for line in lines), strict=True))
    except csv.Error:
        rows = list(csv.reader(line.lstrip("\ufeff") for line in lines[:1]))
    grid = Grid(source, "", [(at, row_cells(row)) for at, row in enumerate(rows, 1) if any(map(str.strip, row))])
    if not grid.rows:
        raise refused(source, _("the file is empty (0 bytes)"), _("save or copy it again"))
    if any("\ufffd" in text for text in rows[0]):
        raise refused(
            source,
            _("line {line} is not UTF-8 (GBK, perhaps)").format(line=1),
            _("save it as CSV UTF-8 (逗号分隔) from Excel or WPS"),
        )
    at = find_headings(grid, known)
    if at is not None and grid.rows[at][0] != 1:
        raise refused(
            source,
            _("the headings are in row {row}, and Spark reads them from the first").format(row=grid.rows[at][0]),
            _("delete the rows above; a unit that is stated there belongs in the headings, like 金额（万元）"),
        )
    names = unique_names(rows[0])
    return _with_plain_names(Layout(names, grid._replace(rows=grid.rows[:1])))


def _with_plain_names(layout: Layout) -> Layout:
    """The layout with names that Spark takes for names: a dot in one means a field."""
    plain = ["".join("_" if letter in ".`" else letter for letter in name) for name in layout.texts]
    names = plain if len(set(map(str.lower, plain))) == len(plain) else [f"_{at}" for at in range(len(plain))]
    return layout._replace(texts=dict(zip(names, layout.texts.values(), strict=True)))


class Totals(NamedTuple):
    """What a decided table comes to: rows, rows by status, and sums in whole fen.

    ``units`` and ``notes`` say how it was read, as in ``Summary``.
    """

    rows: int
    statuses: Mapping[str, int]
    payable: int
    prospective: int
    units: Mapping[str, str] = {}
    notes: tuple[CellNote, ...] = ()


def award_file(
    policy: Policy, source: str, output: str | None, *, master: str | None = None, on: date | None = None
) -> Totals:
    """Decide a table on Spark and write the result to the Parquet folder ``output``.

    ``on`` is the day of the decision. Raises SheetError, ApplicationError or FundcalcError, and then nothing stands under
    the name of ``output`` that did not before.
    """
    kept = _Kept()
    with session(master) as spark, spark_errors():
        try:
            if output is not None:
                check_target(spark, output, source)
            table = read(spark, source, policy, "applications", kept)
            decided = decide_table(policy, table.frame, on=on)
            found = totals(decided) if output is None else write(decided, output)
            notes = [*table.notes, *small_awards(policy, decided, table.sheet, table.layout)]
            if table.sheet is not None:
                notes += table_notes(policy, {"applications": table.sheet})
            return found._replace(units=table.units, notes=tuple(notes))
        finally:
            kept.release()


def totals(decided: "DataFrame") -> Totals:
    """The totals of a decided table, as decimals: any sum of 64-bit integers fits."""
    from pyspark.sql import functions as f

    sums = (f.sum(decided[name].cast("decimal(20,0)")).alias(name) for name in ("payable", "prospective"))
    found = decided.groupBy("status").agg(f.count("*").alias("rows"), *sums).collect()
    statuses = {row["status"]: int(row["rows"]) for row in found}
    return Totals(
        sum(statuses.values()),
        statuses,
        sum(int(row["payable"]) for row in found),
        sum(int(row["prospective"]) for row in found),
    )


def check_target(spark: "SparkSession", output: str, source: str) -> None:
    """Raise SheetError if something would be lost under the name of the result."""
    files, final = _system(spark, output)
    of_source, given = _system(spark, source)
    if files.makeQualified(final).equals(of_source.makeQualified(given)):
        raise SheetError(_("{file}: is the table itself, which would be lost; give another name").format(file=output))
    if files.exists(final) and not (files.isFile(final) or files.exists(_child(spark, final, "_SUCCESS"))):
        raise SheetError(_("{file}: is a folder that Spark did not write; give another name").format(file=output))


def write(decided: "DataFrame", output: str) -> Totals:
    """Write a decided table as a Parquet folder atomically."""
    spark = decided.sparkSession
    files, final = _system(spark, output)
    token = secrets.token_hex(4)
    part, old = (_child(spark, final.getParent(), f".{final.getName()}.{token}.{kind}") for kind in ("part", "old"))
    try:
        decided.write.parquet(part.toString())
        found = totals(spark.read.parquet(part.toString()))
        before = files.exists(final)
        if before and not files.rename(final, old):
            raise SheetError(_("{file}: cannot be replaced; give another name").format(file=output))
        if not files.rename(part, final):
            if before:
                files.rename(old, final)
            raise SheetError(_("{file}: cannot be written; give another name").format(file=output))
        if before:
            files.delete(old, True)
    finally:
        files.delete(part, True)
    return found


def _system(spark: "SparkSession", path: str) -> tuple[Any, Any]:
    """The file system of a path, and the path in it, as Spark's JVM knows them."""
    jvm: Any = getattr(spark, "_jvm", None)
    if jvm is None:
        raise FundcalcError(_("Spark Connect keeps its files to itself; use a session of the cluster, or decide_table"))
    with spark_errors():
        found = jvm.org.apache.hadoop.fs.Path(path.rstrip("/"))
        return found.getFileSystem(spark._jsc.hadoopConfiguration()), found


def _child(spark: Any, folder: object, name: str) -> Any:
    return spark._jvm.org.apache.hadoop.fs.Path(folder, name)
