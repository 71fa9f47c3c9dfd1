"""Messages name commands and options that exist."""

import re
from collections.abc import Iterator

import click

from fundcalc.base.i18n import speaking
from fundcalc.cli import commands
from tests.source import ROOT

OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
# A command stands in quotation marks or after a colon; elsewhere "fundcalc" is the subject of a sentence.
COMMAND = re.compile(r"(?:[`'“]|[:：] ?|请用 )fundcalc ([^`'”；;]+)")


def every_command(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from every_command(below, (*path, name))


def options(command: click.Command) -> set[str]:
    return {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)} | {
        "--help"
    }


def messages() -> list[str]:
    from babel.messages.pofile import read_po

    with (ROOT / "fundcalc/base/locale/zh/fundcalc.po").open("rb") as file:
        catalogue = read_po(file, locale="zh_CN")
    texts: list[str] = []
    for message in catalogue:
        if not message.id:
            continue  # the header
        for text in (message.id, message.string):
            texts += [text] if isinstance(text, str) else list(text or ())
    return texts


def test_every_option_in_a_message_is_one_of_a_command() -> None:
    with speaking("en"):
        known = set().union(*(options(command) for _path, command in every_command(commands())))
    named = {option for text in messages() for option in OPTION.findall(text)}
    assert len(named) > 20
    assert named - known == set()


def test_every_command_in_a_message_exists_with_its_options() -> None:
    with speaking("en"):
        known = dict(every_command(commands()))
    lines = {line for text in messages() for line in COMMAND.findall(text)}
    assert len(lines) > 10
    for line in lines:
        words = line.split()
        paths = [tuple(words[:length]) for length in (2, 1) if tuple(words[:length]) in known]
        assert paths, f"fundcalc {line}: no such command"
        unknown = set(OPTION.findall(line)) - options(known[paths[0]])
        assert not unknown, f"fundcalc {line}: the command has no {unknown}"
