"""Tables on Spark: read, with CSV text as whole fen and dates, and written atomically.

Paths are Spark's (a folder of this machine, ``hdfs://…``, ``s3a://…``); what they name must be within reach of every executor.
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from fundcalc.base.errors import ApplicationError, FundcalcError, SheetError
from fundcalc.base.i18n import _
from fundcalc.base.money import LARGEST_FEN
from fundcalc.engine.table import decide_table
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Named
from fundcalc.workbooks.cell_numbers import BadCell
from fundcalc.workbooks.cell_text import tight
from fundcalc.workbooks.cells import cell_reader
from fundcalc.workbooks.headings import columns, read_heading, unit_remedy

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

# Where Spark's own tools say which cluster is meant.
_NAMED_BY = ("SPARK_MASTER", "SPARK_REMOTE", "PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS", "SPARK_CONF_DIR")
_WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000"
_NARROW = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)) + " "
_FIGURE = r"^[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)"
# Decimals of Spark hold 38 digits, too few for amounts in larger units than 万元.
_LARGEST_UNIT = 10_000
_YES, _NO = ("是", "yes", "true"), ("否", "no", "false")


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
    """Read a table as ``decide_table`` takes it: Parquet, or a CSV as officers write it.

    Headings of a CSV are read like those of a workbook, amounts in the unit they state (yuan where they state none); text
    that is no exact value of its column is refused with its platform. Raises SheetError, ApplicationError.
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
            return spark.read.parquet(path)
        # columnPruning would let a row with too many values pass.
        read = spark.read.options(header=True, mode="FAILFAST", escape='"', columnPruning=False, encoding="UTF-8")
        return _typed(read.csv(path), source, policy, form)


def _typed(raw: "DataFrame", source: str, policy: Policy, form: str) -> "DataFrame":
    """The text of a CSV as the kinds of its columns."""
    from pyspark.sql import functions as f

    known = columns(policy, form)
    faults: list[str] = []
    found: dict[str, tuple[Column, int]] = {}
    for name in raw.columns:
        heading = read_heading(name, known)
        if heading.message:
            faults.append(f"{name}: {heading.message} {heading.remedy}".rstrip())
        elif heading.key is not None and heading.scale > _LARGEST_UNIT:
            message = _("The heading says ({bracket}), which is not a unit that is read here.").format(
                bracket=heading.unit
            )
            faults.append(f"{name}: {message} {unit_remedy(known.read[heading.key])}")
        elif heading.key is not None and heading.key in found:
            faults.append(_("{name}: another column says the same; leave one out").format(name=name))
        elif heading.key is not None and not heading.silent:
            found[heading.key] = raw["`" + name.replace("`", "``") + "`"], heading.scale
    if faults:
        raise ApplicationError(source, tuple(faults))
    texts = {key: _text(column) for key, (column, _scale) in found.items()}
    values = {key: _value(known.read[key], texts[key], scale, form) for key, (_column, scale) in found.items()}
    wrong = {key: texts[key].isNotNull() & values[key].isNull() for key in found}
    if wrong:
        any_wrong = [f.coalesce(f.bool_or(is_wrong), f.lit(False)).alias(key) for key, is_wrong in wrong.items()]
        bad = raw.select(*any_wrong).head()
        for key in found:
            if bad is not None and bad[key]:
                platform = texts.get("platform", f.lit(None)).alias("platform")
                row = raw.where(wrong[key]).select(platform, texts[key].alias("text")).head()
                faults.append(_refusal(key, known.read[key], found[key][1], form, policy, row))
    if faults:
        raise ApplicationError(source, tuple(faults))
    return raw.select(*(value.alias(key) for key, value in values.items()))


def _text(column: "Column") -> "Column":
    """Text as ``headings.narrow`` has it, null where it is blank."""
    from pyspark.sql import functions as f

    narrow = f.trim(f.translate(f.regexp_replace(column, r"^\s+|\s+$", ""), _WIDE, _NARROW))
    return f.when(narrow != "", narrow)


def _value(named: Named, text: "Column", scale: int, form: str) -> "Column":
    """The value of a narrow text or null: what the reader of sheets reads, or less."""
    from pyspark.sql import functions as f

    word = f.regexp_replace(f.regexp_replace(f.lower(text), r"\s", ""), r"^[*:]+|[*:]+$", "")
    match named.kind:
        case "money":
            # 18 digits before and 6 after the point, times at most 10^6: Spark's decimals hold 38.
            exact = _figure(text, 1 + len(str(scale))) * f.lit(Decimal(100 * scale))
            lowest = -LARGEST_FEN if form == "paid" else 0
            return f.when(exact.between(lowest, LARGEST_FEN), exact).try_cast("bigint")
        case "count":
            exact = _figure(text, 0)
            return f.when(exact.between(0, 10**9 - 1), exact).try_cast("bigint")
        case "area":
            exact = _figure(text, 6)
            return f.when(exact >= 0, exact)
        case "year":
            return f.when(text.rlike("^[0-9]{4}年?$"), f.substring(text, 1, 4)).try_cast("bigint")
        case "yes_no":
            return f.when(word.isin(*_YES), f.lit(True)).when(word.isin(*_NO), f.lit(False))
        case "date":
            day = f.regexp_replace(f.regexp_replace(text, "[年月/.]", "-"), "日$", "")
            written = (
                r"^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}|[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}"
            )
            return f.when(text.rlike(written + "|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)$"), day).try_cast("date")
        case "choice":
            key = f.lit(None).cast("string")
            for choice, label in named.choices.items():
                words = {tight(word) for word in (choice, label.zh, label.en)}
                key = f.when(word.isin(*words), f.lit(choice)).otherwise(key)
            return key
        case "id":
            was_number = text.rlike(r"^[0-9](\.[0-9]+)?[Ee]\+?[0-9]+$") & text.rlike("[.+]")
            return f.when(text.rlike("^[A-Za-z0-9._-]{1,64}$") & ~was_number, text)
        case _:
            return f.when(f.length(text) <= 2000, text)


def _figure(text: "Column", places: int) -> "Column":
    from pyspark.sql import functions as f

    decimals = rf"(\.[0-9]{{1,{places}}}0*)?$" if places else r"(\.0+)?$"
    return f.when(text.rlike(_FIGURE + decimals), f.regexp_replace(text, ",", "")).try_cast("decimal(24,6)")


def _refusal(key: str, named: Named, scale: int, form: str, policy: Policy, row: Any) -> str:
    """Why a text is refused, in the words a workbook's cell would be refused with."""
    text, platform = row["text"], row["platform"]
    try:
        cell_reader(key, named, scale, form, policy)(text, "s")
    except BadCell as bad:
        why = f"{bad.message} {bad.remedy}"
    else:
        why = _("It is not written in a form that Spark reads here.")
    return f"{key}: {text!r}: {why}" + _(" (platform {platform})").format(platform=platform)


class Totals(NamedTuple):
    """What a decided table comes to: rows, rows by status, and sums in whole fen."""

    rows: int
    statuses: Mapping[str, int]
    payable: int
    prospective: int


def award_file(policy: Policy, source: str, output: str | None, *, master: str | None = None) -> Totals:
    """Decide a table on Spark and write the result to the Parquet folder ``output``.

    Raises SheetError, ApplicationError or FundcalcError, and then nothing stands under the name of ``output`` that did not
    before.
    """
    with session(master) as spark, spark_errors():
        if output is not None:
            check_target(spark, output, source)
        decided = decide_table(policy, scan(spark, source, policy))
        return totals(decided) if output is None else write(decided, output)


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


def _child(spark: Any, folder: Any, name: str) -> Any:
    return spark._jvm.org.apache.hadoop.fs.Path(folder, name)
