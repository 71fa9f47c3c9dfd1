"""A book as Fava's ledger, read the safe way, with our page as its only extension.

Fava loads through ``beancount.loader``, which imports the plugins that a ledger names, and then imports the extensions
and the import configuration that it names. Here the entries come from ``book.reading``; what would run code or leave
the folder is refused by name, and the parts of Fava that would do it are replaced, so that it cannot happen either way.
"""

from __future__ import annotations

import copy
import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from beancount.core import data
from beancount.parser import options as beancount_options
from fava.beans.prices import FavaPriceMap
from fava.core import FavaLedger
from fava.core.extensions import ExtensionModule
from fava.core.fava_options import parse_options
from fava.core.group_entries import group_entries_by_type
from fava.core.module_base import FavaModule
from fava.ext import FavaExtensionBase
from fava.helpers import BeancountError, FavaAPIError

from fundcalc.base.errors import BookError
from fundcalc.base.garbage_collection import without_collecting
from fundcalc.base.i18n import Language, speaking
from fundcalc.fava import messages
from fundcalc.ledger import loading, store

OUR_PLUGIN = "fundcalc.plugin"

# What a book of ours sets and Fava shows; every other option stays as Beancount has it.
_SHOWN = ("title", "operating_currency", "render_commas")
_ADDRESS = re.compile(r"https?://|\.{0,2}/|[?#]")
_REFUSED_OPTIONS = ("import_config", "import_dirs")


class Ledger(FavaLedger):
    """Fava's ledger of one book. ``language`` is what Fava and our page speak."""

    def __init__(self, folder: Path, page: type[FavaExtensionBase], language: Language) -> None:
        self.folder, self.language = folder.resolve(), language
        self._page = page
        self.refusal: str | None = None
        super().__init__(str(self.folder / "main.beancount"))

    def load_file(self) -> None:
        """Read the book; what Fava's own method does, but for running what the book names.

        Raises ``BookError`` for a book that must not be opened.
        """
        with without_collecting():
            self._load()
        # What was loaded stays; looked through again and again, it would double the time of every page.
        gc.freeze()

    def _load(self) -> None:
        with speaking(self.language):
            whole = loading.read_whole(self.folder)
            require_harmless(self.folder, whole)
        self.entries, self.faults = whole.reading
        self.all_entries = cast("Any", list(self.entries))
        self.load_errors = [
            BeancountError({"filename": str(self.folder / fault.file), "lineno": fault.line}, fault.message)
            for fault in self.faults
        ]
        self.options = cast("Any", _options(whole.said))
        self.get_filtered.cache_clear()
        self.get_entry.cache_clear()
        self.all_entries_by_type = group_entries_by_type(self.all_entries)
        self.fava_options, self.fava_options_errors = parse_options(self.all_entries_by_type.Custom)
        self.fava_options.language = self.language
        self.fava_options.default_page = f"extension/{self._page.__qualname__}/"
        self.fava_options.import_config = None
        self.fava_options.use_external_editor = False
        self._load_modules()

    def _load_modules(self) -> None:
        if not isinstance(self.extensions, _OurPage):
            self.extensions = _OurPage(self, self._page)
        self.prices = FavaPriceMap(self.all_entries_by_type.Price)
        batches = self.folder / store.BATCHES
        # A batch that comes into the folder, or goes, is reported though no file that was read has changed.
        self.watcher.update([Path(path) for path in self.options["include"]], [batches] if batches.is_dir() else [])
        for name in FavaLedger.__slots__:
            module = getattr(self, name, None)
            if isinstance(module, FavaModule):
                module.load_file()
        self.extensions.after_load_file()

    def changed(self) -> bool:
        """Read the book again if a file changed.

        Refuse it from then on, until it is put right, if it must be.
        """
        try:
            changed = super().changed()
        except BookError as error:
            self.refusal = str(error)
            raise FavaAPIError(self.refusal) from error
        if changed:
            self.refusal = None
        if self.refusal:
            raise FavaAPIError(self.refusal)
        return changed


class _OurPage(ExtensionModule):
    """Fava's extensions: ours, whatever the book names."""

    def __init__(self, ledger: Ledger, page: type[FavaExtensionBase]) -> None:
        super().__init__(ledger)
        ours = page(ledger)
        self._instances = {ours.name: ours}

    def load_file(self) -> None:
        self.errors = []


def _options(said: Mapping[Path, Mapping[str, object]]) -> dict[str, object]:
    """Beancount's defaults with the display options of the top file."""
    (top, its), *_others = said.items()
    ours = copy.deepcopy(beancount_options.OPTIONS_DEFAULTS)
    ours |= {name: its[name] for name in _SHOWN}
    ours |= {"filename": str(top), "include": [str(path) for path in said], "dcontext": its["dcontext"]}
    for file_options in list(said.values())[1:]:
        ours["dcontext"].update_from(file_options["dcontext"])
    return ours


def require_harmless(folder: Path, whole: loading.BookWithOptions) -> None:
    """Raise ``BookError`` if a book names code, or files outside its folder."""
    found = [*_of_files(folder, whole.said), *_of_entries(folder, whole.reading.entries)]
    if found:
        raise BookError(messages.REFUSED.format(folder=folder, faults="\n".join(f"  {fault}" for fault in found)))


def _of_files(folder: Path, said: Mapping[Path, Mapping[str, Any]]) -> Iterator[loading.Fault]:
    for path, its in said.items():
        for name, _config in its["plugin"]:
            if name != OUR_PLUGIN:
                yield _at(folder, path, "plugin", name, messages.PLUGIN.format(name=name))
        for name in its["include"]:
            if not _within(folder, path.parent / name):
                yield _at(folder, path, "include", name, messages.INCLUDE.format(name=name))


def _at(folder: Path, path: Path, word: str, name: str, message: str) -> loading.Fault:
    return loading.fault_at(folder, {"filename": str(path), "lineno": loading.line_of(path, word, name)}, message)


def _of_entries(folder: Path, entries: Sequence[data.Directive]) -> Iterator[loading.Fault]:
    for entry in entries:
        message = None
        if isinstance(entry, data.Custom):
            first = str(entry.values[0].value) if entry.values else ""
            if entry.type == "fava-extension":
                message = messages.EXTENSION.format(name=first)
            elif entry.type == "fava-option" and first.replace("-", "_") in _REFUSED_OPTIONS:
                message = messages.IMPORTER.format(name=first)
            elif entry.type == "fava-sidebar-link" and not _leads_somewhere(entry):
                message = messages.LINK.format(name=first)
        elif isinstance(entry, data.Document) and not _within(folder, Path(entry.filename)):
            message = messages.DOCUMENT.format(name=entry.filename)
        if message:
            yield loading.fault_at(folder, entry.meta, message)


def _leads_somewhere(entry: data.Custom) -> bool:
    """Whether a link of the sidebar is an address.

    One that begins with javascript: would run.
    """
    return len(entry.values) > 1 and bool(_ADDRESS.match(str(entry.values[1].value)))


def _within(folder: Path, path: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # too long, a loop of links, a character no name can hold
        return False
