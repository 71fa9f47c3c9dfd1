"""Competition in a table: the highest award of a year applies (就高不重复)."""

import narwhals as nw

from fundcalc.engine.table.answers import Term, every, expression, opposite, pick, some
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.benefits import depends_on_review
from fundcalc.engine.table.ceilings import with_ceilings
from fundcalc.engine.table.class_choice import TAKES_PART
from fundcalc.engine.table.columns import WHOLE, ZERO, PolicyTable, working
from fundcalc.policy import model as m


def to_pay(table: PolicyTable, amounts: dict[str, nw.Expr], among: str = "rival") -> tuple[nw.Expr, nw.Expr]:
    """What is left to pay (fen, 0 where none) and what of the rivals to recover."""
    measure = table.policy.measure
    rule = measure.contest
    everything = nw.sum_horizontal(*amounts.values())
    highest = nw.max_horizontal(*amounts.values())
    if rule is None:
        if measure.together is None or measure.together.rule == "add":
            return everything, ZERO
        if measure.together.rule == "first_only":
            first = pick([(amount > 0, amount) for amount in amounts.values()], ZERO)
            return nw.when(_own(table) > 0).then(ZERO).otherwise(first), ZERO
        return _not_below_zero(highest - _own(table)), ZERO
    if not table.history:
        return (highest if rule.of == "every_award" else everything), ZERO
    match rule.of:
        case "identity_totals":
            return _settled(rule, among, "", everything, _own(table) + everything, _own(table))
        case "each_benefit":
            items = [
                _settled(rule, among, name, amount, _own(table, name) + amount, _own(table, name))
                for name, amount in amounts.items()
            ]
            return nw.sum_horizontal(*(due for due, _back in items)), nw.sum_horizontal(*(back for _due, back in items))
        case "every_award":
            best = nw.max_horizontal(highest, nw.col(working("highest")))
            due, recover = _settled(rule, among, "", highest, best, _own(table))
            if rule.already_paid == "first_only":
                due = nw.when(_own(table) > 0).then(ZERO).otherwise(due)
            return due, recover


def allotted(table: PolicyTable) -> dict[str, nw.Expr]:
    """What each benefit gets of what is payable, in a table that is decided."""
    measure = table.policy.measure
    rule, together = measure.contest, measure.together
    amounts = {name: nw.col(working("high", name)).fill_null(0) for name in measure.benefit}
    if rule is None and (together is None or together.rule == "add"):
        return {name: nw.col(working("high", "left", name)) for name in amounts} if measure.ceiling else amounts
    payable = nw.col("payable")
    if together is not None and rule is None and together.rule == "first_only":
        firsts = list(amounts)
        return {
            name: pick([(every(amounts[one] <= 0 for one in firsts[:at]), payable)], ZERO)
            for at, name in enumerate(firsts)
        }
    if rule is None or rule.of == "every_award":
        highest = nw.max_horizontal(*amounts.values())
        earlier: list[nw.Expr] = []
        found = {}
        for name, amount in amounts.items():
            first = every((amount == highest, *(one < highest for one in earlier)))
            found[name] = pick([(first, payable)], ZERO)
            earlier.append(amount)
        return found
    if rule.of == "each_benefit" and table.history:
        among = {name: _settled(rule, "rival", name, amount, _own(table, name) + amount, _own(table, name))[0]
                 for name, amount in amounts.items()}  # fmt: skip
        if not measure.ceiling:
            return among
        amounts = among
    found, left = {}, payable
    for name, amount in amounts.items():
        found[name] = nw.min_horizontal(amount, left)
        left = left - found[name]
    return found


def _own(table: PolicyTable, *item: str) -> nw.Expr:
    return _not_below_zero(nw.col(working("own", *item))) if table.history else ZERO


def _not_below_zero(amount: nw.Expr) -> nw.Expr:
    return nw.max_horizontal(amount, ZERO)


def _settled(
    rule: m.Contest, among: str, item: str, claimed: nw.Expr, own: nw.Expr, own_paid: nw.Expr
) -> tuple[nw.Expr, nw.Expr]:
    """What is due to an own total against rivals already paid, and what to recover."""
    largest, rivals = nw.col(working(among, "max", item)), nw.col(working(among, "sum", item))
    lost = (largest > 0) & (own <= largest)
    recover = ZERO
    match rule.already_paid:
        case "top_up":
            due = own - own_paid - rivals
        case "first_only":
            due = nw.when(largest > 0).then(ZERO).otherwise(own - own_paid)
        case "replace":
            due = own - own_paid
            recover = nw.when(lost | (claimed <= 0)).then(ZERO).otherwise(rivals)
    due = nw.min_horizontal(_not_below_zero(due), claimed)
    return nw.when(lost).then(ZERO).otherwise(due), recover


def _limited(
    table: PolicyTable, frame: Frame, amounts: dict[str, nw.Expr], payable: nw.Expr, counts: nw.Expr, label: str
) -> Frame:
    """Add what the ceilings leave, under one treatment of what is left to review."""
    measure = table.policy.measure
    if measure.ceiling:
        adds = measure.contest is None and (measure.together is None or measure.together.rule == "add")
        frame, left = with_ceilings(table, frame, amounts if adds else {"": payable}, counts, label)
        payable = nw.sum_horizontal(*left.values())
    return frame.with_columns(payable.cast(WHOLE).alias(working(label)))


def with_competition(table: PolicyTable, frame: Frame, refused: Term, counts: nw.Expr) -> tuple[Frame, Term]:
    """Add what is to pay (column ``high``), and say where a person must look.

    That is where classes are unknown, where the treatments of what is left to review differ, and where several platforms of an
    organisation claim what it is paid once, or once a year.
    """
    measure = table.policy.measure
    high = {name: nw.col(working("high", name)).fill_null(0) for name in measure.benefit}
    payable, recover = to_pay(table, high)
    frame = _limited(table, frame, high, payable, counts, "high")
    doubts: list[Term] = []
    if any(depends_on_review(name, benefit, table) for name, benefit in measure.benefit.items()):
        low = {
            name: nw.col(working("low", name)).fill_null(0) if depends_on_review(name, benefit, table) else high[name]
            for name, benefit in measure.benefit.items()
        }
        frame = _limited(table, frame, low, to_pay(table, low)[0], counts, "low")
        doubts.append(nw.col(working("high")) != nw.col(working("low")))
    if table.history and measure.contest is not None:
        other_payable, other_recover = to_pay(table, high, "either")
        differs = (payable != other_payable) | (recover != other_recover)
        doubts.append(differs & (nw.sum_horizontal(*high.values()) > 0))
    for name, benefit in measure.benefit.items():
        if benefit.per == "organisation":
            may_get = every((nw.col(TAKES_PART), nw.col(working("claimed", name)), opposite(refused)))
            frame = frame.with_columns(expression(may_get).cast(WHOLE).alias(working("may", name)))
            mine = nw.col(working("may", name))
            among = ("organisation",) if benefit.of_any_year else ("organisation", "award_year")
            doubts.append((high[name] > 0) & (mine.sum().over(*among) > mine))
    frame = frame.with_columns(expression(some(doubts)).alias(working("doubt")))
    return frame, nw.col(working("doubt")) if doubts else False
