"""What each kind of benefit means for a table: the amount in fen, null where it cannot be known, and the reason."""

from collections.abc import Mapping
from typing import NamedTuple, assert_never

import narwhals as nw

from fundcalc.base.money import share
from fundcalc.engine.decision import Reason
from fundcalc.engine.table import filing
from fundcalc.engine.table.answers import Term, every, expression, no, opposite, pick, some, yes
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.columns import NO_AMOUNT, WHOLE, ZERO, Table, working
from fundcalc.engine.table.conditions import answer
from fundcalc.engine.table.derived import counted_from
from fundcalc.policy import model as m

SEPARATORS = r"[\s　,，、;；]"


def claimed(name: str, benefit: m.AnyBenefit, table: Table) -> Term:
    """Whether a benefit is asked for: by name, or else by giving its base or the decision that opens it; never null."""
    by_default: Term = True
    if benefit.base is not None:
        by_default = table.given(benefit.base)
        if benefit.base in table.records:
            by_default = some((by_default, nw.col(working(benefit.base, "given"))))
    elif benefit.trigger == "grade":
        by_default = table.given("grade")
    claims = table.column("claims")
    if claims is None:
        return by_default
    named = claims.str.contains(f"(^|{SEPARATORS}){name}($|{SEPARATORS})")
    return nw.when(expression(unclaimed(table))).then(expression(by_default)).otherwise(named)


def unclaimed(table: Table) -> Term:
    """Where nothing is claimed by name, so that what is given says what is claimed; never null."""
    claims = table.column("claims")
    return True if claims is None else claims.is_null() | yes(claims == "")


class Due(NamedTuple):
    """A benefit before competition: fen or null, and the reason, a word of ``decision.Reason``."""

    fen: nw.Expr
    reason: nw.Expr


def depends_on_review(name: str, benefit: m.AnyBenefit, table: Table) -> bool:
    """Whether the amount can differ between the two treatments of what is left to review."""
    return benefit.base in table.records or filing.for_review(name, benefit, table) is not False


def amount_due(name: str, benefit: m.AnyBenefit, table: Table, *, refused: Term, treat_open: bool) -> Due:
    """The amount of a benefit, or the first reason against it (not claimed, not elected, a condition, paid before …)."""
    gates = [answer(gate, table) for gate in benefit.only_if]
    formula, missing = _formula(benefit, table, treat_open=treat_open)
    lacks = some((missing, *(gate.lacks for gate in gates)))
    refused_late = filing.repeated(table) if benefit.not_first_filing == "refuse" else False
    late = some((refused_late, False if treat_open else filing.for_review(name, benefit, table)))
    paid_before = nw.col(working("before", name)) > 0 if table.history else False
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


def _formula(benefit: m.AnyBenefit, table: Table, *, treat_open: bool) -> tuple[Due, Term]:
    """The amount of the formula alone, why, and where it lacks a fact."""
    match benefit:
        case m.Share():
            base, missing = _base(benefit, table, treat_open=treat_open)
            if base is None:
                return Due(NO_AMOUNT, table.reason("needs_documents")), True
            rounding = table.policy.measure.rounding
            product = share(benefit.rate, base, rounding.mode, rounding.unit)
            if benefit.cap is None:
                return Due(product, table.reason("due")), missing
            # Not min_horizontal, for which a missing amount is the cap.
            over = product > benefit.cap
            fen = nw.when(over).then(nw.lit(benefit.cap, WHOLE)).otherwise(product)
            return Due(fen, nw.when(over).then(table.reason("capped")).otherwise(table.reason("due"))), missing
        case m.Flat():
            return _flat(benefit, table)
        case m.ByReference():
            return Due(NO_AMOUNT, table.reason("by_reference")), False
        case _:
            assert_never(benefit)


def _flat(benefit: m.Flat, table: Table) -> tuple[Due, Term]:
    amount = benefit.amount
    if not isinstance(amount, m.ByFact):
        return Due(nw.lit(amount, WHOLE), table.reason("due")), False
    cases = [(yes(table.is_(amount.by, value)), nw.lit(fen, WHOLE)) for value, fen in amount.amounts.items()]
    known = yes(table.in_(amount.by, tuple(amount.amounts)))
    return Due(pick(cases, NO_AMOUNT), table.reason("due")), opposite(known)


def _base(benefit: m.Share, table: Table, *, treat_open: bool) -> tuple[nw.Expr | None, Term]:
    """The base of a share in fen, and where it is missing."""
    fact, given = benefit.of, table.column(benefit.of)
    rule = table.policy.measure.derived.get(fact)
    if given is not None and rule is not None:
        given = _of_a_year(rule, table, given)
    if fact not in table.records:
        return given, True if given is None else given.is_null()
    from_records = nw.col(working(fact, "given"))
    used = nw.when(~nw.col(working(fact, "missing"))).then(nw.col(working(fact, "high" if treat_open else "low")))
    base = nw.when(from_records).then(used).otherwise(NO_AMOUNT if given is None else given)
    return base, base.is_null()


def _of_a_year(rule: m.Derived, table: Table, given: nw.Expr) -> nw.Expr:
    """What counts of a total of one year that is given; null where it would have to be divided at the day of filing."""
    filed = table.column("filed_on")
    start = counted_from(rule, table.applied if filed is None else nw.coalesce(filed, table.applied))
    if start is None or rule.calendar_year is None:
        return given
    year = nw.col("award_year").cast(WHOLE) - (1 if rule.calendar_year == "previous_year" else 0)
    first, last = year * 10_000 + 101, year * 10_000 + 1231
    cases: list[tuple[Term, nw.Expr]] = [(start <= first, given), (every((start > last, ~given.is_null())), ZERO)]
    return pick(cases, NO_AMOUNT)


def with_benefits(table: Table, frame: Frame, refused: Term, benefits: Mapping[str, m.AnyBenefit]) -> Frame:
    """Add the amount and reason of some benefits, under both treatments of what is left to review and where these agree."""
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
