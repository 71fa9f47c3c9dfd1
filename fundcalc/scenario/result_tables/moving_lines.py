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
from fundcalc.scenario.request import Answer, Sweep
from fundcalc.scenario.result_tables.table import Row, Table
from fundcalc.views.table import Cell, Change, Figure, Money
from fundcalc.workbooks.sheet_writer import Column


def cell(of: Parameter, value: Value) -> Cell:
    """The value of a line as a cell; a rate in per cent."""
    match of.kind:
        case "money":
            return Money(fen(value))
        case "rate":
            text = shown(of.kind, value)
            return Figure(Decimal(text.removesuffix("%"))) if text.endswith("%") else text
        case "area":
            return Figure(Decimal(str(value)))
        case _:
            return value if isinstance(value, int | date) else shown(of.kind, value)


def _swept_column(policy: Policy, of: Parameter) -> Column:
    heading = _("{line} ({unit})").format(line=prose.parameter(policy, of), unit=prose.parameter_unit(of.kind))
    return Column(heading, 28)


def sweep(answer: Answer, swept: Sweep) -> Table:
    """The sums at every point; the change is from the measure as it stands."""
    columns = [
        *(_swept_column(answer.after, of) for of in swept.lines),
        Column(_("payable in all (yuan)"), 22),
        Column(_("change (yuan)"), 22),
        Column(_("payable to, number"), 14),
        Column(_("once filed (yuan)"), 20),
        Column(_("open"), 10),
        Column(" ", 16),
    ]
    baseline = answer.totals[0]["total_fen"]
    now = tuple(of.value for of in swept.lines)
    rows: list[Row] = [
        [
            *(cell(of, value) for of, value in zip(swept.lines, point, strict=True)),
            *(Money(row["total_fen"]), Change(row["total_fen"] - baseline), row["paid"]),
            *(Money(row["prospective_fen"]), row["open"], _present(answer) if point == now else ""),
        ]
        for point, row in zip(swept.points, swept.sums.iter_rows(named=True), strict=True)
    ]
    return Table(_("What it comes to while a line moves"), columns, rows)


def _present(answer: Answer) -> str:
    return _("◀ after") if answer.changed else _("◀ as it stands")


def grid(answer: Answer, swept: Sweep) -> Table:
    """A sweep of two lines as a grid of what is payable in all (yuan).

    The first line goes downwards, the second to the right.
    """
    (down, across), (rows, columns) = swept.lines, swept.values
    sums = swept.sums["total_fen"].to_list()
    corner = _("{first} ↓  {second} →").format(
        first=_swept_column(answer.after, down).heading, second=_swept_column(answer.after, across).heading
    )
    return Table(
        _("Payable in all (yuan) while two lines move"),
        [Column(corner, 36), *(Column(prose.parameter_value(across, value), 20) for value in columns)],
        [
            [cell(down, value), *(Money(sums[at * len(columns) + of]) for of in range(len(columns)))]
            for at, value in enumerate(rows)
        ],
    )


def margins(answer: Answer, frame: pl.DataFrame) -> Table:
    """The cost of one step of each line."""
    columns = [
        Column(_("line of the measure"), 46),
        Column(_("value"), 20),
        Column(_("one step"), 18),
        Column(_("one step more (yuan)"), 22),
        Column(_("one step less (yuan)"), 22),
        Column(_("article"), 18),
        Column(_("line in the file"), 46),
    ]
    policy, every = answer.after, parameters(answer.after)
    rows: list[Row] = []
    for row in frame.iter_rows(named=True):
        of = every[row["line"]]
        rows.append(
            [
                *(prose.parameter(policy, of), prose.parameter_value(of, of.value), _step(of, row["step"])),
                *(None if row[way] is None else Change(row[way]) for way in ("up_fen", "down_fen")),
                *(of.cite, row["line"]),
            ]
        )
    return Table(_("What one step of each line costs, once filed included"), columns, rows)


def _step(of: Parameter, text: str) -> str:
    return prose.parameter_value(of, read_value(of.kind, text))
