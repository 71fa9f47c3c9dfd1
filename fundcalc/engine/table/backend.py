"""Operations that one backend has a faster way for, with the same result.

Polars hashes rows to 64 bits: rows of different hashes differ, rows of the same hash may differ too, so callers compare
again where it counts. Its joins can keep the order of a table in memory. Other backends plan such work themselves.
"""

import string
from collections.abc import Mapping, Sequence
from functools import reduce
from importlib.util import find_spec
from operator import xor
from typing import TYPE_CHECKING, Any

import narwhals as nw

if TYPE_CHECKING:
    import polars as pl

Frame = nw.LazyFrame[Any]

# What letters the ids of a column have; ODD: something that may be no id at all.
SMALL, CAPITAL, MIXED, ODD = range(4)
_SMALL_LETTERS, _CAPITALS = string.ascii_lowercase.encode(), string.ascii_uppercase.encode()
_OTHER_SIGNS = string.digits.encode() + b"._-"
MOST_SIGNS = 64  # of an id


def hashed(frame: Frame, name: str, columns: Sequence[str]) -> Frame | None:
    """Add a hash of some columns; None where the backend has no use for it."""
    if not frame.implementation.is_polars():
        return None
    import polars as pl

    parts = [pl.col(column).hash() for column in columns]
    with_hash: Frame = nw.from_native(frame.to_native().with_columns(reduce(xor, parts).alias(name)))
    return with_hash


def with_letters(frame: Frame, columns: Mapping[str, str]) -> Frame | None:
    """Add under new names which letters the ids of some columns have.

    It is the same in every row. None where the backend has no faster way than a pattern.
    """
    if not frame.implementation.is_polars() or find_spec("pyarrow") is None:
        return None
    import polars as pl

    letters = [
        pl.col(name).cast(pl.String).map_batches(_letters, return_dtype=pl.UInt8, returns_scalar=True).alias(column)
        for name, column in columns.items()
    ]
    found: Frame = nw.from_native(frame.to_native().with_columns(*letters))
    return found


def _letters(ids: "pl.Series") -> "pl.Series":
    """The letters of a series of ids.

    Deleting what an id may hold from the bytes of all ids at once is several times faster than a pattern on each.
    """
    import polars as pl

    lengths, values = ids.str.len_bytes(), ids.to_arrow(compat_level=pl.CompatLevel.oldest()).buffers()[2]
    content = b"" if values is None else values.to_pybytes()
    rest = content.translate(None, _SMALL_LETTERS + _OTHER_SIGNS)
    if (lengths == 0).any() or (lengths > MOST_SIGNS).any() or rest.translate(None, _CAPITALS):
        found = ODD
    elif not rest:
        found = SMALL
    else:
        found = MIXED if len(content.translate(None, _SMALL_LETTERS)) < len(content) else CAPITAL
    return pl.Series([found], dtype=pl.UInt8)


def with_repeats(frame: Frame, column: str, name: str) -> Frame | None:
    """Add whether two rows have the same hash of a column, the same in every row.

    None where the backend has no use for it.
    """
    if not frame.implementation.is_polars():
        return None
    import polars as pl

    repeats = pl.col(column).hash().map_batches(_repeats, return_dtype=pl.Boolean, returns_scalar=True)
    found: Frame = nw.from_native(frame.to_native().with_columns(repeats.alias(name)))
    return found


def _repeats(hashes: "pl.Series") -> "pl.Series":
    """Whether a hash stands twice in a series."""
    import polars as pl

    if find_spec("numpy") is None:
        return pl.Series([hashes.n_unique() < len(hashes)])
    # NumPy sorts numbers several times faster than Polars counts those that differ.
    numbers = hashes.to_numpy(writable=True)
    numbers.sort()
    return pl.Series([bool((numbers[1:] == numbers[:-1]).any())])


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
