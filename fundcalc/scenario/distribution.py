"""How many applications get how much, before and after.

Counted in classes of round amounts.
"""

import polars as pl

from fundcalc.base.money import fen
from fundcalc.scenario.comparison import Comparison

_MOST_CLASSES = 12


def distribution(comparison: Comparison) -> pl.DataFrame:
    """Count the applications in each class of amounts.

    One row for each class: above ``above_fen``, at most ``up_to_fen``; how many before and after.

    The first row is those that get nothing. Classes are equally wide, and round figures of yuan.
    """
    rows = comparison.rows
    most = int(rows.select(pl.max_horizontal(pl.col("before_fen").max(), pl.col("after_fen").max())).item() or 0)
    width = _round_width(most)
    edges = [0, *range(width, most + width, width)] if most else [0]
    counted = {when: _counted(rows[f"{when}_fen"], width, len(edges)) for when in ("before", "after")}
    return pl.DataFrame(
        {"above_fen": [None, *edges[:-1]], "up_to_fen": edges, **counted},
        schema={"above_fen": pl.Int64, "up_to_fen": pl.Int64, "before": pl.Int64, "after": pl.Int64},
    )


def _counted(amounts: pl.Series, width: int, classes: int) -> list[int]:
    # An amount on an edge is in the class below it; nothing is a class of its own.
    found = dict(((amounts + width - 1) // width).value_counts().iter_rows())
    return [int(found.get(at, 0)) for at in range(classes)]


def _round_width(most: int) -> int:
    """The least of 1, 2, 5, 10, 20, 50 … yuan that makes few enough classes."""
    width = fen(1)
    for factor in (1, 2, 5) * 20:
        if -(-most // (width * factor)) <= _MOST_CLASSES:
            return width * factor
        if factor == 5:
            width *= 10
    return width
