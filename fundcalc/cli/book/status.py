"""``fundcalc book status``: the ledger of awards that officers keep by hand (台账), for either role and any day."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fundcalc.base.i18n import _
from fundcalc.cli.book.options import DAY, FILE, FOLDER
from fundcalc.cli.output import DONE, NO, print_json, print_table, spoken, working

if TYPE_CHECKING:
    from fundcalc.ledger import AwardAccount, Status

_FUND_FIGURES = ("appropriated", "committed", "awarded", "paid", "free", "unpaid", "treasury", "due", "recovered")
_FIGURES = ("awarded", "received", "spending", "returned", "clawed", "due", "advanced", "balance")


def status() -> click.Command:
    """Where a book stands."""

    @click.command(name="status", help=_("Where the book stands: every award, from what was awarded to what is left."))
    @click.argument("folder", type=FOLDER)
    @click.option("--on", type=DAY, help=_("At the end of this day (default: with everything in the book)."))
    @click.option("-o", "--output", type=FILE, default=None, help=_("Write it as a workbook (.xlsx)."))
    @spoken
    def run(folder: Path, on: datetime | None, output: Path | None, *, as_json: bool) -> int:
        from fundcalc import ledger

        with working(_("reading the book")):
            stands = ledger.status(folder, on.date() if on else None)
        if output:
            from fundcalc.workbooks import write_accounts

            write_accounts(stands, output, on.date() if on else None)
        if as_json:
            print_json(_as_json(stands))
            return NO if stands.faults else DONE
        if stands.role == "authority":
            _print_authority(stands)
        else:
            _print_recipient(stands)
        for fault in stands.faults:
            click.echo(f"✗ {fault}")
        if output:
            click.echo(_("{path} written").format(path=output))
        return NO if stands.faults else DONE

    return run


def _figure(amount: int) -> str:
    from fundcalc.base.money import yuan

    return f"{yuan(amount):,}"


def _percent(each: AwardAccount) -> str:
    from fundcalc.base.money import share

    tenths = share(each.execution, 1000)
    return f"{tenths // 10}.{tenths % 10}%"


def _print_authority(stands: Status) -> None:
    print_table(
        [
            _("fund"),
            _("policy"),
            _("appropriated"),
            _("committed"),
            _("awarded"),
            _("paid"),
            _("still to pay"),
            _("free"),
            _("treasury"),
        ],
        [
            [
                each.fund,
                each.policy,
                *map(
                    _figure,
                    (each.appropriated, each.committed, each.awarded, each.paid, each.unpaid, each.free, each.treasury),
                ),
            ]
            for each in stands.funds
        ],
        right=range(2, 9),
    )
    awards = sorted(stands.accounts, key=lambda each: (each.fund, each.platform, each.award))
    rows = [
        [
            each.award,
            each.organisation_name,
            *map(_figure, (each.awarded, each.paid, each.unpaid, each.clawed, each.returned)),
            _percent(each),
            each.last.isoformat(),
        ]
        for each in awards
    ]
    if len(rows) > 1:
        totals = (
            sum(getattr(each, name) for each in awards) for name in ("awarded", "paid", "unpaid", "clawed", "returned")
        )
        rows.append([_("total"), "", *map(_figure, totals), "", ""])
    print_table(
        [
            _("award"),
            _("organisation"),
            _("awarded"),
            _("paid"),
            _("still to pay"),
            _("demanded back"),
            _("recovered"),
            _("executed"),
            _("last movement"),
        ],
        rows,
        right=range(2, 8),
    )


def _print_recipient(stands: Status) -> None:
    figures = ("awarded", "received", "spending", "returned", "due", "balance")
    rows = [
        [each.award, *(_figure(getattr(each, name)) for name in figures), _percent(each), each.last.isoformat()]
        for each in stands.accounts
    ]
    if len(rows) > 1:
        rows.append(
            [_("total"), *(_figure(sum(getattr(each, name) for each in stands.accounts)) for name in figures), "", ""]
        )
    print_table(
        [
            _("award"),
            _("awarded"),
            _("received"),
            _("spent"),
            _("returned"),
            _("to return"),
            _("balance"),
            _("executed"),
            _("last movement"),
        ],
        rows,
        right=range(1, 8),
    )
    spent = [[each.award, use, _figure(fen)] for each in stands.accounts for use, fen in each.spent.items()]
    if spent:
        print_table([_("award"), _("use"), _("spent")], spent, right=[2])
    for each in stands.accounts:
        if each.advanced:
            click.echo(_("{award}: {amount} yuan are advanced by the unit's own money").format(
                award=each.award, amount=_figure(each.advanced)))  # fmt: skip


def _as_json(stands: Status) -> dict[str, Any]:
    from fundcalc.base.money import plain

    return {
        "role": stands.role,
        "funds": [
            {"fund": each.fund, "policy": each.policy, **{name: plain(getattr(each, name)) for name in _FUND_FIGURES}}
            for each in stands.funds
        ],
        "awards": [_award(each) for each in stands.accounts],
        "totals": {name: plain(sum(getattr(each, name) for each in stands.accounts)) for name in _FIGURES},
        "faults": [str(fault) for fault in stands.faults],
    }


def _award(each: AwardAccount) -> dict[str, Any]:
    from fundcalc.base.money import plain

    # To an authority the balance is what is still to be paid, as it always was; what the recipient holds is "held".
    balance = each.unpaid if each.role == "authority" else each.balance
    return {
        "award": each.award,
        "fund": each.fund,
        "policy": each.policy,
        "platform": each.platform,
        "benefit": each.benefit,
        "organisation": each.organisation,
        "organisation_name": each.organisation_name,
        "committed": plain(each.committed),
        "awarded": plain(each.awarded),
        "paid": plain(each.paid),
        "spent": plain(each.spending),
        "spent_by_use": {use: plain(fen) for use, fen in each.spent.items()},
        "returned": plain(each.returned),
        "demanded_back": plain(each.clawed),
        "due": plain(each.due),
        "advanced": plain(each.advanced),
        "held": plain(each.balance),
        "balance": plain(balance),
        "execution": str(each.execution),
        "last": each.last.isoformat(),
    }
