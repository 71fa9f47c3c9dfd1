"""Write a population to disk.

``award`` and ``read_population`` read it again, and it still says that it is invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fundcalc.base.i18n import _
from fundcalc.base.ids import row_id
from fundcalc.base.money import yuan
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Named, forms
from fundcalc.scenario.population import MARK, Population
from fundcalc.scenario.population_prose import invented, population_page
from fundcalc.tables.files import ENDINGS, refused
from fundcalc.workbooks import write_template
from fundcalc.workbooks.safe_writing import replaced

if TYPE_CHECKING:
    import polars as pl

# Beyond this, a workbook is nothing that a person looks through.
MOST_IN_A_WORKBOOK = 20_000
README = "README.txt"


def write_population(population: Population, policy: Policy, output: Path, *, as_csv: bool = False) -> tuple[Path, ...]:
    """Write a population; gives the files written.

    An ``.xlsx`` is the workbook of the measure, filled in, without columns to group by. A ``.parquet`` or ``.csv`` holds the
    applications alone. Any other name is a folder with a table for each form, Parquet or (``as_csv``) CSV. Columns to group by
    are headed # and their name; Parquet says in its metadata that it is invented. Raises SheetError.
    """
    if output.exists() and not (output.is_dir() and not any(output.iterdir())):
        raise refused(str(output), _("is there already"), _("give another name"))
    ending = output.suffix.lower()
    if ending == ".xlsx":
        return (_workbook(population, policy, output),)
    tables = {"applications": population.applications, **population.details}
    if population.paid is not None:
        tables["paid"] = population.paid
    if ending in ENDINGS:
        if len(tables) > 1:
            raise refused(
                str(output),
                _("this population has tables beside its applications: {forms}").format(
                    forms=", ".join(form for form in tables if form != "applications")
                ),
                _("give the name of a folder, without an ending, or of an .xlsx"),
            )
        return (_table(population, policy, "applications", population.applications, output),)
    if ending and not output.is_dir():
        raise refused(
            str(output),
            _("a population is written as .xlsx, .parquet or .csv, or to a folder"),
            _("give a name that ends in one of them, or in nothing"),
        )
    output.mkdir(parents=True, exist_ok=True)
    end = ".csv" if as_csv else ".parquet"
    written = [_table(population, policy, form, frame, output / f"{form}{end}") for form, frame in tables.items()]
    return (*written, _readme(population, policy, output / README))


def page_of(population: Population, policy: Policy) -> str:
    """Describe a population: its name, whether it is invented, and how."""
    if population.recipe is not None and population.seed is not None:
        return str(population_page(policy, population.recipe, population.applications.height, population.seed))
    return invented(population.name) if population.invented else population.name


def _readme(population: Population, policy: Policy, path: Path) -> Path:
    with replaced(path, endings=(".txt",)) as temporary:
        temporary.write_text(page_of(population, policy) + "\n", "utf-8")
    return path


def _table(population: Population, policy: Policy, form: str, frame: pl.DataFrame, path: Path) -> Path:
    if form == "applications":
        frame = frame.rename({group: f"#{group}" for group in population.groups})
    with replaced(path, endings=ENDINGS) as temporary:
        if path.suffix.lower() == ".csv":
            _in_yuan(frame, form, policy).write_csv(temporary)
        else:
            # Names in the file itself, for a copy that has lost the ids of its organisations.
            mark = {MARK: invented(population.name)} if population.invented else None
            frame.write_parquet(temporary, metadata=mark)
    return path


def _named(form: str, policy: Policy) -> Mapping[str, Named]:
    return {**policy.given_facts, **forms()[form].columns} if form == "applications" else forms()[form].columns


def _in_yuan(frame: pl.DataFrame, form: str, policy: Policy) -> pl.DataFrame:
    """Amounts as decimal text, for whole numbers in a CSV are yuan."""
    import polars as pl

    named = _named(form, policy)
    money = [name for name in frame.columns if name in named and named[name].kind == "money"]
    return frame.with_columns(
        pl.format(
            "{}{}.{}",
            pl.when(pl.col(name) < 0).then(pl.lit("-")).otherwise(pl.lit("")),
            pl.col(name).abs() // 100,
            (pl.col(name).abs() % 100).cast(pl.String).str.zfill(2),
        ).alias(name)
        for name in money
    )


def _workbook(population: Population, policy: Policy, path: Path) -> Path:
    rows = population.applications.height
    if rows > MOST_IN_A_WORKBOOK:
        raise refused(
            str(path),
            _("{count} applications are too many for a workbook, which takes {most}").format(
                count=f"{rows:,}", most=f"{MOST_IN_A_WORKBOOK:,}"
            ),
            _("give the name of a folder, without an ending"),
        )
    given = _rows("applications", population.facts, policy)
    applications = {row_id(row["platform"], str(row.get("claim") or "")): row for row in given}
    for form, frame in population.details.items():
        for record in _rows(form, frame, policy):
            applications[record["platform"]].setdefault(form, []).append(record)
    paid = () if population.paid is None else _rows("paid", population.paid, policy)
    write_template(policy, path, applications=applications.values(), paid=paid)
    return path


def _rows(form: str, frame: pl.DataFrame, policy: Policy) -> list[dict[str, Any]]:
    """The rows as a person writes them, amounts in yuan."""
    named = _named(form, policy)
    money = {name for name in frame.columns if name in named and named[name].kind == "money"}
    return [
        {key: yuan(value) if key in money else value for key, value in row.items() if value is not None}
        for row in frame.iter_rows(named=True)
    ]
