"""``fundcalc app``: the notebooks as a local app, for this machine only."""

from __future__ import annotations

import shlex
import sys

import click

from fundcalc.base.i18n import _, current
from fundcalc.cli.output import DONE, print_json, spoken, working

_NEEDED = ("marimo>=0.25.2", "altair>=6.0", "polars>=1.38", "pyarrow>=21")  # as the extra ``app`` has it


def app() -> click.Command:
    """The command ``app``."""

    @click.command(
        name="app",
        help=_(
            "Open the pages for a round, what-if and an audit in the browser, for this machine only; ends with Ctrl-C."
        ),
    )
    @click.option("--port", type=click.IntRange(1, 65535), default=None,
                  help=_("The port of this machine (default: 5070, or a free one if that is taken)."))  # fmt: skip
    @click.option("--browser/--no-browser", default=True, show_default=True, help=_("Open it in the browser."))
    @spoken
    def run(port: int | None, *, browser: bool, as_json: bool) -> int:
        try:
            import altair  # noqa: F401
            import marimo  # noqa: F401
            import polars  # noqa: F401
        except ModuleNotFoundError as error:
            from fundcalc.base.errors import FundcalcError

            told = _(
                "{name} is not installed; install what the app needs with this command, and run this again: {command}"
            )
            command = shlex.join([sys.executable, "-m", "pip", "install", *_NEEDED])
            raise FundcalcError(told.format(name=error.name, command=command)) from error
        from fundcalc.app import server
        from fundcalc.base.loopback import HOST

        with working(_("starting")):
            listening = server.listening(port)
            serving = server.server(current(), listening)
        address = f"http://{HOST}:{listening.getsockname()[1]}/"
        if as_json:
            print_json({"address": address})
        else:
            click.echo(_("The app is open at {address} (end with Ctrl-C)").format(address=address))
        sys.stdout.flush()
        if browser:
            import webbrowser

            webbrowser.open(address)
        try:
            serving.run(sockets=[listening])
        except KeyboardInterrupt:
            if not as_json:
                click.echo(_("closed"))
        return DONE

    return run
