"""Mend a book that is not what was posted: say what can be done, and do it.

A batch belongs to a book if it follows on one that is in its chain. What belongs is taken into the index, in the order of
the chain; what does not is set aside, into a folder that neither fundcalc nor Beancount reads. A batch that was changed or
lost can only come back from a copy, or be set aside with all that was posted after it, to be entered anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from fundcalc.base.dates import today
from fundcalc.base.errors import BookError, RefusedError
from fundcalc.ledger import chain, chain_messages, loading, store, top_file, writer
from fundcalc.ledger.atomic import refusing
from fundcalc.ledger.loading import Fault
from fundcalc.ledger.mended_reader import CONTENTS, MEND, SET_ASIDE
from fundcalc.ledger.session import LockedBook


@dataclass(frozen=True, slots=True)
class Mending:
    """What is wrong with a book, and what mending it would do or did.

    ``take`` come into the index, ``set_aside`` are moved away, and ``dropped``, whose files are lost, leave it; ``index``
    is the index afterwards. ``new_index`` and ``new_top`` tell whether the index and the top file are written anew.
    ``stray`` are batches that do not belong; ``left`` are the faults that remain once it is ``done``. ``contents`` say what
    is set aside, by batch and, under "", in all, as the files read now.
    """

    faults: tuple[Fault, ...]
    index: tuple[str, ...]
    take: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    stray: tuple[str, ...] = ()
    new_index: bool = False
    new_top: bool = False
    done: bool = False
    left: tuple[Fault, ...] = ()
    contents: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Batches:
    """The batches of a book: in the index, in the folder, in the order of the chain."""

    listed: tuple[str, ...]
    has_head: bool
    links: Mapping[str, chain.Link]
    order: tuple[str, ...]

    @property
    def unlisted(self) -> tuple[str, ...]:
        return tuple(batch for batch in self.links if batch not in self.listed)


def mend(
    folder: Path | str,
    *,
    take: str = "",
    set_aside: str = "",
    yes: bool = False,
    on: date | None = None,
    wait: float = store.WAIT,
) -> Mending:
    """Say what can be done for a book that is not what was posted.

    With ``yes``, do it. What leaves a sealed book is recorded in it by an entry of the day ``on``, by default today.
    Without ``take`` and ``set_aside``, every batch that belongs is taken in and the top file is put right. Raises
    ``RefusedError`` for a batch that cannot be taken in, and ``BookError`` where there is no such batch.
    """
    folder = Path(folder)
    with store.locked(folder, wait=wait) as files:
        found = _batches(folder)
        plan = Mending(_damage(folder), found.listed)
        if take:
            plan = _taking(folder, plan, found, take.removesuffix(".beancount"))
        elif set_aside:
            plan = _setting_aside(folder, plan, found, set_aside.removesuffix(".beancount"))
        else:
            plan = _putting_right(plan, found)
        top = _top(folder, plan)
        plan = replace(plan, new_index=plan.index != found.listed or not found.has_head, new_top=top is not None)
        if not yes:
            return plan
        if plan.new_index:
            store.write_index(files, plan.index)
        for batch in plan.set_aside:
            _move_aside(folder, batch)
        if top is not None:
            store.write(files, store.TOP, top)
        left = _damage(folder)
        if not left:
            _record(files, plan, on or today())
        return replace(plan, done=True, left=left)


def _record(files: store.LockedFolder, plan: Mending, on: date) -> None:
    """Post what was moved out of a sealed book."""
    batches, contents = (*plan.set_aside, *plan.dropped), plan.contents.get("", "")
    if batches and chain.seal(files.folder) is not None:
        said = {SET_ASIDE: " ".join(batches), **({CONTENTS: contents} if contents else {})}
        text = writer.custom(on, MEND, "", metadata=said)
        LockedBook(files, lambda _folder, events: events).post(on, "mend", (text,))


def _damage(folder: Path) -> tuple[Fault, ...]:
    return tuple(fault for fault in loading.read(folder).errors if fault.is_damage)


def _batches(folder: Path) -> _Batches:
    try:
        index = store.read_index(folder / store.INDEX)
    except BookError:
        index = store.Index((), has_head=False)
    links = {batch: link for batch in sorted(chain.batch_files(folder)) if (link := chain.link_in(folder, batch))}
    return _Batches(index.batches, index.has_head, links, _order(index.batches, links))


def _order(listed: Sequence[str], links: Mapping[str, chain.Link]) -> tuple[str, ...]:
    """The batches in the order of the chain, as far as it goes.

    Where it forks, the batch in the index goes on.
    """
    whole = {batch: link for batch, link in links.items() if not link.is_changed}
    followers: dict[str, list[chain.Link]] = {}
    openings: list[chain.Link] = []
    for link in sorted(whole.values(), key=lambda link: link.batch not in listed):
        if link.head is not None and link.head.kind == chain.OPENING:
            openings.append(link)
        elif link.head is not None:
            followers.setdefault(link.previous, []).append(link)
    if not openings:
        return tuple(batch for batch in dict.fromkeys(listed) if batch in whole)
    order: list[str] = []
    for batch in openings[0].earlier:
        if batch not in whole:
            return tuple(order)
        order.append(batch)
    link = openings[0]
    order.append(link.batch)
    while following := followers.get(link.digest):
        link = following[0]
        order.append(link.batch)
    return tuple(order)


def _putting_right(plan: Mending, found: _Batches) -> Mending:
    if not set(found.listed) <= set(found.order):
        return plan  # a batch is lost or was changed: only a copy helps
    take = tuple(batch for batch in found.order if batch not in found.listed)
    stray = tuple(batch for batch in found.unlisted if batch not in found.order)
    return replace(plan, index=found.order, take=take, stray=stray)


def _taking(folder: Path, plan: Mending, found: _Batches, batch: str) -> Mending:
    if batch not in found.links:
        raise BookError(chain_messages.NO_SUCH_BATCH.format(folder=folder, batch=batch))
    if batch in found.listed:
        raise RefusedError(chain_messages.IN_BOOK_ALREADY.format(batch=batch))
    link = found.links[batch]
    if batch not in found.order:
        sealed = any(other.head for other in found.links.values())
        if sealed or link.is_changed:
            raise RefusedError(chain_messages.DOES_NOT_BELONG.format(batch=batch))
        return replace(plan, index=(*found.listed, batch), take=(batch,))
    place = found.order.index(batch)
    if place and (before := found.order[place - 1]) not in found.listed:
        raise RefusedError(chain_messages.TAKE_FIRST.format(batch=batch, before=before))
    after = found.listed.index(found.order[place - 1]) + 1 if place else 0
    return replace(plan, index=(*found.listed[:after], batch, *found.listed[after:]), take=(batch,))


def _setting_aside(folder: Path, plan: Mending, found: _Batches, batch: str) -> Mending:
    if batch in found.order:
        aside = found.order[found.order.index(batch) :]
    elif batch in found.listed:
        aside = found.listed[found.listed.index(batch) :]
    elif batch in found.links:
        aside = (batch,)
    else:
        raise BookError(chain_messages.NO_SUCH_BATCH.format(folder=folder, batch=batch))
    index = tuple(other for other in found.listed if other not in aside)
    moved = tuple(other for other in aside if other in found.links)
    dropped = tuple(other for other in found.listed if other in aside and other not in found.links)
    contents = {other: loading.contents_of(folder, [other]) for other in moved} | {
        "": loading.contents_of(folder, moved)
    }
    return replace(plan, index=index, set_aside=moved, dropped=dropped, contents=contents)


def _top(folder: Path, plan: Mending) -> bytes | None:
    """The top file as it has to be; None if it is right, or cannot be known."""
    if not any(fault.file == store.TOP for fault in plan.faults):
        return None
    facts = _facts(folder, plan.index)
    if facts is None:
        return top_file.with_include(folder)
    top = top_file.restated(folder, facts)
    return None if top == top_file.content(folder) else top


def _facts(folder: Path, index: Sequence[str]) -> Mapping[str, str] | None:
    """The facts that the last opening or renaming of an index states.

    None without a chain.
    """
    for batch in reversed(index):
        link = chain.link_in(folder, batch)
        if link is not None and link.head is not None and link.head.kind in (chain.OPENING, chain.RENAME):
            return loading.posted_facts(folder, batch)
    return None


def _move_aside(folder: Path, batch: str) -> None:
    path = chain.path_of(folder, batch)
    with refusing(path):
        (folder / SET_ASIDE).mkdir(exist_ok=True)
        path.replace(folder / SET_ASIDE / path.name)
