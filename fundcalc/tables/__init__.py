"""Tables on disk: read exactly, decided by the table engine, written atomically."""

from fundcalc.tables.decide_file import ENGINES, award_file
from fundcalc.tables.explain import Explained, explain_file, explain_row
from fundcalc.tables.files import tables_of
from fundcalc.tables.totals import Summary

__all__ = ["ENGINES", "Explained", "Summary", "award_file", "explain_file", "explain_row", "tables_of"]
