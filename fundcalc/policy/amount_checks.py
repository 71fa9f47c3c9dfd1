"""Check that the figures of an amount fit the facts they go by."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from fundcalc.base.i18n import _, did_you_mean
from fundcalc.policy import model as m
from fundcalc.policy.amounts import Amount
from fundcalc.policy.choices import DATES, ByFact, precedes
from fundcalc.policy.vocabulary import Kind, Named

FigureTable = ByFact[int] | ByFact[Fraction] | ByFact[int | Decimal]

_SPANS: tuple[Kind, ...] = ("count", "money", "area", "decimal", "date")


def wrong_amount(
    path: str, amount: Amount, gates: Sequence[m.AnyCondition], facts: Mapping[str, Named]
) -> Iterator[str]:
    """Say which bases are of another kind, and which cells are wrong or missing."""
    for base in amount.bases if amount.base_kinds else ():
        if base in facts and facts[base].kind not in amount.base_kinds:
            message = (
                _("{path}.of: {fact} is not an amount of money")
                if amount.base_kinds == ("money",)
                else _("{path}.of: {fact} is neither a count nor an amount of money")
            )
            yield message.format(path=path, fact=base)
    for line, figure in amount.figures.items():
        if isinstance(figure, ByFact):
            yield from wrong_table(f"{path}.{line}", figure, gates, facts)
    for place, part in enumerate(amount.parts):
        yield from wrong_amount(f"{path}.amounts.{place}", part, gates, facts)


def wrong_table(
    path: str, table: FigureTable, gates: Sequence[m.AnyCondition], facts: Mapping[str, Named]
) -> Iterator[str]:
    """The faults of a figure that depends on a fact, in its bands or rows."""
    kind = facts[table.by].kind if table.by in facts else DATES.get(table.by)
    if kind is None:
        return
    if table.bands:
        yield from _wrong_bands(path, table, kind)
    else:
        yield from _wrong_rows(path, table, gates, facts.get(table.by), kind)
    for where, cell in table.cells():
        if isinstance(cell, ByFact):
            yield from wrong_table(f"{path}.{where.value or 'bands'}", cell, gates, facts)


def _wrong_bands(path: str, table: FigureTable, kind: Kind) -> Iterator[str]:
    if kind not in _SPANS:
        yield _("{path}.by: {fact} is neither a figure nor a day, so that bands cannot go by it").format(
            path=path, fact=table.by
        )
        return
    first, *further = (band.start for band in table.bands)
    if first is not None:
        yield _("{path}.bands.0: does not cover {fact} below it; the first band has no start").format(
            path=path, fact=table.by
        )
    starts = [start for start in further if start is not None]
    if len(starts) < len(further) or not all(precedes(one, other) for one, other in pairwise(starts)):
        yield _(
            "{path}.bands: each band after the first says 'from' or 'above', further than the one before it"
        ).format(path=path)


def _wrong_rows(
    path: str, table: FigureTable, gates: Sequence[m.AnyCondition], fact: Named | None, kind: Kind
) -> Iterator[str]:
    """Rows that are not values of the fact, and values without a row.

    A choice that the benefit's own conditions exclude needs none.
    """
    choices = ("yes", "no") if kind == "yes_no" else tuple(fact.choices) if fact is not None else ()
    if not choices:
        yield _("{path}.by: {fact} is not a choice, so that a table cannot go by it").format(path=path, fact=table.by)
        return
    wrong_rows = list(not_among(path, table.rows, table.by, choices))
    yield from wrong_rows
    if wrong_rows:  # a misspelt row is missing under its right name too
        return
    possible = set(choices)
    for gate in gates:
        if table.by in gate.fact_values:
            possible &= {_word(value) for value in gate.fact_values[table.by]}
    missing = [choice for choice in choices if choice in possible and choice not in table.rows]
    if missing:
        yield _("{path}: does not cover {fact} = {values}; give each value an amount, 0 where nothing is paid").format(
            path=path, fact=table.by, values=", ".join(missing)
        )


def _word(value: bool | str) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def not_among(path: str, values: Iterable[object], what: str, allowed: Collection[object]) -> Iterator[str]:
    """Say which values are not among those allowed, and what was probably meant."""
    words = ["true", "false"] if True in allowed else [str(word) for word in allowed]
    for value in values:
        if value not in allowed:
            yield _("{path}: {value!r} is not a {what}: {values}{close}").format(
                path=path, value=value, what=what, values=", ".join(words), close=did_you_mean(str(value), words)
            )
