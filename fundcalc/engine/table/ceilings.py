"""Ceilings in a table: what is left of what a unit gets at most.

``engine/ceilings.py`` says the same for one application.
"""

from collections.abc import Mapping

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _
from fundcalc.engine.round_inputs import OTHER_GROUP
from fundcalc.engine.table import days
from fundcalc.engine.table.answers import Term, every, expression, no, opposite
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.class_choice import TAKES_PART, ClassChoice
from fundcalc.engine.table.columns import PLATFORM, WHOLE, ZERO, PolicyTable, working
from fundcalc.engine.table.history import APP, GROUP, added_by_year, joined
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy

Amounts = Mapping[str, nw.Expr]
_COMES, _KEY, _APPLIED = (working(name) for name in ("comes", "key", "applied"))


def with_groups(table: PolicyTable, frame: Frame) -> Frame:
    """Add the group of linked organisations of each application, where it counts."""
    if not table.policy.measure.by_group:
        return frame
    group = table.column("group")
    own = nw.col("organisation") if group is None else nw.coalesce(group, nw.col("organisation"))
    return frame.with_columns(own.str.to_lowercase().alias(GROUP))


def check_groups(policy: Policy, applications: Frame) -> None:
    """Refuse an organisation whose applications name different groups."""
    if ("applications", "group") in policy.needless or "group" not in applications.collect_schema():
        return
    organisation = nw.col("organisation").str.to_lowercase()
    group = nw.coalesce(nw.col("group").cast(nw.String()), nw.col("organisation")).str.to_lowercase()
    groups = applications.select(organisation.alias("organisation"), group.alias(GROUP)).unique()
    several = groups.group_by("organisation").agg(nw.len().alias("groups")).filter(nw.col("groups") > 1).head(1)
    for organisation_id in several.collect().to_dict(as_series=False)["organisation"]:
        fault = OTHER_GROUP.format(organisation=organisation_id)
        raise ApplicationError(_("the table cannot be decided"), (fault,))


def with_ceiling_history(table: PolicyTable, frame: Frame, paid: Frame) -> Frame:
    """Add for each ceiling what its unit was paid before, or how many awards."""
    own = paid.filter(nw.col("programme") == table.policy.id)
    if table.policy.measure.by_group:
        own = _with_groups_of_round(own, frame)
    for id_, rule in table.policy.measure.ceiling.items():
        rows = own.filter(nw.col("benefit").is_in(list(rule.benefits))) if rule.benefits else own
        frame = _before(table, frame, rows, id_, rule)
    return frame


def _with_groups_of_round(paid: Frame, frame: Frame) -> Frame:
    """Add the group of each award: its own, else that of its organisation."""
    of_round = frame.select("organisation", nw.col(GROUP).alias(working("known"))).unique()
    found = paid.join(of_round, on="organisation", how="left")
    return found.with_columns(
        nw.coalesce(nw.col("group"), nw.col(working("known")), nw.col("organisation")).str.to_lowercase().alias(GROUP)
    ).drop(working("known"))


def _unit(table: PolicyTable, rule: m.Ceiling) -> str:
    """The column of the unit to which a ceiling applies."""
    if rule.per == "platform" and table.policy.by_claim:
        return PLATFORM
    return GROUP if rule.per == "group" else rule.per


def _before(table: PolicyTable, frame: Frame, rows: Frame, id_: str, rule: m.Ceiling) -> Frame:
    column, unit = working("ceiling", id_), _unit(table, rule)
    if rule.over == "rolling":
        return _of_last_years(table, frame, rows, column, rule)
    if rule.awards is not None:
        rows = _numbers(rows, (unit, "year"))
    if rule.over == "lifetime":
        sums = rows.group_by(unit).agg(nw.col("amount").sum().cast(WHOLE).alias(column))
        return joined(table, frame, sums, unit)
    first = (rule.years or 1) - 1
    spans = {year: (nw.col("year") >= year - first) & (nw.col("year") <= year) for year in table.years}
    return added_by_year(table, frame, rows, column, spans, unit)


def _numbers(rows: Frame, keys: tuple[str, ...]) -> Frame:
    """Each award as one, by some keys; what was recovered in full is none."""
    of_award = tuple(dict.fromkeys((*keys, "platform", "benefit", "year")))
    sums = rows.group_by(*of_award).agg(nw.col("amount").sum())
    return sums.filter(nw.col("amount") > 0).with_columns(nw.lit(1, WHOLE).alias("amount"))


def _of_last_years(table: PolicyTable, frame: Frame, rows: Frame, column: str, rule: m.Ceiling) -> Frame:
    """Add what was awarded in the last years before each application."""
    unit = _unit(table, rule)
    applications = frame.select(nw.col("platform").alias(APP), nw.col(unit).alias(_KEY), table.applied.alias(_APPLIED))
    pairs = applications.join(rows.with_columns(nw.col(unit).alias(_KEY)), on=_KEY, how="inner")
    start = days.years_after(days.number(nw.col(_APPLIED)), -(rule.years or 1))
    pairs = pairs.filter(days.number(nw.col("awarded_on")) > start)
    if rule.awards is not None:
        pairs = _numbers(pairs, (APP,))
    sums = pairs.group_by(APP).agg(nw.col("amount").sum().cast(WHOLE).alias(column)).rename({APP: "platform"})
    return joined(table, frame, sums)


def comes(table: PolicyTable, choice: ClassChoice, unmet: Term) -> nw.Expr:
    """Whether an application counts for later ones of its round; never null."""
    admitted = no(unmet) if table.policy.measure.without_filing else nw.col(working("filed"))
    return expression(every((nw.col(TAKES_PART), opposite(choice.refused), opposite(choice.unchosen), admitted)))


def with_ceilings(
    table: PolicyTable, frame: Frame, amounts: Amounts, counts: nw.Expr, label: str
) -> tuple[Frame, dict[str, nw.Expr]]:
    """Add what the ceilings leave of each amount; the amounts are never null."""
    names = {name: working(label, "left", name) for name in amounts}
    frame = frame.with_columns(
        counts.alias(_COMES), *(amount.cast(WHOLE).alias(names[name]) for name, amount in amounts.items())
    )
    for id_, rule in table.policy.measure.ceiling.items():
        among = [name for name in amounts if not name or name in rule.among(tuple(table.policy.measure.benefit))]
        due = nw.sum_horizontal(*(nw.col(names[name]) for name in among))
        unit = working(label, "due")
        frame = frame.with_columns(due.cast(WHOLE).alias(unit))
        before = nw.col(working("ceiling", id_)) if table.history else ZERO
        before = nw.when(before > 0).then(before).otherwise(ZERO)
        frame, earlier = _earlier(table, frame, rule, unit, label)
        left = _left(rule, nw.col(unit), before + earlier)
        rest = working(label, "rest")
        frame = frame.with_columns(left.cast(WHOLE).alias(rest))
        for name in among:
            one, remaining = nw.col(names[name]), nw.col(rest)
            taken = nw.when(one < remaining).then(one).otherwise(remaining)
            frame = frame.with_columns(taken.alias(names[name]), (remaining - taken).alias(rest))
    return frame, {name: nw.col(column) for name, column in names.items()}


def _earlier(table: PolicyTable, frame: Frame, rule: m.Ceiling, unit: str, label: str) -> tuple[Frame, nw.Expr]:
    """What earlier applications of the unit claimed, or how many they are."""
    if rule.per == "platform" and not table.policy.by_claim:
        return frame, ZERO
    due = nw.col(unit)
    one = due if rule.awards is None else (due > 0).cast(WHOLE)
    column, summed = working(label, "one"), working(label, "sum")
    frame = frame.with_columns(nw.when(nw.col(_COMES)).then(one).otherwise(ZERO).alias(column))
    among = (_unit(table, rule), *(("award_year",) if rule.of_one_year else ()))
    running = nw.col(column).cum_sum().over(*among, order_by=["application_date", "platform"])
    frame = frame.with_columns(running.cast(WHOLE).alias(summed))
    return frame, nw.col(summed) - nw.col(column)


def _left(rule: m.Ceiling, due: nw.Expr, used: nw.Expr) -> nw.Expr:
    if rule.awards is not None:
        return nw.when(used < rule.awards).then(due).otherwise(ZERO)
    limit = rule.amount or 0
    rest = nw.when(used < limit).then(limit - used).otherwise(ZERO)
    beyond = rest if rule.when_reached == "rest" else ZERO
    return nw.when(due <= rest).then(due).otherwise(beyond)
