"""``fundcalc app``: serve the pages of the season to this machine."""

from __future__ import annotations

import shlex
import sys
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path

import click

from fundcalc.base.i18n import Message, _, current
from fundcalc.cli.book.options import FOLDER
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, print_json, working
from fundcalc.cli.terminal import echo

# As the extra ``app`` has it.
_NEEDED = (
    "marimo>=0.25.2", "altair>=6.0", "polars>=1.38", "pyarrow>=21", "starlette>=0.46", "uvicorn>=0.34",
    "python-multipart>=0.0.20",
)  # fmt: skip


@command("app")
@option("--book", "books", type=FOLDER, multiple=True,
        help=Message("A book to list on the first page. May be given several times."))  # fmt: skip
@option("--port", type=click.IntRange(1, 65535), default=None,
              help=Message("The port of this machine (default: 5070, or a free one if that is taken)."))  # fmt: skip
@option("--browser/--no-browser", default=True, show_default=True, help=Message("Open it in the browser."))
def app(books: tuple[Path, ...], port: int | None, *, browser: bool, as_json: bool) -> int:
    _require_packages()
    from fundcalc import ledger
    from fundcalc.base.loopback import Key, opened_in_browser
    from fundcalc.site import server
    from fundcalc.site.known_books import memory_of_user
    from fundcalc.site.own_measures import use_folder_of_user

    use_folder_of_user()
    for folder in books:
        ledger.status(folder)  # refuses a folder that holds no book of ours
    with working(_("starting")):
        listening = server.listening(port)
        key = Key.new(listening.getsockname()[1])
        serving = server.server(key, current(), books, memory_of_user())
    address = key.address()
    if as_json:
        print_json({"address": address})
    else:
        echo(_("The app is open at {address} (end with Ctrl-C)").format(address=address))
    sys.stdout.flush()
    try:
        with opened_in_browser(address) if browser else nullcontext():
            serving.run(sockets=[listening])
    except KeyboardInterrupt:
        if not as_json:
            echo(_("closed"))
    return DONE


def _require_packages() -> None:
    """Raise FundcalcError naming a package of the extra that is not installed.

    They are looked for and not imported, which would take seconds.
    """
    for name in ("marimo", "altair", "polars", "starlette", "uvicorn", "python_multipart"):
        try:
            found = find_spec(name) is not None
        except ValueError:  # a module that was put out of reach
            found = False
        if not found:
            from fundcalc.base.errors import FundcalcError

            message = _(
                "{name} is not installed; install what the app needs with this command, and run this again: {command}"
            )
            command = shlex.join([sys.executable, "-m", "pip", "install", *_NEEDED])
            raise FundcalcError(message.format(name=name, command=command))
