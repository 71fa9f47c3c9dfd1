"""Entries in a book, shown before they are made.

An act is tried on a copy of the book, and what it would enter is shown; when a person confirms it, it is done to the book
itself, if the book is still what was copied. So what is shown is what is posted, whatever the act.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fundcalc import ledger
from fundcalc.base.amount_in_words import capitals
from fundcalc.base.errors import BookError, FundcalcError, RefusedError
from fundcalc.base.i18n import _
from fundcalc.base.money import LARGEST_FEN
from fundcalc.ledger import listing, store
from fundcalc.ledger.entries import PostedEntry
from fundcalc.site.visit import NotFoundError
from fundcalc.site.workspace import KnownBook, Workspace
from fundcalc.views.table import AnyTable


@dataclass(frozen=True)
class ActOutcome:
    """What an act came to besides its entries: sentences and tables to show.

    ``refused`` says that it cannot be confirmed as it is.
    """

    lines: tuple[str, ...] = ()
    tables: tuple[AnyTable, ...] = ()
    refused: bool = False


@dataclass(frozen=True)
class BookAct:
    """Something to enter in the book of a folder.

    ``after`` is done once it is posted, with the batches it posted, such as keeping the workbook of a round.
    """

    title: str
    perform: Callable[[Path], ActOutcome]
    after: Callable[[Path, Sequence[str]], None] | None = None


@dataclass(frozen=True)
class EntriesMade:
    """What an act entered, or would enter: its entries, oldest first, and their sum."""

    outcome: ActOutcome
    entries: tuple[PostedEntry, ...]
    seal: str | None

    @property
    def fen(self) -> int:
        return sum(entry.fen or 0 for entry in self.entries)

    @property
    def in_capitals(self) -> str:
        """The sum as it is written in full, where there is one."""
        return capitals(self.fen) if 0 < self.fen <= LARGEST_FEN else ""

    @property
    def batches(self) -> list[str]:
        return list(dict.fromkeys(entry.batch for entry in self.entries))


@dataclass(frozen=True)
class PreparedAct:
    """An act that was tried on a copy of a book.

    ``batches`` are those of the book then; ``back`` is the page it was asked for on, ``done`` what it entered.
    """

    book: KnownBook
    act: BookAct
    back: str
    shown: EntriesMade
    batches: tuple[str, ...]
    done: EntriesMade | None = None


def prepare(workspace: Workspace, book: KnownBook, act: BookAct, back: str) -> str:
    """Try an act on a copy of a book and keep it; its name. Raises as the act does."""
    return workspace.acts.put(_tried(workspace, book, act, back))


def _tried(workspace: Workspace, book: KnownBook, act: BookAct, back: str) -> PreparedAct:
    place = workspace.new_folder()
    copy = place / "book"
    try:
        with workspace.books.lock(book):
            batches, seal = store.batches(book.folder), ledger.seal(book.folder)
            shutil.copytree(book.folder, copy, symlinks=True)
        try:
            entered = _performed(copy, act, batches)
        except FundcalcError as error:
            raise BookError(str(error).replace(str(copy), str(book.folder))) from error
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return PreparedAct(book, act, back, replace(entered, seal=seal), batches)


def confirm(workspace: Workspace, name: str, author: str) -> PreparedAct:
    """Do a prepared act to its book, once.

    Raises ``RefusedError`` if the book has changed since; then what it comes to now is kept in its place.
    """
    prepared = prepared_act(workspace, name)
    with workspace.books.lock(prepared.book):
        prepared = prepared_act(workspace, name)
        if prepared.done is not None:
            return prepared
        if store.batches(prepared.book.folder) != prepared.batches:
            workspace.acts.replace(name, _tried(workspace, prepared.book, prepared.act, prepared.back))
            raise RefusedError(
                _("nothing was posted: the book has changed since this was shown. Below is what would be posted now.")
            )
        with ledger.entered_by(author):
            done = _performed(prepared.book.folder, prepared.act, prepared.batches)
        finished = replace(prepared, done=_followed(prepared, done))
        workspace.acts.replace(name, finished)
    return finished


def _followed(prepared: PreparedAct, done: EntriesMade) -> EntriesMade:
    """Do what follows a posting; if that fails, the page says so."""
    if prepared.act.after is None or not done.entries:
        return done
    try:
        prepared.act.after(prepared.book.folder, done.batches)
    except OSError as error:
        message = _("it was posted, but its file could not be kept beside the book ({reason})")
        line = message.format(reason=error.strerror or type(error).__name__)
        return replace(done, outcome=replace(done.outcome, lines=(*done.outcome.lines, line)))
    return done


def prepared_act(workspace: Workspace, name: str) -> PreparedAct:
    """The act of a name. Raises NotFoundError if it is not kept any more."""
    prepared = workspace.acts.get(name)
    if prepared is None:
        raise NotFoundError(_("this was prepared before the program was started anew, or long ago; prepare it again"))
    return prepared


def _performed(folder: Path, act: BookAct, before: Sequence[str]) -> EntriesMade:
    outcome = act.perform(folder)
    known = set(before)
    entries = [entry for entry in listing.entries(folder).entries if entry.batch not in known]
    return EntriesMade(outcome, tuple(reversed(entries)), ledger.seal(folder))
