"""The message catalogue in the form that gettext reads (``.mo``): made with the package, or once from its text.

A wheel carries ``fundcalc.mo``. Beside the source it is made when it is first needed and kept under ``__pycache__``,
named by the digest of its text, so that a changed text is never taken for compiled.
"""

import hashlib
import os
import struct
from contextlib import suppress
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

FOLDER = Path(__file__).parent / "locale"


def translations(language: str, folder: Path = FOLDER) -> NullTranslations:
    """The translations into a language; none where there is no catalogue."""
    built = folder / language / "fundcalc.mo"
    with suppress(OSError):
        return GNUTranslations(BytesIO(built.read_bytes()))
    try:
        text = (folder / language / "fundcalc.po").read_bytes()
    except FileNotFoundError:
        return NullTranslations()
    kept = folder / language / "__pycache__" / f"fundcalc-{hashlib.sha256(text).hexdigest()[:16]}.mo"
    # A file that was damaged is made again.
    with suppress(OSError, ValueError, struct.error):
        return GNUTranslations(BytesIO(kept.read_bytes()))
    compiled = compile_catalogue(text)
    with suppress(OSError):  # a folder that cannot be written to costs the time again, no more
        _keep(kept, compiled)
    return GNUTranslations(BytesIO(compiled))


def compile_catalogue(text: bytes) -> bytes:
    """The catalogue compiled; ``text`` is that of a ``.po`` file."""
    # Babel is slow to import.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(text), locale="zh_CN"))
    return compiled.getvalue()


def _keep(path: Path, compiled: bytes) -> None:
    """Write the file whole or not at all, since several processes may do so at once; and drop those of older texts."""
    path.parent.mkdir(exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    try:
        beside.write_bytes(compiled)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    for older in path.parent.glob("fundcalc-*.mo"):
        if older != path:
            older.unlink(missing_ok=True)
