"""``award`` and ``explain`` with the table engine.

Files may be of any size; a summary is printed instead of a line per application.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from fundcalc.base.i18n import Message, _, either, ngettext
from fundcalc.cli.award_output import print_gaps, print_notes
from fundcalc.cli.command import option, options
from fundcalc.cli.output import DONE, NO, counted, decided, print_json, working
from fundcalc.cli.terminal import echo, print_table

if TYPE_CHECKING:
    from fundcalc.engine.decision_parts import Status
    from fundcalc.policy.loading import Policy
    from fundcalc.tables import Explained, Summary
    from fundcalc.workbooks.cell_faults import CellFault, CellNote

ENGINES = ("polars", "duckdb", "spark")
LOCAL_ENGINES = ENGINES[:2]


def is_table(file: Path, engine: str | None) -> bool:
    """Whether the table engine decides a file: on request, or as the only reader."""
    if engine is not None or file.suffix.lower() == ".parquet":
        return True
    return file.is_dir() and any(path.suffix.lower() == ".parquet" for path in file.iterdir())


def is_result_csv(file: Path) -> bool:
    """Whether a CSV has the headings of a result of the table engine."""
    if file.suffix.lower() != ".csv" or not file.is_file():
        return False
    with file.open("rb") as source:
        first = source.readline(2**16).decode("utf-8-sig", "replace")
    return {"status", "payable", "prospective"} <= {heading.strip('"') for heading in first.strip().split(",")}


engine_options = options(
    option("--engine", type=click.Choice(ENGINES),
           help=Message("Decide as a table (default for .parquet: polars); -o is then .parquet or .csv.")),
    option("--spark-master", metavar="URL",
           help=Message("The Spark cluster: local[*], spark://host:7077, yarn, … (default: the environment's).")),
)  # fmt: skip


def refuse_book(folder: Path | None, *, post: bool) -> None:
    """Raise UsageError for the options of a book, which tables do not have."""
    if post or folder is not None:
        raise click.UsageError(
            _(
                "the table engine neither reads nor posts to a book: give what was paid as paid.parquet or paid.csv in a "
                "folder beside applications, or decide a workbook or CSV without --engine"
            )
        )


def award_table(
    policy: Policy, file: Path, engine: str, output: Path | None, why: str, *, on: date | None, as_json: bool
) -> int:
    """Decide a table and print its totals; ``why`` is the command to explain it."""
    from fundcalc.tables import award_file

    with working(_("reading {file}").format(file=file.name)):
        summary = award_file(policy, file, output, by=engine, on=on, progress=_counted(_("deciding, parts")))
    if as_json:
        print_json(_as_json(policy, file, engine, summary))
    else:
        _print(policy, file, engine, summary, why)
        if not summary.rows:
            echo(f"✗ {_empty(file)}")
    return DONE if summary.rows else NO


def _empty(file: Path) -> CellFault:
    from fundcalc.workbooks.cell_faults import CellFault

    message, remedy = _("The sheet holds no application."), _("Fill in a row for each platform, or send it again.")
    return CellFault(file.name, "", "", "", message, remedy)


def _counted(what: str) -> Callable[[Sequence[int]], Iterable[int]]:
    return partial(counted, what=what)


def _as_json(policy: Policy, file: Path, engine: str, summary: Summary) -> dict[str, object]:
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
        "notes": [note.to_dict() for note in summary.notes],
        "faults": [] if summary.rows else [_empty(file).to_dict()],
        "not_computed": list(policy.measure.not_computed),
        "parts": summary.parts,
        "output": None if summary.output is None else str(summary.output),
        "output_amounts": "fen",
    }


def _print(policy: Policy, file: Path, engine: str, summary: Summary, why: str) -> None:
    from fundcalc import prose
    from fundcalc.views import decisions as views

    echo(f"{either(policy.measure.title)} · {file.name} · {engine}")
    print_table(views.status_counts(cast("Mapping[Status, int]", summary.statuses)))
    print_table(views.benefit_sums(policy, summary.benefits))
    echo(decided(summary.rows, summary.statuses["payable"], summary.payable))
    print_gaps(policy)
    if summary.prospective:
        echo(_("Payable once filed, in all: {total}").format(total=prose.amount(summary.prospective)))
    for unit in dict.fromkeys(summary.units.values()):
        columns = ", ".join(name for name, read in summary.units.items() if read == unit)
        echo(_units().get(unit, _("Read as {factor} yuan: {columns}")).format(factor=unit.split()[0], columns=columns))
    print_table_notes(summary.notes)
    if summary.grouped:
        in_parts = ngettext(
            "The table was decided in {parts} part; the result has its rows part by part.",
            "The table was decided in {parts} parts; the result has its rows part by part.",
            summary.parts,
        )
        echo(in_parts.format(parts=summary.parts))
    if summary.output is not None:
        echo(_("Decided table, its amounts in whole fen: {path}").format(path=summary.output))
    echo(_("Why: {command}").format(command=why.replace("PLATFORM", summary.first_platform or "PLATFORM")))


def print_table_notes(notes: Iterable[CellNote]) -> None:
    """Print how a table was read, and the doubts about its amounts."""
    listed = list(notes)
    print_notes(
        [note for note in listed if note.kind != "doubt"],
        [note for note in listed if note.kind == "doubt"],
    )


def _units() -> Mapping[str, str]:
    return {
        "fen": _("Read as whole fen: {columns}"),
        "yuan": _("Read as yuan: {columns}"),
        "10,000 yuan": _("Read as 10,000 yuan: {columns}"),
    }


def explain_table(
    policy: Policy, file: Path, platform: str, records: Path | None, engine: str, *, on: date | None, as_json: bool
) -> int:
    """Explain a row of a table or a result; exit 1 where the result differs."""
    from fundcalc import prose
    from fundcalc.tables import explain_file

    with working(_("reading {file}").format(file=file.name)):
        explained = explain_file(policy, file, platform, records=records, by=engine, on=on)
    page = prose.explain(explained.decision, explained.unit)
    if as_json:
        lines = [{"heading": line.heading, "cite": line.article, "text": line.text} for line in page]
        differs = [difference._asdict() for difference in explained.differs]
        print_json(explained.decision.to_dict() | {"explanation": lines, "differs": differs})
    else:
        echo(str(page))
    if not explained.differs:
        return DONE
    _shout(file, explained)
    return NO


def _shout(file: Path, explained: Explained) -> None:
    echo(
        "fundcalc: "
        + _("{file} differs for {platform} from the decision made here:").format(
            file=file.name, platform=explained.decision.platform
        ),
        err=True,
    )
    for difference in explained.differs:
        echo(
            _("  {column}: {stands} in the table, {decided} here").format(
                column=difference.column, stands=difference.stands or "–", decided=difference.decided or "–"
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
