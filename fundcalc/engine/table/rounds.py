"""Deciding a table: the same round as ``fundcalc.engine.rounds``, in the same order, each row by expressions.

The stages are columns added to the table one after another; only the last of them are handed out, and an engine that plans
its work leaves out what nobody asks for.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar, cast

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.engine.decision import Status
from fundcalc.engine.table import backend as engines
from fundcalc.engine.table import days
from fundcalc.engine.table import input_checks as guards
from fundcalc.engine.table.answers import Term, every, expression, no, opposite, pick, some, yes
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.benefits import (
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
from fundcalc.engine.table.class_choice import TAKES, Election, elections
from fundcalc.engine.table.derived import derived
from fundcalc.engine.table.history import to_pay, with_history
from fundcalc.engine.table.prepared import Given, asks_alike, look_at
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy

Native = TypeVar("Native")
T = TypeVar("T")


def decide_table(
    policy: Policy,
    frame: Native,
    paid: object = None,
    *,
    details: Mapping[str, object] | None = None,
    only: Collection[str] | None = None,
) -> Native:
    """Decide a round held as a table: one row an application, the facts its columns.

    Takes any frame that Narwhals reads and answers in the same kind, lazily where that is lazy: Polars, DuckDB, PySpark;
    PyArrow through Polars. Amounts are whole fen (Int64), dates Date, choices their ids, yes_no Boolean; null is "not
    given". ``paid`` (awards already paid) and ``details`` (``{"investments": frame, …}``, each row with its ``platform``)
    are frames of the same engine. Adds ``<benefit>.amount`` (fen, null where none can be told), ``<benefit>.reason``,
    ``status``, ``payable`` and ``prospective`` (fen); in Polars the words are an Enum. A table in memory keeps its order
    of rows. ``only`` names those that are wanted, so that what they do not rest on is not even joined.

    Before that, one pass looks at every value it will use; raises ApplicationError listing every fault.
    """
    given = nw.from_native(cast(Any, frame))
    decided = decide(look_at(policy, frame, paid, details or {}), only)
    if isinstance(given, nw.LazyFrame):
        return cast(Native, decided.to_native())
    whole = decided.collect()
    return cast(Native, whole.to_arrow() if given.implementation.is_pyarrow() else whole.to_native())


def added_columns(policy: Policy) -> tuple[str, ...]:
    """The columns that deciding adds, in their order."""
    of_benefits = (f"{name}.{told}" for name in policy.measure.benefit for told in ("amount", "reason"))
    return (*of_benefits, *_OUTCOME)


def decide(given: Given, only: Collection[str] | None = None) -> Frame:
    """The columns of the applications, and beside them what is decided; nothing is computed yet."""
    wanted = _wanted(given.policy, only)
    whole = any(name in wanted for name in _OUTCOME)
    prepared = prepare(given, whole=whole, all_wanted=only is not None or given.ordered)
    benefits, refused = given.policy.measure.benefit, prepared.election.refused
    frame = (
        _decided(prepared, {}, given.policy.measure)
        if whole
        else _assessed(prepared.table, prepared.frame, refused, benefits)
    )
    return frame.select(*given.schema, *map(_handed_out, wanted))


@dataclass(frozen=True)
class Prepared:
    """A table with what was paid before, its detail records added up, and its elections held: the work of joining is done.

    What remains are the columns of each row alone, so one prepared table serves every policy ``prepared_alike``. ``held``:
    it lies in memory, else it is joined by whoever asks for it.
    """

    given: Given
    table: Table
    frame: Frame
    election: Election
    held: bool = False

    def under(self, policy: Policy) -> "Prepared":
        """The same for a policy ``prepared_alike``."""
        return replace(self, table=replace(self.table, policy=policy))


def prepare(given: Given, *, whole: bool = True, all_wanted: bool = True) -> Prepared:
    """Bring to each application what other rows say of it; ``whole``: also what its status rests on."""
    policy = given.policy
    asked = guards.applications_columns(policy)
    schema = {name: kind for name, kind in given.schema.items() if name in asked and not guards.empty(kind)}
    facts = {fact: rule for fact, rule in policy.measure.derived.items() if rule.records in given.details}
    table = Table(
        policy,
        schema,
        records=frozenset(facts),
        history=given.paid is not None,
        years=given.seen.years or (0,),  # a round without applications is of no year
        one_class=given.seen.one_class,
        enumerates=given.applications.implementation.is_polars(),
        ordered=given.ordered,
        all_wanted=all_wanted,
    )
    found = given.applications
    if given.paid is not None:
        found = with_history(table, found, given.paid, competing=whole)
    for fact, rule in facts.items():
        rows = derived(fact, rule, table, given.applications, given.details[rule.records])
        found = engines.brought(found, rows, ["platform"], ordered=given.ordered).with_columns(
            *(nw.col(working(fact, each)).fill_null(value=False) for each in ("given", "missing"))
        )
    found = found.with_columns(
        *(
            expression(claimed(name, benefit, table)).alias(working("claimed", name))
            for name, benefit in policy.measure.benefit.items()
        ),
        expression(_governed(table)).alias(working("governed")),
        expression(_banned(table)).alias(working("banned")),
        expression(table.filed).alias(working("filed")),
    )
    found = found.with_columns(_takes_part(table).alias(TAKES))
    # No amount rests on an election that nobody held.
    held = whole or table.column("elected") is not None
    return Prepared(given, table, *(elections(table, found) if held else (found, Election(False, False))))


def prepared_alike(one: Policy, other: Policy) -> bool:
    """Whether a table prepared for one policy is prepared for the other: both ask for the same, and everything that joins
    rows is the same.
    """

    def joins(policy: Policy) -> object:
        measure = policy.measure
        contest = measure.contest and (measure.contest.of, measure.contest.per)
        benefits = {
            name: (each.kind, each.of if isinstance(each, m.Share) else "", each.trigger, each.paid, each.per)
            for name, each in measure.benefit.items()
        }
        common = measure.routes, measure.validity, measure.ban, measure.election, measure.derived
        return policy.id, common, contest, benefits

    return asks_alike(one, other) and joins(one) == joins(other)


def decide_each(prepared: Prepared, policies: Sequence[Policy]) -> list[Frame]:
    """``status``, ``payable`` and ``prospective`` of each platform of a prepared table, under policies ``prepared_alike``.

    What the measures have in common with the first is worked out once.
    """
    if not policies:
        return []
    first, stages = policies[0].measure, _Stages()
    alike = [
        replace(policy, measure=_sharing(policy.measure, first)) for policy in policies
    ]  # kept: stages go by their ids
    return [_decided(prepared.under(policy), stages, first).select("platform", *_OUTCOME) for policy in alike]


def _sharing(measure: m.Measure, first: m.Measure) -> m.Measure:
    """The measure, its parts that are equal to those of another being the same objects."""
    parts = {part: there for part in _PARTS if getattr(measure, part) == (there := getattr(first, part))}
    benefits = {
        name: there if each == (there := first.benefit.get(name)) else each for name, each in measure.benefit.items()
    }
    return measure.model_copy(update={**parts, "benefit": benefits})


def _handed_out(name: str) -> nw.Expr:
    """A column under the name it is asked for by, at the very end: Spark takes a dot in a name for a field of a column."""
    benefit, dot, told = name.rpartition(".")
    return nw.col(working(benefit, told)).alias(name) if dot else nw.col(name)


_OUTCOME = ("status", "payable", "prospective")


def _wanted(policy: Policy, only: Collection[str] | None) -> tuple[str, ...]:
    there = added_columns(policy)
    if only is None:
        return there
    faults = [
        _("only: {name} is no column that is added{close}").format(name=name, close=did_you_mean(name, there))
        for name in only
        if name not in there
    ]
    if faults:
        raise ApplicationError(_("the table cannot be decided"), tuple(faults))
    return tuple(name for name in there if name in only)


# The stages.


# A stage by its name and the parts of the measure that it rests on.
_Stages = dict[tuple[str | int, ...], Any]
_PARTS = ("condition", "rounding", "contest", "together")


def _decided(prepared: Prepared, stages: _Stages, first: m.Measure) -> Frame:
    """The columns that are added; a stage that stands among ``stages`` already is not made again.

    Benefits that are those of the ``first`` measure are worked out before the others, so that they are shared.
    """
    table, refused, measure = prepared.table, prepared.election.refused, prepared.table.policy.measure
    common = {name: each for name, each in measure.benefit.items() if each is first.benefit.get(name)}
    others = {name: each for name, each in measure.benefit.items() if name not in common}

    def once(stage: str, make: Callable[[], T], *parts: object) -> T:
        key: tuple[str | int, ...] = (stage, *map(id, parts))
        if key not in stages:
            stages[key] = make()
        found: T = stages[key]
        return found

    parts: tuple[object, ...] = (measure.routes, measure.condition)
    tallied = once("tallied", lambda: _with_tallies(table, prepared.frame), *parts)
    parts += (measure.rounding, *common.values())
    shared = once("shared", lambda: _assessed(table, tallied.frame, refused, common), *parts)
    parts += tuple(others.values())
    assessed = once("assessed", lambda: _assessed(table, shared, refused, others), *parts)
    parts += (measure.contest, measure.together)
    frame, doubt = once("doubtful", lambda: _doubtful(table, assessed, refused), *parts)
    payable = nw.col(working("high"))
    frame = frame.with_columns(_status(table, prepared.election.unchosen, doubt, payable, tallied).alias("status"))
    status = nw.col("status")
    return frame.with_columns(
        nw.when(status == "payable").then(payable).otherwise(ZERO).cast(WHOLE).alias("payable"),
        nw.when(status == "eligible").then(payable).otherwise(ZERO).cast(WHOLE).alias("prospective"),
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


def _assessed(table: Table, frame: Frame, refused: Term, benefits: Mapping[str, m.AnyBenefit]) -> Frame:
    """Some benefits, each under both treatments of what is left to review, and what agrees of them."""
    if not benefits:
        return frame
    added: list[nw.Expr] = []
    for name, benefit in benefits.items():
        high = worth(name, benefit, table, refused=refused, treat_open=True)
        added += [high.fen.alias(working("high", name)), high.reason.alias(working("why", name))]
        if leans(benefit, table):
            low = worth(name, benefit, table, refused=refused, treat_open=False)
            added.append(low.fen.alias(working("low", name)))
    frame = frame.with_columns(*added)
    agreed: list[nw.Expr] = []
    for name, benefit in benefits.items():
        due = Due(nw.col(working("high", name)), nw.col(working("why", name)))
        if leans(benefit, table):
            low_fen = nw.col(working("low", name))
            alike = yes(due.fen == low_fen) if isinstance(due.fen, nw.Expr) else True
            alike = some((alike, due.fen.is_null() & low_fen.is_null(), due.reason == "needs_documents"))
            due = Due(pick([(alike, due.fen)], NOTHING_TOLD), pick([(alike, due.reason)], table.reason("needs_review")))
        agreed += [due.fen.cast(WHOLE).alias(working(name, "amount")), due.reason.alias(working(name, "reason"))]
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
            may_get = every((nw.col(TAKES), nw.col(working("claimed", name)), opposite(refused)))
            frame = frame.with_columns(expression(may_get).cast(WHOLE).alias(working("may", name)))
            mine = nw.col(working("may", name))
            doubts.append((high[name] > 0) & (mine.sum().over("organisation") > mine))
    frame = frame.with_columns(expression(some(doubts)).alias(working("doubt")))
    return frame, nw.col(working("doubt")) if doubts else False


class _Tallied(NamedTuple):
    """A frame with what the hard conditions of each row come to: one answered no, one that lacks a fact, one left open."""

    frame: Frame
    unmet: Term
    lacking: Term
    left_open: Term


def _with_tallies(table: Table, frame: Frame) -> _Tallied:
    terms = dict(zip(("unmet", "lacking", "open"), _tallies(table), strict=True))
    columns = {name: term for name, term in terms.items() if isinstance(term, nw.Expr)}
    if columns:
        frame = frame.with_columns(*(term.alias(working(name)) for name, term in columns.items()))
    return _Tallied(frame, *(nw.col(working(name)) if name in columns else term for name, term in terms.items()))


def _tallies(table: Table) -> tuple[Term, Term, Term]:
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


def _status(table: Table, unchosen: Term, doubt: Term, payable: nw.Expr, tallied: _Tallied) -> nw.Expr:
    measure = table.policy.measure
    unmet, lacking, left_open = tallied.unmet, tallied.lacking, tallied.left_open
    filed = nw.col(working("filed"))
    reasons = [nw.col(working(name, "reason")) for name in measure.benefit]
    amounts = {name: nw.col(working(name, "amount")) for name in measure.benefit}
    lacks = some((*(reason == "needs_documents" for reason in reasons), every((lacking, ~filed))))
    told_nothing = every((unclaimed(table), *(reason == "not_claimed" for reason in reasons)))
    if not any(isinstance(each, m.Share) for each in measure.benefit.values()):
        told_nothing = every((told_nothing, filed))  # a grade comes later; a base could have been given
    ceilings = some(yes(amounts[name] > 0) for name in table.policy.ceilings)
    unsettled = some((every((filed, unmet)), every((~filed, left_open))))
    cases: list[tuple[Term, Status]] = [
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
    return pick([(term, table.status(status)) for term, status in cases], table.status("nothing_due"))
