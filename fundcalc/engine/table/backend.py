"""Operations that one backend has a faster way for, with the same result.

Polars hashes rows to 64 bits: rows of different hashes differ, rows of the same hash may differ too, so callers compare
again where it counts. Its joins can keep the order of a table in memory. Other backends plan such work themselves.
"""

from collections.abc import Sequence
from functools import reduce
from operator import xor
from typing import Any

import narwhals as nw

Frame = nw.LazyFrame[Any]


def hashed(frame: Frame, name: str, columns: Sequence[str]) -> Frame | None:
    """Add a hash of some columns; None where the backend has no use for it."""
    if not frame.implementation.is_polars():
        return None
    polars: Any = frame.implementation.to_native_namespace()
    parts = [polars.col(column).hash() for column in columns]
    with_hash: Frame = nw.from_native(frame.to_native().with_columns(reduce(xor, parts).alias(name)))
    return with_hash


def left_join(frame: Frame, values: Frame, on: Sequence[str], *, ordered: bool) -> Frame:
    """Join a frame that has at most one row per key; null where it has none."""
    if not (ordered and frame.implementation.is_polars()):
        return frame.join(values, on=list(on), how="left")
    left, right = frame.to_native(), values.to_native()
    joined: Frame = nw.from_native(left.join(right, on=list(on), how="left", maintain_order="left"))
    return joined


def numbered(frame: Frame, name: str) -> Frame:
    """Add the index of each row to a Polars frame."""
    with_places: Frame = nw.from_native(frame.to_native().with_row_index(name))
    return with_places
