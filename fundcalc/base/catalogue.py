"""The compiled message catalogue (``.mo``) that gettext reads.

A wheel contains ``fundcalc.mo``. In a source tree it is compiled when first needed and cached under ``__pycache__``, named
by the digest of the ``.po`` file, so that a stale catalogue is never used.
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
    """The translations into a language; empty if there is no catalogue."""
    built = folder / language / "fundcalc.mo"
    with suppress(OSError):
        return GNUTranslations(BytesIO(built.read_bytes()))
    try:
        text = (folder / language / "fundcalc.po").read_bytes()
    except FileNotFoundError:
        return NullTranslations()
    kept = folder / language / "__pycache__" / f"fundcalc-{hashlib.sha256(text).hexdigest()[:16]}.mo"
    # A damaged file is compiled again.
    with suppress(OSError, ValueError, struct.error):
        return GNUTranslations(BytesIO(kept.read_bytes()))
    compiled = compile_catalogue(text)
    with suppress(OSError):  # in a read-only folder it is compiled again each time
        _keep(kept, compiled)
    return GNUTranslations(BytesIO(compiled))


def compile_catalogue(text: bytes) -> bytes:
    """Compile a catalogue from the text of a ``.po`` file."""
    # Babel is slow to import.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(text), locale="zh_CN"))
    return compiled.getvalue()


def _keep(path: Path, compiled: bytes) -> None:
    """Write the file atomically and drop those of older texts.

    Several processes may do so at once.
    """
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}")
    try:
        temporary.write_bytes(compiled)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    for older in path.parent.glob("fundcalc-*.mo"):
        if older != path:
            older.unlink(missing_ok=True)
