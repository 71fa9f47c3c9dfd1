"""Click's own messages in the current language.

Click looks its messages up by the functions ``_`` and ``ngettext`` of its modules; ``translate_click`` puts ours in their
place. A test compares the messages below with those of the installed version.
"""

import re
from importlib import import_module

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli.terminal import cells

_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")

# Of one for one and one for several, the latter stands here: Chinese has one form.
MESSAGES = (
    Message("Aborted!"),
    Message("Missing command."),
    Message("Got unexpected extra arguments ({args})"),
    Message("Takes {nargs} values but {len} were given."),
    Message("Positional arguments"),
    Message("env var: {var}"),
    Message("default: {default}"),
    Message("(dynamic)"),
    Message("(Did you mean one of: {possibilities}?)"),
    Message("Missing argument"),
    Message("Missing option"),
    Message("Missing parameter"),
    Message("Missing parameter: {param_name}"),
    Message("Missing {param_type}"),
    Message("unknown error"),
    Message("Invalid value for {param_hint}: {message}"),
    Message("Invalid value: {message}"),
    Message("Could not open file {filename!r}: {message}"),
    Message("Error: {message}"),
    Message("Try '{command} {option}' for help."),
    Message("No such option {name!r}."),
    Message("No such command {name!r}."),
    Message("Option {name!r} does not take a value."),
    Message("Option {name!r} requires {nargs} arguments."),
    Message("Argument {name!r} takes {nargs} values."),
    Message("Error: invalid input"),
    Message("file"),
    Message("directory"),
    Message("path"),
    Message("{value!r} is not one of {choices}."),
    Message("{value} is not in the range {range}."),
    Message("{value!r} is not a valid boolean. Recognized values: {states}"),
    Message("{len_type} values are required, but {len_value} were given."),
    Message("{name} {filename!r} is a file."),
    Message("{name} {filename!r} is a directory."),
    Message("{name} {filename!r} is not readable."),
    Message("{name} {filename!r} is not writable."),
    Message("{name} {filename!r} does not exist."),
)
_KNOWN = {str.__str__(message): message for message in MESSAGES} | {
    "{value!r} does not match the formats {formats}.": Message("{value!r} is not a day; write it like 2026-03-01."),
    # Click names the type in English.
    "{value!r} is not a valid {number_type}.": Message("{value!r} is not a number."),
}
_PLACEHOLDERS = (
    Message("AFTER"), Message("BEFORE"), Message("POPULATION"), Message("HEX"),
    Message("OPTIONS"), Message("COMMAND"), Message("ARGS"), Message("TEXT"), Message("INTEGER"), Message("FLOAT"),
    Message("RANGE"), Message("DIRECTORY"), Message("FILE"), Message("FILES"), Message("PATH"), Message("PATHS"),
    Message("DIR"), Message("FOLDER"), Message("LINE"), Message("VALUE"), Message("SWITCH"), Message("YUAN"),
    Message("AWARD"), Message("AWARDS"), Message("FROM"), Message("TO"), Message("STEP"), Message("NAME"),
    Message("CODE"), Message("COLUMN"), Message("POLICY"), Message("PROJECT"), Message("RATE"), Message("NOTICE"),
    Message("PAYEES"), Message("ENTRY"), Message("DAY"), Message("YEAR"), Message("BATCH"), Message("PLATFORM"),
    Message("RESULT"), Message("OUT"), Message("GIVEN"), Message("SOURCE"), Message("BANK"),
)  # fmt: skip


_WORDS = {str.__str__(word): word for word in _PLACEHOLDERS}


def translate_click() -> None:
    """Let click look up its messages in our catalogue, and measure wide characters."""
    for name in ("_textwrap", "formatting"):
        module = import_module(f"click.{name}")
        if hasattr(module, "term_len"):
            setattr(module, "term_len", cells)  # noqa: B010, mypy knows no such name
    for name in _MODULES:
        module = import_module(f"click.{name}")
        for function, ours in (("_", _one), ("ngettext", _several)):
            if hasattr(module, function):
                setattr(module, function, ours)


def _one(text: str) -> str:
    return str(_KNOWN.get(text) or Message(text))


def _several(one: str, several: str, number: int) -> str:
    """The message for one or for several; Chinese has the latter only."""
    known = _KNOWN.get(several)
    if known is None or (str(known) == several and number == 1):
        return one if number == 1 else several
    return str(known)


def metavar(text: str) -> str:
    """A placeholder of the help, such as FILE or LINE=VALUE, in the current language."""
    return re.sub(r"[A-Z]{2,}", lambda word: str(_WORDS.get(word[0], word[0])), text.replace("%Y-%m-%d", "YYYY-MM-DD"))


def error_message(error: click.ClickException) -> str:
    """What an error in the arguments says, in the current language."""
    if not isinstance(error, click.MissingParameter) or error.param is None:
        return error.format_message()
    if error.param.param_type_name == "option":
        return _("Missing option {name}.").format(name=" / ".join(error.param.opts))
    return _("Missing argument {name}.").format(name=metavar(error.param.human_readable_name))
