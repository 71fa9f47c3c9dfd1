"""``award`` and ``explain`` with the table engine: files of any size, a summary instead of a line for each application."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from fundcalc.base.i18n import Message, _, either
from fundcalc.cli.command import option, options
from fundcalc.cli.output import DONE, NO, counted, print_json, working
from fundcalc.cli.terminal import echo, print_table

if TYPE_CHECKING:
    from fundcalc.engine.decision import Status
    from fundcalc.policy.loading import Policy
    from fundcalc.tables import Explained, Summary

ENGINES = ("polars", "duckdb", "spark")


def is_table(file: Path, engine: str | None) -> bool:
    """Whether a file is decided by the table engine: one was named, or nothing else reads it."""
    if engine is not None or file.suffix.lower() == ".parquet":
        return True
    return file.is_dir() and any(each.suffix.lower() == ".parquet" for each in file.iterdir())


def is_result_csv(file: Path) -> bool:
    """Whether a CSV was written by ``award`` with the table engine: its headings say so."""
    if file.suffix.lower() != ".csv" or not file.is_file():
        return False
    with file.open("rb") as source:
        first = source.readline(2**16).decode("utf-8-sig", "replace")
    return {"status", "payable", "prospective"} <= {each.strip('"') for each in first.strip().split(",")}


engine_options = options(
    option("--engine", type=click.Choice(ENGINES),
           help=Message("Decide as a table (default for .parquet: polars); -o is then .parquet or .csv.")),
    option("--spark-master", metavar="URL",
           help=Message("The Spark cluster: local[*], spark://host:7077, yarn, … (default: the environment's).")),
)  # fmt: skip


def refuse_book(folder: Path | None, *, post: bool, on: object) -> None:
    """The table engine knows no book."""
    if post or folder is not None or on is not None:
        raise click.UsageError(
            _(
                "the table engine neither reads nor posts to a book: give what was paid as paid.parquet or paid.csv in a "
                "folder beside applications, or decide a workbook or CSV without --engine"
            )
        )


def award_table(policy: Policy, file: Path, engine: str, output: Path | None, why: str, *, as_json: bool) -> int:
    """Decide a table and print the totals; ``why`` is the command that explains one of its decisions."""
    from fundcalc.tables import award_file

    with working(_("reading {file}").format(file=file.name)):
        summary = award_file(policy, file, output, by=engine, progress=_counted(_("deciding, parts")))
    if as_json:
        print_json(_as_json(policy, file, engine, summary))
    else:
        _print(policy, file, engine, summary, why)
    return DONE


def _counted(what: str) -> Callable[[Sequence[int]], Iterable[int]]:
    return partial(counted, what=what)


def _as_json(policy: Policy, file: Path, engine: str, summary: Summary) -> dict[str, Any]:
    from fundcalc.base.money import plain

    return {
        "policy": policy.id,
        "policy_digest": policy.digest,
        "file": str(file),
        "engine": engine,
        "rows": summary.rows,
        "statuses": dict(summary.statuses),
        "payable": plain(summary.payable),
        "prospective": plain(summary.prospective),
        "benefits": {name: plain(summary.benefits[name]) for name in policy.measure.benefit},
        "read_as": dict(summary.units),
        "parts": summary.parts,
        "output": None if summary.output is None else str(summary.output),
        "output_amounts": "fen",
    }


def _print(policy: Policy, file: Path, engine: str, summary: Summary, why: str) -> None:
    from fundcalc import prose
    from fundcalc.base.amount_in_words import capitals
    from fundcalc.base.money import LARGEST_FEN, yuan
    from fundcalc.views import decisions as views

    echo(f"{either(policy.measure.title)} · {file.name} · {engine}")
    print_table(views.status_counts(cast("Mapping[Status, int]", summary.statuses)))
    print_table(views.benefit_sums(policy, summary.benefits))
    echo(
        _("{count} applications decided, {payees} payable, in all {total} ({capitals})").format(
            count=f"{summary.rows:,}",
            payees=f"{summary.statuses['payable']:,}",
            total=prose.amount(summary.payable),
            capitals=capitals(summary.payable) if summary.payable <= LARGEST_FEN else f"{yuan(summary.payable):,}",
        )
    )
    if summary.prospective:
        echo(_("Payable once filed, in all: {total}").format(total=prose.amount(summary.prospective)))
    for unit, said in _units().items():
        columns = [name for name, read in summary.units.items() if read == unit]
        if columns:
            echo(said.format(columns=", ".join(columns)))
    if summary.grouped:
        echo(
            _("The table was decided in {parts} parts; its rows stand part by part in the result.").format(
                parts=summary.parts
            )
        )
    if summary.output is not None:
        echo(_("Decided table, its amounts in whole fen: {path}").format(path=summary.output))
    echo(_("Why: {command}").format(command=why))


def _units() -> Mapping[str, str]:
    return {
        "fen": _("Read as whole fen: {columns}"),
        "yuan": _("Read as yuan: {columns}"),
        "10,000 yuan": _("Read as 10,000 yuan: {columns}"),
    }


def explain_table(
    policy: Policy, file: Path, platform: str, records: Path | None, engine: str, *, as_json: bool
) -> int:
    """Print why a row of a table or of a result comes to what it does; exit 1 where the result says otherwise."""
    from fundcalc import prose
    from fundcalc.tables import explain_file

    with working(_("reading {file}").format(file=file.name)):
        told = explain_file(policy, file, platform, records=records, by=engine)
    page = prose.explain(told.decision, told.unit)
    if as_json:
        lines = [{"heading": line.heading, "cite": line.article, "text": line.text} for line in page]
        differs = [each._asdict() for each in told.differs]
        print_json(told.decision.to_dict() | {"explanation": lines, "differs": differs})
    else:
        echo(str(page))
    if not told.differs:
        return DONE
    _shout(file, told)
    return NO


def _shout(file: Path, told: Explained) -> None:
    echo(
        "fundcalc: "
        + _("{file} says otherwise of {platform} than what is decided here:").format(
            file=file.name, platform=told.decision.platform
        ),
        err=True,
    )
    for each in told.differs:
        echo(
            _("  {column}: {stands} in the table, {decided} here").format(
                column=each.column, stands=each.stands or "–", decided=each.decided or "–"
            ),
            err=True,
        )
    echo(
        _(
            "It was decided with other lines or readings, with awards paid or detail records (name their folder with "
            "--records), or changed since."
        ),
        err=True,
    )
