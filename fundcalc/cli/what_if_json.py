"""The JSON document of ``fundcalc what-if``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fundcalc.cli.output import print_json

if TYPE_CHECKING:
    import polars as pl

    from fundcalc.scenario.request import WhatIfResult

_MOST_EXTREMES = 10


def print_as_json(answer: WhatIfResult, file: Path | None, output: Path | None) -> None:
    """Print the result as one document; amounts are decimal strings of yuan."""
    from fundcalc.scenario import result_tables

    population, scenario, comparison = answer.population, answer.request.scenario, answer.comparison
    before, after = comparison.totals.drop("scenario").iter_rows(named=True)
    document: dict[str, object] = {
        "policy": answer.before.id,
        "policy_digest": answer.before.digest,
        "file": None if file is None else str(file),
        "population": result_tables.population_line(population),
        "invented": population.invented,
        "seed": population.seed,
        "given": {name: str(value) for name, value in answer.before.changes.items()},
        "readings": {"before": dict(answer.before.readings), "after": dict(answer.after.readings)},
        "instead": None if scenario.instead is None else answer.after.id,
        "changes": [
            {"line": change.key, "label": change.label, "before": change.before, "after": change.after, "cite": change.cite}
            for change in result_tables.changed(answer)
            if change.key
        ],
        "before": _row(before),
        "after": _row(after),
        "moves": _row(answer.moves),
        "groups": _rows(comparison.by_group),
        "statuses": _rows(comparison.statuses),
        "thresholds": _rows(comparison.crossings(answer.request.thresholds)),
        "budget": [_row(year) for year in result_tables.budget_years(answer)],
        "gain_most": _rows(comparison.winners.head(_MOST_EXTREMES)),
        "lose_most": _rows(comparison.losers.head(_MOST_EXTREMES)),
        "sweep": _sweep(answer),
        "met": _met(answer),
        "interpretations": _interpretations(answer),
        "margins": None if answer.margins is None else _rows(answer.margins),
        "refused": [
            {"sheet": row.sheet, "row": row.row, "platform": row.platform, "why": list(row.why)}
            for row in population.refused
        ],
        "faults": [
            {"file": fault.file, "sheet": fault.sheet, "cell": fault.cell, "value": fault.value, "told": fault.message,
             "remedy": fault.remedy}
            for fault in population.faults
        ],
        "output": None if output is None else str(output),
        "warnings": list(answer.warnings),
    }  # fmt: skip
    print_json(document)


def _row(row: Mapping[str, object]) -> dict[str, object]:
    """A row of a frame; amounts in yuan, their names without the unit."""
    return {name.removesuffix("_fen"): _plain(value, money=name.endswith("_fen")) for name, value in row.items()}


def _rows(frame: pl.DataFrame) -> list[dict[str, object]]:
    return [_row(row) for row in frame.iter_rows(named=True)]


def _plain(value: object, *, money: bool) -> object:
    from fundcalc.base.money import plain

    if value is None:
        return None
    if money and isinstance(value, int):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _sweep(answer: WhatIfResult) -> dict[str, object] | None:
    from fundcalc.policy.parameter_values import shown
    from fundcalc.scenario.prepared import SUMS

    swept = answer.sweep
    if swept is None:
        return None
    points = []
    for point, row in zip(swept.points, swept.sums.select(*SUMS).iter_rows(named=True), strict=True):
        values = {of.path: shown(of.kind, value) for of, value in zip(swept.lines, point, strict=True)}
        change = row["total_fen"] - answer.totals[0]["total_fen"]
        points.append({"values": values, **_row({**row, "change_fen": change})})
    return {"lines": [of.path for of in swept.lines], "points": points}


def _met(answer: WhatIfResult) -> dict[str, object] | None:
    from fundcalc.base.money import plain
    from fundcalc.policy.parameter_values import shown
    from fundcalc.scenario import result_tables

    found = answer.budget_result
    if found is None:
        return None
    return {
        "line": found.parameter.path,
        "value": shown(found.parameter.kind, found.value),
        "total": plain(found.total_fen),
        "beyond": None if found.beyond is None else shown(found.parameter.kind, found.beyond),
        "beyond_total": None if found.beyond_fen is None else plain(found.beyond_fen),
        "budget": plain(found.budget_fen),
        "message": result_tables.met(answer),
        "checked": found.checked,
        "differs": [_row(mismatch._asdict()) for mismatch in found.mismatches],
    }


def _interpretations(answer: WhatIfResult) -> dict[str, object] | None:
    from fundcalc.base.money import plain
    from fundcalc.prose import article, question, taken
    from fundcalc.scenario import result_tables

    found = answer.interpretations
    if found is None:
        return None
    policy = found.policy

    def reading(row: Mapping[str, Any]) -> dict[str, object]:
        name, value = row["reading"], row["value"]
        words = {"question": question(policy, name), "answer": taken(policy, name, value)}
        return {"reading": name, "value": value, **words, "cite": article(policy, name), **_row(row)}

    def extreme(*, most: bool) -> dict[str, object]:
        combination = result_tables.extreme(found, most=most)
        return {"total": plain(combination.fen), "open": combination.open, "otherwise": dict(combination.otherwise)}

    return {
        "values": [reading(row) for row in found.values.iter_rows(named=True)],
        "least": extreme(most=False),
        "most": extreme(most=True),
        "combinations": _rows(found.combinations),
        "without_effect": list(found.without_effect),
        "alone_only": list(found.alone_only),
    }
