"""Earlier awards joined to the applications of a table, in fen; 0 where none.

The exact engine walks the awards of one organisation. Here the awards are summed by platform first (only those of the
round's years where no other counts) and then joined to the applications.
"""

from collections.abc import Mapping

import narwhals as nw

from fundcalc.base.ids import normalised
from fundcalc.engine.table import backend
from fundcalc.engine.table.answers import expression, pick, yes
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.columns import WHOLE, ZERO, PolicyTable, working
from fundcalc.policy import model as m

PAID = (
    *("organisation", "platform", "programme", "benefit", "year", "amount", "platform_kind", "local", "awarded_on"),
    "group",
    "claim",
)
APP, YEAR, CLASS, GROUP = (working(name) for name in ("app", "year", "class", "group"))


def items_of(measure: m.Measure) -> tuple[str, ...]:
    """What competes on its own: each benefit, or all together under an empty name."""
    if measure.contest is not None and measure.contest.of == "each_benefit":
        return tuple(measure.benefit)
    return ("",)


def with_history(table: PolicyTable, frame: Frame, applications: Frame, paid: Frame, *, competing: bool) -> Frame:
    """Add the sums of earlier awards to the applications.

    ``before_<benefit>`` is what was paid of a benefit that is not paid again, ``own`` what the platform got in the year of the
    award (``own_<benefit>`` of it where each competes by itself). If ``competing``, also ``highest`` of the platform's single
    awards in the year, and of its rivals ``rival_max``, ``rival_sum``, ``either_max`` and ``either_sum`` for each item;
    "either" counts awards of unknown class as rivals too.
    """
    measure = table.policy.measure
    frame = _with_own(table, frame, paid)
    for name, benefit in measure.benefit.items():
        if benefit.per == "organisation":
            frame = _with_organisation(table, frame, paid, name, benefit)
    if competing and measure.contest is not None:
        frame = joined(table, frame, _rivals(table, measure.contest, applications, paid))
        if measure.contest.of == "every_award":
            frame = joined(table, frame, _highest(table, applications, paid))
    return frame


def _any_year(measure: m.Measure) -> bool:
    """Whether awards of any year compete."""
    return measure.contest is not None and measure.contest.over == "lifetime"


def _added(where: nw.Expr) -> nw.Expr:
    return nw.when(where).then(nw.col("amount")).otherwise(ZERO).sum().cast(WHOLE)


def joined(table: PolicyTable, frame: Frame, sums: Frame, *on: str) -> Frame:
    """Sums by platform, or by what is named, joined to the applications."""
    keys = list(on) or ["platform"]
    names = [name for name in sums.collect_schema() if name not in keys]
    found = backend.left_join(frame, sums, keys, ordered=table.ordered)
    return found.with_columns(*(nw.col(name).fill_null(0) for name in names))


def _of_policy(table: PolicyTable) -> nw.Expr:
    return nw.col("programme") == table.policy.id


def _with_own(table: PolicyTable, frame: Frame, paid: Frame) -> Frame:
    """Add what the platform itself got from this measure.

    Ever, where a benefit is paid once for all, and in the year of the award. What is paid per organisation is left to
    ``_with_organisation``.
    """
    measure = table.policy.measure
    parts = tuple(measure.benefit) if measure.contest is not None and measure.contest.of == "each_benefit" else ()
    of_platform = {name: benefit for name, benefit in measure.benefit.items() if benefit.per == "platform"}
    once = [name for name, benefit in of_platform.items() if benefit.of_any_year]
    yearly = [name for name, benefit in of_platform.items() if not benefit.of_any_year]
    of_round = nw.col("year").is_in(table.years)
    ever = [nw.col("benefit") == name for name in once]
    rows = paid.filter(_of_policy(table))
    any_year = _any_year(measure)
    if not any_year:
        rows = rows.filter(nw.any_horizontal(of_round, *ever, ignore_nulls=False))
    sums = {working("before", name): _added(nw.col("benefit") == name) for name in once}
    # Of few years a column each is much faster than to join by platform and year.
    by_year: dict[str, dict[int, str]] = {}
    competing = {
        working("own"): nw.lit(value=True),
        **{working("own", name): nw.col("benefit") == name for name in parts},
    }
    if any_year:
        sums |= {column: _added(where) for column, where in competing.items()}
    for year in table.years:
        here = nw.col("year") == year
        for column, where in {
            **({} if any_year else {column: here & where for column, where in competing.items()}),
            **{working("before", name): here & (nw.col("benefit") == name) for name in yearly},
        }.items():
            by_year.setdefault(column, {})[year] = f"{column}_{year}"
            sums[f"{column}_{year}"] = _added(where)
    frame = joined(table, frame, rows.group_by("platform").agg(**sums))
    return frame.with_columns(*(_of_award_year(columns).alias(column) for column, columns in by_year.items()))


def added_by_year(
    table: PolicyTable, frame: Frame, rows: Frame, column: str, spans: Mapping[int, nw.Expr], key: str
) -> Frame:
    """Add the sum of rows by a key, of the years that count for the award year."""
    by_year = {year: f"{column}_{year}" for year in spans}
    sums = rows.group_by(key).agg(**{by_year[year]: _added(where) for year, where in spans.items()})
    frame = joined(table, frame, sums, key)
    return frame.with_columns(_of_award_year(by_year).alias(column)).drop(*by_year.values())


def _of_award_year(columns: Mapping[int, str]) -> nw.Expr:
    """The column of the year of the award, of columns by year; 0 where there is none."""
    award_year = nw.col("award_year")
    return pick([(award_year == year, nw.col(name)) for year, name in columns.items()], ZERO)


def _with_organisation(table: PolicyTable, frame: Frame, paid: Frame, name: str, benefit: m.AnyBenefit) -> Frame:
    """Add what the organisation or the platform got of a benefit.

    Each award counts once: ever, or in the year of the award.
    """
    rows = paid.filter(_of_policy(table), nw.col("benefit") == name)
    parts = {"unit": ("organisation",), "platform": ("platform",), "both": ("organisation", "platform")}
    for part, keys in parts.items():
        if benefit.of_any_year:
            totals = {working(part): nw.col("amount").sum().cast(WHOLE)}
        else:
            totals = {working(part, str(year)): _added(nw.col("year") == year) for year in table.years}
        frame = joined(table, frame, rows.group_by(*keys).agg(**totals), *keys)
        if not benefit.of_any_year:
            by_year = {year: working(part, str(year)) for year in table.years}
            frame = frame.with_columns(_of_award_year(by_year).alias(working(part))).drop(*by_year.values())
    unit, platform, both = (nw.col(working(part)) for part in parts)
    return frame.with_columns((unit + platform - both).alias(working("before", name))).drop(*map(working, parts))


def _rivals(table: PolicyTable, rule: m.Contest, applications: Frame, paid: Frame) -> Frame:
    """Sum the rivals' totals in the year by platform, and take their largest."""
    of_unit = rule.per == "organisation"
    kind = table.column("platform_kind")
    who = applications.select(
        nw.col("platform").alias(APP),
        "organisation",
        nw.col("award_year").cast(WHOLE).alias(YEAR),
        (nw.lit(None, nw.String()) if kind is None else kind).alias(CLASS),
    )
    totals = _identities(table, rule, who, paid)
    if of_unit:
        pairs = who.join(totals, on="organisation", how="inner")
        itself = _of_policy(table) & (nw.col("platform") == nw.col(APP))
    else:
        pairs = who.drop("organisation").join(totals, left_on=APP, right_on="platform", how="inner")
        itself = _of_policy(table)
    # What is of this measure is a rival if it is of another class, and may be one if either class is not known.
    whole, unknown, mine = nw.col(_SUM), nw.col(working("sum", "unknown")), nw.col(CLASS)
    alike = pick([(yes(mine == name), nw.col(working("sum", name))) for name in table.classes], whole - unknown)
    foreign = ~_of_policy(table)
    either = pick([(foreign, whole), (mine.is_null(), whole)], whole - alike)
    among = {"rival": pick([(foreign, whole)], whole - unknown - alike), "either": either}
    pairs = pairs.filter(~itself)
    if rule.over == "year":
        pairs = pairs.filter(nw.col("year") == nw.col(YEAR))
    sums = {}
    for item in items_of(table.policy.measure):
        for name, total in among.items():
            counts = total > 0 if not item else (total > 0) & (nw.col("benefit") == item)
            kept = nw.when(counts).then(total).otherwise(ZERO)
            sums[working(name, "max", item)] = kept.max()
            sums[working(name, "sum", item)] = kept.sum().cast(WHOLE)
    return pairs.group_by(APP).agg(**sums).rename({APP: "platform"})


_SUM = working("sum")


def _identities(table: PolicyTable, rule: m.Contest, who: Frame, paid: Frame) -> Frame:
    """Sum the competing awards in the years of the round, by identity and class."""
    rows = paid.filter(~nw.col("local"))
    if rule.over == "year":
        rows = rows.filter(nw.col("year").is_in(table.years))
    if rule.against:
        rows = rows.filter(nw.col("programme").is_in([normalised(programme) for programme in rule.against]))
    # A row of this measure whose platform stands in the round is of the class it has there.
    kinds = who.select(nw.col(APP).alias("platform"), nw.col(CLASS).alias(working("known")))
    known = nw.when(_of_policy(table)).then(nw.col(working("known")))
    kind = nw.coalesce(nw.col("platform_kind"), known)
    rows = rows.join(kinds, on="platform", how="left").with_columns(kind.alias("platform_kind"))
    identity = ["programme", "platform", *(["benefit"] if rule.of != "identity_totals" else [])]
    identity += ["year"] if rule.over == "year" or rule.of == "every_award" else []
    return rows.group_by(*identity, *(["organisation"] if rule.per == "organisation" else [])).agg(
        nw.col("amount").sum().cast(WHOLE).alias(_SUM),
        _added(nw.col("platform_kind").is_null()).alias(working("sum", "unknown")),
        *(
            _added(expression(yes(nw.col("platform_kind") == name))).alias(working("sum", name))
            for name in table.classes
        ),
    )


def _highest(table: PolicyTable, applications: Frame, paid: Frame) -> Frame:
    """By platform: the largest single award it got from this measure in the year."""
    rows = paid.filter(_of_policy(table))
    awards = rows.group_by("platform", "year", "benefit").agg(nw.col("amount").sum().cast(WHOLE).alias(_SUM))
    years = applications.select("platform", nw.col("award_year").cast(WHOLE).alias(YEAR))
    found = awards.join(years, on="platform", how="inner")
    if not _any_year(table.policy.measure):
        found = found.filter(nw.col("year") == nw.col(YEAR))
    award = nw.col(_SUM)
    kept = nw.when(award > 0).then(award).otherwise(ZERO)
    return found.group_by("platform").agg(kept.max().alias(working("highest")))
