"""The tables of a what-if: columns over rows of a frame."""

from collections.abc import Mapping
from typing import Any

from fundcalc.views.table import Column, Kind

Row = Mapping[str, Any]


def column(key: str, heading: str, kind: Kind = "text", width: int = 14, *, field: str = "") -> Column[Row]:
    """A column that shows a field of each row as it is; ``key`` unless named."""
    name = field or key
    return Column(key, heading, lambda row: row.get(name), kind, width)
