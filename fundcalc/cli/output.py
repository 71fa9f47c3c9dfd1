"""How a command speaks: its language, its tables, its JSON, its errors and its progress."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import wraps
from threading import Timer
from typing import Any, NoReturn, TypeVar

import click

from fundcalc.base import i18n as language
from fundcalc.base.i18n import _

Command = TypeVar("Command", bound=Callable[..., Any])
T = TypeVar("T")

DONE, NO, NOT_UNDERSTOOD = 0, 1, 2
_QUIET_SECONDS = 2.0


def speak_utf8() -> None:
    """Say Chinese also where the terminal's own encoding cannot: replace the character rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            encoding = (stream.encoding or "").lower().replace("-", "")
            # The C locale says ASCII; every terminal of today that says so shows UTF-8.
            reconfigure(
                errors="replace", **({"encoding": "utf-8"} if encoding in ("", "ascii", "ansi_x3.41968") else {})
            )


def choose_from(arguments: Sequence[str]) -> None:
    """Take ``--lang`` out of the arguments before anything is said."""
    for index, word in enumerate(arguments):
        value = word.partition("=")[2] if word.startswith("--lang=") else None
        if word == "--lang" and index + 1 < len(arguments):
            value = arguments[index + 1]
        for known in language.LANGUAGES:
            if value == known:
                language.choose(known)


def spoken(command: Callable[..., int | None]) -> Callable[..., None]:
    """A command with ``--json``; what it raises is told in one message, never as a traceback."""

    @click.option("--json", "as_json", is_flag=True, help=_("Print the result as one JSON document."))
    @wraps(command)
    def wrapped(*args: Any, as_json: bool, **kwargs: Any) -> None:
        from fundcalc.base.errors import FundcalcError, ShortfallError

        try:
            code = command(*args, as_json=as_json, **kwargs)
        except ShortfallError as error:
            _fail(error, NO, as_json=as_json)
        except FundcalcError as error:
            _fail(error, NOT_UNDERSTOOD, as_json=as_json)
        except BrokenPipeError:
            _say_no_more()  # whoever reads, as in `| head`, has seen enough
            sys.exit(NO)
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            told = _("{place}{reason}. Check the path, the free space and the permissions.").format(
                place=place, reason=error.strerror or error
            )
            _fail(OSError(told), NOT_UNDERSTOOD, as_json=as_json)
        sys.exit(code or DONE)

    return wrapped


def _language_option() -> click.Option:
    return click.Option(
        ["--lang"],
        type=click.Choice(language.LANGUAGES),
        expose_value=False,
        is_eager=True,
        callback=_set_language,
        help=_("The language spoken: zh or en."),
    )


def _set_language(_ctx: click.Context, _parameter: click.Parameter, value: Any) -> Any:
    if value in language.LANGUAGES:
        language.choose(value)
    return value


def _fail(error: Exception, code: int, *, as_json: bool) -> NoReturn:
    try:
        if as_json:
            print_json({"error": {"kind": type(error).__name__, "message": str(error)}})
        sys.stdout.flush()
    except OSError:  # the output itself may be what failed
        _say_no_more()
    click.echo(f"fundcalc: {error}", err=True)
    sys.exit(code)


def _say_no_more() -> None:
    """Send what is left of the output nowhere, so that the interpreter does not fail over it on its way out."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Formatter(click.HelpFormatter):
    """Help whose headings are in the language of its texts."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, _("Usage: ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        known = {"Options": _("Options"), "Commands": _("Commands")}
        super().write_heading(known.get(heading, heading))


class _Context(click.Context):
    formatter_class = _Formatter


def translated(command: click.Command) -> click.Command:
    """A command and those below it with ``--lang``, and with their help, headings included, in the current language."""
    command.context_class = _Context
    command.params.append(_language_option())
    command.params.append(
        click.Option(
            ["--help"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_help,
            help=_("Show this help and exit."),
        )
    )
    if isinstance(command, click.Group):
        for each in command.commands.values():
            translated(each)
    return command


def _help(ctx: click.Context, _parameter: click.Parameter, asked: Any) -> None:
    if asked:
        click.echo(ctx.get_help())
        ctx.exit()


def print_json(result: Mapping[str, Any]) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(result, ensure_ascii=False, indent=2))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """A table on standard output; ``right`` are the columns of figures."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=SIMPLE, pad_edge=False)
    for index, heading in enumerate(headings):
        table.add_column(escape(heading), justify="right" if index in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    terminal = sys.stdout.isatty()
    Console(
        file=sys.stdout, highlight=False, width=None if terminal else 160, color_system="auto" if terminal else None
    ).print(table)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say on standard error what is being done, if it takes more than two seconds."""
    timer = Timer(_QUIET_SECONDS, lambda: click.echo(f"… {what}", err=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def counted(items: Sequence[T], what: str) -> Iterator[T]:
    """The items, with how far they are on standard error once two seconds have passed."""
    from time import monotonic

    started = told = monotonic()
    shown = False
    for done, item in enumerate(items):
        now = monotonic()
        if now - told > (0.5 if shown else _QUIET_SECONDS) and now - started > _QUIET_SECONDS:
            end = "\r" if sys.stderr.isatty() else "\n"
            click.echo(f"… {what} {done:,} / {len(items):,}{end}", err=True, nl=False)
            shown, told = True, now + (0 if sys.stderr.isatty() else 4.5)
        yield item
    if shown:
        click.echo(f"… {what} {len(items):,} / {len(items):,}", err=True)


def assignment(text: str) -> tuple[str, str]:
    """``LINE=VALUE`` as its two parts. Raises click.BadParameter."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise click.BadParameter(_("{text!r} is not of the form LINE=VALUE").format(text=text))
    return name.strip(), value.strip()
