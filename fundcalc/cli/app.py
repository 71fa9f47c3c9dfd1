"""``fundcalc app``: serve the notebooks to this machine."""

from __future__ import annotations

import shlex
import sys

import click

from fundcalc.base.i18n import Message, _, current
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, print_json, working
from fundcalc.cli.terminal import echo

_NEEDED = ("marimo>=0.25.2", "altair>=6.0", "polars>=1.38", "pyarrow>=21")  # as the extra ``app`` has it


@command("app")
@option("--port", type=click.IntRange(1, 65535), default=None,
              help=Message("The port of this machine (default: 5070, or a free one if that is taken)."))  # fmt: skip
@option("--browser/--no-browser", default=True, show_default=True, help=Message("Open it in the browser."))
def app(port: int | None, *, browser: bool, as_json: bool) -> int:
    try:
        import altair  # noqa: F401
        import marimo  # noqa: F401
        import polars  # noqa: F401
    except ModuleNotFoundError as error:
        from fundcalc.base.errors import FundcalcError

        message = _(
            "{name} is not installed; install what the app needs with this command, and run this again: {command}"
        )
        command = shlex.join([sys.executable, "-m", "pip", "install", *_NEEDED])
        raise FundcalcError(message.format(name=error.name, command=command)) from error
    from fundcalc.app import server
    from fundcalc.base.loopback import HOST

    with working(_("starting")):
        listening = server.listening(port)
        serving = server.server(current(), listening)
    address = f"http://{HOST}:{listening.getsockname()[1]}/"
    if as_json:
        print_json({"address": address})
    else:
        echo(_("The app is open at {address} (end with Ctrl-C)").format(address=address))
    sys.stdout.flush()
    if browser:
        import webbrowser

        webbrowser.open(address)
    try:
        serving.run(sockets=[listening])
    except KeyboardInterrupt:
        if not as_json:
            echo(_("closed"))
    return DONE
