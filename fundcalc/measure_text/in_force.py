"""Find in the text of a measure from when to when it is in force."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fundcalc.measure_text.articles import Article
from fundcalc.measure_text.figures import PrintedFigure, figures

_IN_FORCE = re.compile(r"施行|执行|实施|生效|有效期")
_BEGINS = re.compile(r"(?:施行|执行|实施|生效|有效期).{0,40}(?:\d|[一二三四五六七八九十])|(?:发布|印发|公布)之日")
_WINDOW = 100  # characters that are read before and after a figure
_CLAUSE = re.compile(r"[，,。；;\n]")
# Of another measure: the one that is replaced, or the day on which it was issued.
_OTHER = re.compile(r"废止|失效|停止|原《|原办法|^《|同时")
_UNTIL_BEFORE = re.compile(r"(?:至|到|截止|截至)(?:于|为|日期为)?\s{0,4}$")
_UNTIL_AFTER = re.compile(r"\s{0,4}(?:止|终止|届满)")
_ISSUED_AFTER = re.compile(r"\s{0,4}(?:印发|发布|公布|下发)")


@dataclass(frozen=True, slots=True)
class Term:
    """The first day, the last day or the number of years, as far as the text says."""

    first: date | None = None
    last: date | None = None
    years: int | None = None


def article_in_force(body: Sequence[Article]) -> Article | None:
    """The article that says from when the measure is in force, or else the last."""
    for pattern in (_BEGINS, _IN_FORCE):
        found = next((article for article in reversed(body) if pattern.search(article.text)), None)
        if found is not None:
            return found
    return body[-1] if body else None


def term(article: Article | None) -> Term:
    """What an article says of the time in which the measure is in force.

    A date of another measure, or one on which a measure was issued, is neither its first nor its last day.
    """
    if article is None:
        return Term()
    first = last = None
    years = None
    for figure, clause in _in_clauses(article.text):
        before = article.text[max(0, figure.start - _WINDOW) : figure.start]
        after = article.text[figure.end : figure.end + _WINDOW]
        if _OTHER.search(clause) or _ISSUED_AFTER.match(after):
            continue
        if figure.kind == "period" and figure.unit == "years" and "有效期" in clause:
            years = int(figure.value) if years is None else years
        elif figure.kind != "date":
            continue
        elif _UNTIL_BEFORE.search(before) or _UNTIL_AFTER.match(after):
            last = date.fromisoformat(str(figure.value)) if last is None else last
        elif first is None:
            first = date.fromisoformat(str(figure.value))
    if first is not None and last is not None and last < first:
        last = None
    return Term(first, last, None if last is not None else years)


def of_others(article: Article) -> tuple[PrintedFigure, ...]:
    """The dates and documents in an article that are not of this measure."""
    found = term(article)
    own = {day.isoformat() for day in (found.first, found.last) if day is not None}
    return tuple(
        figure
        for figure in figures(article.text)
        if figure.kind == "document" or (figure.kind == "date" and figure.value not in own)
    )


def _in_clauses(text: str) -> Iterator[tuple[PrintedFigure, str]]:
    """Each figure with the words between the commas around it."""
    for figure in figures(text):
        begin = max(
            (match.end() for match in _CLAUSE.finditer(text, max(0, figure.start - _WINDOW), figure.start)),
            default=max(0, figure.start - _WINDOW),
        )
        end = _CLAUSE.search(text, figure.end, figure.end + _WINDOW)
        yield figure, text[begin : end.start() if end else figure.end + _WINDOW].strip()
