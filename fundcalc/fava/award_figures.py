"""The figures, bars and uses of awards as the pages show them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction

from fundcalc.base.i18n import _
from fundcalc.documents.report import percentage
from fundcalc.fava.figures import Bar, LabelledFigure, amount, bar, figure, rate
from fundcalc.ledger.award_accounts import AwardAccount
from fundcalc.prose.movements import use_title

Columns = tuple[tuple[str, str, Callable[[AwardAccount], int]], ...]


def columns_of(role: str) -> Columns:
    """The figures of an award, by the role of the book: id, label, amount in fen."""
    if role == "recipient":
        return (
            ("awarded", _("amount awarded"), lambda account: account.awarded),
            ("received", _("received in the account"), lambda account: account.received),
            ("spent", _("spent"), lambda account: account.spending),
            ("returned", _("returned"), lambda account: account.returned),
            ("balance", _("balance"), lambda account: account.balance),
        )
    return (
        ("awarded", _("amount awarded"), lambda account: account.awarded),
        ("paid", _("paid out"), lambda account: account.paid),
        ("unpaid", _("not paid out yet"), lambda account: account.unpaid),
        ("recovered", _("recovered"), lambda account: account.returned),
    )


def rate_of(accounts: Sequence[AwardAccount], role: str) -> LabelledFigure:
    """The rate of payment, in a recipient's book that of spending."""
    if role == "recipient":
        return rate(
            _("execution rate"),
            sum(account.spending for account in accounts),
            sum(account.received for account in accounts),
        )
    return rate(
        _("payment rate"), sum(account.paid for account in accounts), sum(account.awarded for account in accounts)
    )


def totals(accounts: Sequence[AwardAccount], role: str) -> list[LabelledFigure]:
    """The sums of the columns over all awards, and the rate."""
    sums = [figure(label, sum(map(of, accounts))) for _name, label, of in columns_of(role)]
    return [*sums, rate_of(accounts, role)]


def bar_of(award: AwardAccount, role: str) -> Bar:
    """What became of an award, as parts of a bar."""
    # A recipient's book may not know what was awarded.
    whole = max(award.awarded, award.received)
    if role == "recipient":
        return bar(whole, [("spent", award.spending), ("returned", award.returned), ("balance", award.balance)])
    return bar(whole, [("spent", award.balance), ("returned", award.returned)])


def legend(role: str) -> list[tuple[str, str]]:
    """The parts of a bar, with their names."""
    if role == "recipient":
        return [("spent", _("spent")), ("returned", _("returned")), ("balance", _("balance")),
                ("unpaid", _("not received yet"))]  # fmt: skip
    return [("spent", _("paid out")), ("returned", _("recovered")), ("unpaid", _("not paid out yet"))]


def summary(award: AwardAccount, role: str) -> str:
    """The figures of an award in one line."""
    return ", ".join(f"{label} {amount(of(award))}" for _name, label, of in columns_of(role))


def uses(accounts: Sequence[AwardAccount]) -> list[dict[str, str]]:
    """Spending by use, the largest first, with amounts and shares as text."""
    sums: dict[str, int] = defaultdict(int)
    for account in accounts:
        for use, fen in account.spent.items():
            sums[use] += fen
    whole = sum(sums.values())
    largest = sorted(sums.items(), key=lambda use_sum: (-use_sum[1], use_sum[0]))
    return [
        {
            "name": use_title(use),
            "amount": amount(fen),
            "portion": percentage(Fraction(fen, whole)) if whole > 0 and fen >= 0 else "—",
            "width": next((width for _kind, width in bar(whole, [("spent", fen)]).parts), "0"),
        }
        for use, fen in largest
    ]
