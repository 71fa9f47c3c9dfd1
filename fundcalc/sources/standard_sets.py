"""Sets of files of GB/T 24589 and GB/T 19581.

XML files beside each other, or in a zip.
"""

import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _
from fundcalc.journals.gbt24589 import GbtSet
from fundcalc.sources.audit_sources import AuditSource
from fundcalc.sources.journal_files import JournalFiles

# XML of a million voucher lines has about 1.5 GB, and shrinks to a thirtieth.
MOST_BYTES = 8 << 30
_MOST_RATIO = 400
_MOST_FILES = 200


def read_set(paths: Sequence[Path], names: Sequence[str], files: JournalFiles, first: int) -> list[AuditSource]:
    """Read the XML files of a set as sources numbered from ``first``.

    Raises SheetError.
    """
    into = GbtSet()
    sources = []
    for at, (path, name) in enumerate(zip(paths, names, strict=True)):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            if path.suffix.lower() == ".zip":
                _read_zip(into, path, name, first + at)
            else:
                into.read(file, name, first + at)
        sources.append((name, digest))
    _take(into, files)
    edition = into.edition or ""
    return [AuditSource(name, digest, "gbt24589", edition) for name, digest in sources]


def _take(into: GbtSet, files: JournalFiles) -> None:
    files.vouchers += into.finish()
    files.balances += into.balances
    files.faults += into.faults
    files.bad += into.bad
    files.unknown |= into.unknown
    if not into.vouchers and not into.balances and not into.accounts:
        raise SheetError(
            _("the XML files hold neither vouchers nor balances of GB/T 24589 or GB/T 19581; export them again")
        )


def _read_zip(into: GbtSet, path: Path, name: str, source: int) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if part.filename.lower().endswith(".xml")]
            if not parts:
                message = _("{file}: the zip holds no XML of GB/T 24589; unpack it, and give the folder.")
                raise SheetError(message.format(file=name))
            _check_size(parts, name)
            # Names stand in other files than the vouchers, in any order.
            for part in parts:
                with archive.open(part) as file:
                    into.read(file, f"{name}/{Path(part.filename).name}", source)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        message = _("{file}: the zip is damaged or protected ({reason}); unpack it, and give the folder.")
        raise SheetError(message.format(file=name, reason=str(error)[:120])) from error


def _check_size(parts: Sequence[zipfile.ZipInfo], name: str) -> None:
    whole, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > _MOST_FILES or whole > MOST_BYTES or (whole > 1 << 24 and whole > _MOST_RATIO * max(packed, 1)):
        message = _("{file}: the zip claims more than such a set of files can have; unpack it, and give the folder.")
        raise SheetError(message.format(file=name))
