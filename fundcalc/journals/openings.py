"""What was received of an award in earlier years, by the opening balances.

And of which awards that is not known.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from fundcalc.auditing.evidence import AwardFacts, Movement
from fundcalc.journals.attribution import Attribution
from fundcalc.journals.balances import Balance
from fundcalc.journals.records import Details, JournalPosting

# Deferred income and special payables of enterprises; what institutions carry over of other money.
_CARRIED = ("2401", "2711", "8201")


def opening_receipts(balances: Sequence[Balance], attribution: Attribution, first: date) -> Iterator[Movement]:
    """The opening balance of each award.

    As received on the day before the journal's year.
    """
    best: dict[str, dict[str, Balance]] = {}
    for balance in balances:
        if not balance.account.startswith(_CARRIED):
            continue
        details = Details(project=balance.project)
        award = attribution.own(JournalPosting(0, balance.account, balance.name, 0, False, "", details))
        if award:
            of_award = best.setdefault(award, {})
            before = of_award.get(balance.account)
            if before is None or (balance.months or (1, 1)) < (before.months or (1, 1)):
                of_award[balance.account] = balance
    for award, accounts in best.items():
        leaves = [
            balance
            for account, balance in accounts.items()
            if not any(other != account and other.startswith(account) for other in accounts)
        ]
        fen = -sum(balance.opening for balance in leaves)
        if fen > 0:
            on = date(first.year - 1, 12, 31)
            yield Movement("received", on, fen, award, text=leaves[0].name, place=leaves[0].place, origin="journal")


def unknown_receipts(
    awards: Iterable[str],
    known: Mapping[str, AwardFacts],
    openings: Iterable[Movement],
    others: Iterable[Movement],
    balances: Sequence[Balance],
    first: date,
) -> frozenset[str]:
    """Awards of which receipts before the journal's first day may be missing.

    None is missing where other records have receipts, a balance has the award, or the award is not older than the journal.
    """
    with_receipts = {movement.award for movement in (*openings, *others) if movement.kind == "received"}
    carried = any(balance.account.startswith(_CARRIED) for balance in balances)
    return frozenset(
        award
        for award in awards
        if award not in with_receipts and not carried and _is_older(award, known.get(award), first)
    )


def _is_older(award: str, facts: AwardFacts | None, first: date) -> bool:
    """Whether an award may have been received before the year of the journal."""
    if facts is not None and facts.on is not None:
        return facts.on.year < first.year
    year = award.split("-")[1:2]
    if year and len(year[0]) == 4 and year[0].isdecimal():
        return int(year[0]) < first.year
    return True
