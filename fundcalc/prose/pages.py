"""Pages made of lines: a decision explained, or a measure with all it says.

Every line stands under a heading and carries its article by itself, so that a sheet can give both a column.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from fundcalc.base.i18n import _


class PageLine(NamedTuple):
    """One thing said, under a heading.

    ``article`` is the article it rests on ("" if none).
    """

    heading: str
    article: str
    text: str

    def __str__(self) -> str:
        return _("{article}: {text}").format(article=self.article, text=self.text) if self.article else self.text


@dataclass(frozen=True, slots=True)
class Page:
    """A title and lines in order.

    As text, the lines of one heading stand together under it.
    """

    title: str
    lines: tuple[PageLine, ...]

    def __iter__(self) -> Iterator[PageLine]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def __str__(self) -> str:
        texts = [self.title]
        for heading, lines in groupby(self.lines, key=lambda line: line.heading):
            texts += ["", heading, *(f"  {line}" for line in lines)]
        return "\n".join(texts)


def under(heading: str, lines: Iterable[tuple[str, str]]) -> Iterator[PageLine]:
    """Lines of one heading from (article, text) pairs; empty texts are left out."""
    return (PageLine(heading, article, text) for article, text in lines if text)
