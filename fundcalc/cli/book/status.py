"""``fundcalc book status``: the account of each award (台账) on any day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.dates import today
from fundcalc.base.i18n import Message, _, ngettext
from fundcalc.cli.book.options import DAY, FILE, FOLDER
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.terminal import echo, print_start, print_table

if TYPE_CHECKING:
    from fundcalc.ledger import Status

_SUMMED = ("awarded", "received", "spending", "returned", "clawed", "due", "advanced", "balance")
_FUNDS = ("fund", "policy", "appropriated", "committed", "awarded", "paid", "unpaid", "free", "treasury")
_FUNDS_IN_JSON = (
    "fund", "policy", "appropriated", "committed", "awarded", "paid", "free", "unpaid", "treasury", "due", "recovered",
    "brought_forward", "carried_forward",
)  # fmt: skip
_OF_AUTHORITY = (
    "award", "organisation_name", "awarded", "paid", "balance", "demanded_back", "returned", "execution", "last",
)  # fmt: skip
_OF_RECIPIENT = ("award", "awarded", "received", "spent", "returned", "due", "held", "execution", "last")
_PARTS = ("award", "part", "share", "amount", "opens", "milestone", "paid", "due")
_AWARDS_IN_JSON = (
    "award", "fund", "policy", "platform", "benefit", "organisation", "organisation_name", "committed", "awarded", "paid",
    "spent", "spent_by_use", "returned", "demanded_back", "due", "advanced", "held", "balance", "execution", "last",
)  # fmt: skip

_IN_DOUBT = Message("✗ the seal cannot be that of this book, which is not what was posted")


@command("status")
@click.argument("folder", type=FOLDER)
@option("--on", type=DAY, help=Message("At the end of this day (default: with everything in the book)."))
@option("--seal", metavar="HEX", default="", help=Message("Check a seal that was printed against the book."))
@option("-o", "--output", type=FILE, default=None, help=Message("Write it as a workbook (.xlsx)."))
def status(folder: Path, on: datetime | None, seal: str, output: Path | None, *, as_json: bool) -> int:
    from fundcalc import ledger

    with working(_("reading the book")):
        stands = ledger.status(folder, on.date() if on else None)
        is_damaged = any(fault.is_damage for fault in stands.faults)
        later = ledger.batches_since(folder, seal) if seal and not is_damaged else None
    day = on.date() if on else today()
    if output:
        from fundcalc.workbooks import write_accounts

        write_accounts(stands, output, on.date() if on else None)
    if as_json:
        print_json(_as_json(stands, day) | ({"seal_checked": _check(later), "batches_since": later} if seal else {}))
    else:
        _print(stands, day)
        if seal:
            echo(str(_IN_DOUBT) if is_damaged else _sentence(later))
        if output:
            echo(_("{path} written").format(path=output))
    return NO if stands.faults or (seal and later is None) else DONE


def _check(later: int | None) -> str:
    """What became of checking a seal, given how many batches were posted after it."""
    return "differs" if later is None else "earlier" if later else "current"


def _sentence(later: int | None) -> str:
    if later is None:
        return _("✗ the seal is not one of this book: the book was changed, or is an older or another one")
    if not later:
        return _("the seal is that of the book as it is now")
    sentence = ngettext(
        "the seal is that of an earlier state of this book; {count} batch was posted since",
        "the seal is that of an earlier state of this book; {count} batches were posted since",
        later,
    )
    return sentence.format(count=later)


def _print(status: Status, day: date) -> None:
    from fundcalc.base.figures import figure
    from fundcalc.views import book as views
    from fundcalc.views import schedules

    if status.role == "authority":
        carried = any(fund.brought_forward or fund.carried_forward for fund in status.funds)
        print_table(views.funds(status).select(*_FUNDS, *(("brought_forward", "carried_forward") if carried else ())))
        in_order = sorted(status.accounts, key=lambda account: (account.fund, account.platform, account.award))
        print_start(views.awards(replace(status, accounts=tuple(in_order))).select(*_OF_AUTHORITY))
        if any(account.schedule for account in status.accounts):
            print_start(schedules.parts(status.accounts, day).select(*_PARTS))
            print_table(schedules.needs(status.accounts, day))
    else:
        print_start(views.awards(status).select(*_OF_RECIPIENT))
        if any(account.spent for account in status.accounts):
            print_start(views.spending_by_use(status).select("award", "use", "spent"))
        for account in status.accounts:
            if account.advanced:
                echo(_("{award}: {amount} yuan are advanced by the unit's own money").format(
                    award=account.award, amount=figure(account.advanced)))  # fmt: skip
    if status.reversals:
        from fundcalc.views.entries import reversals

        print_start(reversals(status.reversals))
    if status.closed_through:
        echo(_("closed through {day}").format(day=status.closed_through))
    if status.seal:
        echo(_("seal: {seal}").format(seal=status.seal))
    elif any(fault.is_damage for fault in status.faults):
        echo(_("no seal is shown, because the book is not what was posted"))
    else:
        echo(_("not sealed: the book was made before there were seals, and the next posting seals it"))
    for fault in status.faults:
        echo(f"✗ {fault}")


def _as_json(status: Status, day: date) -> dict[str, object]:
    from fundcalc.base.money import plain
    from fundcalc.views import book as views
    from fundcalc.views import schedules
    from fundcalc.views.entries import reversals

    by_use: defaultdict[object, dict[str, object]] = defaultdict(dict)
    for row in views.spending_by_use(status).to_json():
        by_use[row["award"]][row["use"]] = row["spent"]
    awards = [row | {"spent_by_use": by_use[row["award"]]} for row in views.awards(status).to_json()]
    return {
        "role": status.role,
        "funds": views.funds(status).select(*_FUNDS_IN_JSON).to_json(),
        "awards": [
            {key: row[key] for key in _AWARDS_IN_JSON} | ({"claim": account.claim} if account.claim else {})
            for row, account in zip(awards, status.accounts, strict=True)
        ],
        "totals": {name: plain(sum(getattr(account, name) for account in status.accounts)) for name in _SUMMED},
        **schedules.to_json(status.accounts, day),
        "reversals": reversals(status.reversals).to_json(),
        "seal": status.seal,
        "closed_through": status.closed_through.isoformat() if status.closed_through else None,
        "faults": [str(fault) for fault in status.faults],
    }
