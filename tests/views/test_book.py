"""The tables of a book, on the example ledgers."""

from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.ledger import Status
from fundcalc.views import book as views
from fundcalc.views.table import Marked, Money

LEDGERS = Path(__file__).parents[2] / "ledgers"


@pytest.fixture(scope="module")
def authority() -> Status:
    return ledger.status(LEDGERS / "authority")


@pytest.fixture(scope="module")
def recipient() -> Status:
    return ledger.status(LEDGERS / "special")


def test_the_balance_of_an_authority_is_what_is_still_to_be_paid(authority: Status) -> None:
    rows = views.awards(authority).to_json()
    assert [row["balance"] for row in rows] == [
        f"{account.unpaid // 100}.{account.unpaid % 100:02}" for account in authority.accounts
    ]
    assert {"award", "held", "execution", "last"} <= rows[0].keys()


def test_several_awards_are_summed(recipient: Status) -> None:
    table = views.awards(recipient).select("award", "received", "execution")
    assert list(table.rows())[-1] == [Marked("total", "big"), Money(186_000_000), None]


def test_funds_and_movements_have_a_row_each(authority: Status, recipient: Status) -> None:
    assert [row["fund"] for row in views.funds(authority).to_json()] == [fund.fund for fund in authority.funds]
    assert views.funds(recipient).to_json() == []
    assert len(views.movements(recipient).to_json()) == sum(len(account.movements) for account in recipient.accounts)


def test_spending_by_use_adds_up_to_what_was_spent(recipient: Status) -> None:
    rows = list(views.spending_by_use(recipient).select("spent").rows())
    assert sum(cell.fen for (cell,) in rows if isinstance(cell, Money)) == sum(a.spending for a in recipient.accounts)
