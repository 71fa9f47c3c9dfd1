"""``fundcalc book payees``: the bank accounts that are paid to."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _, ngettext
from fundcalc.cli.book.options import ANY_DAY, BY, FILE, FOLDER, ON, day_of
from fundcalc.cli.book.pay import is_terminal
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.terminal import echo, print_table

if TYPE_CHECKING:
    from fundcalc.ledger.authority.payees import Payee, Payees
    from fundcalc.workbooks.payees import PayeeRows


@command("payees")
@click.argument("folder", type=FOLDER)
@click.argument("file", type=FILE, required=False)
@option("--template", type=FILE, help=Message("Write an empty workbook for the organisations of the book instead."))
@option("--yes", is_flag=True, help=Message("Take accounts that differ from those in the book without asking."))
@ON
@ANY_DAY
@BY
def payees(
    folder: Path, file: Path | None, template: Path | None, yes: bool, on: datetime | None, *, as_json: bool
) -> int:
    from fundcalc.ledger.authority.payees import enter_payees
    from fundcalc.workbooks.payees import read_payees

    if (file is None) == (template is None):
        raise click.UsageError(_("give the file with the accounts, or --template FILE.xlsx"))
    if template is not None:
        return _write_template(folder, template, as_json=as_json)
    assert file is not None  # noqa: S101, as was just seen
    read = read_payees(file)
    if read.faults:
        return _refuse(read, as_json=as_json)
    given = [row.payee for row in read.rows]
    accepted = None if yes else _changes(folder, given)
    if accepted is not None and accepted.changed:
        if as_json or not is_terminal():
            return _refuse_changes(accepted, as_json=as_json)
        _print_changes(accepted)
        if not click.confirm(_("Take the new accounts?"), default=False):
            echo(_("nothing was posted"))
            return NO
    with working(_("reading the book")):
        found, batch = enter_payees(folder, given, day_of(on), accepted=accepted.changed if accepted else None)
    _report(found, read, batch, as_json=as_json)
    return DONE


def _changes(folder: Path, given: list[Payee]) -> Payees:
    from fundcalc import ledger
    from fundcalc.ledger.authority.payees import compare_payees

    with working(_("reading the book")), ledger.locked(folder) as book:
        return compare_payees(book.snapshot, given)


def _refuse(read: PayeeRows, *, as_json: bool) -> int:
    message = ngettext(
        "nothing was posted, because {count} row or sheet cannot be used",
        "nothing was posted, because {count} rows or sheets cannot be used",
        read.bad,
    ).format(count=read.bad)
    if as_json:
        faults = [str(fault) for fault in read.faults]
        print_json({"error": {"kind": "SheetError", "message": message, "faults": faults}})
    else:
        for fault in read.faults:
            echo(f"✗ {fault}")
        echo(f"fundcalc: {message}", err=True)
    return NO


def _refuse_changes(found: Payees, *, as_json: bool) -> int:
    from fundcalc.ledger.messages import PAYEES_DIFFER

    message = PAYEES_DIFFER.format(organisations=", ".join(change.now.organisation for change in found.changed))
    if as_json:
        error = {"kind": "RefusedError", "message": message, "changed": _changed_json(found)}
        print_json({"error": error})
    else:
        _print_changes(found)
        echo(f"fundcalc: {message}", err=True)
    return NO


def _changed_json(found: Payees) -> list[dict[str, object]]:
    return [
        {
            "organisation": change.now.organisation,
            "before": dict(change.before.details),
            "now": dict(change.now.details),
        }
        for change in found.changed
    ]


def _print_changes(found: Payees) -> None:
    from fundcalc.views.payments import changes_table

    print_table(changes_table(found.changed))


def _report(found: Payees, read: PayeeRows, batch: str | None, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "batch": batch,
                "new": [payee.organisation for payee in found.new],
                "changed": _changed_json(found),
                "already": [payee.organisation for payee in found.already],
                "notes": [str(note) for note in read.notes],
            }
        )
        return
    for note in read.notes:
        echo(_("note: {note}").format(note=note))
    if found.changed:
        _print_changes(found)
    message = _("accounts: {new} new, {changed} changed, {already} in the book already")
    echo(message.format(new=len(found.new), changed=len(found.changed), already=len(found.already)))


def _write_template(folder: Path, template: Path, *, as_json: bool) -> int:
    from fundcalc import ledger
    from fundcalc.base.errors import SheetError
    from fundcalc.workbooks.payees import write_payees_template

    if template.exists():
        raise SheetError(_("{path} exists already; choose another name").format(path=template))
    accounts = ledger.status(folder).accounts
    organisations = {account.organisation: account.organisation_name for account in accounts if account.organisation}
    write_payees_template(template, list(organisations.items()))
    if as_json:
        print_json({"template": str(template), "organisations": len(organisations)})
    else:
        message = _("{path} written; fill in the accounts, then: fundcalc book payees {folder} {path}")
        echo(message.format(path=template, folder=folder))
    return DONE
