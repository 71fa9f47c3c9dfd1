"""The content of a batch, a block at a time.

The batch of a large round takes a hundred megabytes.
"""

from collections.abc import Iterator
from pathlib import Path

_BLOCK = 1 << 20


def blocks_of(path: Path) -> Iterator[bytes]:
    """The content of a file in blocks of whole lines.

    Line ends are those that ``writer`` writes.
    """
    rest = b""
    with path.open("rb") as file:
        while read := file.read(_BLOCK):
            content = rest + read
            end = content.rfind(b"\n") + 1
            rest = content[end:]
            if end:
                yield with_unix_line_ends(content[:end])
    if rest:
        yield with_unix_line_ends(rest)


def with_unix_line_ends(content: bytes) -> bytes:
    """The content with the line ends that ``writer`` writes."""
    return content.replace(b"\r\n", b"\n") if b"\r" in content else content
