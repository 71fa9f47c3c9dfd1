"""Populations: the applications that a measure is tried on.

Polars frames as ``decide_table`` takes them.

Read from files (``population_reader``), made of applications or of any table at hand, or invented (``invention``). Polars is
imported when a population is made, not before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from narwhals.typing import IntoFrame

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _
from fundcalc.engine.application import Application, PaidAward
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Kind, forms
from fundcalc.scenario.recipe import ValidRecipe
from fundcalc.tables.engines import engine
from fundcalc.workbooks import CellFault, Refused

if TYPE_CHECKING:
    import polars as pl

# Organisation ids with these prefixes belong to nobody.
INVENTED, SAMPLE = "INVENTED-", "SAMPLE-"

# Metadata key of a Parquet file that holds an invented population.
MARK = "fundcalc.invented"


@dataclass(frozen=True)
class Population:
    """Applications to try a measure on.

    Polars frames, with earlier awards and detail records.

    Amounts are whole fen (Int64), days Date, choices and ids text, yes_no Boolean, areas Decimal. ``groups`` are text columns
    of the applications that are not facts and that a comparison may group by. ``name`` heads every output, which also says
    whether the population is ``invented``. When read from a file, ``faults`` are its unreadable cells and ``refused`` the rows
    left out because of them; when invented, ``recipe`` has the distributions and ``seed`` their seed.
    """

    applications: pl.DataFrame
    paid: pl.DataFrame | None
    details: Mapping[str, pl.DataFrame]
    name: str
    invented: bool
    groups: tuple[str, ...] = ()
    faults: tuple[CellFault, ...] = ()
    refused: tuple[Refused, ...] = ()
    recipe: ValidRecipe | None = None
    seed: int | None = None

    @property
    def facts(self) -> pl.DataFrame:
        """The applications without the columns to group by: what ``decide_table`` takes."""
        return self.applications.drop(self.groups)


# What the functions of this package take: a population, or any table that ``decide_table`` takes.
PopulationLike: TypeAlias = Population | IntoFrame


def of_round(
    applications: Sequence[Application],
    paid: Iterable[PaidAward],
    policy: Policy,
    *,
    name: str = "",
    groups: Mapping[str, Mapping[str, str]] | None = None,
    faults: Sequence[CellFault] = (),
    refused: Sequence[Refused] = (),
) -> Population:
    """Make a population of a table as ``decide_table`` takes one.

    A population is returned as it is.

    ``groups`` maps a column to the value of each platform. Awards decided from these very applications are left out, because
    the round is decided again.
    """
    engine("polars")
    import polars as pl

    columns = groups or {}
    platforms = [application.row_id for application in applications]
    frame = pl.DataFrame(
        [*_keys(applications), *_facts(applications, policy)]
        + [_series(group, "text", [values.get(id_) for id_ in platforms]) for group, values in columns.items()]
    )
    records = {form: _records(form, applications) for form in policy.details}
    decided = set(platforms)
    history = [award for award in paid if award.decided_from not in decided]
    return Population(
        frame,
        _paid(history) if history else None,
        {form: rows for form, rows in records.items() if rows.height},
        name or policy.id,
        is_invented(frame),
        tuple(columns),
        tuple(faults),
        tuple(refused),
    )


def population_of(table: PopulationLike, policy: Policy, groups: Collection[str] = ()) -> Population:
    """Make a population of a table as ``decide_table`` takes one.

    A population is returned as it is.

    ``groups`` names columns that are not facts. Raises ApplicationError for anything that is not a table.
    """
    if isinstance(table, Population):
        return table
    engine("polars")
    import narwhals as nw

    try:
        given = nw.from_native(cast(Any, table))
    except TypeError as error:
        message = _("{kind} is not a table; give a population, or a Polars, DuckDB, PySpark or PyArrow table")
        raise ApplicationError(_("the population"), (message.format(kind=type(table).__name__),)) from error
    frame = (given.collect("polars") if isinstance(given, nw.LazyFrame) else given).to_polars()
    if isinstance(given, nw.LazyFrame) and not given.implementation.is_polars():
        frame = _sorted(frame)
    facts = {*policy.given_facts, *forms()["applications"].columns}
    own = tuple(name for name in frame.columns if name in groups and name not in facts)
    return Population(frame, None, {}, _("a table"), is_invented(frame), own)


def _sorted(frame: pl.DataFrame) -> pl.DataFrame:
    """A table that has no order of its own, in the order of its platforms."""
    keys = [key for key in ("platform", "claim") if key in frame.columns]
    return frame.sort(keys) if keys else frame


def is_invented(applications: pl.DataFrame) -> bool:
    """Whether the ids of all organisations are those of invented ones."""
    if "organisation" not in applications.columns or not applications.height:
        return False
    import polars as pl

    ids = applications["organisation"].cast(pl.String)
    return bool((ids.str.starts_with(INVENTED) | ids.str.starts_with(SAMPLE)).all())


# Frames from applications.


def column_type(kind: Kind) -> Any:
    """The Polars type of a column of this kind."""
    import polars as pl

    kinds: dict[Kind, Any] = {
        "money": pl.Int64,
        "count": pl.Int64,
        "year": pl.Int64,
        "area": pl.Decimal(38, 6),
        "decimal": pl.Decimal(38, 6),
        "yes_no": pl.Boolean,
        "date": pl.Date,
    }
    return kinds.get(kind, pl.String)


def _series(name: str, kind: Kind, values: Sequence[object]) -> pl.Series:
    import polars as pl

    return pl.Series(name, values, dtype=column_type(kind), strict=True)


def _keys(applications: Sequence[Application]) -> Iterable[pl.Series]:
    """The key columns; those without any value are left out."""
    for key, column in forms()["applications"].columns.items():
        values = [getattr(application, key) for application in applications]
        if key == "claims":
            values = [None if value is None else " ".join(value) for value in values]
        elif column.kind in ("text", "id"):
            values = [value or None for value in values]
        if column.required or any(value is not None for value in values):
            yield _series(key, column.kind, values)


def _facts(applications: Sequence[Application], policy: Policy) -> Iterable[pl.Series]:
    keys = forms()["applications"].columns
    for fact, named in policy.given_facts.items():
        if fact in keys:
            continue
        values = [application.facts.get(fact) for application in applications]
        if any(value is not None for value in values):
            yield _series(fact, named.kind, values)


def _records(form: str, applications: Sequence[Application]) -> pl.DataFrame:
    import polars as pl

    rows: list[tuple[str, Mapping[str, object]]] = [
        (application.platform, record) for application in applications for record in application.records.get(form, ())
    ]
    return pl.DataFrame(
        [
            _series(key, column.kind, [platform if key == "platform" else record.get(key) for platform, record in rows])
            for key, column in forms()[form].columns.items()
        ]
    )


def _paid(awards: Sequence[PaidAward]) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(
        [
            _series(key, column.kind, [_field(award, key) for award in awards])
            for key, column in forms()["paid"].columns.items()
        ]
    )


def _field(award: PaidAward, key: str) -> object:
    """A column of an award; a text that is empty is not given."""
    value: object = award.fen if key == "amount" else getattr(award, key)
    return None if value == "" else value
