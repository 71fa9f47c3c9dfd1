"""What a measure means for a whole table, as Narwhals expressions.

Both engines have the same rooms; ``fundcalc.engine`` decides one application at a time.
"""

from fundcalc.engine.table.rounds import added_columns, decide_table, key_columns

__all__ = ["added_columns", "decide_table", "key_columns"]
