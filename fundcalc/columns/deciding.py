"""Deciding a table: the same round as ``fundcalc.deciding``, in the same order, each row by expressions.

The stages are columns added to the table one after another; only the last of them are handed out, and an engine that plans
its work leaves out what nobody asks for.
"""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

import narwhals as nw

from fundcalc import measure as m
from fundcalc.columns import days, guards
from fundcalc.columns.answers import Term, every, expression, no, opposite, pick, some, yes
from fundcalc.columns.clauses import (
    NOTHING_TOLD,
    WHOLE,
    ZERO,
    Due,
    Table,
    answer,
    claimed,
    leans,
    unclaimed,
    working,
    worth,
)
from fundcalc.columns.history import APP, PAID, Frame, filled, history, to_pay
from fundcalc.columns.records import derived
from fundcalc.errors import ApplicationError
from fundcalc.language import _
from fundcalc.policy import Policy
from fundcalc.vocabulary import DETAILS, forms

Native = TypeVar("Native")


def decide_table(
    policy: Policy, frame: Native, paid: object = None, *, details: Mapping[str, object] | None = None
) -> Native:
    """Decide a round held as a table: one row an application, the facts its columns.

    Takes any frame that Narwhals reads and answers in the same kind, lazily where that is lazy: Polars, DuckDB, PySpark;
    PyArrow through Polars. Amounts are whole fen (Int64), dates Date, choices their ids, yes_no Boolean; null is "not
    given". ``paid`` (awards already paid) and ``details`` (``{"investments": frame, …}``, each row with its ``platform``)
    are frames of the same engine. Adds ``<benefit>.amount`` (fen, null where none can be told), ``<benefit>.reason``,
    ``status``, ``payable`` and ``prospective`` (fen). A table in memory keeps its order of rows.

    Before that, one pass looks at every value it will use; raises ApplicationError listing every fault.
    """
    where = _("the table cannot be decided")
    given = nw.from_native(cast(Any, frame))
    applications = _lazy(given, where)
    columns = guards.applications_columns(policy)
    schema = dict(applications.collect_schema())
    guards.check_columns(where, schema, columns, guards.ignored(policy))
    guards.check_floats(policy, schema, where)
    largest = guards.check_values(where, applications, columns, benefits=tuple(policy.measure.benefit), key="platform")
    asked = {name: kind for name, kind in schema.items() if name in columns and not guards.empty(kind)}
    records = {name: _records(name, each, where) for name, each in (details or {}).items()}
    facts = {fact: rule for fact, rule in policy.measure.derived.items() if rule.records in records}
    table = Table(policy, asked, frozenset(facts), paid is not None)
    found = applications
    if isinstance(given, nw.DataFrame) and (facts or paid is not None):
        found = _lazy(given.with_row_index(working("row")), where)
    for fact, rule in facts.items():
        rows, most = records[rule.records]
        largest = max(largest, most)
        found = found.join(derived(fact, rule, table, applications, rows), on="platform", how="left").with_columns(
            *(nw.col(working(fact, each)).fill_null(value=False) for each in ("given", "missing"))
        )
    spark = applications.implementation.is_spark_like()
    guards.prove(policy, largest, where, limit=guards.SPARK_LIMIT if spark else guards.LIMIT)
    if paid is not None:
        rows = _paid(paid, where)
        found = found.join(history(table, applications, rows), left_on="platform", right_on=APP, how="left")
        found = found.with_columns(*filled(policy.measure))
    if working("row") in found.collect_schema():
        found = found.sort(working("row"))  # a join keeps no order
    decided = _decided(table, found).select(
        *schema,
        *(
            nw.col(working(name, told)).alias(f"{name}.{out}")
            for name in policy.measure.benefit
            for told, out in (("fen", "amount"), ("reason", "reason"))
        ),
        *(nw.col(working(told)).alias(told) for told in ("status", "payable", "prospective")),
    )
    return cast(Native, _as_given(decided, given))


# In and out.


def _lazy(given: Any, where: str) -> Frame:
    if isinstance(given, nw.LazyFrame):
        return given
    if given.implementation.is_polars():
        return cast(Frame, given.lazy())
    if given.implementation.is_pyarrow():
        return cast(Frame, given.lazy(backend="polars"))
    raise ApplicationError(
        where,
        (
            _(
                "{engine} may hold whole numbers with gaps as floats; give a Polars, DuckDB, PySpark or PyArrow table"
            ).format(engine=given.implementation),
        ),
    )


def _as_given(decided: Frame, given: Any) -> Any:
    if isinstance(given, nw.LazyFrame):
        return decided.to_native()
    whole = decided.collect()
    return whole.to_arrow() if given.implementation.is_pyarrow() else whole.to_native()


def _records(name: str, frame: object, where: str) -> tuple[Frame, int]:
    """Detail records with every column they may have, and the largest sum they can come to."""
    if name not in DETAILS:
        raise ApplicationError(where, (_("details: there are {names}").format(names=", ".join(DETAILS)),))
    rows, columns = _lazy(nw.from_native(cast(Any, frame)), where), guards.form_columns(name)
    inside = f"{where}: {name}"
    schema = rows.collect_schema()
    guards.check_columns(inside, schema, columns)
    most = guards.check_values(inside, rows, columns)
    rows = _with_defaults(name, rows, schema)
    count = rows.select(nw.len().alias("rows")).collect().to_dict(as_series=False)["rows"][0]
    return rows, most * int(count)


def _paid(frame: object, where: str) -> Frame:
    rows, columns = _lazy(nw.from_native(cast(Any, frame)), where), guards.form_columns("paid")
    inside = f"{where}: paid"
    schema = rows.collect_schema()
    guards.check_columns(inside, schema, columns)
    guards.check_values(inside, rows, columns, signed=True)
    kind = nw.col("platform_kind").cast(nw.String()) if "platform_kind" in schema else nw.lit(None, nw.String())
    rows = _with_defaults("paid", rows, schema).with_columns(kind.alias("platform_kind"))
    return rows.with_columns(nw.col("amount").cast(WHOLE), nw.col("year").cast(WHOLE)).select(*PAID)


def _with_defaults(form: str, rows: Frame, schema: Mapping[str, nw.dtypes.DType]) -> Frame:
    defaults = {name: column.default for name, column in forms()[form].columns.items() if column.default is not None}
    if not defaults:
        return rows
    return rows.with_columns(
        *(
            (nw.col(name).cast(nw.Boolean()).fill_null(value=default) if name in schema else nw.lit(default)).alias(
                name
            )
            for name, default in defaults.items()
        )
    )


# The stages.


def _decided(table: Table, frame: Frame) -> Frame:
    measure = table.policy.measure
    frame = frame.with_columns(
        *(
            expression(claimed(name, benefit, table)).alias(working("claimed", name))
            for name, benefit in measure.benefit.items()
        ),
        expression(_governed(table)).alias(working("governed")),
        expression(_banned(table)).alias(working("banned")),
        expression(table.filed).alias(working("filed")),
    )
    frame, refused, unchosen = _elections(table, frame)
    frame = _assessed(table, frame, refused)
    frame, doubt = _doubtful(table, frame, refused)
    payable = nw.col(working("high"))
    frame = frame.with_columns(_status(table, unchosen, doubt, payable).alias(working("status")))
    status = nw.col(working("status"))
    return frame.with_columns(
        nw.when(status == "payable").then(payable).otherwise(ZERO).cast(WHOLE).alias(working("payable")),
        nw.when(status == "eligible").then(payable).otherwise(ZERO).cast(WHOLE).alias(working("prospective")),
    )


def _governed(table: Table) -> Term:
    validity = table.policy.measure.validity
    if validity.first is None:
        return False
    after = table.applied >= nw.lit(validity.first)
    return after if validity.last is None else after & (table.applied <= nw.lit(validity.last))


def _banned(table: Table) -> Term:
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
    return yes(every((bars, days.ban_covers(revoked, ban.years, table.applied, ban.end))))


def _takes_part(table: Table) -> nw.Expr:
    claims = [nw.col(working("claimed", name)) for name in table.policy.measure.benefit]
    return expression(every((nw.col(working("governed")), ~nw.col(working("banned")), some(claims))))


def _elections(table: Table, frame: Frame) -> tuple[Frame, Term, Term]:
    """Where the class of an application is refused, and where its unit has not chosen; never null."""
    rule = table.policy.measure.election
    if rule is None:
        return frame, False, False
    unit = ["organisation", *(["award_year"] if rule.round == "award_year" else [])]
    kind, elected = table.column("platform_kind"), yes(table.column("elected"))
    given_up = no(table.column("elected"))
    frame = frame.with_columns(
        expression(_takes_part(table)).alias(working("takes")),
        expression(every((_takes_part(table), opposite(given_up)))).alias(working("inplay")),
        (nw.lit(None, nw.String()) if kind is None else kind).alias(working("class")),
    )
    mine, in_play = nw.col(working("class")), nw.col(working("inplay"))

    def among(what: Term, *per: str) -> nw.Expr:
        return expression(what).cast(WHOLE).sum().over(*unit, *per)

    chosen_in_play = every((in_play, elected))
    frame = frame.with_columns(
        among(in_play).alias(working("all")),
        # Those whose class is null are grouped together here, and are rivals of each other nevertheless.
        among(in_play, working("class")).alias(working("same")),
        *(
            [
                among(chosen_in_play).alias(working("chosenall")),
                among(chosen_in_play, working("class")).alias(working("chosensame")),
                among(nw.col(working("takes"))).alias(working("takesall")),
                among(nw.col(working("takes")), working("class")).alias(working("takessame")),
            ]
            if elected is not False
            else []
        ),
    )
    self_in_play, self_chosen = in_play.cast(WHOLE), expression(chosen_in_play).cast(WHOLE)
    alike = nw.when(mine.is_null()).then(self_in_play).otherwise(nw.col(working("same")))
    has_rivals = nw.col(working("all")) > alike
    asked = every((_takes_part(table), has_rivals))
    if elected is False:
        return frame, given_up, every((opposite(given_up), asked))
    chosen_alike = nw.when(mine.is_null()).then(self_chosen).otherwise(nw.col(working("chosensame")))
    here = some((elected, chosen_alike > 0))
    elsewhere = nw.col(working("chosenall")) > chosen_alike
    # A unit that gives up every class it applied for has chosen none.
    takes = nw.col(working("takes"))
    takes_alike = nw.when(mine.is_null()).then(takes.cast(WHOLE)).otherwise(nw.col(working("takessame")))
    none_left = every((given_up, takes, nw.col(working("all")) == 0, nw.col(working("takesall")) > takes_alike))
    refused = some((every((given_up, opposite(none_left))), every((asked, elsewhere, opposite(here)))))
    accepted = every((here, opposite(elsewhere)))
    open_choice = every((opposite(given_up), asked, opposite(accepted), opposite(every((elsewhere, opposite(here))))))
    unchosen = some((none_left, open_choice))
    frame = frame.with_columns(
        expression(refused).alias(working("refused")), expression(unchosen).alias(working("unchosen"))
    )
    return frame, nw.col(working("refused")), nw.col(working("unchosen"))


def _assessed(table: Table, frame: Frame, refused: Term) -> Frame:
    """Each benefit under both treatments of what is left to review, and what agrees of them."""
    measure = table.policy.measure
    added: list[nw.Expr] = []
    for name, benefit in measure.benefit.items():
        high = worth(name, benefit, table, refused=refused, treat_open=True)
        added += [high.fen.alias(working("high", name)), high.reason.alias(working("why", name))]
        if leans(benefit, table):
            low = worth(name, benefit, table, refused=refused, treat_open=False)
            added.append(low.fen.alias(working("low", name)))
    frame = frame.with_columns(*added)
    agreed: list[nw.Expr] = []
    for name, benefit in measure.benefit.items():
        due = Due(nw.col(working("high", name)), nw.col(working("why", name)))
        if leans(benefit, table):
            low_fen = nw.col(working("low", name))
            alike = yes(due.fen == low_fen) if isinstance(due.fen, nw.Expr) else True
            alike = some((alike, due.fen.is_null() & low_fen.is_null(), due.reason == "needs_documents"))
            due = Due(pick([(alike, due.fen)], NOTHING_TOLD), pick([(alike, due.reason)], nw.lit("needs_review")))
        agreed += [due.fen.cast(WHOLE).alias(working(name, "fen")), due.reason.alias(working(name, "reason"))]
    return frame.with_columns(*agreed)


def _doubtful(table: Table, frame: Frame, refused: Term) -> tuple[Frame, Term]:
    """What is to pay, in the column ``high``; and where a person must look: classes unknown, treatments, claims that differ."""
    measure = table.policy.measure
    high = {name: nw.col(working("high", name)).fill_null(0) for name in measure.benefit}
    payable, recover = to_pay(table, high)
    frame = frame.with_columns(payable.cast(WHOLE).alias(working("high")))
    doubts: list[Term] = []
    if any(leans(benefit, table) for benefit in measure.benefit.values()):
        low = {
            name: nw.col(working("low", name)).fill_null(0) if leans(benefit, table) else high[name]
            for name, benefit in measure.benefit.items()
        }
        doubts.append(nw.col(working("high")) != to_pay(table, low)[0])
    if table.history and measure.contest is not None:
        other_payable, other_recover = to_pay(table, high, "either")
        differs = (nw.col(working("high")) != other_payable) | (recover != other_recover)
        doubts.append(differs & (nw.sum_horizontal(*high.values()) > 0))
    for name, benefit in measure.benefit.items():
        if benefit.paid == "once" and benefit.per == "organisation":
            may_get = every((_takes_part(table), nw.col(working("claimed", name)), opposite(refused)))
            frame = frame.with_columns(expression(may_get).cast(WHOLE).alias(working("may", name)))
            mine = nw.col(working("may", name))
            doubts.append((high[name] > 0) & (mine.sum().over("organisation") > mine))
    frame = frame.with_columns(expression(some(doubts)).alias(working("doubt")))
    return frame, nw.col(working("doubt")) if doubts else False


def _tallied(table: Table) -> tuple[Term, Term, Term]:
    """What the hard conditions of each row's route come to: one answered no, one that lacks a fact, one left open."""
    by_route: dict[tuple[str, ...], list[m.AnyCondition]] = {}
    for condition in table.policy.measure.condition.values():
        if not condition.soft:
            by_route.setdefault(condition.routes, []).append(condition)
    unmet: list[Term] = []
    lacking: list[Term] = []
    left_open: list[Term] = []
    for routes, conditions in by_route.items():
        here = yes(table.in_(table.policy.measure.routes, routes)) if routes else True
        answers = [answer(condition, table) for condition in conditions]
        unmet.append(every((here, some(no(each.holds) for each in answers))))
        lacking.append(every((here, some(each.lacks for each in answers))))
        left_open.append(every((here, some(each.open for each in answers))))
    return some(unmet), some(lacking), some(left_open)


def _status(table: Table, unchosen: Term, doubt: Term, payable: nw.Expr) -> nw.Expr:
    measure = table.policy.measure
    unmet, lacking, left_open = _tallied(table)
    filed = nw.col(working("filed"))
    reasons = [nw.col(working(name, "reason")) for name in measure.benefit]
    amounts = {name: nw.col(working(name, "fen")) for name in measure.benefit}
    lacks = some((*(reason == "needs_documents" for reason in reasons), every((lacking, ~filed))))
    told_nothing = every((unclaimed(table), *(reason == "not_claimed" for reason in reasons)))
    if not any(isinstance(each, m.Share) for each in measure.benefit.values()):
        told_nothing = every((told_nothing, filed))  # a grade comes later; a base could have been given
    ceilings = some(yes(amounts[name] > 0) for name in table.policy.ceilings)
    unsettled = some((every((filed, unmet)), every((~filed, left_open))))
    cases: list[tuple[Term, str]] = [
        (~nw.col(working("governed")), "not_in_force"),
        (nw.col(working("banned")), "barred"),
        (unchosen, "needs_election"),
        (every((unmet, ~filed)), "ineligible"),
        (some((lacks, told_nothing)), "needs_documents"),
        (some((doubt, unsettled, every((payable > 0, ceilings)))), "needs_review"),
        (~filed, "eligible"),
        (payable > 0, "payable"),
        (some(reason == "by_reference" for reason in reasons), "by_reference"),
    ]
    return pick([(term, nw.lit(status)) for term, status in cases], nw.lit("nothing_due"))
