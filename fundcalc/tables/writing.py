"""Write the parts of a decided table as one file, one in memory at a time."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def write_parts(parts: Iterable["pa.Table"], path: Path, ending: str) -> None:
    """Write PyArrow tables of one schema as one Parquet or CSV file."""
    import pyarrow.csv
    import pyarrow.parquet

    writer = None
    try:
        for part in parts:
            if writer is None:
                writer = (
                    pyarrow.csv.CSVWriter(
                        path, part.schema, write_options=pyarrow.csv.WriteOptions(quoting_style="needed")
                    )
                    if ending == ".csv"
                    else pyarrow.parquet.ParquetWriter(path, part.schema, compression="lz4")
                )
            writer.write_table(part.cast(writer.schema) if ending != ".csv" else part)
    finally:
        if writer is not None:
            writer.close()
