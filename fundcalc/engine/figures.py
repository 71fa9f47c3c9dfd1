"""Figures that depend on facts: which cell of a table holds for an application.

``table/figures.py`` says the same for a table.
"""

from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from fundcalc.engine.application import Application
from fundcalc.engine.values import Value
from fundcalc.policy import model as m

Figure = TypeVar("Figure", bound=int | Fraction | Decimal)


def choose(
    figure: "Figure | m.ByFact[Figure]", application: Application
) -> tuple[Figure | None, tuple[m.Where, ...], tuple[str, ...]]:
    """Return the figure that holds, what decided it, and the fact it lacks."""
    if not isinstance(figure, m.ByFact):
        return figure, (), ()
    where: list[m.Where] = []
    while isinstance(figure, m.ByFact):
        seen = value_of(figure.by, application)
        match = next(((one, cell) for one, cell in figure.cells() if seen is not None and one.holds(seen)), None)
        if match is None:
            return None, tuple(where), (figure.by,)
        where.append(match[0])
        figure = match[1]
    return figure, tuple(where), ()


def value_of(fact: str, application: Application) -> Value | None:
    """Return a fact, or one of the dates that every application has."""
    match fact:
        case "application_date":
            return application.application_date
        case "filed_on":
            return application.filed_on
        case _:
            return application.facts.get(fact)


def text_of(where: m.Where, application: Application) -> str:
    """Return the value that decided a cell, as plain text."""
    seen = value_of(where.fact, application)
    return where.value or (f"{seen:f}" if isinstance(seen, Decimal) else str(seen))
