"""Commands: translated help, ``--json``, exit codes, lazily loaded groups.

A command is a function with its options as parameters that returns its exit code. Help texts are messages in English,
marked by ``Message`` and translated when they are shown.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar

import click

from fundcalc.base import i18n
from fundcalc.base.environment import POLICIES
from fundcalc.base.i18n import Message, _
from fundcalc.cli.click_messages import metavar
from fundcalc.cli.output import DONE, NO, NOT_UNDERSTOOD, print_json
from fundcalc.cli.terminal import echo

Function = TypeVar("Function", bound=Callable[..., object])


class Lazy(NamedTuple):
    """A command imported when called: ``module:name`` and its help."""

    target: str
    help: Message


class _TranslatedHelp:
    """The attribute ``help``, written in English and read in the current language."""

    _english: Message | None = None

    @property
    def help(self) -> str | None:
        return str(self._english) if self._english else None

    @help.setter
    def help(self, text: str | None) -> None:
        self._english = None if text is None else Message(str.__str__(text))


class _Formatter(click.HelpFormatter):
    """Help whose headings are in the language of its texts."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, _("Usage: ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        known = {"Options": _("Options"), "Commands": _("Commands")}
        self.write(" " * self.current_indent + _("{heading}:").format(heading=known.get(heading, heading)) + "\n")


class _TranslatedUsage:
    """A command whose usage line is in the language of its help."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The placeholders of the usage line."""
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]
        return [metavar(piece) for piece in pieces]


class _Context(click.Context):
    formatter_class = _Formatter


class Option(_TranslatedHelp, click.Option):
    """An option whose help and placeholder are translated."""

    def make_metavar(self, ctx: click.Context) -> str:
        """The placeholder of the value."""
        return metavar(super().make_metavar(ctx))

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option and its help; click does not translate that it is required."""
        record = super().get_help_record(ctx)
        return None if record is None else (record[0], record[1].replace("[required]", _("[required]")))


class Command(_TranslatedHelp, _TranslatedUsage, click.Command):
    """A command whose help is translated, with ``--lang`` and ``--help``."""

    context_class = _Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "add_help_option": False})
        self.params += [_policies_option(), _language_option(), _help_option()]


class Group(_TranslatedHelp, _TranslatedUsage, click.Group):
    """A group that imports its ``lazy`` commands when they are called.

    Listing them imports none.
    """

    context_class = _Context

    def __init__(
        self, name: str, help: Message, lazy: Mapping[str, Lazy] | None = None, epilog: Message | None = None
    ) -> None:
        super().__init__(name, add_help_option=False)
        self.help, self.lazy, self.english_epilog = help, lazy or {}, epilog
        self.params += [_language_option(), _help_option()]

    def add(self, command: Command) -> Command:
        """Add a command of the same file; a decorator."""
        self.add_command(command)
        return command

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of the commands, in the order in which they are used."""
        return [*self.lazy, *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None if there is none of that name."""
        if cmd_name not in self.lazy:
            return super().get_command(ctx, cmd_name)
        target, help_ = self.lazy[cmd_name]
        module, _colon, name = target.partition(":")
        command: click.Command = getattr(import_module(module), name)
        command.help = help_
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the commands with the first line of their help."""
        rows = [(name, str(lazy.help)) for name, lazy in self.lazy.items()]
        rows += [(name, command.help or "") for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the epilog in the current language."""
        self.epilog = str(self.english_epilog) if self.english_epilog else None
        super().format_epilog(ctx, formatter)


def option(*names: str, help: Message, **attributes: object) -> Callable[[Function], Function]:
    """Declare an option."""
    return click.option(*names, cls=Option, help=help, **attributes)


def options(*declared: Callable[[Function], Function]) -> Callable[[Function], Function]:
    """Declare several options, listed in this order."""

    def declare(function: Function) -> Function:
        for one in reversed(declared):
            function = one(function)
        return function

    return declare


def command(name: str, help: Message | None = None) -> Callable[[Callable[..., int | None]], Command]:
    """Declare a command with ``--json``.

    Errors become one message and an exit code, never a traceback. ``help`` is given here, or by the group that loads the
    command.
    """

    def declare(function: Callable[..., int | None]) -> Command:
        @wraps(function)
        def run(*args: object, as_json: bool, **kwargs: object) -> None:
            with _errors_reported(as_json=as_json):
                code = function(*args, as_json=as_json, **kwargs)
            sys.exit(code or DONE)

        as_document = option("--json", "as_json", is_flag=True, help=Message("Print the result as one JSON document."))
        made = click.command(name=name, cls=Command)(_last(as_document, run))
        made.help = help
        return made

    return declare


def _last(declare: Callable[[Function], Function], function: Function) -> Function:
    """Declare an option that is listed after those the function has."""
    declare(function)
    params = vars(function)["__click_params__"]
    params.insert(0, params.pop())  # click reverses them
    return function


@contextmanager
def _errors_reported(*, as_json: bool) -> Iterator[None]:
    from fundcalc.base.errors import FundcalcError, RefusedError

    try:
        yield
    except RefusedError as error:
        _fail(error, NO, as_json=as_json, data=error.data)
    except FundcalcError as error:
        _fail(error, NOT_UNDERSTOOD, as_json=as_json)
    except BrokenPipeError:
        discard_output()  # the reader, such as `| head`, has closed the pipe
        sys.exit(NO)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        message = _("{place}{reason}. Check the path, the free space and the permissions.")
        _fail(OSError(message.format(place=place, reason=error.strerror or error)), NOT_UNDERSTOOD, as_json=as_json)


def _fail(error: Exception, code: int, *, as_json: bool, data: Mapping[str, object] | None = None) -> NoReturn:
    try:
        if as_json:
            print_json({"error": {"kind": type(error).__name__, "message": str(error), **(data or {})}})
        sys.stdout.flush()
    except OSError:  # the output itself may be what failed
        discard_output()
    echo(f"fundcalc: {error}", err=True)
    sys.exit(code)


def discard_output() -> None:
    """Discard further output, so that the interpreter does not fail when it exits."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def choose_language_from(arguments: Sequence[str]) -> None:
    """Take ``--lang`` out of the arguments before anything is written."""
    for at, word in enumerate(arguments):
        value = word.partition("=")[2] if word.startswith("--lang=") else None
        if word == "--lang" and at + 1 < len(arguments):
            value = arguments[at + 1]
        for known in i18n.LANGUAGES:
            if value == known:
                i18n.choose(known)


def _language_option() -> click.Option:
    return Option(
        ["--lang"],
        type=click.Choice(i18n.LANGUAGES),
        expose_value=False,
        is_eager=True,
        callback=_set_language,
        help=Message("The language of the output: zh or en."),
    )


def _set_language(
    _ctx: click.Context, _parameter: click.Parameter, value: i18n.Language | None
) -> i18n.Language | None:
    if value in i18n.LANGUAGES:
        i18n.choose(value)
    return value


def _policies_option() -> click.Option:
    return Option(
        ["--policies"],
        type=click.Path(file_okay=False, exists=True),
        metavar="DIR",
        expose_value=False,
        is_eager=True,
        callback=_add_policies,
        help=Message("A folder with policies of your own, one folder each."),
    )


def _add_policies(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Add a folder of policies for this command and the processes it starts."""
    if value is not None:
        before = os.environ.get(POLICIES)
        os.environ[POLICIES] = os.pathsep.join(filter(None, (str(Path(value).resolve()), before)))

        def restore() -> None:
            if before is None:
                del os.environ[POLICIES]
            else:
                os.environ[POLICIES] = before

        ctx.call_on_close(restore)
    return value


def _help_option() -> click.Option:
    return Option(
        ["--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_show_help,
        help=Message("Show this help and exit."),
    )


def _show_help(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        click.echo(ctx.get_help())
        ctx.exit()
