"""Files dropped on a page: kept in memory, and on disk only while they are read."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _

_LONGEST_NAME = 40  # Chinese letters have three bytes, and a name may have 255
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\ud800-\udfff]')


class File(NamedTuple):
    """A file by its name, and its bytes."""

    name: str
    content: bytes


def plain_name(name: str) -> str:
    """The last part of a name without forbidden characters; its ending stays.

    >>> plain_name("../../etc/昆明 round.xlsx"), plain_name("C:\\\\a?.csv"), plain_name("..")
    ('昆明 round.xlsx', 'a_.csv', 'file')
    """
    last = _FORBIDDEN.sub("_", re.split(r"[/\\]", name)[-1]).strip(" .")
    stem, dot, ending = last.rpartition(".")
    if not dot:
        stem, ending = last, ""
    return (stem[:_LONGEST_NAME] + dot + ending[:_LONGEST_NAME]) if last else "file"


@contextmanager
def on_disk(files: Sequence[File]) -> Iterator[list[Path]]:
    """Write the files to a temporary folder. Raises SheetError for two of one name."""
    with TemporaryDirectory(prefix="fundcalc-") as folder:
        paths = []
        for file in files:
            path = Path(folder) / plain_name(file.name)
            if path in paths:
                raise SheetError(_("{file}: two files have this name; rename one of them.").format(file=path.name))
            path.write_bytes(file.content)
            paths.append(path)
        yield paths


def written(name: str, write: Callable[[Path], object]) -> bytes:
    """The bytes of the file that ``write`` writes."""
    with TemporaryDirectory(prefix="fundcalc-") as folder:
        path = Path(folder) / Path(name).name
        write(path)
        return path.read_bytes()
