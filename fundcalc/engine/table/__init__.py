"""The second meaning of each kind of clause: for a whole table, as expressions for Polars, DuckDB and PySpark."""

from fundcalc.engine.table.rounds import added_columns, decide_table

__all__ = ["added_columns", "decide_table"]
