"""The XML of a sheet without its blank cells.

A million formatted empty cells must not take minutes."""

import re
from typing import Any

from fundcalc.workbooks.grid import too_large

# Between the beginnings of two rows, and after the last: a full row is 16,384 cells of a few tags each.
MOST_TAGS = 1_000_000
MOST_TEXT = 16 * 2**20

_BLANK_CELL = re.compile(rb'<c(?: r="[A-Z]{1,3}\d{1,7}"| s="\d+")*\s*(?:/>|></c>)')
_BLANK_ROW = re.compile(rb'<row r="\d+"[^<>]*(?:/>|>\s*</row>)')
_UNNUMBERED = re.compile(rb"<(?:c|row)(?:\s+[^r<>][^<>]*)?/?>")
_CHUNK = 2**18


class WithoutBlanks:
    """The XML of a sheet without the cells and rows that hold a format only.

    Only cells and rows that carry their own address are left out, so that those behind them keep theirs; a sheet with
    comments, CDATA or unaddressed cells is passed on as it is.
    """

    def __init__(self, xml: Any, name: str = "") -> None:
        self._xml, self._name = xml, name
        self._pending, self._unfiltered = b"", False
        self._tags = self._letters = 0

    def read(self, _size: int = -1) -> bytes:
        """The next piece of the XML, empty at its end."""
        piece = self._next_piece()
        self._check_size(piece)
        return piece

    def _check_size(self, piece: bytes) -> None:
        """Refuse what the parser would need more memory for than there is.

        A row, or what follows the rows.
        """
        begun = max(piece.rfind(b"<row"), piece.rfind(b":row"))
        self._tags = piece.count(b"<", max(begun, 0)) + (0 if begun >= 0 else self._tags)
        tag = piece.rfind(b"<")
        self._letters = len(piece) - max(tag, 0) + (0 if tag >= 0 else self._letters)
        if self._tags > MOST_TAGS or self._letters > MOST_TEXT:
            raise too_large(self._name)

    def _next_piece(self) -> bytes:
        while True:
            chunk: bytes = self._xml.read(_CHUNK)
            xml = self._pending + chunk
            self._unfiltered = self._unfiltered or b"<!" in xml or _UNNUMBERED.search(xml) is not None
            if self._unfiltered or not chunk:
                self._pending = b""
                return xml if self._unfiltered else _filtered(xml)
            # A row in one piece, or at least a tag in one piece.
            cut = xml.rfind(b"<row")
            if cut <= 0 and len(xml) > 4 * _CHUNK:
                cut = xml.rfind(b"<")
                # No tag is that long: what is pending is text or blanks, and joining more to it takes ever longer.
                cut = cut if cut > 0 else len(xml)
            self._pending = xml[max(cut, 0) :]
            if kept := _filtered(xml[: max(cut, 0)]):
                return kept


def _filtered(xml: bytes) -> bytes:
    return _BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", xml))
