"""The accounts of a recipient's book: one special account per award, and what was done with its money."""

from fundcalc.ledger import writer as escape


def part(award: str) -> str:
    """The part of account names that stands for an award, another one for every id."""
    return escape.account_part(award)


def money(part: str) -> str:
    """Money of the award that is there."""
    return f"Assets:Special:{part}"


def deferred(part: str) -> str:
    """What was received and is neither spent, returned nor demanded back: the deferred grant."""
    return f"Liabilities:DeferredGrant:{part}"


def income(part: str) -> str:
    """The grant released to income as it is spent."""
    return f"Income:Grant:{part}"


def expenses(part: str, use: str) -> str:
    """What was spent on a use: its code and name."""
    return f"Expenses:Grant:{part}:{use}"


def advanced(part: str) -> str:
    """Own money that paid for the award's spending before its own money came (垫付)."""
    return f"Liabilities:Advanced:{part}"


def clawback(part: str) -> str:
    """What is demanded back and not returned yet."""
    return f"Liabilities:Clawback:{part}"


def returned(part: str) -> str:
    """What was spent and is demanded back: the unit bears it itself."""
    return f"Expenses:GrantReturned:{part}"


def own(part: str) -> str:
    """Own money put in for what is demanded back."""
    return f"Equity:OwnFunds:{part}"


def of_award(part: str) -> tuple[str, ...]:
    """The accounts that the first entry of an award opens; those of uses are opened as they come."""
    return (
        money(part), deferred(part), income(part), advanced(part), clawback(part), returned(part), own(part),
    )  # fmt: skip
