"""``fundcalc web``: serve a book in Fava, read-only, to this machine."""

from __future__ import annotations

import shlex
import sys
from contextlib import nullcontext
from pathlib import Path

import click

from fundcalc.base.i18n import Message, _, current
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, print_json, working
from fundcalc.cli.terminal import echo

_NEEDED = "fava>=1.30.16"  # as the extra ``web`` has it


@command("web")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@option("--port", type=click.IntRange(1, 65535), default=None,
              help=Message("The port of this machine (default: 5050, or a free one if that is taken)."))  # fmt: skip
@option("--browser/--no-browser", default=True, show_default=True, help=Message("Open it in the browser."))
def web(folder: Path, port: int | None, *, browser: bool, as_json: bool) -> int:
    try:
        import fava  # noqa: F401
    except ModuleNotFoundError as error:
        from fundcalc.base.errors import BookError

        message = _("Fava is not installed; install it with this command, and run this again: {command}")
        command = shlex.join([sys.executable, "-m", "pip", "install", _NEEDED])
        raise BookError(message.format(command=command)) from error
    from fundcalc.base.loopback import opened_in_browser
    from fundcalc.fava import server

    with working(_("reading the book")):
        app = server.application(folder, current())
    listening, key = server.server(app, port)
    address = server.address(key, app)
    if as_json:
        print_json({"book": str(folder), "address": address})
    else:
        echo(_("{folder} is open, read-only, at {address} (end with Ctrl-C)").format(
            folder=folder, address=address))  # fmt: skip
    sys.stdout.flush()
    try:
        with opened_in_browser(address) if browser else nullcontext():
            listening.serve()
    except KeyboardInterrupt:
        if not as_json:
            echo(_("closed; the book was not changed"))
    finally:
        listening.stop()
    return DONE
