"""Writing workbooks: whole or not at all, and no text that could run."""

import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _

# What Windows and macOS both have for Chinese; another machine takes its own.
FONT = "微软雅黑"

# Excel keeps 15 digits of a number.
_MOST_FEN = 10**15
_LONGEST = 32_767

_RUNS = re.compile(r"[\s\x00-\x1f\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069]*[=+\-@＝＋－＠﹣−]|[\t\r\n]")
# Lone surrogates and characters that XML does not allow.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe(text: str) -> str:
    """Text as it goes into a cell.

    If it could start a formula once saved as CSV and opened again, a ' stands before it.

    In an .xlsx a text cell never runs, whatever it says; but = + - @ (and a tab or line end) at the start of a CSV field
    does in Excel. The sign is visible, so that nobody takes it for part of the name; nothing else is changed, but for
    characters that no workbook can hold, which become U+FFFD, and what is beyond 32,767 characters.

    >>> safe("=cmd|' /C calc'!A0"), safe("昆明 -1 号"), safe("+1")
    ("'=cmd|' /C calc'!A0", '昆明 -1 号', "'+1")
    """
    text = _UNWRITABLE.sub("\ufffd", text)
    if _RUNS.match(text):
        text = "'" + text
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def fits_a_number(fen: int) -> bool:
    """Whether a cell holds an amount of yuan without losing a digit (15 digits)."""
    return abs(fen) < _MOST_FEN


def workbook(path: Path) -> xlsxwriter.Workbook:
    """A new .xlsx in which text stays text: no formula, no link, no number."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return xlsxwriter.Workbook(
        str(path), {**options, "default_format_properties": {"font_name": FONT, "font_size": 10}}
    )


def check_target(path: Path, endings: Sequence[str] = (".xlsx",)) -> None:
    """Raise SheetError where a file cannot be written: another ending, no such folder."""
    named = _(" or ").join(endings)
    if path.is_dir():
        raise SheetError(
            _("{path} is a folder; give the name of a file, ending in {endings}.").format(path=path, endings=named)
        )
    if path.exists() and not path.is_file():
        raise SheetError(
            _("{path} is a device, not a file; give the name of a file, ending in {endings}.").format(
                path=path, endings=named
            )
        )
    if path.suffix.lower() not in endings:
        message = _("{path} is not the name of a file ending in {endings}; name it {name}.")
        raise SheetError(message.format(path=path, endings=named, name=path.with_suffix(endings[0]).name))
    if not path.parent.is_dir():
        raise SheetError(
            _("{path} cannot be written: there is no folder {folder}; make it, or choose another.").format(
                path=path, folder=path.parent
            )
        )


@contextmanager
def replaced(path: Path, *, endings: Sequence[str] = (".xlsx",)) -> Iterator[Path]:
    """A path next to ``path`` to write a file to.

    It takes the place of ``path`` once the block has ended well.

    Raises SheetError where that place cannot be written, a file that is open in Excel among them; then nothing is left.
    """
    check_target(path, endings)
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        temporary.touch(exist_ok=False)
        yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.replace(path)
    except PermissionError as error:
        raise SheetError(
            _("{path} cannot be written; close it in Excel or WPS, or choose another name or folder.").format(path=path)
        ) from error
    except (OSError, XlsxWriterException) as error:
        reason = getattr(error, "strerror", None) or error
        raise SheetError(
            _("{path} cannot be written ({reason}); choose another name or folder.").format(path=path, reason=reason)
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
