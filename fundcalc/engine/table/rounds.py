"""Decide a round in a table: the stages of ``fundcalc.engine.rounds`` as columns.

Only the last columns are returned; a backend with a query planner drops what nobody selects.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.benefits import with_benefits
from fundcalc.engine.table.ceilings import comes
from fundcalc.engine.table.columns import WHOLE, ZERO, PolicyTable, working
from fundcalc.engine.table.competition import with_competition
from fundcalc.engine.table.conditions import with_tally
from fundcalc.engine.table.frames import CheckedFrames, check_frames, for_policy, written
from fundcalc.engine.table.prepared import Prepared, prepare
from fundcalc.engine.table.status import status_of
from fundcalc.engine.table.versions import check_claims, decide_in_turn
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy

Native = TypeVar("Native")
T = TypeVar("T")
_OUTCOME = ("status", "payable", "prospective")


def decide_table(
    policy: Policy,
    frame: Native,
    paid: object = None,
    *,
    details: Mapping[str, object] | None = None,
    only: Collection[str] | None = None,
    on: date | None = None,
) -> Native:
    """Decide a round held as a table: one row an application, the facts its columns.

    Takes any frame that Narwhals reads and answers in the same kind, lazily where that is lazy: Polars, DuckDB, PySpark;
    PyArrow through Polars. Amounts are whole fen (Int64), dates Date, choices their ids, yes_no Boolean; null is "not
    given". ``paid`` (awards already paid) and ``details`` (``{"investments": frame, …}``, each row with its ``platform``)
    are frames of the same engine. Adds ``<benefit>.amount`` (fen, null where unknown), ``<benefit>.reason``,
    ``status``, ``payable`` and ``prospective`` (fen); in Polars the words are an Enum. A table in memory keeps its order
    of rows. ``only`` names the columns that are wanted, so that what they do not rest on is not even joined. ``on`` is the day
    of the decision, as in ``fundcalc.decide``.

    Every value that will be used is checked first, in one pass; raises ApplicationError listing every fault.
    """
    source = nw.from_native(cast(Any, frame))
    decided = decide(check_frames(policy, frame, paid, details or {}, on), only)
    if isinstance(source, nw.LazyFrame):
        return cast(Native, decided.to_native())
    collected = decided.collect()
    return cast(Native, collected.to_arrow() if source.implementation.is_pyarrow() else collected.to_native())


def added_columns(policy: Policy) -> tuple[str, ...]:
    """The columns that deciding adds, in their order."""
    of_benefits = (f"{name}.{column}" for name in policy.measure.benefit for column in ("amount", "reason"))
    return (*of_benefits, *_OUTCOME)


def decide(frames: CheckedFrames, only: Collection[str] | None = None) -> Frame:
    """The columns of the applications, then the decided ones; nothing is computed yet."""
    measure = frames.policy.measure
    wanted = _wanted(frames.policy, only)
    if frames.policy.versions:
        return _decided_in_turn(frames, wanted)
    with_status = any(name in wanted for name in _OUTCOME)
    prepared = prepare(frames, with_status=with_status, all_wanted=only is not None or frames.ordered)
    if with_status:
        frame = _decided(prepared, _Stages(), measure)
    else:
        frame = with_benefits(prepared.table, prepared.frame, prepared.class_choice.refused, measure.benefit)
    return frame.select(*_as_given(frames, frames.schema), *map(_output, wanted))


def _decided_in_turn(frames: CheckedFrames, wanted: Sequence[str]) -> Frame:
    """The same under a measure of several texts."""

    def decide_text(own: CheckedFrames) -> tuple[PolicyTable, Frame]:
        prepared = prepare(own)
        return prepared.table, _decided(prepared, _Stages(), own.policy.measure)

    check_claims(_("the table cannot be decided"), frames.policy, frames.applications)
    kept = [*frames.schema, *([written(name) for name in ("platform", "organisation")] if frames.folded else [])]
    found = decide_in_turn(frames, decide_text, [*kept, *map(_working_name, wanted)])
    return found.select(*_as_given(frames, frames.schema), *map(_output, wanted))


def decide_policies(prepared: Prepared, policies: Sequence[Policy]) -> list[Frame]:
    """Outcomes of each row under several policies with the ``same_joins``.

    Outcomes are ``status``, ``payable`` and ``prospective``. What several of the policies have in common is computed once.
    """
    if policies[0].versions:
        decided = (decide(for_policy(prepared.frames, policy)) for policy in policies)
        return [frame.select(*key_columns(policies[0]), *_OUTCOME) for frame in decided]
    stages = _Stages()
    return [
        _decided(prepared.for_policy(policy), stages, policies[0].measure).select(
            *_as_given(prepared.frames, key_columns(policies[0])), *_OUTCOME
        )
        for policy in policies
    ]


def key_columns(policy: Policy) -> tuple[str, ...]:
    """The columns of a table that tell its rows apart."""
    return ("platform", "claim") if policy.by_claim else ("platform",)


def _as_given(frames: CheckedFrames, names: Iterable[str]) -> list[nw.Expr]:
    """Columns of the applications, ids as they were written."""
    kept = ("platform", "organisation") if frames.folded else ()
    return [nw.col(written(name)).alias(name) if name in kept else nw.col(name) for name in names]


def _wanted(policy: Policy, only: Collection[str] | None) -> tuple[str, ...]:
    columns = added_columns(policy)
    if only is None:
        return columns
    faults = [
        _("only: {name} is not a column that is added{close}").format(name=name, close=did_you_mean(name, columns))
        for name in only
        if name not in columns
    ]
    if faults:
        raise ApplicationError(_("the table cannot be decided"), tuple(faults))
    return tuple(name for name in columns if name in only)


def _output(name: str) -> nw.Expr:
    """A decided column under its public name.

    Renamed at the very end: Spark takes a dot in a name for a field.
    """
    return nw.col(_working_name(name)).alias(name)


def _working_name(name: str) -> str:
    """The working column of a decided one."""
    benefit, dot, column = name.rpartition(".")
    return working(benefit, column) if dot else name


@dataclass(frozen=True)
class _Stages:
    """Cache of the stages built, by name and the numbers of the parts they rest on.

    Equal parts of a measure have one number, so that each part is hashed once per policy.
    """

    built: dict[tuple[str, tuple[int, ...]], Any] = field(default_factory=dict)
    numbers: dict[Hashable, int] = field(default_factory=dict)

    def number(self, *part: Hashable) -> int:
        return self.numbers.setdefault(part, len(self.numbers))

    def stage(self, name: str, parts: tuple[int, ...], build: Callable[[], T]) -> T:
        if (name, parts) not in self.built:
            self.built[name, parts] = build()
        found: T = self.built[name, parts]
        return found


def _decided(prepared: Prepared, stages: _Stages, first: m.Measure) -> Frame:
    """Add the decided columns, reusing stages built for equal parts of a measure.

    Benefits equal to those of the ``first`` measure are computed before the others, so that policies share them.
    """
    table, refused, measure = prepared.table, prepared.class_choice.refused, prepared.table.policy.measure
    benefits, of_first = _as_worked_out(measure), _as_worked_out(first)
    common = {name: benefit for name, benefit in benefits.items() if benefit == of_first.get(name)}
    others = {name: benefit for name, benefit in benefits.items() if name not in common}

    parts: tuple[int, ...] = (stages.number(measure.routes, *measure.condition.items()),)
    tally = stages.stage("conditions", parts, lambda: with_tally(table, prepared.frame))
    parts += (stages.number(measure.rounding, *measure.doubt.items(), *common.items()),)
    shared = stages.stage("common benefits", parts, lambda: with_benefits(table, tally.frame, refused, common))
    parts += (stages.number(*others.items()),)
    assessed = stages.stage("benefits", parts, lambda: with_benefits(table, shared, refused, others))
    parts += (stages.number(measure.contest, measure.together, *measure.ceiling.items()),)
    counts = comes(table, prepared.class_choice, tally.unmet)
    frame, doubt = stages.stage("competition", parts, lambda: with_competition(table, assessed, refused, counts))
    payable = nw.col(working("high"))
    frame = frame.with_columns(status_of(table, prepared.class_choice.unchosen, doubt, payable, tally).alias("status"))
    status = nw.col("status")
    return frame.with_columns(
        nw.when(status == "payable").then(payable).otherwise(ZERO).cast(WHOLE).alias("payable"),
        nw.when(status == "eligible").then(payable).otherwise(ZERO).cast(WHOLE).alias("prospective"),
    )


def _as_worked_out(measure: m.Measure) -> Mapping[str, m.AnyBenefit]:
    """The benefits as their amounts see them.

    Whether one is only an upper limit is for the status to ask.
    """
    return {name: benefit.model_copy(update={"amount_is": "entitlement"}) for name, benefit in measure.benefit.items()}
