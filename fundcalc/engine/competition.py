"""How awards of one year compete: 就高不重复 (the highest applies, nothing is paid twice) and "only the higher".

A contest gets what this platform's benefits come to and the awards already paid in the same year, and says what is still to
pay for each benefit. Amounts are fen.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fundcalc.engine.application import PaidAward
from fundcalc.engine.decision import Contested, OnlyHigher, Step
from fundcalc.policy import model as m


class Outcome(NamedTuple):
    """What is to pay for each benefit after competition, the steps, and what of the rivals is to be recovered."""

    allotted: Mapping[str, int]
    steps: tuple[Step, ...] = ()
    recover: int = 0

    @property
    def payable(self) -> int:
        return sum(self.allotted.values())


def only_higher(rule: m.Together, amounts: Mapping[str, int], own_paid: int) -> Outcome:
    """Of several benefits of one platform in one year the highest, less what it was paid that year."""
    winner = max(amounts, key=lambda name: amounts[name])  # of equal ones the first listed
    due = max(0, amounts[winner] - own_paid)
    step = OnlyHigher(rule.cite, dict(amounts), own_paid, due)
    return Outcome({name: due if name == winner else 0 for name in amounts}, (step,))


def compete(
    rule: m.Contest, amounts: Mapping[str, int], own_rows: Sequence[PaidAward], rival_rows: Sequence[PaidAward]
) -> Outcome:
    """Hold this platform's awards against those of the rivals, by identity, by benefit or award by award."""
    match rule.of:
        case "identity_totals":
            return _by_identity(rule, "", amounts, own_rows, rival_rows)
        case "each_benefit":
            items = [
                _by_identity(
                    rule,
                    name,
                    {name: amount},
                    [row for row in own_rows if row.benefit == name],
                    [row for row in rival_rows if row.benefit == name],
                )
                for name, amount in amounts.items()
            ]
            return Outcome(
                {name: due for item in items for name, due in item.allotted.items()},
                tuple(step for item in items for step in item.steps),
                sum(item.recover for item in items),
            )
        case "every_award":
            return _award_by_award(rule, amounts, own_rows, rival_rows)


def _by_identity(
    rule: m.Contest,
    item: str,
    amounts: Mapping[str, int],
    own_rows: Sequence[PaidAward],
    rival_rows: Sequence[PaidAward],
) -> Outcome:
    own_paid = max(0, sum(row.fen for row in own_rows))
    own = own_paid + sum(amounts.values())
    rivals = _totals(rival_rows)
    if not rivals:
        return Outcome(dict(amounts))
    due, recover = _settle(rule, own, own_paid, [total for _key, total in rivals])
    due = min(due, sum(amounts.values()))
    return Outcome(_in_order(amounts, due), (_step(rule, item, own, own_paid, rivals, due, recover),), recover)


def _award_by_award(
    rule: m.Contest, amounts: Mapping[str, int], own_rows: Sequence[PaidAward], rival_rows: Sequence[PaidAward]
) -> Outcome:
    own_paid = max(0, sum(row.fen for row in own_rows))
    rivals = [((programme, platform), paid) for (programme, platform, _item), paid in _awards(rival_rows)]
    winner = max(amounts, key=lambda name: amounts[name])  # of equal ones the first listed
    highest_paid = max((paid for _key, paid in _awards(own_rows)), default=0)
    if len([amount for amount in amounts.values() if amount]) < 2 and not rivals and not own_paid:
        return Outcome(dict(amounts))
    highest = max(amounts[winner], highest_paid)
    due, recover = _settle(rule, highest, own_paid, [paid for _key, paid in rivals])
    if rule.already_paid == "first_only" and own_paid:
        due = 0
    due = min(due, amounts[winner])
    step = _step(rule, winner, highest, own_paid, rivals, due, recover)
    return Outcome({name: due if name == winner else 0 for name in amounts}, (step,), recover)


def _settle(rule: m.Contest, own: int, own_paid: int, rivals: Sequence[int]) -> tuple[int, int]:
    """What is still due to an own total against rivals that were all paid already, and what of them to recover."""
    if rivals and own <= max(rivals):
        return 0, 0
    match rule.already_paid:
        case "top_up":
            return max(0, own - own_paid - sum(rivals)), 0
        case "first_only":
            return (0 if rivals else max(0, own - own_paid)), 0
        case "replace":
            return max(0, own - own_paid), sum(rivals)


def _step(
    rule: m.Contest,
    item: str,
    own: int,
    own_paid: int,
    rivals: Sequence[tuple[tuple[str, str], int]],
    due: int,
    recover: int,
) -> Contested:
    named = tuple((programme, platform, total) for (programme, platform), total in rivals)
    return Contested(rule.cite, item, own, own_paid, named, rule.already_paid, due, recover)


def _totals(rows: Sequence[PaidAward]) -> list[tuple[tuple[str, str], int]]:
    """What each other identity (programme and platform) was paid in all, recoveries taken off."""
    totals: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        totals[row.programme, row.platform] += row.fen
    return sorted((key, total) for key, total in totals.items() if total > 0)


def _awards(rows: Sequence[PaidAward]) -> list[tuple[tuple[str, str, str], int]]:
    """What each award (one benefit of one identity) came to, recoveries taken off."""
    awards: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for row in rows:
        awards[row.programme, row.platform, row.benefit] += row.fen
    return sorted((key, total) for key, total in awards.items() if total > 0)


def _in_order(amounts: Mapping[str, int], due: int) -> dict[str, int]:
    """Allot what is due to the benefits in the order in which the measure lists them."""
    allotted = {}
    for name, amount in amounts.items():
        allotted[name] = min(amount, due)
        due -= allotted[name]
    return allotted
