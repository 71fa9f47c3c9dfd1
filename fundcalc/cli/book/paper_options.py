"""The options of ``fundcalc book report``, as its papers take them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fundcalc.base.i18n import _

if TYPE_CHECKING:
    from fundcalc.documents.book_rows import Stage


@dataclass(frozen=True, slots=True)
class PaperOptions:
    """What was said of the paper to write."""

    folder: Path | None
    kind: str
    year: int | None
    policy: str
    changes: tuple[str, ...]
    readings: tuple[str, ...]
    organisation: str
    on: date | None
    document: str
    round_file: Path | None
    stage: Stage | None
    workdays: Path | None
    form: Path | None
    first: date | None
    accounts: Path | None
    output: Path


def until(year: int, on: date | None) -> date:
    """The last day counted, within the year. Raises BookError."""
    from fundcalc.base.errors import BookError

    last = date(year, 12, 31)
    if on is None:
        return last
    if on.year != year:
        raise BookError(_("{day} is not a day of {year}; give a day of the year reported on, or leave --on out").format(
            day=on, year=year))  # fmt: skip
    return on
