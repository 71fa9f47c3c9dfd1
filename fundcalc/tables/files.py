"""The files of a table of applications, and the records of a CSV file."""

import codecs
import csv
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import Message, _, sentences
from fundcalc.workbooks.csv_file import decode_text, separator
from fundcalc.workbooks.headings import close_form, form_of, sheet_name

ENDINGS = (".parquet", ".csv")
_CHUNK = 2**24
_TOP = 4096
_INSTEAD_OF_EVENTS = Message(
    "decide the folder without --engine, or move it out and give filed_on, grade and revoked_on among the applications, as "
    "'fundcalc standing FILE -o facts.csv' writes them"
)


def tables_of(path: Path) -> Mapping[str, Path]:
    """The files by form (``applications``, ``paid``, ``investments``, …).

    Raises SheetError where there is no table of applications.
    """
    if not path.exists():
        raise refused(str(path), _("there is no such file"), _("check its name and folder"))
    if not path.is_dir():
        if path.suffix.lower() not in ENDINGS:
            raise refused(
                path.name,
                _("the table engine reads .parquet and .csv"),
                _("save it as CSV UTF-8, or leave --engine out: a workbook is decided by the exact engine"),
            )
        return {"applications": path}
    found: dict[str, Path] = {}
    for file in sorted(path.iterdir()):
        if file.suffix.lower() not in ENDINGS or file.name[:1] in ".~":
            continue
        form = form_of(file.stem)
        if form is None:
            close = close_form(file.stem)
            remedy = _("delete the file, or rename it if it belongs to the round")
            if close:
                remedy = sentences(_("Did you mean {word}?").format(word=close), remedy)
            raise refused(file.name, _("this is not a table of a round"), remedy)
        if form == "events":
            raise refused(file.name, _("a table engine reads no events of platforms"), _INSTEAD_OF_EVENTS)
        if form in found:
            raise refused(
                str(path),
                _("{first} and {second} are both the table {form}").format(
                    first=found[form].name, second=file.name, form=sheet_name(form)
                ),
                _("delete one of them"),
            )
        found[form] = file
    if "applications" not in found:
        raise refused(
            str(path),
            _("the folder holds no table of applications"),
            _("name it applications.parquet or applications.csv (申请.csv)"),
        )
    return found


def refused(name: str, why: str, remedy: str) -> SheetError:
    """A file that cannot be read: its name, why, and what to do."""
    return SheetError(_("{file}: {why}; {remedy}.").format(file=name, why=why, remedy=remedy))


def is_csv(path: Path) -> bool:
    """Whether a file is a CSV by its ending."""
    return path.suffix.lower() == ".csv"


# A larger file is decoded by an engine, which takes UTF-8 alone.
_MOST_DECODED = 2**26


def encoding_of(path: Path) -> str:
    """The encoding of a CSV as ``decode_text`` finds it.

    A large one is taken for UTF-8. Raises SheetError if it has none.
    """
    state = path.stat()
    return _encoding_of(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=16)
def _encoding_of(path: Path, size: int, _written: int) -> str:
    if size > _MOST_DECODED:
        return "utf-8-sig"
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        decode_text(content, path.name)
        return "gb18030"
    return "utf-8-sig"


def is_plain_text(path: Path) -> bool:
    """Whether every engine reads the text of a CSV: UTF-8, with commas."""
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        return encoding == "utf-8-sig" and separator(file.read(_TOP)) == ","


def check_text(path: Path) -> None:
    """Refuse a CSV file that is not UTF-8, naming the first line that is not."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    before = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                if path.stat().st_size <= _CHUNK:
                    # The reader of sheets knows a character that is cut off from another encoding.
                    decode_text(path.read_bytes(), path.name)
                line = before + error.object[: error.start].count(b"\n") + 1
                raise refused(
                    path.name,
                    _("line {line} is not UTF-8 (GBK, perhaps)").format(line=line),
                    _("save it as CSV UTF-8 (逗号分隔) from Excel or WPS"),
                ) from error
            if not chunk:
                return
            before += chunk.count(b"\n")


def records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV file with their numbers from 1, headings included."""
    with path.open(encoding=encoding_of(path), newline="") as file:
        sign = separator(file.read(_TOP))
        file.seek(0)
        # Some programs write the byte-order mark once more than they read.
        reader = csv.reader(chain((next(file, "").lstrip("\ufeff"),), file), strict=True, delimiter=sign)
        number = 0
        while True:
            number += 1
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise refused(
                    path.name,
                    _("row {row} is not in the form of a CSV file ({reason})").format(row=number, reason=error),
                    _("save it again as CSV (逗号分隔) from Excel or WPS"),
                ) from error
            yield number, record


def too_wide(path: Path, number: int, cells: int, headings: int) -> SheetError:
    """The error for a row with a value in a column beyond the headings."""
    return refused(
        path.name,
        _("row {row} has {cells} cells, and there are {headings} headings").format(
            row=number, cells=cells, headings=headings
        ),
        _("put a value that holds a comma in quotes, or give every column a heading"),
    )
