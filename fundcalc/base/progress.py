"""How far long work is, and a way to stop it.

Somebody who waits gives a ``Progress`` and reads it from another thread. Loops that may take long go through ``counted``,
or call ``advance``; where nobody waits, that costs nothing.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from fundcalc.base.i18n import Message

T = TypeVar("T")

READING = Message("reading the file")
CHECKING = Message("checking the rows")
DECIDING = Message("deciding the applications")
JUDGING = Message("judging the lines")


class Stopped(BaseException):
    """Work that was asked to stop; what refuses a faulty file does not catch it."""


@dataclass
class Progress:
    """How far a piece of work is.

    ``total`` is 0 where it is not known how much there is.
    """

    stage: Message | None = None
    done: int = 0
    total: int = 0
    is_stopped: bool = False


_WATCHED: ContextVar[Progress | None] = ContextVar("progress", default=None)


@contextmanager
def shown_in(progress: Progress) -> Iterator[None]:
    """Show in ``progress`` how far the work within is."""
    token = _WATCHED.set(progress)
    try:
        yield
    finally:
        _WATCHED.reset(token)


def advance(stage: Message, done: int, total: int = 0) -> None:
    """Show how far the work is. Raises Stopped if it was asked to stop."""
    progress = _WATCHED.get()
    if progress is None:
        return
    if progress.is_stopped:
        raise Stopped
    progress.stage, progress.done, progress.total = stage, done, total


def counted(things: Collection[T], stage: Message) -> Iterator[T]:
    """The same things, one by one, while it is shown how many are done."""
    return iter(things) if _WATCHED.get() is None else _counted(things, stage)


def _counted(things: Collection[T], stage: Message) -> Iterator[T]:
    total = len(things)
    for number, thing in enumerate(things):
        advance(stage, number, total)
        yield thing
