"""Whether a book is what was posted: its batches, its facts, and nothing besides.

The facts are those of the top file: title, role, names and chart.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, get_args

from beancount.core import data

from fundcalc.ledger import accounts, chain, chain_messages, store
from fundcalc.ledger.event_base import Kind

ROLE = "fundcalc"
TITLE, STATED_ROLE = "title", "role"
# Options of the top file that decide what amounts mean.
OPTIONS = {"operating-currency": "operating_currency", "tolerance-multiplier": "tolerance_multiplier"}
_TAGS = frozenset(get_args(Kind)) - {"note", "batch", "other"}
_OURS = f"{ROLE}-"


class Damage(NamedTuple):
    """A place at which a book is not what was posted: file, line, message."""

    file: str
    line: int
    message: str


# The options of a file, as Beancount's parser has them.
Options: TypeAlias = Mapping[str, Any]


@dataclass(slots=True)
class FilesRead:
    """What was read of a book.

    Batches by id, the includes of the index (None: not read) and its content, options by file.
    """

    links: dict[str, chain.Link] = field(default_factory=dict)
    listed: tuple[str, ...] | None = None
    index_content: bytes = b""
    options: dict[Path, Options] = field(default_factory=dict)

    @property
    def posted_by(self) -> Mapping[str, str]:
        """Who posted a batch, by its id."""
        return {batch: link.head.by for batch, link in self.links.items() if link.head}

    @property
    def seal(self) -> str | None:
        """The digest of the last batch; None for a book without a chain."""
        last = self.links.get(self.listed[-1]) if self.listed else None
        return last.digest if last is not None and last.head is not None else None


def damages(top: Path, files: FilesRead, entries: Sequence[data.Directive]) -> Iterator[Damage]:
    """Everything in a book that is not what was posted.

    A folder without batches, such as a ledger written by hand, has none.
    """
    folder = top.parent
    if files.listed is None:
        if (folder / store.INDEX).is_file() or chain.not_listed(folder, ()):
            yield Damage(store.TOP, 0, chain_messages.NOT_INCLUDED.format(index=store.INDEX))
        return
    if not store.has_head(files.index_content):
        yield Damage(store.INDEX, 1, str(chain_messages.HEADLESS_INDEX))
    found = chain.check(folder, files.listed, files.links)
    for batch, message in found.breaks:
        yield Damage(f"{store.BATCHES}/{batch}.beancount", 1, message)
    if any(link.head for link in found.links):
        yield from _changed_facts(top, files, entries)
        yield from _outside(folder, files, entries)


def _changed_facts(top: Path, files: FilesRead, entries: Sequence[data.Directive]) -> Iterator[Damage]:
    posted = posted_facts(top.parent, files.listed or (), entries)
    if posted is None or store.is_being_posted(top.parent, posted.batch):
        return
    roles = [entry for entry in entries if _is_role(entry) and Path(entry.meta["filename"]) == top]
    stated = stated_facts(files.options[top], entries)
    if len(roles) != 1:
        yield Damage(store.TOP, 0, chain_messages.ROLES.format(count=len(roles)))
    for name in sorted(posted.facts.keys() | stated.keys()):
        here, kept = stated.get(name, ""), posted.facts.get(name, "")
        if here != kept:
            yield Damage(store.TOP, 0, chain_messages.OTHER_FACT_ON_TOP.format(fact=name, here=here, kept=kept))


class PostedFacts(NamedTuple):
    """The facts of a book as the last opening or renaming has them, and its batch."""

    batch: str
    facts: Mapping[str, str]


def posted_facts(folder: Path, listed: Sequence[str], entries: Sequence[data.Directive]) -> PostedFacts | None:
    """The facts that were posted last; None for a book without a chain."""
    order = {str(chain.path_of(folder, batch)): index for index, batch in enumerate(listed)}
    found = [
        (order[entry.meta["filename"]], entry)
        for entry in entries
        if isinstance(entry, data.Custom) and entry.type == chain.BOOK and entry.meta["filename"] in order
    ]
    if not found:
        return None
    index, last = max(found, key=lambda numbered: numbered[0])
    facts = {name: text for name, text in _texts(last.meta).items() if name != chain.EARLIER}
    return PostedFacts(listed[index], facts)


def stated_facts(options: Mapping[str, object], entries: Sequence[data.Directive]) -> dict[str, str]:
    """The facts of a book as its top file states them.

    Title, role, names, chart, and the options of amounts.
    """
    facts = {TITLE: str(options["title"])}
    for name, option in OPTIONS.items():
        value = options[option]
        facts[name] = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    for entry in entries:
        if _is_role(entry) and isinstance(entry, data.Custom):
            facts |= {STATED_ROLE: str(entry.values[0].value), **_texts(entry.meta)}
            break
    return facts


def _is_role(entry: data.Directive) -> bool:
    return isinstance(entry, data.Custom) and entry.type == ROLE and bool(entry.values)


def _texts(meta: data.Meta) -> dict[str, str]:
    return {key: value for key, value in meta.items() if isinstance(value, str) and key != "filename"}


def _outside(folder: Path, files: FilesRead, entries: Sequence[data.Directive]) -> Iterator[Damage]:
    """Entries of ours that no batch posted."""
    posted = {str(chain.path_of(folder, batch)) for batch in files.listed or ()}
    for entry in entries:
        if entry.meta["filename"] not in posted and _is_ours(entry):
            path = Path(entry.meta["filename"])
            name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
            yield Damage(name, entry.meta["lineno"], str(chain_messages.NOT_POSTED))


def _is_ours(entry: data.Directive) -> bool:
    if isinstance(entry, data.Custom):
        return entry.type.startswith(_OURS)
    if not isinstance(entry, data.Transaction):
        return False
    return bool(entry.tags & _TAGS) or any(accounts.parse(posting.account) for posting in entry.postings)
