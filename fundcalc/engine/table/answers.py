"""Yes, no or unknown for a whole column.

A term is a nullable Boolean expression, or a plain True, False or None where every row has the same answer; what is the same
for every row is settled here and costs the engine nothing.
"""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_, or_

import narwhals as nw

Term = nw.Expr | bool | None
NO_ANSWER = nw.lit(None, nw.Boolean())


def expression(term: Term) -> nw.Expr:
    """A term as a Boolean column."""
    return term if isinstance(term, nw.Expr) else nw.lit(term, nw.Boolean())


def every(terms: Iterable[Term]) -> Term:
    """One no decides; else what is not known stays not known; else yes."""
    return _joined(terms, and_, decisive=False)


def some(terms: Iterable[Term]) -> Term:
    """One yes decides; else what is not known stays not known; else no."""
    return _joined(terms, or_, decisive=True)


def _joined(terms: Iterable[Term], join: Callable[[nw.Expr, nw.Expr], nw.Expr], *, decisive: bool) -> Term:
    """Join terms: a ``decisive`` one decides, its opposite counts for nothing."""
    given = list(terms)
    if any(term is decisive for term in given):
        return decisive
    undecided = [term for term in given if term is not (not decisive)]
    if all(term is None for term in undecided):
        return None if undecided else not decisive
    return reduce(join, map(expression, undecided))


def yes(term: Term) -> Term:
    """Whether the answer is yes; never null."""
    return term.fill_null(value=False) if isinstance(term, nw.Expr) else term is True


def no(term: Term) -> Term:
    """Whether the answer is no; never null."""
    return ~term.fill_null(value=True) if isinstance(term, nw.Expr) else term is False


def unknown(term: Term) -> Term:
    """Whether there is no answer; never null."""
    return term.is_null() if isinstance(term, nw.Expr) else term is None


def opposite(term: Term) -> Term:
    """Yes for no, no for yes."""
    if isinstance(term, nw.Expr):
        return ~term
    return None if term is None else not term


def pick(cases: Iterable[tuple[Term, nw.Expr]], otherwise: nw.Expr) -> nw.Expr:
    """The value of the first case that holds; its terms are never null."""
    chosen = otherwise
    for term, value in reversed(list(cases)):
        if term is True:
            chosen = value
        elif isinstance(term, nw.Expr):
            chosen = nw.when(term).then(value).otherwise(chosen)
    return chosen
