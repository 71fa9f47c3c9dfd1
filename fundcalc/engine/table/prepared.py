"""A round prepared: what other rows say of an application is joined to it.

Everything after this stage is computed row by row.
"""

from dataclasses import dataclass, replace

import narwhals as nw

from fundcalc.engine.table import backend, filing
from fundcalc.engine.table.answers import expression
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.benefits import claimed
from fundcalc.engine.table.ceilings import with_ceiling_history, with_groups
from fundcalc.engine.table.class_choice import TAKES_PART, ClassChoice, choose_classes
from fundcalc.engine.table.column_checks import applications_columns, is_empty
from fundcalc.engine.table.columns import WHOLE, PolicyTable, working
from fundcalc.engine.table.computed import computed_columns
from fundcalc.engine.table.derived import derived
from fundcalc.engine.table.eligibility import banned, in_force, takes_part
from fundcalc.engine.table.frames import CheckedFrames, same_columns
from fundcalc.engine.table.history import with_history
from fundcalc.policy.loading import Policy


@dataclass(frozen=True)
class Prepared:
    """A round with detail records summed, classes chosen and earlier awards joined.

    Only the columns of each row remain to be computed, so one prepared round serves every policy with the ``same_joins``.
    ``in_memory``: the joined rows lie in memory; otherwise each result joins them again.
    """

    frames: CheckedFrames
    table: PolicyTable
    frame: Frame
    class_choice: ClassChoice
    in_memory: bool = False

    def for_policy(self, policy: Policy) -> "Prepared":
        """Take the same rows for a policy with the ``same_joins``."""
        return replace(self, table=replace(self.table, policy=policy))


def prepare(frames: CheckedFrames, *, with_status: bool = True, all_wanted: bool = True) -> Prepared:
    """Join what other rows say of each application.

    ``with_status``: also join what only the status rests on.
    """
    measure = frames.policy.measure
    table = _table(frames, all_wanted=all_wanted)
    frame = with_groups(table, _with_derived_facts(table, frames))
    frame = frame.with_columns(
        expression(in_force(table)).alias(working("in_force")),
        expression(banned(table)).alias(working("banned")),
        expression(filing.stands(table)).alias(working("filed")),
        *(
            expression(claimed(name, benefit, table)).alias(working("claimed", name))
            for name, benefit in measure.benefit.items()
        ),
    )
    frame = frame.with_columns(takes_part(table).alias(TAKES_PART))
    choice = ClassChoice(False, False)
    # Where the status is not wanted and nobody chose a class, no amount rests on the choice.
    if with_status or table.column("elected") is not None:
        frame, choice = choose_classes(table, frame)
    if frames.paid is not None:
        frame = with_history(table, frame, frames.applications, frames.paid, competing=with_status)
        frame = with_ceiling_history(table, frame, frames.paid)
    return Prepared(frames, table, frame, choice)


def _table(frames: CheckedFrames, *, all_wanted: bool) -> PolicyTable:
    policy = frames.policy
    columns = applications_columns(policy)
    schema = {name: kind for name, kind in frames.schema.items() if name in columns and not is_empty(kind)}
    computed: dict[str, nw.dtypes.DType] = dict.fromkeys(computed_columns(policy, schema), WHOLE)
    return PolicyTable(
        policy,
        schema | computed,
        records=frozenset(fact for fact, rule in policy.measure.derived.items() if rule.records in frames.details),
        history=frames.paid is not None,
        years=frames.statistics.years or (0,),  # a round without applications is of no year
        one_class=frames.statistics.one_class,
        enumerates=frames.applications.implementation.is_polars(),
        ordered=frames.ordered,
        on=frames.on,
        spans=frames.statistics.days,
        all_wanted=all_wanted,
    )


def _with_derived_facts(table: PolicyTable, frames: CheckedFrames) -> Frame:
    """The applications, each with what its detail records come to."""
    frame = frames.applications
    if computed := computed_columns(table.policy, table.schema):
        frame = frame.with_columns(*computed.values())
    for fact, rule in table.policy.measure.derived.items():
        if fact not in table.records:
            continue
        rows = derived(fact, rule, table, frames.applications, frames.details[rule.records])
        frame = backend.left_join(frame, rows, ["platform"], ordered=table.ordered).with_columns(
            *(nw.col(working(fact, flag)).fill_null(value=False) for flag in ("given", "missing"))
        )
    return frame


def same_joins(one: Policy, other: Policy) -> bool:
    """Whether a round prepared for one policy is prepared for another.

    The two have the same columns and the same rules that join rows.
    """
    return same_columns(one, other) and _joins(one) == _joins(other)


def _joins(policy: Policy) -> object:
    measure = policy.measure
    contest = measure.contest and (
        measure.contest.of,
        measure.contest.per,
        measure.contest.over,
        measure.contest.against,
    )
    benefits = {
        name: (
            benefit.kind,
            benefit.base,
            benefit.trigger,
            benefit.paid,
            benefit.per,
        )
        for name, benefit in measure.benefit.items()
    }
    common = (
        measure.routes,
        measure.validity,
        measure.ban,
        measure.filed,
        measure.election,
        measure.derived,
        measure.computed,
    )
    ceilings = {
        name: (rule.per, rule.over, rule.years, rule.benefits, rule.awards is None)
        for name, rule in measure.ceiling.items()
    }
    return policy.id, common, contest, benefits, ceilings
