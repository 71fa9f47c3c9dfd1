"""The files that the paths of an audit name."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _
from fundcalc.sources.audit_sources import Unread
from fundcalc.workbooks.xml_workbook import is_xml_workbook

# Kinds that cannot be read are listed too, so that they are reported with a remedy and not passed over.
_SHEETS = (".xlsx", ".xlsm", ".csv", ".xls", ".et", ".ods", ".txt")
_STANDARD = (".xml", ".zip")
_OTHER_LEDGERS = (".journal", ".hledger", ".ledger", ".dat", ".j", ".timeclock")
TOP = "main.beancount"
_MOST_NAMED = 10


def is_ledger(path: Path) -> bool:
    """Whether a file is a ledger of Beancount by its name."""
    return path.name == TOP or path.suffix == ".beancount"


def is_standard(path: Path) -> bool:
    """Whether a file is of a set of GB/T 24589: XML that is not a workbook, or a zip."""
    return path.suffix.lower() in _STANDARD and not is_xml_workbook(path)


def standard_sets(files: Sequence[Path]) -> Iterator[list[Path]]:
    """The files one by one, but the XML files of a folder together."""
    of_folder: dict[Path, list[Path]] = {}
    for file in files:
        if file.suffix.lower() == ".xml" and is_standard(file):
            of_folder.setdefault(file.parent, []).append(file)
        else:
            yield [file]
    yield from of_folder.values()


def files_of(paths: Sequence[Path], unread: list[Unread]) -> Iterator[Path]:
    """Each file once; what is left out is added to ``unread``. Raises SheetError."""
    seen: set[Path] = set()
    for path in paths:
        for file in _within(path, unread):
            real = file.resolve()
            # Who sends a folder does not choose what else of this machine is read.
            if file != path and not real.is_relative_to(path.resolve()):
                unread.append(
                    Unread(file.name, _("is a link out of its folder, and is not read; name the file itself"))
                )
            elif real not in seen:
                seen.add(real)
                if message := _refused(file):
                    unread.append(Unread(file.name, message))
                else:
                    yield file


def _within(path: Path, unread: list[Unread]) -> Iterator[Path]:
    if not path.exists():
        raise SheetError(_("{path}: there is no such file or folder; check its name.").format(path=path))
    if not path.is_dir():
        yield path
        return
    inside = sorted(file for file in path.iterdir() if file.name[:1] not in ".~")
    book = [path / TOP] if (path / TOP).is_file() else []
    files = book or [file for file in inside if file.suffix.lower() in (*_SHEETS, *_STANDARD) and not file.is_dir()]
    if not files:
        message = _("{path}: the folder holds neither a book ({top}) nor a sheet (.xlsx, .csv); name the file itself.")
        raise SheetError(message.format(path=path, top=TOP))
    if left_out := [file for file in inside if file not in files and not _of_book(file, book)]:
        unread += _left_out(path.name, left_out)
    yield from files


def _of_book(file: Path, book: Sequence[Path]) -> bool:
    """Whether a file is of the book that its folder holds."""
    return bool(book) and (file.is_dir() or file.suffix in (".beancount", ".toml", ".picklecache"))


def _left_out(folder: str, files: Sequence[Path]) -> Iterator[Unread]:
    """Notes on what of a folder is not read, with the remedy if there is one."""
    by_remedy: dict[str, list[str]] = {}
    for file in files:
        remedy = "" if file.is_dir() else _refused(file)
        by_remedy.setdefault(remedy, []).append(f"{file.name}/" if file.is_dir() else file.name)
    for remedy, names in by_remedy.items():
        named = ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
        if remedy:
            yield Unread(named, remedy)
        else:
            message = _("not read, since they are folders or of other kinds: {names}; name them to have them read")
            yield Unread(folder, message.format(names=named))


def _refused(file: Path) -> str:
    """Why a file of another program is not read, with the remedy; empty if it is."""
    suffix = file.suffix.lower()
    if suffix in _OTHER_LEDGERS:
        return _("is a ledger of hledger or Ledger, which is not read; convert it: hledger print -o FILE.beancount")
    if suffix == ".json":
        return _("JSON of GB/T 24589.1-2024 is not read, since its form is not public; export XML of -2010, or a sheet")
    if suffix in (".pdf", ".doc", ".docx", ".jpg", ".png"):
        return _("is a document and not a table; give the sheet that it was printed from")
    return ""
