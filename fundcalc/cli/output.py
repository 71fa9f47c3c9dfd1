"""Output shared by the commands: exit codes, JSON, progress, encoding."""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Timer
from time import monotonic
from typing import TypeVar

import click

from fundcalc.base.i18n import _, ngettext
from fundcalc.cli.terminal import CONTROLS, echo

T = TypeVar("T")

DONE, NO, NOT_UNDERSTOOD = 0, 1, 2
_QUIET_SECONDS = 2.0


def use_utf8() -> None:
    """Write UTF-8; replace a character that the encoding lacks instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            encoding = (stream.encoding or "").lower().replace("-", "")
            # The C locale says ASCII; every terminal of today that says so shows UTF-8.
            reconfigure(
                errors="replace", **({"encoding": "utf-8"} if encoding in ("", "ascii", "ansi_x3.41968") else {})
            )


def print_json(result: Mapping[str, object]) -> None:
    """Write one JSON document to standard output, to a file or a pipe in UTF-8."""
    document = json.dumps(result, ensure_ascii=False, indent=2)
    # What json leaves as it is and a terminal obeys: C1 controls and marks that reorder text.
    document = re.sub(CONTROLS, lambda found: f"\\u{ord(found[0]):04x}", document)
    if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
        click.echo(document)
    else:
        # Not in the encoding of the console, so that --baseline and other programs can read it.
        click.echo(f"{document}\n".encode("utf-8", "backslashreplace"), nl=False)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Print on standard error what is being done, if it takes over two seconds."""
    timer = Timer(_QUIET_SECONDS, lambda: echo(f"… {what}", err=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def counted(items: Sequence[T], what: str) -> Iterator[T]:
    """Yield the items, with progress on standard error after two seconds."""
    started = reported = monotonic()
    shown = False
    for done, item in enumerate(items):
        now = monotonic()
        if now - reported > (0.5 if shown else _QUIET_SECONDS) and now - started > _QUIET_SECONDS:
            end = "\r" if sys.stderr.isatty() else "\n"
            click.echo(f"… {what} {done:,} / {len(items):,}{end}", err=True, nl=False)
            shown, reported = True, now + (0 if sys.stderr.isatty() else 4.5)
        yield item
    if shown:
        click.echo(f"… {what} {len(items):,} / {len(items):,}", err=True)


def decided(applications: int, payees: int, fen: int) -> str:
    """Say how many applications were decided, how many are payable, and the total."""
    from fundcalc.base import figures
    from fundcalc.base.amount_in_words import capitals
    from fundcalc.base.money import LARGEST_FEN, yuan

    sentence = ngettext(
        "{count} application decided, {payees} payable, in all {total} ({capitals})",
        "{count} applications decided, {payees} payable, in all {total} ({capitals})",
        applications,
    )
    return sentence.format(
        count=figures.count(applications),
        payees=figures.count(payees),
        total=figures.amount(fen),
        capitals=capitals(fen) if fen <= LARGEST_FEN else f"{yuan(fen):,}",
    )


def assignment(text: str) -> tuple[str, str]:
    """Split ``LINE=VALUE``. Raises click.BadParameter."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise click.BadParameter(_("{text!r} is not of the form LINE=VALUE").format(text=text))
    return name.strip(), value.strip()
