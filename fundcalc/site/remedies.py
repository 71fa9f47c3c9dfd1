"""What a remedy that names an option of a command is called on the pages."""

from __future__ import annotations

import re

from fundcalc.base.i18n import Message

_TICK = Message("On this page: tick “{label}”.")
_FILL_IN = Message("On this page: fill in “{label}”.")
_SEE = Message("On these pages: “{label}” of the book.")

# An option or command in a message, and the label of the field or page that stands for it.
_ON_PAGES: tuple[tuple[str, Message, Message], ...] = (
    ("--any-day", _TICK, Message("The date is right, though it is far ahead or before the measure")),
    ("--again", _TICK, Message("An equal entry stands in the book; this is a further one")),
    ("--new", _TICK, Message("Enter it although the award or the use is not known yet")),
    ("--advance", _TICK, Message("Own money pays what exceeds the balance (advance)")),
    ("--correct", _TICK, Message("Correct the awards that come to other amounts now")),
    ("--date", _FILL_IN, Message("Day (default: today)")),
    ("--award", _FILL_IN, Message("Award of lines that name none")),
    ("book mend", _SEE, Message("Put right")),
    ("book rename", _SEE, Message("Put right")),
    ("book payees", _SEE, Message("Bank accounts")),
    ("book status", _SEE, Message("Overview")),
    ("book entries", _SEE, Message("Entries")),
)


def on_pages(message: str) -> list[str]:
    """Where the pages have what a message names as an option or a command."""
    found = (
        sentence.format(label=label) for name, sentence, label in _ON_PAGES if re.search(rf"{name}(?![a-z-])", message)
    )
    return list(dict.fromkeys(found))
