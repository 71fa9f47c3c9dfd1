"""Templates to HTML: every text is escaped, and nothing is computed in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fundcalc import prose
from fundcalc.base.i18n import _, either, ngettext
from fundcalc.site.remedies import on_pages
from fundcalc.views.table import AnyTable, Cell, Marked
from fundcalc.views.text import as_text, is_figure

TEMPLATES = Path(__file__).with_name("templates")


class ShownCell(NamedTuple):
    """A cell as text: its lines, whether it is a figure, and its mark."""

    lines: list[str]
    figure: bool
    mark: str


class ShownTable(NamedTuple):
    """A table as text, without its empty columns; ``keys`` are those of the columns."""

    title: str
    keys: list[str]
    headings: list[ShownCell]
    rows: list[list[ShownCell]]
    has_totals: bool


def shown_table(table: AnyTable) -> ShownTable:
    """A table as a page shows it."""
    rows, columns = list(table.rows()), table.columns
    kept = [at for at in range(len(columns)) if any(row[at] not in (None, "") for row in rows)]
    figures = {at for at in kept if any(is_figure(row[at]) for row in rows)}
    return ShownTable(
        table.title,
        [columns[at].key for at in kept],
        [ShownCell([columns[at].heading], at in figures, "") for at in kept],
        [[_shown(row[at], figure=at in figures) for at in kept] for row in rows],
        bool(table.totals),
    )


def _shown(value: Cell, *, figure: bool) -> ShownCell:
    text = prose.day(value) if isinstance(value, date) else as_text(value)
    mark = value.mark if isinstance(value, Marked) and value.mark in ("good", "open", "no") else ""
    return ShownCell(text.split("\n"), figure, mark)


class ProseSection(NamedTuple):
    """A heading of a page of prose, with its lines."""

    title: str
    lines: list[prose.PageLine]


def headings(page: prose.Page) -> list[ProseSection]:
    """The lines of a page of prose by their headings."""
    return [ProseSection(title, list(lines)) for title, lines in groupby(page.lines, key=lambda line: line.heading)]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"_": _, "ngettext": ngettext}
    environment.filters |= {
        "shown": shown_table, "headings": headings, "yuan": prose.figure, "amount": prose.amount, "count": prose.count,
        "on_pages": on_pages, "either": either, "day": prose.day, "lines": lambda text: str(text).split("\n"),
    }  # fmt: skip
    return environment


def rendered(template: str, content: Mapping[str, object]) -> str:
    """A template with its content, in the current language."""
    return _environment().get_template(template).render(content)
