"""The chain of batches: each names the digest of the one before.

The head of a batch is a directive of its own, the first of its file::

    2026-06-15 custom "fundcalc-posting" "payments"
      previous: "<SHA-256 of the batch before>"
      by: "王会计"

The chain begins with an opening, which tells the facts of the book (title, role, names, chart) and names the batches
that were posted before there was a chain. The digest of the last batch is the seal of the book: whoever has it can tell
any other content. Line ends may be those of any system.
"""

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from fundcalc.base.errors import BookError
from fundcalc.ledger import authorship, batch_blocks, chain_messages, messages, store, writer

POSTING, BOOK = "fundcalc-posting", "fundcalc-book"
OPENING, RENAME, EARLIER = "opening", "rename", "batches"
FACTS, RENAMED = "facts", "renamed"
OPENED = date(2000, 1, 1)

_NAMED_DIGEST = re.compile(r"-([0-9a-f]{16})$")
_HEAD = re.compile(
    rb'\A; [^\n]*\n(\d{4}-\d\d-\d\d) custom "fundcalc-posting" "([A-Za-z0-9-]+)"\n'
    rb'  previous: "([0-9a-f]{64})"\n  by: "((?:[^"\\\n]|\\.)*)"\n'
)
_COMMENT = writer.comment("posted by fundcalc and never changed: a correction is a new batch")
_EARLIER = re.compile(rb'^  batches: "([A-Za-z0-9 -]*)"$', re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "b": "\b"}


class Head(NamedTuple):
    """The head of a batch.

    Its day and kind, the digest of the one before, and who posted it.
    """

    on: str
    kind: str
    previous: str
    by: str


class Link(NamedTuple):
    """A batch: its id, the SHA-256 of its content, and its head.

    The head is None in a batch that was made before there was a chain. ``earlier`` are the batches that an opening names.
    """

    batch: str
    digest: str
    head: Head | None
    earlier: tuple[str, ...] = ()

    @property
    def previous(self) -> str:
        """The digest of the batch before; "" if its head does not say."""
        return self.head.previous if self.head else ""

    @property
    def is_changed(self) -> bool:
        """Whether the content, or the label, is not that of the name."""
        named = _NAMED_DIGEST.search(self.batch)
        if named is not None and named[1] != self.digest[:16]:
            return True
        return self.head is not None and self.batch != f"{self.head.on}-{self.head.kind}-{self.digest[:16]}"


class Break(NamedTuple):
    """A place at which the chain is broken: the batch, the message."""

    batch: str
    message: str


@dataclass(frozen=True)
class Chain:
    """The batches of a book in the order of the index, and the breaks of their chain."""

    links: tuple[Link, ...]
    breaks: tuple[Break, ...]

    @property
    def seal(self) -> str | None:
        """The digest of the last batch; None for a book without a chain."""
        return self.links[-1].digest if self.links and self.links[-1].head else None

    @cached_property
    def states(self) -> Mapping[str, int]:
        """The number of batches posted after each seal that the book has had."""
        last = len(self.links) - 1
        return {link.digest: last - index for index, link in enumerate(self.links) if link.head}

    @cached_property
    def posted_by(self) -> Mapping[str, str]:
        """Who posted a batch, by its id."""
        return {link.batch: link.head.by for link in self.links if link.head}


class LinkReader:
    """Takes the link of a batch from its content, which passes through it in blocks."""

    def __init__(self, batch: str) -> None:
        self._batch, self._digest = batch, hashlib.sha256()
        # The content as far as it may say something of the chain.
        self._beginning = b""
        self._head: re.Match[bytes] | None = None

    def passing(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The same blocks, whose line ends are those that are written here."""
        for number, block in enumerate(blocks):
            self._digest.update(block)
            if number == 0:
                self._head, self._beginning = _HEAD.match(block), block
            elif self._head and self._head[2].decode() == OPENING:
                self._beginning += block
            yield block

    def link(self) -> Link:
        """The link, when all blocks have passed."""
        digest = self._digest.hexdigest()
        if self._head is None:
            return Link(self._batch, digest, None)
        on, kind, previous, by = (group.decode("utf-8", "replace") for group in self._head.groups())
        earlier: tuple[str, ...] = ()
        if kind == OPENING and (named := _EARLIER.search(self._beginning)):
            earlier = tuple(named[1].decode().split())
        return Link(self._batch, digest, Head(on, kind, previous, _ESCAPED.sub(_unescaped, by)), earlier)


def link_of(batch: str, content: bytes) -> Link:
    """The place in the chain of a batch of this content."""
    return _link_of_blocks(batch, (batch_blocks.with_unix_line_ends(content),))


def _link_of_blocks(batch: str, blocks: Iterable[bytes]) -> Link:
    reader = LinkReader(batch)
    for _block in reader.passing(blocks):
        pass
    return reader.link()


def _unescaped(match: re.Match[str]) -> str:
    return _CONTROLS.get(match[1], match[1])


def path_of(folder: Path, batch: str) -> Path:
    """The file of a batch."""
    return folder / store.BATCHES / f"{batch}.beancount"


def link_in(folder: Path, batch: str) -> Link | None:
    """A batch of the folder, in the index or not; None if there is no such file."""
    path = path_of(folder, batch)
    try:
        return _link_of_blocks(batch, batch_blocks.blocks_of(path)) if path.is_file() else None
    except OSError as error:
        raise BookError(messages.NOT_READ.format(path=path, reason=error.strerror)) from error


def read(folder: Path) -> Chain:
    """Read the chain of a book. Raises ``BookError`` when it has no index."""
    index = store.read_index(folder / store.INDEX)
    links = {batch: link for batch in index.batches if (link := link_in(folder, batch))}
    return check(folder, index.batches, links)


def seal(folder: Path | str) -> str | None:
    """The seal of a book; None for one that was made before there were seals."""
    listed = store.batches(Path(folder))
    link = link_in(Path(folder), listed[-1]) if listed else None
    return link.digest if link and link.head else None


def batches_since(folder: Path | str, printed: str) -> int | None:
    """How many batches were posted after a seal; None if the book never had it.

    Blanks and capitals in the seal do not count.
    """
    return read(Path(folder)).states.get("".join(printed.split()).lower())


def head_text(on: date, kind: str, previous: str) -> str:
    """The head of a batch that follows the one of a digest."""
    said = {"previous": previous, "by": authorship.author()}
    return f"{_COMMENT}{writer.custom(on, POSTING, kind, metadata=said)}"


def opening_text(folder: Path, listed: Sequence[str], facts: Mapping[str, str]) -> str:
    """The batch that begins the chain of a book of these facts.

    ``listed`` are the batches that were posted before.
    """
    earlier = of_earlier(link.digest for batch in listed if (link := link_in(folder, batch)))
    facts_text = writer.custom(
        OPENED, BOOK, FACTS, metadata={**facts, **({EARLIER: " ".join(listed)} if listed else {})}
    )
    return f"{head_text(OPENED, OPENING, earlier)}{facts_text}"


def of_earlier(digests: Iterable[str]) -> str:
    """The digest of the batches that were posted before the opening."""
    return hashlib.sha256("".join(f"{digest}\n" for digest in digests).encode()).hexdigest()


def check(folder: Path, listed: Sequence[str], links: Mapping[str, Link]) -> Chain:
    """The chain of batches in the order of an index, and its breaks.

    ``links`` are those of the files that are there.
    """
    unlisted = not_listed(folder, listed)
    there = tuple(links[batch] for batch in listed if batch in links)
    changed = tuple(link.batch for link in there if link.is_changed)
    breaks = [Break(batch, str(chain_messages.NOT_LISTED)) for batch in unlisted]
    breaks += [Break(batch, str(chain_messages.CHANGED)) for batch in changed]
    # What is reported of a batch explains why those after it do not follow.
    reported = {*unlisted, *changed, *(batch for batch in listed if batch not in links)}
    breaks += _breaks_of_order(there, reported)
    return Chain(there, tuple(breaks))


def _breaks_of_order(links: Sequence[Link], reported: Collection[str]) -> Iterator[Break]:
    explained = {named[1] for batch in reported if (named := _NAMED_DIGEST.search(batch))}
    by_digest = {link.digest: link.batch for link in links}
    earlier: list[Link] = []
    before: Link | None = None
    for link in links:
        if link.head is None:
            if before is None:
                earlier.append(link)
            elif not link.is_changed:
                yield Break(link.batch, str(chain_messages.NO_LINK))
            continue
        if before is None and link.head.kind == OPENING:
            follows = link.head.previous == of_earlier(earlier_link.digest for earlier_link in earlier)
            known = bool(set(link.earlier) & set(reported))
        else:
            follows = before is not None and link.head.previous == before.digest
            known = link.head.previous[:16] in explained
        if not follows and not known:
            yield Break(link.batch, _broken(link, by_digest, [earlier_link.batch for earlier_link in earlier]))
        before = link


def _broken(link: Link, by_digest: Mapping[str, str], earlier: Sequence[str]) -> str:
    if lost := [batch for batch in link.earlier if batch not in earlier]:
        return chain_messages.LOST_BEFORE.format(before=", ".join(lost))
    if link.earlier:
        return chain_messages.OUT_OF_ORDER.format(before=link.earlier[-1])
    if link.previous in by_digest:
        return chain_messages.OUT_OF_ORDER.format(before=by_digest[link.previous])
    return chain_messages.LOST_BEFORE.format(before=f"…-{link.previous[:16]}")


def not_listed(folder: Path, listed: Sequence[str]) -> tuple[str, ...]:
    """The batches in the folder that the index does not name.

    Without those that somebody is posting now.
    """
    found = batch_files(folder) - set(listed)
    return tuple(sorted(batch for batch in found if _is_lost(folder, batch)))


def batch_files(folder: Path) -> set[str]:
    """The batches whose files lie in the folder."""
    try:
        with os.scandir(folder / store.BATCHES) as places:
            names = {place.name for place in places}
    except OSError:
        return set()
    index = Path(store.INDEX).name
    return {name.removesuffix(".beancount") for name in names if name.endswith(".beancount") and name != index}


def _is_lost(folder: Path, batch: str) -> bool:
    # A writer marks a batch before its file is there and until the index names it, so this order misses no writer.
    if store.is_being_posted(folder, batch) or not path_of(folder, batch).exists():
        return False
    try:
        return batch not in store.read_index(folder / store.INDEX).batches
    except BookError:
        return True
