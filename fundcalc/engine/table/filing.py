"""The filing of each platform of a table as it stands on the day of the decision.

``engine/filing.py`` says the same for one application.
"""

from datetime import date

import narwhals as nw

from fundcalc.engine.filing import FIRST_DAY, MOST_YEARS_APART
from fundcalc.engine.table import days
from fundcalc.engine.table.answers import Term, every, no, opposite, some, yes
from fundcalc.engine.table.columns import WHOLE, PolicyTable, working
from fundcalc.engine.table.conditions import answer
from fundcalc.policy import model as m

_STANDS = nw.col(working("filed"))


def day(table: PolicyTable) -> nw.Expr | None:
    """The day of the filing."""
    rule, filed_on = table.policy.measure.filed, table.column("filed_on")
    if table.policy.measure.without_filing:
        return None
    dated = table.column(rule.dated.by) if rule is not None and rule.dated is not None else None
    if dated is None or filed_on is None:
        return filed_on if dated is None else dated
    return nw.coalesce(dated, filed_on)


def stands(table: PolicyTable) -> Term:
    """Whether a filing was made by the decision and not ended since; never null."""
    filed, revoked = day(table), table.column("revoked_on")
    if filed is None:
        return False
    made = ~filed.is_null()
    if not _all_by(table, _latest(table)):
        made = made & yes(_by_the_decision(table, filed))
    return made if revoked is None else made & (revoked.is_null() | yes(revoked < filed))


def repeated(table: PolicyTable) -> Term:
    """Whether the platform is known not to be filed for the first time; never null."""
    return some((no(table.column("first_filing")), every((_STANDS, ~_null("revoked_on", table)))))


def before(table: PolicyTable) -> Term:
    """Whether the standing filing was made before the measure's time; never null."""
    filed, first = day(table), table.policy.measure.validity.first
    earliest = min((span[0] for span in _spans(table)), default=None)
    if filed is None or first is None or earliest is None or earliest >= first:
        return False
    return every((_STANDS, yes(filed < nw.lit(first))))


def within_ban(table: PolicyTable) -> Term:
    """Whether the standing filing was made while a ban ran; never null."""
    filed = day(table)
    if filed is None or table.column("revoked_on") is None:
        return False
    return every((_STANDS, banned_on(table, filed)))


def banned_on(table: PolicyTable, on: nw.Expr) -> Term:
    """Whether the ban after the last revocation still runs on a day; never null."""
    ban, revoked = table.policy.measure.ban, table.column("revoked_on")
    if ban is None or revoked is None:
        return False
    ground = table.column("revocation_ground")

    def rests_on(cites: tuple[str, ...]) -> Term:
        if ground is None:
            return "" in cites
        return some(yes(ground.str.starts_with(cite)) for cite in cites)

    bars: Term = opposite(rests_on(ban.never))
    if ban.grounds and ban.other_grounds != "second_fail":
        bars = every((bars, rests_on(ban.grounds)))
    return yes(every((bars, days.ban_covers(revoked, ban.years, on, ban.end))))


def for_review(name: str, benefit: m.AnyBenefit, table: PolicyTable) -> Term:
    """Where it is left to a person whether a benefit is paid; never null."""
    measure, terms = table.policy.measure, [within_ban(table)]
    if benefit.not_first_filing == "review":
        terms.append(repeated(table))
    if measure.filed is not None and measure.filed.before == "review" and benefit.trigger != "grade":
        terms.append(before(table))
    for doubt in measure.doubt.values():
        if name in doubt.benefits and doubt.treat == "review":
            terms.append(yes(answer(doubt.when, table).holds))
    return some(terms)


def doubtful_dates(table: PolicyTable) -> Term:
    """Where a date or year is most likely a typing error; never null."""
    applied = table.applied.dt.year().cast(WHOLE)
    apart = nw.col("award_year").cast(WHOLE) - applied
    terms: list[Term] = []
    if not _years_agree(table):
        terms.append((apart > MOST_YEARS_APART) | (apart < -MOST_YEARS_APART))
    for key in ("filed_on", "revoked_on"):
        column = table.column(key)
        if column is not None and key in table.spans and table.spans[key][0] < FIRST_DAY:
            terms.append(yes(column < nw.lit(FIRST_DAY)))
    for fact in table.policy.dates:
        column = table.column(fact)
        if column is None or fact not in table.spans:
            continue
        if table.spans[fact][0] < FIRST_DAY:
            terms.append(yes(column < nw.lit(FIRST_DAY)))
        if not _all_by(table, table.spans[fact][1]):
            terms.append(yes(opposite(_by_the_decision(table, column))))
    return some(terms)


def _null(name: str, table: PolicyTable) -> nw.Expr:
    column = table.column(name)
    return nw.lit(True, nw.Boolean()) if column is None else column.is_null()


def _by_the_decision(table: PolicyTable, column: nw.Expr) -> nw.Expr:
    """Whether a day is not after the decision.

    That day is by default the last of the year of the award.
    """
    if table.on is not None:
        return column <= nw.lit(table.on)
    return column.dt.year().cast(WHOLE) <= nw.col("award_year").cast(WHOLE)


def _all_by(table: PolicyTable, latest: date | None) -> bool:
    """Whether even the latest day of a column is not after any day of a decision."""
    if latest is None:
        return True
    return latest <= table.on if table.on is not None else latest.year <= min(table.years, default=0)


def _spans(table: PolicyTable) -> list[tuple[date, date]]:
    rule = table.policy.measure.filed
    names = ["filed_on", *([rule.dated.by] if rule is not None and rule.dated is not None else [])]
    return [table.spans[name] for name in dict.fromkeys(names) if name in table.spans]


def _latest(table: PolicyTable) -> date | None:
    return max((span[1] for span in _spans(table)), default=None)


def _years_agree(table: PolicyTable) -> bool:
    if "application_date" not in table.spans:
        return True
    first, last = table.spans["application_date"]
    return max(table.years) - first.year <= MOST_YEARS_APART and last.year - min(table.years) <= MOST_YEARS_APART
