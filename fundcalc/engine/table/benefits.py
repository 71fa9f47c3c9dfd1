"""What each kind of clause means for a table: the answers of a condition, the amount of a benefit, as expressions.

``engine/benefits.py`` gives the same kinds their meaning for one application; a kind that this room forgot is a type error.
Amounts are whole fen, null where they cannot be told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import add
from typing import NamedTuple, assert_never, get_args

import narwhals as nw

from fundcalc.base.money import share
from fundcalc.engine.decision import Reason, Status
from fundcalc.engine.table import days
from fundcalc.engine.table.answers import Term, every, expression, no, opposite, pick, some, unknown, yes
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import shared_facts

WORKING = "_fundcalc_"  # what the names of the workings begin with
WHOLE = nw.Int64()


def working(*parts: str) -> str:
    """The name of a column of the workings."""
    return WORKING + "_".join(parts)


@dataclass(frozen=True)
class Table:
    """A table under a policy: the columns it has (a column that is all null is none), and what is joined to it.

    ``records`` are the derived facts whose detail records are given: their working columns are ``low``, ``high`` (fen or
    number), ``missing`` and ``given``. ``years``: the years of award from the first to the last. ``one_class``: every
    platform is of the same kind. ``enumerates``: the engine holds one of a few words best as an enumeration. ``ordered``:
    the table lies in memory, and its rows keep their order. ``all_wanted``: no column is left out in the end, so that
    nothing need be kept apart for the engine to leave out.
    """

    policy: Policy
    schema: Mapping[str, nw.dtypes.DType]
    records: frozenset[str] = frozenset()
    history: bool = False
    years: tuple[int, ...] = ()
    one_class: bool = False
    enumerates: bool = False
    ordered: bool = False
    all_wanted: bool = False

    @property
    def classes(self) -> Sequence[str]:
        """The kinds of platform there are."""
        return tuple(shared_facts()["platform_kind"].choices)

    def reason(self, word: Reason) -> nw.Expr:
        """A reason as a column holds it."""
        return nw.lit(word, nw.Enum(get_args(Reason)) if self.enumerates else nw.String())

    def status(self, word: Status) -> nw.Expr:
        """A status as a column holds it."""
        return nw.lit(word, nw.Enum(get_args(Status)) if self.enumerates else nw.String())

    def column(self, name: str) -> nw.Expr | None:
        """A column as the clauses take it: whole numbers as Int64, choices as text; None if the table has it not."""
        kind = self.schema.get(name)
        if kind is None:
            return None
        column = nw.col(name)
        if kind.is_integer() and kind != WHOLE:
            return column.cast(WHOLE)
        if kind.is_float():
            return nw.when(column.is_finite()).then(column)
        if isinstance(kind, nw.Categorical | nw.Enum):
            return column.cast(nw.String())
        return column

    def given(self, name: str) -> Term:
        """Whether a value is given."""
        column = self.column(name)
        return False if column is None else ~column.is_null()

    def is_(self, name: str, value: bool | str) -> Term:
        """Whether a yes_no or a choice has this value; not known where it is not given."""
        column = self.column(name)
        if column is None:
            return None
        if isinstance(value, bool):
            return column if value else ~column
        return column == value

    def in_(self, name: str, values: tuple[str, ...]) -> Term:
        """Whether a choice has one of these values; not known where it is not given."""
        column = self.column(name)
        if column is None:
            return None
        # A null stays null with ==, in every engine; with is_in it would depend on it.
        return some(column == value for value in values)

    def number(self, fact: str) -> nw.Expr | None:
        """A count, area or amount: from the detail records where they are given and settle it, else as given."""
        given = self.column(fact)
        if fact not in self.records:
            return given
        low, high = nw.col(working(fact, "low")), nw.col(working(fact, "high"))
        from_records = nw.col(working(fact, "given"))
        settled = nw.when(~nw.col(working(fact, "missing")) & (low == high)).then(low)
        return nw.when(from_records).then(settled).otherwise(nw.lit(None, WHOLE) if given is None else given)

    @property
    def applied(self) -> nw.Expr:
        return nw.col("application_date")

    @property
    def filed(self) -> Term:
        """Whether the authority's filing stands; never null."""
        filed, revoked = self.column("filed_on"), self.column("revoked_on")
        if filed is None:
            return False
        return ~filed.is_null() if revoked is None else ~filed.is_null() & (revoked.is_null() | yes(revoked < filed))


class Answer(NamedTuple):
    """The answers of a condition, and where what is not known lacks a fact (elsewhere the text leaves it to a person)."""

    holds: Term
    lacks: Term

    @property
    def open(self) -> Term:
        return every((unknown(self.holds), opposite(self.lacks)))


def answer(condition: m.AnyCondition, table: Table) -> Answer:
    """Whether a condition holds, row by row."""
    match condition:
        case m.AtLeast() | m.MoreThan() | m.AtMost():
            holds = _threshold(condition, table)
        case m.Attested(attested=fact):
            holds = _attested(fact, table)
        case m.Is(fact=fact, value=value):
            holds = table.is_(fact, value)
        case m.OneOf(fact=fact, values=values):
            holds = table.in_(fact, values)
            if condition.open and isinstance(holds, nw.Expr):
                left_open = yes(table.in_(fact, condition.open))
                answered = nw.when(~expression(left_open)).then(holds)
                return Answer(answered, every((unknown(answered), opposite(left_open))))
        case m.ShareOf():
            holds = _share_of(condition, table)
        case m.YearsSince():
            holds = _years_since(condition, table)
        case m.NotWithin():
            holds = _not_within(condition, table)
        case m.AnyOf(conditions=conditions):
            parts = [answer(each, table) for each in conditions]
            holds = some(part.holds for part in parts)
            return Answer(holds, every((unknown(holds), some(part.lacks for part in parts))))
        case m.AllOf(conditions=conditions):
            parts = [answer(each, table) for each in conditions]
            holds = every(part.holds for part in parts)
            return Answer(holds, every((unknown(holds), some(part.lacks for part in parts))))
        case _:
            assert_never(condition)
    return Answer(holds, unknown(holds))


def _attested(fact: str, table: Table) -> Term:
    seen, all_attested = table.column(fact), table.is_("all_attested", True)
    if all_attested is None:
        return seen
    confirmed = nw.when(expression(yes(all_attested))).then(nw.lit(True, nw.Boolean()))
    return confirmed if seen is None else nw.coalesce(seen, confirmed)


def _threshold(condition: m.AtLeast | m.MoreThan | m.AtMost, table: Table) -> Term:
    given = [table.number(fact) for fact in condition.facts]
    values = [value for value in given if value is not None]
    if not values:
        return None
    limit, inclusive, upper = (
        Fraction(condition.limit),
        condition.boundary == "inclusive",
        isinstance(condition, m.AtMost),
    )

    def holds(seen: nw.Expr) -> nw.Expr:
        # Held against a whole number: the limit is taken times its denominator, and so is what is seen.
        scaled = seen if limit.denominator == 1 else seen * limit.denominator
        figure = limit.numerator
        if upper:
            return scaled <= figure if inclusive else scaled < figure
        return scaled >= figure if inclusive else scaled > figure

    if len(condition.facts) == 1:
        return holds(values[0])
    # What is given of a sum is a lower bound of it: it can show that a floor is reached or a ceiling passed, no more.
    seen = reduce(add, [value.fill_null(0) for value in values])
    anything = some(~value.is_null() for value in values)
    complete = every(~value.is_null() for value in values) if len(values) == len(given) else False
    verdict = holds(seen)
    decided = some((complete, every((anything, ~verdict if upper else verdict))))
    return nw.when(expression(decided)).then(verdict)


def _share_of(condition: m.ShareOf, table: Table) -> Term:
    part = table.column(condition.fact)
    wholes = [whole for whole in map(table.column, condition.of) if whole is not None]
    if part is None or not wholes:
        return None
    whole = wholes[0] if len(wholes) == 1 else nw.coalesce(*wholes)
    asked = part * condition.share.denominator >= whole * condition.share.numerator
    return nw.when(whole > 0).then(asked)


def _years_since(condition: m.YearsSince, table: Table) -> Term:
    since = table.column(condition.fact)
    if since is None:
        return None
    if condition.window == "full_years":
        first = (table.applied.dt.year().cast(WHOLE) - condition.years) * 10_000 + 101
        return days.number(since) <= first
    filed, until = table.column("filed_on"), table.applied
    if condition.window == "before_filing" and filed is not None:
        until = nw.coalesce(filed, until)
    full, last = days.years_after(days.number(since), condition.years), days.number(until)
    return full <= last if condition.boundary == "inclusive" else full < last


def _not_within(condition: m.NotWithin, table: Table) -> Term:
    on = table.column(condition.fact)
    if on is None:
        return True  # none on record
    inside = days.within_last_years(on, condition.years, condition.window, table.applied, table.column("filed_on"))
    return ~inside.fill_null(value=False)


# Benefits.


SEPARATORS = r"[\s　,，、;；]"


def claimed(name: str, benefit: m.AnyBenefit, table: Table) -> Term:
    """Whether a benefit is asked for: by name, or else by giving its base or the decision that opens it; never null."""
    match benefit:
        case m.Share(of=fact):
            by_default = table.given(fact)
            if fact in table.records:
                by_default = some((by_default, nw.col(working(fact, "given"))))
        case m.Flat() | m.ByReference():
            by_default = True if benefit.trigger != "grade" else table.given("grade")
        case _:
            assert_never(benefit)
    claims = table.column("claims")
    if claims is None:
        return by_default
    named = claims.str.contains(f"(^|{SEPARATORS}){name}($|{SEPARATORS})")
    return nw.when(expression(unclaimed(table))).then(expression(by_default)).otherwise(named)


def unclaimed(table: Table) -> Term:
    """Where nothing is claimed by name, so that what is given tells what is asked for; never null."""
    claims = table.column("claims")
    return True if claims is None else claims.is_null() | yes(claims == "")


class Due(NamedTuple):
    """What a benefit comes to before competition: fen or null, and the reason, one of the words of ``decision.Reason``."""

    fen: nw.Expr
    reason: nw.Expr


NOTHING_TOLD = nw.lit(None, WHOLE)
ZERO = nw.lit(0, WHOLE)


def leans(benefit: m.AnyBenefit, table: Table) -> bool:
    """Whether the two treatments of what is left to review can differ at all in this table."""
    late = benefit.not_first_filing == "review" and table.column("first_filing") is not None
    return late or (isinstance(benefit, m.Share) and benefit.of in table.records)


def worth(name: str, benefit: m.AnyBenefit, table: Table, *, refused: Term, treat_open: bool) -> Due:
    """What a benefit comes to, by the first of: not claimed, not elected, a gate, paid before, not first, a fact missing."""
    gates = [answer(gate, table) for gate in benefit.only_if]
    formula, missing = _formula(benefit, table, treat_open=treat_open)
    lacks = some((missing, *(gate.lacks for gate in gates)))
    late = no(table.column("first_filing"))
    if benefit.not_first_filing == "pay" or (benefit.not_first_filing == "review" and treat_open):
        late = False
    paid_before = nw.col(working("before", name)) > 0 if table.history else False
    verdicts: list[tuple[Term, nw.Expr, Reason]] = [
        (opposite(nw.col(working("claimed", name))), NOTHING_TOLD, "not_claimed"),
        (refused, ZERO, "not_elected"),
        (some(no(gate.holds) for gate in gates), ZERO, "condition"),
        (paid_before, ZERO, "already_paid"),
        (late, ZERO, "not_first_filing"),
        (lacks, NOTHING_TOLD, "needs_documents"),
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
                return Due(NOTHING_TOLD, table.reason("needs_documents")), True
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
            return Due(NOTHING_TOLD, table.reason("by_reference")), False
        case _:
            assert_never(benefit)


def _flat(benefit: m.Flat, table: Table) -> tuple[Due, Term]:
    amount = benefit.amount
    if not isinstance(amount, m.ByFact):
        return Due(nw.lit(amount, WHOLE), table.reason("due")), False
    cases = [(yes(table.is_(amount.by, value)), nw.lit(fen, WHOLE)) for value, fen in amount.amounts.items()]
    known = yes(table.in_(amount.by, tuple(amount.amounts)))
    return Due(pick(cases, NOTHING_TOLD), table.reason("due")), opposite(known)


def _base(benefit: m.Share, table: Table, *, treat_open: bool) -> tuple[nw.Expr | None, Term]:
    """The base of a share in fen, and where it is missing."""
    fact, given = benefit.of, table.column(benefit.of)
    if fact not in table.records:
        return given, True if given is None else given.is_null()
    from_records = nw.col(working(fact, "given"))
    used = nw.when(~nw.col(working(fact, "missing"))).then(nw.col(working(fact, "high" if treat_open else "low")))
    base = nw.when(from_records).then(used).otherwise(NOTHING_TOLD if given is None else given)
    return base, base.is_null()


def whole(condition: m.Condition) -> bool:
    """Whether a condition's figure is a whole number, so that a float area can be held against it exactly."""
    return not isinstance(condition, m.Threshold) or Fraction(condition.limit).denominator == 1
