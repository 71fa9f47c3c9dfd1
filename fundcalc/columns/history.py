"""What was paid before, brought to each application of a table: a row a platform, amounts in fen.

``exact.py`` and ``contest.py`` walk the awards of one unit; here the awards are joined to the applications of their unit or
platform once, added up by identity (programme and platform), and then by application.
"""

import narwhals as nw

from fundcalc import measure as m
from fundcalc.columns.answers import expression, yes
from fundcalc.columns.clauses import WHOLE, ZERO, Table, working
from fundcalc.columns.engines import Frame

APP, UNIT, YEAR, CLASS = (working(name) for name in ("app", "unit", "year", "class"))


def items_of(measure: m.Measure) -> tuple[str, ...]:
    """What competes by itself: each benefit, or all of them together (named by no text)."""
    if measure.contest is not None and measure.contest.of == "each_benefit":
        return tuple(measure.benefit)
    return ("",)


def history(table: Table, applications: Frame, paid: Frame) -> Frame:
    """By platform: what was paid before of each benefit, and in the year to this platform and to its rivals.

    Columns: ``before_<benefit>``, ``own[_<benefit>]``, ``highest`` (of its single awards), and ``rival_max``, ``rival_sum``,
    ``either_max``, ``either_sum`` for each item that competes; "either" counts the awards of unknown class as rivals too.
    """
    measure = table.policy.measure
    beside = _beside(table, applications, paid)
    own_programme = nw.col("programme") == table.policy.id
    same_platform = nw.col("platform") == nw.col(APP)
    in_year = nw.col("year") == nw.col(YEAR)
    own = in_year & own_programme & same_platform
    sums = {}
    for name, benefit in measure.benefit.items():
        here = own_programme & (nw.col("benefit") == name)
        if benefit.paid != "once":
            here = here & in_year & same_platform
        elif benefit.per == "platform":
            here = here & same_platform
        sums[working("before", name)] = _added(here)
    sums[working("own")] = _added(own)
    if measure.contest is not None and measure.contest.of == "each_benefit":
        sums |= {working("own", name): _added(own & (nw.col("benefit") == name)) for name in measure.benefit}
    found = beside.group_by(APP).agg(**sums)
    if measure.contest is not None:
        found = found.join(_rivals(table, measure.contest, beside, own), on=APP, how="left")
    return found


def _added(where: nw.Expr) -> nw.Expr:
    return nw.when(where).then(nw.col("amount")).otherwise(ZERO).sum().cast(WHOLE)


def _beside(table: Table, applications: Frame, paid: Frame) -> Frame:
    """Each application with the awards paid to its unit or to its platform, each award once."""
    kind = table.column("platform_kind")
    who = applications.select(
        nw.col("platform").alias(APP),
        nw.col("organisation").alias(UNIT),
        nw.col("award_year").cast(WHOLE).alias(YEAR),
        (nw.lit(None, nw.String()) if kind is None else kind).alias(CLASS),
    )
    kinds = who.select(nw.col(APP).alias("platform"), nw.col(CLASS).alias(working("known")))
    # A row of this measure whose platform stands in the round is of the class it has there.
    known = nw.when(nw.col("programme") == table.policy.id).then(nw.col(working("known")))
    rows = paid.join(kinds, on="platform", how="left").with_columns(
        nw.coalesce(nw.col("platform_kind"), known).alias("platform_kind")
    )
    columns = (APP, UNIT, YEAR, CLASS, *PAID)
    unit, platform = nw.col(UNIT), nw.col(APP)
    by_unit = who.with_columns(unit.alias("organisation")).join(rows, on="organisation").select(*columns)
    by_platform = who.with_columns(platform.alias("platform")).join(rows, on="platform").select(*columns)
    return nw.concat([by_unit, by_platform.filter(nw.col("organisation") != unit)])


PAID = ("organisation", "platform", "programme", "benefit", "year", "amount", "platform_kind", "local")


def _rivals(table: Table, rule: m.Contest, beside: Frame, own: nw.Expr) -> Frame:
    same = nw.col("platform") == nw.col(APP) if rule.per == "platform" else nw.col("organisation") == nw.col(UNIT)
    open_to = (nw.col("year") == nw.col(YEAR)) & ~nw.col("local") & ~own & same
    other_programme = nw.col("programme") != table.policy.id
    classes_known = ~nw.col("platform_kind").is_null() & ~nw.col(CLASS).is_null()
    other_class = expression(yes(nw.col("platform_kind") != nw.col(CLASS)))
    rival = open_to & (other_programme | other_class)
    either = rival | (open_to & ~classes_known)
    identity = [APP, "programme", "platform", *(["benefit"] if rule.of != "identity_totals" else [])]
    totals = beside.group_by(*identity).agg(
        **{working("rival"): _added(rival), working("either"): _added(either), working("award"): _added(own)}
    )
    sums = {}
    for item in items_of(table.policy.measure):
        for among in ("rival", "either"):
            total = nw.col(working(among))
            counts = total > 0 if not item else (total > 0) & (nw.col("benefit") == item)
            kept = nw.when(counts).then(total).otherwise(ZERO)
            sums[working(among, "max", item)] = kept.max()
            sums[working(among, "sum", item)] = kept.sum().cast(WHOLE)
    award = nw.col(working("award"))
    sums[working("highest")] = nw.when(award > 0).then(award).otherwise(ZERO).max()
    return totals.group_by(APP).agg(**sums)


def filled(measure: m.Measure) -> list[nw.Expr]:
    """The columns of ``history`` after the join: a platform that was paid nothing has 0 in each."""
    names = [working("before", name) for name in measure.benefit] + [working("own")]
    if measure.contest is not None:
        names.append(working("highest"))
        for item in items_of(measure):
            names += [working(among, kind, item) for among in ("rival", "either") for kind in ("max", "sum")]
            names += [working("own", item)] if item else []
    return [nw.col(name).fill_null(0) for name in names]


# Competition within the year.


def to_pay(table: Table, amounts: dict[str, nw.Expr], among: str = "rival") -> tuple[nw.Expr, nw.Expr]:
    """What is to pay of the benefits' amounts (fen, 0 where none) after competition, and what of the rivals to recover."""
    measure = table.policy.measure
    rule = measure.contest
    everything = nw.sum_horizontal(*amounts.values())
    highest = nw.max_horizontal(*amounts.values())
    if rule is None:
        if measure.together is None or measure.together.rule == "add":
            return everything, ZERO
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


def _own(table: Table, *item: str) -> nw.Expr:
    return _not_below_zero(nw.col(working("own", *item))) if table.history else ZERO


def _not_below_zero(amount: nw.Expr) -> nw.Expr:
    return nw.max_horizontal(amount, ZERO)


def _settled(
    rule: m.Contest, among: str, item: str, asked: nw.Expr, own: nw.Expr, own_paid: nw.Expr
) -> tuple[nw.Expr, nw.Expr]:
    """What is due of ``asked`` to an own total against rivals that were all paid already, and what to recover."""
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
            recover = nw.when(lost | (asked <= 0)).then(ZERO).otherwise(rivals)
    due = nw.min_horizontal(_not_below_zero(due), asked)
    return nw.when(lost).then(ZERO).otherwise(due), recover
