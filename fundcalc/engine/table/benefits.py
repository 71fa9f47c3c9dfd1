"""Benefits of a table: amounts in fen (null if unknown) and reasons."""

from collections.abc import Mapping
from typing import NamedTuple, assert_never

import narwhals as nw

from fundcalc.engine.decision_parts import Reason
from fundcalc.engine.table import filing
from fundcalc.engine.table.amounts import worth
from fundcalc.engine.table.answers import Term, expression, no, opposite, pick, some, yes
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.columns import NO_AMOUNT, WHOLE, ZERO, PolicyTable, working
from fundcalc.engine.table.conditions import answer
from fundcalc.policy import model as m

SEPARATORS = r"[\s　,，、;；]"


def claimed(name: str, benefit: m.AnyBenefit, table: PolicyTable) -> Term:
    """Whether a benefit is claimed; never null.

    By name, or else by giving its base or the decision that opens it.
    """
    by_default: Term = True
    if bases := table.policy.measure.given_bases(benefit):
        given = [table.given(base) for base in bases]
        given += [nw.col(working(base, "given")) for base in bases if base in table.records]
        by_default = some(given)
    elif benefit.trigger == "grade":
        by_default = table.given("grade")
    claims = table.column("claims")
    if claims is None:
        return by_default
    named = claims.str.contains(f"(^|{SEPARATORS}){name}($|{SEPARATORS})")
    return nw.when(expression(unclaimed(table))).then(expression(by_default)).otherwise(named)


def unclaimed(table: PolicyTable) -> Term:
    """Where no benefit is claimed by name, so that the facts given decide; never null."""
    claims = table.column("claims")
    return True if claims is None else claims.is_null() | yes(claims == "")


class Due(NamedTuple):
    """A benefit before competition: fen or null, and a word of ``decision.Reason``."""

    fen: nw.Expr
    reason: nw.Expr


def depends_on_review(name: str, benefit: m.AnyBenefit, table: PolicyTable) -> bool:
    """Whether the amount can differ between the two treatments of open records."""
    return any(base in table.records for base in benefit.bases) or filing.for_review(name, benefit, table) is not False


def amount_due(name: str, benefit: m.AnyBenefit, table: PolicyTable, *, refused: Term, treat_open: bool) -> Due:
    """The amount of a benefit, or the first reason against it.

    Reasons are, in this order: not claimed, not elected, a condition, paid before …
    """
    gates = [answer(gate, table) for gate in benefit.only_if]
    formula, missing = _formula(benefit, table, treat_open=treat_open)
    lacks = some((missing, *(gate.lacks for gate in gates)))
    refused_late = filing.repeated(table) if benefit.not_first_filing == "refuse" else False
    late = some((refused_late, False if treat_open else filing.for_review(name, benefit, table)))
    differs = benefit.paid == "difference"
    if differs and table.history:
        formula = _less(formula, nw.col(working("before", name)), table)
    paid_before = nw.col(working("before", name)) > 0 if table.history and not differs else False
    verdicts: list[tuple[Term, nw.Expr, Reason]] = [
        (opposite(nw.col(working("claimed", name))), NO_AMOUNT, "not_claimed"),
        (refused, ZERO, "not_elected"),
        (some(no(gate.holds) for gate in gates), ZERO, "condition"),
        (paid_before, ZERO, "already_paid"),
        (late, ZERO, "not_first_filing"),
        (lacks, NO_AMOUNT, "needs_documents"),
    ]
    return Due(
        pick([(term, fen) for term, fen, _reason in verdicts], formula.fen),
        pick([(term, table.reason(reason)) for term, _fen, reason in verdicts], formula.reason),
    )


def _less(due: Due, before: nw.Expr, table: PolicyTable) -> Due:
    """What an amount exceeds the earlier awards by."""
    paid = before > 0
    covered = paid & (due.fen <= before)
    fen = nw.when(covered).then(ZERO).otherwise(nw.when(paid).then(due.fen - before).otherwise(due.fen))
    return Due(fen, nw.when(covered & (due.fen > 0)).then(table.reason("already_paid")).otherwise(due.reason))


def _formula(benefit: m.AnyBenefit, table: PolicyTable, *, treat_open: bool) -> tuple[Due, Term]:
    """The amount of the formula alone, why, and where it lacks a fact."""
    match benefit:
        case m.ByReference():
            return Due(NO_AMOUNT, table.reason("by_reference")), False
        case m.Flat() | m.Share() | m.Bands() | m.PerUnit() | m.Combined():
            found = worth(benefit, table, treat_open=treat_open)
            reasons: list[tuple[Term, Reason]] = [(found.below, "below_minimum"), (found.capped, "capped")]
            return Due(
                found.fen, pick([(term, table.reason(reason)) for term, reason in reasons], table.reason("due"))
            ), found.missing
        case _:
            assert_never(benefit)


def with_benefits(table: PolicyTable, frame: Frame, refused: Term, benefits: Mapping[str, m.AnyBenefit]) -> Frame:
    """Add the amounts and reasons of some benefits.

    Under both treatments of open records, and where the two agree.
    """
    if not benefits:
        return frame
    added: list[nw.Expr] = []
    for name, benefit in benefits.items():
        high = amount_due(name, benefit, table, refused=refused, treat_open=True)
        added += [high.fen.alias(working("high", name)), high.reason.alias(working("why", name))]
        if depends_on_review(name, benefit, table):
            low = amount_due(name, benefit, table, refused=refused, treat_open=False)
            added.append(low.fen.alias(working("low", name)))
    frame = frame.with_columns(*added)
    agreed: list[nw.Expr] = []
    for name, benefit in benefits.items():
        due = Due(nw.col(working("high", name)), nw.col(working("why", name)))
        if depends_on_review(name, benefit, table):
            low_fen = nw.col(working("low", name))
            alike = yes(due.fen == low_fen) if isinstance(due.fen, nw.Expr) else True
            alike = some((alike, due.fen.is_null() & low_fen.is_null(), due.reason == "needs_documents"))
            due = Due(pick([(alike, due.fen)], NO_AMOUNT), pick([(alike, due.reason)], table.reason("needs_review")))
        agreed += [due.fen.cast(WHOLE).alias(working(name, "amount")), due.reason.alias(working(name, "reason"))]
    return frame.with_columns(*agreed)
