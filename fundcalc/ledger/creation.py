"""Create a book: a new folder of Beancount files with a role."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from fundcalc.base.errors import BookError, RefusedError
from fundcalc.ledger import chain, integrity, loading, messages, store, writer

OPENED = chain.OPENED
_UNFINISHED = {"batches", "inputs", "policies"}


def make(
    folder: Path | str,
    role: loading.Role,
    title: str | None,
    metadata: Mapping[str, str] | None = None,
    *,
    default: str,
    defaults: Mapping[str, str] | None = None,
) -> Literal["created", "already"]:
    """Make a book in a new or an empty folder.

    A book of that role and these facts that is there is left as it is. ``default`` is the title of a new one where none
    is given, ``defaults`` are its other facts.

    Raises ``BookError`` for a folder that holds anything else, or cannot be written, and ``RefusedError`` for a book of
    other facts.
    """
    folder = Path(folder)
    given = {**({integrity.TITLE: title} if title is not None else {}), integrity.STATED_ROLE: role, **(metadata or {})}
    if _is_book(folder, given):
        return "already"
    store.make_folders(folder)
    with store.locked(folder) as files:
        if _is_book(folder, given):  # by another process, in the meantime
            return "already"
        top = _top(role, default if title is None else title, {**(defaults or {}), **(metadata or {})})
        facts = loading.stated_facts_in(top)
        store.write_index(files, ())
        for leftover in _openings(folder):  # of a process that was killed here
            leftover.unlink()
        opening = chain.opening_text(folder, (), facts)
        store.post(files, f"{OPENED.isoformat()}-{chain.OPENING}", (opening.encode(),))
        store.write(files, store.TOP, top.encode())
    return "created"


def _is_book(folder: Path, given: Mapping[str, str]) -> bool:
    if folder.exists() and not folder.is_dir():
        raise BookError(messages.NO_FOLDER.format(folder=folder))
    # One listing, so that a book which another process makes meanwhile is there whole or not at all.
    names = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    if store.TOP in names:
        _require_facts(folder, given)
        return True
    posted = set((folder / store.BATCHES).glob("*.beancount")) - {*_openings(folder), folder / store.INDEX}
    if posted and not (folder / store.TOP).exists():
        raise BookError(messages.LOST_TOP.format(folder=folder))
    # A process killed while it made a book leaves its folders; names with a dot are the system's or Git's.
    strange = [name for name in names if name not in _UNFINISHED and not name.startswith(".")]
    if strange:
        raise BookError(messages.FOREIGN.format(folder=folder, names=", ".join(strange[:5])))
    return False


def _openings(folder: Path) -> list[Path]:
    return list((folder / store.BATCHES).glob(f"{OPENED.isoformat()}-{chain.OPENING}-*.beancount"))


def _require_facts(folder: Path, given: Mapping[str, str]) -> None:
    loading.known_role_of(folder)
    stated = loading.stated_facts(folder)
    differing = [name for name, value in given.items() if stated.get(name, "") != value]
    if differing:
        lines = (
            messages.OTHER_FACT_OF_BOOK.format(fact=name, found=stated.get(name, ""), given=given[name])
            for name in differing
        )
        data = {"differs": [{"fact": name, "in_book": stated.get(name), "given": given[name]} for name in differing]}
        raise RefusedError("\n".join((messages.OTHER_BOOK.format(folder=folder), *lines)), data)


def _top(role: loading.Role, title: str, metadata: Mapping[str, str]) -> str:
    heading = {"authority": "an authority's book", "recipient": "a recipient's book of special accounts"}[role]
    return "".join((
        writer.comment(f"fundcalc: {heading}; bean-check, bean-query and Fava read it as it is"),
        writer.option("title", title),
        writer.option("operating_currency", writer.CURRENCY),
        writer.option("tolerance_multiplier", "0"),
        writer.option("render_commas", "TRUE"),
        role_line(role, metadata),
        writer.custom(OPENED, "fava-option", "language", "zh"),
        writer.include(store.INDEX),
    ))  # fmt: skip


def role_line(role: str, metadata: Mapping[str, str]) -> str:
    """The line that makes a ledger a book of a role."""
    return writer.custom(OPENED, loading.ROLE, role, "1", metadata=metadata)
