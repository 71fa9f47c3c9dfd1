"""``fundcalc book export``: the awards of a book as open data."""

from __future__ import annotations

from pathlib import Path

import click

from fundcalc.base.i18n import Message, _, ngettext
from fundcalc.cli.book.options import FILE, FOLDER, TEXT
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, print_json, working
from fundcalc.cli.terminal import echo


@command("export")
@click.argument("folder", type=FOLDER)
@option("--format", "format_", type=click.Choice(("360giving", "commongrants")), required=True,
        help=Message("The standard of the file."))  # fmt: skip
@option("--funder", type=TEXT, required=True, help=Message("The name of the authority."))
@option("--funder-code", required=True, help=Message("Its unified social credit code; the ids begin with it."))
@option("-o", "--output", type=FILE, required=True, help=Message("The file to write (.json)."))
def export(folder: Path, format_: str, funder: str, funder_code: str, output: Path, *, as_json: bool) -> int:
    from fundcalc import ledger
    from fundcalc.base.dates import today
    from fundcalc.base.errors import RefusedError
    from fundcalc.base.ids import credit_code_fault
    from fundcalc.documents import open_data, write_bytes

    code = funder_code.strip().upper()
    if credit_code_fault(code) is not None or len(code) != 18:
        raise click.BadParameter(_("{code} is not a unified social credit code").format(code=funder_code))
    if output.suffix.lower() != ".json":
        raise click.UsageError(_("-o names {path}; give a name that ends in .json").format(path=output))
    with working(_("reading the book")):
        stands = ledger.status(folder)
    if stands.role != "authority":
        raise RefusedError(_("{folder} is not the book of an authority").format(folder=folder))
    if stands.faults:
        raise RefusedError("\n".join(map(str, stands.faults)))
    authority = open_data.Funder(funder, code)
    text = open_data.export(stands.accounts, authority, format_, today())
    write_bytes(f"{text}\n".encode("utf-8", "replace"), output)
    count = sum(1 for account in stands.accounts if account.stands and account.awarded > 0)
    if as_json:
        print_json({"written": str(output), "format": format_, "awards": count})
    else:
        message = ngettext("{path}: {count} award written", "{path}: {count} awards written", count)
        echo(message.format(path=output, count=count))
    return DONE
