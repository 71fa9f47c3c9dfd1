"""The parts of a notebook page: language, head, sections, tables, figures, errors.

Every notebook begins with ``language = page.language_switch()`` and builds its output within ``with speaking(language.value)``.
These functions take text and return HTML; text from files is escaped here and nowhere else.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TypeVar

import marimo as mo

from fundcalc import prose
from fundcalc.base.errors import FundcalcError, PolicyError
from fundcalc.base.i18n import LANGUAGES, Language, _, current, speaking
from fundcalc.views.table import AnyTable, Cell, Marked
from fundcalc.views.text import as_text, is_figure

T = TypeVar("T")

_NAMES: dict[Language, str] = {"zh": "中文", "en": "English"}
_MOST_SHOWN = 200
# An accordion is a world of its own, which the style of the page does not reach.
_PAIRS = "display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: .7rem 1.6rem"


# The language.


def requested_language() -> Language:
    """The language in the address (``?lang=en``), else that of the system."""
    query = mo.query_params().get("lang") if mo.app_meta().mode in ("run", "edit") else None
    return next((language for language in LANGUAGES if language == query), current())


def language_switch() -> mo.ui.radio:
    """The switch of the page: 中文 or English."""
    return mo.ui.radio(
        {name: language for language, name in _NAMES.items()}, value=_NAMES[requested_language()], inline=True
    )


def is_script() -> bool:
    """Whether the notebook runs as a script or test, without controls."""
    return mo.app_meta().mode in (None, "script", "test")


# Text and layout.


def head(title: str, lead: str, switch: mo.ui.radio) -> mo.Html:
    """The top of a page: style, title, link home and language switch."""
    way_home = ""
    if mo.app_meta().mode == "run" and "lang" in mo.query_params():  # only the app's own addresses say it
        all_pages = _("all pages")
        way_home = f'<a href="../?lang={current()}">{escape(all_pages)}</a>'
    return _html(f"<style>{_style()}</style>{_header(title, lead, way_home, format(switch))}")


def _header(title: str, lead: str, way: str, switch: str) -> str:
    return (
        f"<header><nav><b>fundcalc</b>{way}<span>{switch}</span></nav>"
        f"<h1>{escape(title)}</h1><p>{escape(lead)}</p></header>"
    )


def _style() -> str:
    return (Path(__file__).parent / "page.css").read_text("utf-8")


def section(number: int, title: str, lead: str = "") -> mo.Html:
    """The heading of a step."""
    said = f"<p>{escape(lead)}</p>" if lead else ""
    return _html(f"<h2><i>{number}</i>{escape(title)}</h2>{said}")


def paragraph(text: str, *, quiet: bool = False) -> mo.Html:
    """A line of running text."""
    return _html(f'<p class="{"quiet" if quiet else ""}">{escape(text)}</p>')


def stack(parts: Sequence[object]) -> mo.Html:
    """The parts of a step below each other; nothing if there are none."""
    return mo.vstack(list(parts), align="stretch", gap=1) if parts else mo.Html("")


def row(*parts: object) -> mo.Html:
    """Controls side by side, each as wide as it is."""
    return mo.hstack(list(parts), justify="start", align="center", gap=1, wrap=True)


def pairs(controls: mo.ui.dictionary) -> mo.Html:
    """The controls of a dictionary two by two."""
    cells = "".join(f"<div>{control.text}</div>" for control in controls.elements.values())
    return _html(f'<div style="{_PAIRS}">{cells}</div>')


def side_by_side(left: mo.Html, right: mo.Html) -> mo.Html:
    """Two parts side by side, or below each other on a narrow screen."""
    return _html(f'<div style="{_PAIRS}"><div>{left.text}</div><div>{right.text}</div></div>')


def subheading(text: str) -> mo.Html:
    """The heading of a part of a step."""
    return _html(f"<h3>{escape(text)}</h3>")


def highlight(text: str) -> mo.Html:
    """A highlighted line, saying what is on the page."""
    return _html(f'<p class="read">{escape(text)}</p>')


def read_now(names: Iterable[str], *, invented: bool) -> mo.Html:
    """A highlighted line with the names of the files on the page."""
    which = _("Invented sample: {files}") if invented else _("Read: {files}")
    return highlight(which.format(files=", ".join(names)))


def in_language(language: Language, work: Callable[..., T], *given: object) -> Callable[[], T]:
    """Wrap work that is done later, such as a download, in the language of the page."""

    def done() -> T:
        with speaking(language):
            return work(*given)

    return done


def figures(sums: Iterable[tuple[str, str, str]]) -> mo.Html:
    """Sums side by side: what each is called, the figure, and a remark below it."""
    cells = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(figure)}</dd><small>{escape(remark)}</small></div>"
        for name, figure, remark in sums
    )
    return _html(f'<dl class="sums">{cells}</dl>')


def table(shown: AnyTable, *, most: int = _MOST_SHOWN, grave: bool = False) -> mo.Html:
    """A table without its empty columns, figures aligned to the right.

    If it is ``grave``, cells marked ``no`` are red.
    """
    rows, columns = list(shown.rows()), shown.columns
    kept = [at for at in range(len(columns)) if any(row[at] not in (None, "") for row in rows)]
    money = {at for at in kept if any(is_figure(row[at]) for row in rows)}
    top = "".join(f'<th class="{"figure" if at in money else ""}">{escape(columns[at].heading)}</th>' for at in kept)
    body = "".join("<tr>" + "".join(_cell(row[at], figure=at in money) for at in kept) + "</tr>" for row in rows[:most])
    more = _("{shown} of {all} are shown; the workbook has them all").format(shown=most, all=prose.count(len(rows)))
    below = f'<p class="quiet">{escape(more)}</p>' if len(rows) > most else ""
    classes = "scroll grave" if grave else "scroll"
    return _html(
        f'<div class="{classes}"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>{below}'
    )


def _cell(value: Cell, *, figure: bool) -> str:
    classes = "figure" if figure else ""
    match value:
        case Marked(text=text, mark=("good" | "open" | "no") as mark):
            shown = f'<mark class="{mark}">{escape(text)}</mark>'
        case date():
            shown = escape(prose.day(value))
        case str():
            first, *more = value.split("\n")
            shown = escape(first) + "".join(f"<small>{escape(line)}</small>" for line in more)
        case _:
            shown = escape(as_text(value))
    return f'<td class="{classes}">{shown}</td>'


def explanation(page: prose.Page) -> mo.Html:
    """A page of lines, each with its article, under their headings."""
    parts = []
    for heading, lines in groupby(page.lines, key=lambda line: line.heading):
        entries = "".join(
            f"<dt>{escape(line.article)}</dt><dd>{escape(line.text)}</dd>"
            if line.article
            else f'<dd class="whole">{escape(line.text)}</dd>'
            for line in lines
        )
        parts.append(f"<h4>{escape(heading)}</h4><dl>{entries}</dl>")
    return _html(f"<article><h3>{escape(page.title)}</h3>{''.join(parts)}</article>")


def code(text: str) -> mo.Html:
    """Text to copy into a terminal or a program."""
    return _html(f"<pre class='fc-code'>{escape(text)}</pre>")


def trouble(message: str) -> mo.Html:
    """An error message and its remedy."""
    first, *more = message.split("\n")
    rest = "".join(f"<li>{escape(line.strip())}</li>" for line in more if line.strip())
    return _html(f'<div class="trouble" role="alert"><p>{escape(first)}</p>{f"<ul>{rest}</ul>" if rest else ""}</div>')


def _html(inside: str) -> mo.Html:
    return mo.Html(f'<div class="fundcalc" lang="{"zh-CN" if current() == "zh" else "en"}">{inside}</div>')


# Errors.


def attempt(work: Callable[..., T], *given: object, **named: object) -> tuple[T | None, str]:
    """The result of the work, or a message if it fails; never a traceback."""
    try:
        return work(*given, **named), ""
    except PolicyError as error:  # whose place is the path of a file that came with the program
        return None, "\n".join((_("The measure is not valid with these values:"), *error.faults))
    except FundcalcError as error:
        return None, str(error)
    except OSError as error:
        message = _("{reason}. Check the path, the free space and the permissions.")
        return None, message.format(reason=error.strerror or type(error).__name__)
    except Exception as error:  # the last resort of a page
        message = _(
            "This could not be handled ({kind}); nothing was changed. Please report it with the file, if you may."
        )
        return None, message.format(kind=type(error).__name__)
