"""The table engine: what it decides is what ``decide_all`` decides, row by row, in every engine that is installed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pytest

import fundcalc
from fundcalc import cases
from fundcalc.facts import Application, read_application, read_paid
from fundcalc.policy import available, find, load
from fundcalc.vocabulary import DETAILS, Named, forms

pl: Any = pytest.importorskip("polars", reason="Polars is not installed")

KINDS: Mapping[str, Any] = {
    "money": pl.Int64,
    "count": pl.Int64,
    "year": pl.Int64,
    "area": pl.Decimal(30, 6),
    "yes_no": pl.Boolean,
    "date": pl.Date,
    "choice": pl.String,
    "id": pl.String,
    "text": pl.String,
    "list": pl.String,
}


def frame_of(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, Named]) -> Any:
    """Rows as a Polars frame with the columns that any of them gives, each of the kind its name says."""
    given_ = [name for name in columns if any(row.get(name) is not None for row in rows)]
    schema = {name: KINDS[columns[name].kind] for name in given_}
    return pl.DataFrame([{name: row.get(name) for name in given_} for row in rows], schema=schema)


def as_row(application: Application) -> dict[str, Any]:
    row = application._asdict()
    facts, _records = row.pop("facts"), row.pop("records")
    row["claims"] = None if application.claims is None else " ".join(application.claims) or ","
    return {**facts, **{key: value for key, value in row.items() if value != ""}}


def tables(policy: Any, round_: Iterable[Any], paid: Iterable[Any]) -> tuple[Any, Any, dict[str, Any]]:
    """A round as frames: applications, awards already paid (or None), detail records."""
    applications = [read_application(policy, each) for each in round_]
    history = [read_paid(each) for each in paid]
    keys = forms()["applications"].columns
    columns = {**{name: named for name, named in policy.facts.items() if name not in keys}, **keys}
    rows = [row._asdict() | {"amount": row.fen} for row in history]
    details = {}
    for name in DETAILS:
        records = [{"platform": each.platform, **row} for each in applications for row in each.records.get(name, ())]
        if records:
            details[name] = frame_of(records, forms()[name].columns)
    return (
        frame_of([as_row(each) for each in applications], columns),
        frame_of(rows, forms()["paid"].columns) if rows else None,
        details,
    )


def by_polars(policy: Any, frame: Any, paid: Any, details: Mapping[str, Any]) -> Any:
    return fundcalc.decide_table(policy, frame, paid, details=details)


def by_lazy_polars(policy: Any, frame: Any, paid: Any, details: Mapping[str, Any]) -> Any:
    lazy = {name: each.lazy() for name, each in details.items()}
    decided = fundcalc.decide_table(policy, frame.lazy(), None if paid is None else paid.lazy(), details=lazy)
    assert isinstance(decided, pl.LazyFrame)
    return decided.collect()


def by_duckdb(policy: Any, frame: Any, paid: Any, details: Mapping[str, Any]) -> Any:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    with duckdb.connect() as connection:

        def relation(table: Any) -> Any:
            return connection.from_arrow(table.to_arrow())

        inside = {name: relation(each) for name, each in details.items()}
        history = None if paid is None else relation(paid)
        decided = fundcalc.decide_table(policy, relation(frame), history, details=inside)
        assert isinstance(decided, duckdb.DuckDBPyRelation)
        return decided.pl()


ENGINES: Mapping[str, Callable[..., Any]] = {"polars": by_polars, "lazy": by_lazy_polars, "duckdb": by_duckdb}


def agree(engine: str, policy: Any, round_: Sequence[Any], paid: Sequence[Any] = ()) -> None:
    """The engine's table says of each application what ``decide_all`` says."""
    exact = fundcalc.decide_all(policy, round_, paid)
    decided = ENGINES[engine](policy, *tables(policy, round_, paid))
    rows = {row["platform"]: row for row in decided.to_dicts()}
    if engine == "polars":  # a table in memory keeps its order
        assert decided["platform"].to_list() == [each.platform for each in exact]
    assert len(rows) == len(exact)
    for decision in exact:
        row = rows[decision.platform]
        told = {key: row[key] for key in ("status", "payable", "prospective")}
        wanted: dict[str, Any] = {
            "status": decision.status,
            "payable": decision.payable_fen,
            "prospective": decision.prospective_fen,
        }
        for name, due in decision.benefits.items():
            told |= {key: row[key] for key in (f"{name}.amount", f"{name}.reason")}
            wanted |= {f"{name}.amount": due.fen, f"{name}.reason": due.reason}
        assert told == wanted, decision.platform


EVERY_CASE = [(id_, case) for id_ in available() for case in cases.read(find(id_).parent / "cases.toml")]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("id_", available())
def test_every_case_is_decided_alike(id_: str, engine: str) -> None:
    failed = []
    for case in cases.read(find(id_).parent / "cases.toml"):
        policy = load(id_, changes=case.get("changes", {}), readings=case.get("readings", {}))
        try:
            agree(engine, policy, case["applications"], case.get("paid", ()))
        except AssertionError as error:
            failed.append(f"{case['name']}: {error}")
    assert not failed, "\n".join(failed)
