"""The accounts of an authority's book, and the names of its funds and awards.

A fund is a policy's code and a year, such as YN-2026. Accounts are per organisation and not per award: an account per
award makes every page of Fava grow with the number of awards.
"""

from datetime import date

from fundcalc.ledger import writer as escape


def fund(code: str, year: int) -> str:
    """The fund of a policy's code in a year."""
    return f"{code}-{year}"


def treasury(fund: str) -> str:
    """Money appropriated and not paid out yet."""
    return f"Assets:Fund:{fund}:Treasury"


def free(fund: str) -> str:
    """What was appropriated and is not committed."""
    return f"Equity:Fund:{fund}:Free"


def committed(fund: str) -> str:
    """What was appropriated and is promised."""
    return f"Equity:Fund:{fund}:Committed"


def awards(fund: str) -> str:
    """What was awarded."""
    return f"Expenses:Fund:{fund}:Awards"


def clawback_due(fund: str) -> str:
    """What was demanded back of what was paid, and has not come."""
    return f"Assets:Fund:{fund}:ClawbackDue"


def recovered(fund: str) -> str:
    """What was demanded back: it is not free for new awards, but to be surrendered or appropriated anew."""
    return f"Equity:Fund:{fund}:Recovered"


def owed(fund: str, organisation: str) -> str:
    """What was awarded to an organisation and is not paid yet."""
    return f"Liabilities:Fund:{fund}:Awards:{escape.account_part(organisation)}"


def of_fund(fund: str) -> tuple[str, ...]:
    """The accounts that the first appropriation opens."""
    return treasury(fund), free(fund), committed(fund), awards(fund)


def is_year(value: object) -> bool:
    """Whether a value is a year that a fund can have: a date in it, and one in the year before, can be written."""
    return type(value) is int and 1901 <= value <= 2199


def opened(year: int) -> date:
    """The day from which a fund's accounts are open: next year's funds are often notified in the year before."""
    return date(year - 1, 1, 1)


def award_id(code: str, year: int, platform: str, benefit: str) -> str:
    """The id of an award, another one for every combination.

    A code and a benefit hold no hyphen and a year has four digits, so the parts can be told apart whatever the
    platform's id is.

    >>> award_id("YN", 2026, "p-1", "build")
    'YN-2026-p-1-build'
    """
    return f"{code}-{year}-{platform}-{benefit}"
