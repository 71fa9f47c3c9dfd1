"""What was filled in on a form, read as the commands read their options."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from fundcalc.app.uploads import File, on_disk, written
from fundcalc.base.dates import parse_date
from fundcalc.base.dates import today as today
from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _
from fundcalc.base.money import fen
from fundcalc.policy.loading import Policy, available, load
from fundcalc.site.visit import Download, Visit

T = TypeVar("T")


def day_in(visit: Visit, name: str = "on") -> date:
    """The day that was given, else today. Raises DateError."""
    return optional_day(visit, name) or today()


def optional_day(visit: Visit, name: str) -> date | None:
    """The day that was given, if one was. Raises DateError."""
    text = visit.given(name) or visit.query.get(name, "").strip()
    return parse_date(text) if text else None


def chosen_measure(visit: Visit) -> Policy:
    """The measure that was chosen, else the first of the list."""
    name = visit.given("policy") or visit.query.get("policy", "")
    return load(name if name in available() else available()[0])


def amount_in(visit: Visit, name: str = "amount") -> int:
    """The amount that was given in yuan, as fen. Raises MoneyError."""
    return fen(visit.given(name).replace("，", ","))


def year_in(visit: Visit, name: str = "year") -> int:
    """The year that was given. Raises SheetError."""
    text = visit.given(name) or visit.query.get(name, "").strip()
    if not (len(text) == 4 and text.isdecimal() and text.isascii() and 1990 <= int(text) <= 2100):
        raise SheetError(_("'{text}' is not a year; write it as 2026").format(text=text))
    return int(text)


def again_in(visit: Visit) -> bool:
    """Whether an equal entry is meant once more."""
    return bool(visit.every("again"))


def one_file(visit: Visit) -> File:
    """The one file that was dropped. Raises SheetError."""
    if len(visit.files) != 1:
        raise SheetError(_("drop one file"))
    return visit.files[0]


def read_from(file: File, read: Callable[[Path], T]) -> T:
    """What a function reads from a dropped file, which is on disk only meanwhile."""
    with on_disk([file]) as paths:
        return read(paths[0])


def download(name: str, write: Callable[[Path], object]) -> Download:
    """The file that a function writes, to save under a name."""
    return Download(name, written(name, write))
