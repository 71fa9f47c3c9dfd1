"""Who enters what is posted."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_NAME: ContextVar[str] = ContextVar("entered_by", default="")


@contextmanager
def entered_by(name: str) -> Iterator[None]:
    """Name the person who posts within the ``with`` block.

    "" is the account's name on this machine.
    """
    token = _NAME.set(name)
    try:
        yield
    finally:
        _NAME.reset(token)


def author() -> str:
    """Who posts: the name that was given, or the account's name on this machine.

    "" if it has none.
    """
    if name := _NAME.get():
        return name
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return ""
