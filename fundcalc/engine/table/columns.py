"""A table as the clauses read it: its columns, their types, and working columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import get_args

import narwhals as nw

from fundcalc.engine.decision_parts import Reason, Status
from fundcalc.engine.table.answers import Term, some
from fundcalc.policy.choices import DATES
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import shared_facts

WORKING = "_fundcalc_"  # what the names of the workings begin with
WHOLE = nw.Int64()
ZERO = nw.lit(0, WHOLE)
NO_AMOUNT = nw.lit(None, WHOLE)
PLATFORM = f"{WORKING}platform"  # where the column of platforms holds the ids of claims


def working(*parts: str) -> str:
    """The name of a column of the workings."""
    return WORKING + "_".join(parts)


@dataclass(frozen=True)
class PolicyTable:
    """A table under a policy: its columns, and what is joined to it.

    A column that is all null counts as absent. ``records`` are the derived facts whose detail records are given: their working
    columns are ``low``, ``high`` (fen or number), ``missing`` and ``given``. ``years``: the years of award from the first to
    the last. ``one_class``: every platform is of the same kind. ``enumerates``: the backend has an enumeration type for
    columns of a few words. ``ordered``: the table lies in memory, and its rows keep their order. ``all_wanted``: every column
    is selected in the end, so none is kept apart for the backend to drop. ``on``: the day of the decision, by default the last
    of the year of the award. ``spans``: the first and the last day of each column of days that has any.
    """

    policy: Policy
    schema: Mapping[str, nw.dtypes.DType]
    records: frozenset[str] = frozenset()
    history: bool = False
    years: tuple[int, ...] = ()
    one_class: bool = False
    enumerates: bool = False
    ordered: bool = False
    on: date | None = None
    spans: Mapping[str, tuple[date, date]] = field(default_factory=dict)
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
        """A column by name: whole numbers as Int64, choices as text; None if absent."""
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
        """A count, area or amount: from detail records if they settle it, else as given.

        Of a quotient it is what is divided, by the ``divisor``; None where there is none.
        """
        rule = self.policy.measure.quotients.get(fact)
        if rule is not None:
            return None if self.divisor(fact) is None else self.column(rule.facts[0])
        given = self.column(fact)
        if fact not in self.records:
            return given
        low, high = nw.col(working(fact, "low")), nw.col(working(fact, "high"))
        from_records = nw.col(working(fact, "given"))
        settled = nw.when(~nw.col(working(fact, "missing")) & (low == high)).then(low)
        return nw.when(from_records).then(settled).otherwise(nw.lit(None, WHOLE) if given is None else given)

    def divisor(self, fact: str) -> nw.Expr | None:
        """What a quotient is divided by, null for 0; None for any other fact."""
        rule = self.policy.measure.quotients.get(fact)
        divisor = None if rule is None else self.column(rule.facts[1])
        return None if divisor is None else nw.when(divisor > 0).then(divisor)

    def is_day(self, fact: str) -> bool:
        """Whether a fact is a day."""
        return fact in DATES or self.policy.facts[fact].kind == "date"

    @property
    def applied(self) -> nw.Expr:
        return nw.col("application_date")
