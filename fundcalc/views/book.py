"""The tables of a book: funds, accounts of awards (台账), uses and movements."""

from collections.abc import Callable
from typing import NamedTuple

from fundcalc.base.i18n import _
from fundcalc.ledger import AwardAccount, AwardMovement, FundStatus, Status
from fundcalc.ledger.loading import Fault
from fundcalc.prose.movements import event_title, use_title
from fundcalc.views.table import Column, Marked, Table, with_totals

_SUMMED = ("awarded", "paid", "received", "spent", "returned", "demanded_back", "due", "advanced", "held", "balance")


def funds(status: Status) -> Table[FundStatus]:
    """The funds of an authority's book."""
    columns: list[Column[FundStatus]] = [
        Column("fund", _("fund"), lambda fund: fund.fund, "id", 18),
        Column("policy", _("policy"), lambda fund: fund.policy, "id", 18),
        Column("appropriated", _("appropriated"), lambda fund: fund.appropriated, "yuan", 18),
        Column("committed", _("committed"), lambda fund: fund.committed, "yuan", 18),
        Column("awarded", _("awarded"), lambda fund: fund.awarded, "yuan", 18),
        Column("paid", _("paid"), lambda fund: fund.paid, "yuan", 18),
        Column("unpaid", _("still to pay"), lambda fund: fund.unpaid, "yuan", 18),
        Column("free", _("free"), lambda fund: fund.free, "yuan", 18),
        Column("treasury", _("treasury"), lambda fund: fund.treasury, "yuan", 18),
        Column("due", _("demanded back"), lambda fund: fund.due, "yuan", 18),
        Column("recovered", _("recovered"), lambda fund: fund.recovered, "yuan", 18),
        Column("brought_forward", _("brought forward"), lambda fund: fund.brought_forward, "yuan", 18),
        Column("carried_forward", _("carried forward"), lambda fund: fund.carried_forward, "yuan", 18),
    ]
    return Table(_("Funds"), columns, status.funds)


def awards(status: Status) -> Table[AwardAccount]:
    """The account of each award, for either role, with totals where there are several."""
    authority = status.role == "authority"
    # For an authority, the balance is what is still to be paid; a recipient holds what is left.
    balance: Callable[[AwardAccount], int] = (lambda a: a.unpaid) if authority else (lambda a: a.balance)
    balance_heading = _("with the recipient (yuan)") if authority else _("balance (yuan)")
    came_back, came_back_short = (
        (_("recovered (yuan)"), _("recovered")) if authority else (_("returned (yuan)"), _("returned"))
    )
    columns: list[Column[AwardAccount]] = [
        Column("award", _("award"), lambda account: account.award, "id", 30),
        Column("fund", _("fund"), lambda account: account.fund, "id", 14),
        Column("policy", _("policy"), lambda account: account.policy, "id", 18),
        Column("platform", _("platform"), lambda account: account.platform, "id", 18),
        Column("platform_name", _("platform"), lambda account: account.platform_name or account.platform, width=28),
        Column("benefit", _("support"), lambda account: account.benefit, "id", 14),
        Column("organisation", _("organisation"), lambda account: account.organisation, "id", 22),
        Column("organisation_name", _("organisation"), lambda account: account.organisation_name, width=28),
        Column("committed", _("committed"), lambda account: account.committed, "yuan", 18),
        Column("awarded", _("awarded (yuan)"), lambda account: account.awarded, "yuan", 18, _("awarded")),
        Column("paid", _("paid (yuan)"), lambda account: account.paid, "yuan", 18, _("paid")),
        Column("received", _("received (yuan)"), lambda account: account.received, "yuan", 18, _("received")),
        Column("spent", _("spent (yuan)"), lambda account: account.spending, "yuan", 18, _("spent")),
        Column("returned", came_back, lambda account: account.returned, "yuan", 18, came_back_short),
        Column("demanded_back", _("demanded back"), lambda account: account.clawed, "yuan", 18),
        Column("due", _("demanded back and due (yuan)"), lambda account: account.due, "yuan", 18, _("to return")),
        Column("advanced", _("advanced by own money (yuan)"), lambda account: account.advanced, "yuan", 18),
        Column("held", balance_heading, lambda account: account.balance, "yuan", 18, _("balance")),
        Column("balance", _("still to pay") if authority else _("balance"), balance, "yuan", 18),
        Column("execution", _("execution rate"), lambda account: account.execution, "rate", 12, _("executed")),
        Column("last", _("last movement"), lambda account: account.last, "date", 14),
    ]
    table = Table(_("Accounts of awards"), columns, status.accounts)
    return with_totals(table, _("total"), _SUMMED) if len(status.accounts) > 1 else table


class UseOfAward(NamedTuple):
    """What an award was spent on under one use, in fen."""

    account: AwardAccount
    use: str
    fen: int


def spending_by_use(status: Status) -> Table[UseOfAward]:
    """What was spent of each award under each use."""
    columns: list[Column[UseOfAward]] = [
        Column("award", _("award"), lambda row: row.account.award, "id", 30),
        Column("organisation_name", _("organisation"), lambda row: row.account.organisation_name, width=28),
        Column("use", _("use"), lambda row: Marked(use_title(row.use), id=row.use), width=30),
        Column("spent", _("spent (yuan)"), lambda row: row.fen, "yuan", 18, _("spent")),
    ]
    rows = [UseOfAward(account, use, fen) for account in status.accounts for use, fen in account.spent.items()]
    return Table(_("Spending by use"), columns, rows)


class MovementOfAward(NamedTuple):
    """A movement with the award it belongs to."""

    award: str
    movement: AwardMovement


def movements(status: Status) -> Table[MovementOfAward]:
    """Every movement of every award, in the order of the book."""
    columns: list[Column[MovementOfAward]] = [
        Column("award", _("award"), lambda row: row.award, "id", 30),
        Column("date", _("date"), lambda row: row.movement.on, "date", 12),
        Column(
            "kind", _("movement"), lambda row: Marked(event_title(row.movement.kind), id=row.movement.kind), width=12
        ),
        Column("amount", _("amount (yuan)"), lambda row: row.movement.fen, "yuan", 18),
        Column("use", _("use"), lambda row: Marked(use_title(row.movement.use), id=row.movement.use), width=24),
        Column("payee", _("payee"), lambda row: row.movement.payee, width=28),
        Column("text", _("text"), lambda row: row.movement.text, width=40),
        Column("file", _("file"), lambda row: row.movement.file, width=44),
        Column("line", _("line"), lambda row: row.movement.line, "count", 8),
    ]
    rows = [MovementOfAward(account.award, movement) for account in status.accounts for movement in account.movements]
    return Table(_("Movements"), columns, rows)


def faults(status: Status) -> Table[Fault]:
    """What is wrong with the book."""
    columns: list[Column[Fault]] = [
        Column("file", _("file"), lambda fault: fault.file, width=40),
        Column("line", _("line"), lambda fault: fault.line, "count", 8),
        Column("message", _("fault"), lambda fault: Marked(fault.message, "open"), width=90),
    ]
    return Table(_("Faults"), columns, status.faults)
