"""The files that the paths of an audit name."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _
from fundcalc.sources.audit_sources import Unread

# Kinds that cannot be read are listed too, so that they are reported with a remedy and not passed over.
_SHEETS = (".xlsx", ".xlsm", ".csv", ".xls", ".et", ".ods")
TOP = "main.beancount"


def is_ledger(path: Path) -> bool:
    """Whether a file is a ledger of Beancount by its name."""
    return path.name == TOP or path.suffix == ".beancount"


def files_of(paths: Sequence[Path], unread: list[Unread]) -> Iterator[Path]:
    """Each file once; what is left out is added to ``unread``. Raises SheetError."""
    seen: set[Path] = set()
    for path in paths:
        for file in _within(path):
            real = file.resolve()
            # Who sends a folder does not choose what else of this machine is read.
            if file != path and not real.is_relative_to(path.resolve()):
                unread.append(
                    Unread(file.name, _("is a link out of its folder, and is not read; name the file itself"))
                )
            elif real not in seen:
                seen.add(real)
                yield file


def _within(path: Path) -> Iterator[Path]:
    if not path.exists():
        raise SheetError(_("{path}: there is no such file or folder; check its name.").format(path=path))
    if not path.is_dir():
        yield path
    elif (path / TOP).is_file():
        yield path / TOP
    else:
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in _SHEETS and file.name[:1] not in ".~")
        if not files:
            message = _(
                "{path}: the folder holds neither a book ({top}) nor a sheet (.xlsx, .csv); name the file itself."
            )
            raise SheetError(message.format(path=path, top=TOP))
        yield from files
