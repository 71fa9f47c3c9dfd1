"""Tables of lines that move: a sweep of one or two, and what a step of each costs."""

from datetime import date
from decimal import Decimal

import polars as pl

from fundcalc import prose
from fundcalc.base.i18n import _
from fundcalc.base.money import fen
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameter_values import Value, read_value, shown
from fundcalc.policy.parameters import Parameter, parameters
from fundcalc.scenario.request import Sweep, WhatIfResult
from fundcalc.scenario.result_tables.table import Row, column
from fundcalc.views.table import Cell, Column, Figure, Money, Table


def cell(of: Parameter, value: Value) -> Cell:
    """The value of a line as a cell; a rate in per cent."""
    match of.kind:
        case "money":
            return Money(fen(value))
        case "rate":
            text = shown(of.kind, value)
            return Figure(Decimal(text.removesuffix("%"))) if text.endswith("%") else text
        case "area" | "decimal":
            return Figure(Decimal(str(value)))
        case _:
            return value if isinstance(value, int | date) else shown(of.kind, value)


def _heading(policy: Policy, of: Parameter) -> str:
    return _("{line} ({unit})").format(line=prose.parameter(policy, of), unit=prose.parameter_unit(of.kind))


def sweep(answer: WhatIfResult, swept: Sweep) -> Table[Row]:
    """The sums at every point; the change is from the measure as it stands."""
    baseline = answer.totals[0]["total_fen"]
    columns: list[Column[Row]] = [
        *(_swept_column(answer.after, of, at) for at, of in enumerate(swept.lines)),
        column("total", _("payable in all (yuan)"), "yuan", 22, field="total_fen"),
        Column("change", _("change (yuan)"), lambda row: row["total_fen"] - baseline, "change", 22),
        column("paid", _("payable to, number"), "count", 14),
        column("prospective", _("once filed (yuan)"), "yuan", 20, field="prospective_fen"),
        column("open", _("open"), "count", 10),
        column("now", " ", width=16),
    ]
    now = tuple(of.value for of in swept.lines)
    rows = [
        {**sums, "point": point, "now": _present(answer) if point == now else ""}
        for point, sums in zip(swept.points, swept.sums.iter_rows(named=True), strict=True)
    ]
    return Table(_("What it comes to while a line moves"), columns, rows)


def _swept_column(policy: Policy, of: Parameter, at: int) -> Column[Row]:
    return Column(of.path, _heading(policy, of), lambda row: cell(of, row["point"][at]), "count", 28)


def _present(answer: WhatIfResult) -> str:
    return _("◀ after") if answer.changed else _("◀ as it stands")


def grid(answer: WhatIfResult, swept: Sweep) -> Table[Row]:
    """A sweep of two lines as a grid of what is payable in all (yuan).

    The first line goes downwards, the second to the right.
    """
    (down, across), (rows, values) = swept.lines, swept.values
    sums, wide = swept.sums["total_fen"].to_list(), len(values)
    corner = _("{first} ↓  {second} →").format(
        first=_heading(answer.after, down), second=_heading(answer.after, across)
    )

    def total(at: int, value: Value) -> Column[Row]:
        return Column(str(at), prose.parameter_value(across, value), lambda row: row["totals"][at], "yuan", 20)

    return Table(
        _("Payable in all (yuan) while two lines move"),
        [
            Column(down.path, corner, lambda row: cell(down, row["value"]), "count", 36),
            *(total(at, value) for at, value in enumerate(values)),
        ],
        [{"value": value, "totals": sums[at * wide : (at + 1) * wide]} for at, value in enumerate(rows)],
    )


def margins(answer: WhatIfResult, frame: pl.DataFrame) -> Table[Row]:
    """The cost of one step of each line."""
    policy, every = answer.after, parameters(answer.after)

    def of(row: Row) -> Parameter:
        return every[row["line"]]

    columns: list[Column[Row]] = [
        Column("label", _("line of the measure"), lambda row: prose.parameter(policy, of(row)), width=46),
        Column("value", _("value"), lambda row: prose.parameter_value(of(row), of(row).value), width=20),
        Column("step", _("one step"), lambda row: _step(of(row), row["step"]), width=18),
        column("up", _("one step more (yuan)"), "change", 22, field="up_fen"),
        column("down", _("one step less (yuan)"), "change", 22, field="down_fen"),
        Column("cite", _("article"), lambda row: of(row).cite, width=18),
        column("line", _("line in the file"), width=46),
    ]
    title = _("What one step of each line costs, once filed included")
    return Table(title, columns, list(frame.iter_rows(named=True)))


def _step(of: Parameter, text: str) -> str:
    return prose.parameter_value(of, read_value(of.kind, text))
