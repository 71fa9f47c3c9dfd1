"""Work that takes longer than a visitor should wait for a page."""

from __future__ import annotations

from asyncio import Task
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.responses import Response

    from fundcalc.base.progress import Progress


@dataclass(frozen=True)
class Work:
    """An answer in the making, and how far it is.

    ``back`` is the page it was asked for on.
    """

    task: Task[Response]
    progress: Progress
    back: str
    can_stop: bool
