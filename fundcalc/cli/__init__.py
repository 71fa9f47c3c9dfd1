"""The commands of ``fundcalc``, each imported when it is called."""

import sys
from collections.abc import Sequence

import click

from fundcalc.base.garbage_collection import collect_rarely
from fundcalc.base.i18n import Message, _
from fundcalc.cli.click_messages import error_message, translate_click
from fundcalc.cli.command import Group, Lazy, Option, choose_language_from
from fundcalc.cli.output import DONE, NO, NOT_UNDERSTOOD, print_json, use_utf8
from fundcalc.cli.terminal import echo

COMMANDS = {
    "demo": Lazy(
        "fundcalc.cli.demo:demo",
        Message("Decide, post and pay an invented round of all five measures in a fresh folder."),
    ),
    "policies": Lazy("fundcalc.cli.policies:policies", Message("The measures: list, show, check, test.")),
    "template": Lazy("fundcalc.cli.award:template", Message("Write an empty workbook for a measure, to be filled in.")),
    "award": Lazy(
        "fundcalc.cli.award:award", Message("Decide a round of applications; with --post, post the awards to a book.")
    ),
    "explain": Lazy(
        "fundcalc.cli.award:explain", Message("Explain one decision of a round, step by step, with the articles.")
    ),
    "match": Lazy(
        "fundcalc.cli.match:match",
        Message("Hold one unit's facts against every measure: what it would get, what is missing, what excludes what."),
    ),
    "book": Lazy("fundcalc.cli.book:book", Message("The ledger: create it, post to it, and show its accounts.")),
    "audit": Lazy(
        "fundcalc.cli.audit:audit",
        Message("Check spending against the measures: sheets, folders of them, books."),
    ),
    "standing": Lazy(
        "fundcalc.cli.standing:standing",
        Message("Say where each platform stands on a day and what is due next; write the deadlines as a calendar."),
    ),
    "indicators": Lazy(
        "fundcalc.cli.indicators:indicators",
        Message("Write the form of an evaluation, or check a filled one and add it up."),
    ),
    "what-if": Lazy(
        "fundcalc.cli.what_if:what_if",
        Message(
            "Try a change of a measure on a round: what it costs, who gains and who loses. Nothing is decided or posted."
        ),
    ),
    "app": Lazy(
        "fundcalc.cli.app:app",
        Message(
            "Open the whole season in the browser, on this machine only: rounds, books, money, audits; ends with Ctrl-C."
        ),
    ),
    "web": Lazy(
        "fundcalc.cli.web:web", Message("Open a book in Fava, read-only, with a page of every award; ends with Ctrl-C.")
    ),
    "population": Lazy(
        "fundcalc.cli.population:population",
        Message(
            "Write an invented population for a measure: applications and awards already paid; nobody in it exists."
        ),
    ),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``fundcalc``; exits 0, 1 (the answer is no) or 2 (not understood)."""
    collect_rarely()
    use_utf8()
    translate_click()
    given = list(sys.argv[1:] if arguments is None else arguments)
    # Chosen before parsing, so that errors in the arguments are in that language too.
    choose_language_from(given)
    try:
        sys.exit(commands().main(given, prog_name="fundcalc", standalone_mode=False) or DONE)
    except click.ClickException as error:
        # Errors before a command runs are JSON too, if that was asked for.
        if "--json" in given:
            print_json({"error": {"kind": "UsageError", "message": error_message(error)}})
        _show(error)
        sys.exit(NOT_UNDERSTOOD)
    except (click.Abort, KeyboardInterrupt):
        echo(_("fundcalc: interrupted; every batch is posted completely or not at all"), err=True)
        sys.exit(NO)


def _show(error: click.ClickException) -> None:
    """Show an error in the arguments, as click does, in the current language."""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        echo(error.ctx.get_usage(), err=True)
        hint = _("Try '{command} --help' for help.")
        echo(hint.format(command=error.ctx.command_path) + "\n", err=True)
    echo(_("Error: {message}").format(message=error_message(error)), err=True)


def commands() -> click.Command:
    """The group of all commands."""
    group = Group(
        "fundcalc",
        Message(
            "What a subsidy measure owes each applicant, clause by clause: decide, post and pay a round of applications."
        ),
        COMMANDS,
        Message("Every command takes --json and --lang zh|en. Begin with: fundcalc demo"),
    )
    group.params.append(
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help=Message("Show the version."),
        )
    )
    return group


def _show_version(ctx: click.Context, _parameter: click.Parameter, value: object) -> None:
    if value:
        from fundcalc.base.version import __version__

        echo(f"fundcalc {__version__}")
        ctx.exit()
