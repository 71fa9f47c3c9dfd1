"""Create a book: a new folder of Beancount files with a role."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from fundcalc.base.errors import BookError
from fundcalc.ledger import loading, messages, store, writer

OPENED = date(2000, 1, 1)
_UNFINISHED = {"batches", "inputs", "policies"}


def make(
    folder: Path | str, role: loading.Role, title: str, metadata: Mapping[str, str] | None = None
) -> Literal["created", "already"]:
    """Make a book in a new or an empty folder.

    A book of that role that is there is left as it is.

    Raises ``BookError`` for a folder that holds anything else, or cannot be written.
    """
    folder = Path(folder)
    if _is_book(folder, role):
        return "already"
    store.make_folders(folder)
    with store.locked(folder) as files:
        if _is_book(folder, role):  # by another process, in the meantime
            return "already"
        store.write(files, store.INDEX, store.INDEX_HEAD.encode())
        store.write(files, store.TOP, _top(role, title, metadata or {}).encode())
    return "created"


def _is_book(folder: Path, role: loading.Role) -> bool:
    if folder.exists() and not folder.is_dir():
        raise BookError(messages.NO_FOLDER.format(folder=folder))
    # One listing, so that a book which another process makes meanwhile is there whole or not at all.
    names = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    if store.TOP in names:
        loading.require_role(folder, role)
        return True
    if (folder / store.INDEX).exists() and store.batches(folder) and not (folder / store.TOP).exists():
        raise BookError(messages.LOST_TOP.format(folder=folder))
    # A process killed while it made a book leaves its folders; names with a dot are the system's or Git's.
    strange = [name for name in names if name not in _UNFINISHED and not name.startswith(".")]
    if strange:
        raise BookError(messages.FOREIGN.format(folder=folder, names=", ".join(strange[:5])))
    return False


def _top(role: loading.Role, title: str, metadata: Mapping[str, str]) -> str:
    heading = {"authority": "an authority's book", "recipient": "a recipient's book of special accounts"}[role]
    return "".join((
        writer.comment(f"fundcalc: {heading}; bean-check, bean-query and Fava read it as it is"),
        writer.option("title", title),
        writer.option("operating_currency", writer.CURRENCY),
        writer.option("tolerance_multiplier", "0"),
        writer.option("render_commas", "TRUE"),
        writer.custom(OPENED, loading.ROLE, role, "1", metadata=metadata),
        writer.custom(OPENED, "fava-option", "language", "zh"),
        writer.include(store.INDEX),
    ))  # fmt: skip
