"""Check that every article is cited or set aside, and nothing else is cited."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from fundcalc.base.i18n import _, did_you_mean
from fundcalc.policy.tree import Raw, walk

# 第十条之一 is an article of its own; （一）, 1 and 六 are steps below one, or headings of a measure without articles.
_STEP = re.compile(
    r"第[^第条款项章节编]+[条款项章节编](?:之[一二三四五六七八九十]+)?|[（(][^（()）]*[）)]|\d+|[A-Za-z]+|[^\W\d_A-Za-z]+"
)


@lru_cache(maxsize=4096)
def steps_of(address: str) -> tuple[str, ...]:
    """Split an address into its steps, from the article down.

    >>> steps_of("第十三条（一）1"), steps_of("六（三）")
    (('第十三条', '（一）', '1'), ('六', '（三）'))
    """
    return tuple(_STEP.findall(address))


class Addresses:
    """Addresses that others are looked up among, so that each is split once."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self._texts = frozenset(addresses)
        self._steps = {steps_of(address) for address in self._texts} - {()}
        self._wholes = {steps[:depth] for steps in self._steps for depth in range(1, len(steps) + 1)}

    def lists(self, address: str) -> bool:
        """Whether an address is one of these, a part of one, or has some of them as parts."""
        steps = steps_of(address)
        within = any(steps[:depth] in self._steps for depth in range(1, len(steps) + 1))
        return address in self._texts or within or steps in self._wholes


def is_listed(cite: str, articles: Iterable[str]) -> bool:
    """Whether an address is an article, a part of one, or has articles as parts.

    >>> is_listed("第十条", ["第十条（一）"]), is_listed("第十条（一）", ["第十条"]), is_listed("第一条", ["第十条"])
    (True, True, False)
    """
    return Addresses(articles).lists(cite)


def article_faults(raw: Raw) -> Iterator[str]:
    """Say which articles nothing accounts for, and which cites are of no article."""
    listed = raw.get("articles")
    articles = [article for article in listed if isinstance(article, str)] if isinstance(listed, list) else []
    if len(set(articles)) < len(articles):
        yield _("articles: {cites} is listed twice").format(
            cites=", ".join(sorted({article for article in articles if articles.count(article) > 1}))
        )
    cited, known = [*_cites(raw), *_set_aside(raw)], Addresses(articles)
    for path, cite in cited:
        if not cite:
            yield _("{path}: is empty; it names the article that says so").format(path=path)
        elif not known.lists(cite):
            yield _("{path}: {cite} is not in 'articles'{close}").format(
                path=path, cite=cite, close=did_you_mean(cite, articles)
            )
    accounted_for = Addresses(cite for _path, cite in cited)
    for article in articles:
        if not accounted_for.lists(article):
            yield _(
                'articles: {cite} is neither cited nor set aside: write a clause with cite = "{cite}" or list it in [set_aside]'
            ).format(cite=article)


def _cites(raw: Raw) -> Iterator[tuple[str, str]]:
    for path, table, _cite in walk(raw):
        if isinstance(table.get("cite"), str):
            yield f"{path}.cite".lstrip("."), table["cite"]


def _set_aside(raw: Raw) -> Iterator[tuple[str, str]]:
    set_aside = raw.get("set_aside")
    for reason, cites in set_aside.items() if isinstance(set_aside, dict) else ():
        for cite in cites if isinstance(cites, list) else ():
            if isinstance(cite, str):
                yield f"set_aside.{reason}", cite
