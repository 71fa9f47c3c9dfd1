"""Entries in a book, shown before they are made.

An act is tried on a copy of the book, and what it would enter is shown; when a person confirms it, it is done to the book
itself, if the book is still what was copied. So what is shown is what is posted, whatever the act.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from fundcalc import ledger
from fundcalc.base.errors import BookError, FundcalcError, RefusedError
from fundcalc.base.i18n import _
from fundcalc.ledger import listing, store
from fundcalc.site.act_records import BookAct, EntriesMade, PreparedAct
from fundcalc.site.known_books import KnownBook
from fundcalc.site.visit import NotFoundError
from fundcalc.site.workspace import Workspace


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
        raise NotFoundError(_("this was prepared before the program was restarted, or long ago; prepare it again"))
    return prepared


def _performed(folder: Path, act: BookAct, before: Sequence[str]) -> EntriesMade:
    outcome = act.perform(folder)
    known = set(before)
    entries = [entry for entry in listing.entries(folder).entries if entry.batch not in known]
    return EntriesMade(outcome, tuple(reversed(entries)), ledger.seal(folder))
