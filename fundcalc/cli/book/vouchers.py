"""``fundcalc book report --kind vouchers``: for the accounting program."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import _, ngettext
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.cli.book.paper_options import PaperOptions


def write_vouchers(options: PaperOptions, *, as_json: bool) -> int:
    """Write the vouchers; the exit code."""
    from fundcalc import documents, prose
    from fundcalc.base.money import plain
    from fundcalc.cli.book.paper_options import until
    from fundcalc.documents.vouchers import as_text, guessed_uses, vouchers_of

    assert options.folder is not None  # noqa: S101, as the command saw
    assert options.year is not None  # noqa: S101
    if options.output.suffix.lower() != ".txt":
        raise click.UsageError(_("vouchers are written as .txt; name a file that ends in .txt"))
    first = options.first or date(options.year, 1, 1)
    with working(_("reading the book")):
        found = vouchers_of(options.folder, first, until(options.year, options.on), options.accounts)
    documents.write_bytes(as_text(found.vouchers), options.output)
    lines, uses = sum(len(voucher.lines) for voucher in found.vouchers), guessed_uses(found.guessed)
    if as_json:
        print_json(
            {
                "report": str(options.output),
                "vouchers": len(found.vouchers),
                "lines": lines,
                "debit": plain(found.fen),
                "credit": plain(found.fen),
                "to_check": uses,
                "faults": [str(fault) for fault in found.faults],
            }
        )
    else:
        number = len(found.vouchers)
        message = ngettext("{file}: {count} voucher, {sum}", "{file}: {count} vouchers, {sum}", number)
        echo(message.format(file=options.output, count=number, sum=prose.amount(found.fen)))
        if uses:
            message = _(
                "no line names the account of these uses, so it was assumed; check it, or give --accounts: {uses}"
            )
            echo(message.format(uses=", ".join(uses)))
        for fault in found.faults:
            echo(f"✗ {fault}")
    return NO if found.faults else DONE
