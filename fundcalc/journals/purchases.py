"""The ends of a voucher, with input tax as part of the price of what was bought."""

from collections.abc import Iterator, Sequence

from fundcalc.base.apportionment import apportioned
from fundcalc.journals.charts import JournalAccount
from fundcalc.journals.flows import End
from fundcalc.journals.records import JournalPosting


def ends_of(postings: Sequence[JournalPosting], accounts: Sequence[JournalAccount]) -> Iterator[tuple[End, int]]:
    """Every debit and credit but those of money, with its signed amount.

    Input tax is part of what it was paid for.
    """
    parts = _tax_parts(postings, accounts) if any(account.role == "tax" for account in accounts) else {}
    for at, (posting, account) in enumerate(zip(postings, accounts, strict=True)):
        signed = posting.fen if posting.is_debit else -posting.fen
        if account.role == "bank" or not signed or parts.get(at) == ():
            continue
        purchase = ((posting, signed), *parts.get(at, ()))
        whole = sum(part for _posting, part in purchase)
        yield End(posting, account, abs(whole), purchase), whole


def _tax_parts(
    postings: Sequence[JournalPosting], accounts: Sequence[JournalAccount]
) -> dict[int, tuple[tuple[JournalPosting, int], ...]]:
    """The input tax of each purchase by its position.

    An empty tuple at the tax itself.
    """
    parts: dict[int, tuple[tuple[JournalPosting, int], ...]] = {}
    for at, (posting, account) in enumerate(zip(postings, accounts, strict=True)):
        if account.role != "tax":
            continue
        bought = [
            number
            for number, (other, of) in enumerate(zip(postings, accounts, strict=True))
            if of.is_spending and other.signed * posting.signed > 0
        ]
        if not bought:
            continue
        parts[at] = ()
        for number, share in zip(bought, _shares(posting, [postings[number] for number in bought]), strict=True):
            if share:
                parts[number] = (*parts.get(number, ()), (posting, share))
    return parts


def _shares(tax: JournalPosting, bought: Sequence[JournalPosting]) -> list[int]:
    """The tax shared out by the prices."""
    whole = abs(tax.signed)
    scaled = [abs(posting.signed) * max(whole, 1) for posting in bought]
    shares = apportioned(scaled, whole)
    return [share if tax.signed > 0 else -share for share in shares]
