"""The commands. ``fundcalc --help`` is quick because each command imports what it works with when it runs."""

import sys
from collections.abc import Sequence
from typing import Any

import click

from fundcalc.base.i18n import _
from fundcalc.cli.output import DONE, NO, NOT_UNDERSTOOD, choose_from, print_json, speak_utf8, translated


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point ``fundcalc``; exits 0, 1 (the answer is no) or 2 (not understood)."""
    speak_utf8()
    # Help texts are made when the commands are, so the language has to be known before.
    given = list(sys.argv[1:] if arguments is None else arguments)
    choose_from(given)
    try:
        sys.exit(commands().main(given, prog_name="fundcalc", standalone_mode=False) or DONE)
    except click.ClickException as error:
        # What click refuses before a command runs is one JSON document too, where that was asked for.
        if "--json" in given:
            print_json({"error": {"kind": "UsageError", "message": error.format_message()}})
        error.show()
        sys.exit(NOT_UNDERSTOOD)
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("fundcalc: interrupted; what was posted is posted whole, the rest is not"), err=True)
        sys.exit(NO)


def commands() -> click.Command:
    """All commands, with their help in the current language."""
    from fundcalc.cli import app, audit, book, demo, policies, population, web, what_if
    from fundcalc.cli import award as rounds

    group = click.Group(
        name="fundcalc",
        help=_(
            "What a subsidy measure owes each applicant, clause by clause: decide, post and pay a round of applications."
        ),
        epilog=_("Every command takes --json and --lang zh|en. Begin with: fundcalc demo"),
    )

    def version(ctx: click.Context, _parameter: click.Parameter, asked: Any) -> None:
        if asked:
            from fundcalc.base.version import __version__

            click.echo(f"fundcalc {__version__}")
            ctx.exit()

    group.params.append(
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=version,
            help=_("Show the version."),
        )
    )
    for command in (
        demo.demo(),
        policies.policies(),
        rounds.template(),
        rounds.award(),
        rounds.explain(),
        book.book(),
        audit.audit(),
        what_if.what_if(),
        app.app(),
        web.web(),
        population.population(),
    ):
        group.add_command(command)
    return translated(group)
