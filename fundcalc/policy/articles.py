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


@lru_cache(maxsize=4096)  # every address of a file is compared with every article
def steps_of(address: str) -> tuple[str, ...]:
    """Split an address into its steps, from the article down.

    >>> steps_of("第十三条（一）1"), steps_of("六（三）")
    (('第十三条', '（一）', '1'), ('六', '（三）'))
    """
    return tuple(_STEP.findall(address))


def is_at_or_within(one: str, other: str) -> bool:
    """Whether two addresses are equal, or one is a part of the other.

    >>> is_at_or_within("第十条", "第十条（一）"), is_at_or_within("第一条", "第十条"), is_at_or_within("1", "10")
    (True, False, False)
    """
    first, second = steps_of(one), steps_of(other)
    shorter = min(len(first), len(second))
    return one == other or (shorter > 0 and first[:shorter] == second[:shorter])


def is_listed(cite: str, articles: Iterable[str]) -> bool:
    """Whether an address is an article, a part of one, or has articles as parts."""
    return any(is_at_or_within(cite, article) for article in articles)


def article_faults(raw: Raw) -> Iterator[str]:
    """Say which articles nothing accounts for, and which cites are of no article."""
    listed = raw.get("articles")
    articles = [article for article in listed if isinstance(article, str)] if isinstance(listed, list) else []
    if len(set(articles)) < len(articles):
        yield _("articles: {cites} stands there twice").format(
            cites=", ".join(sorted({article for article in articles if articles.count(article) > 1}))
        )
    cited = [*_cites(raw), *_set_aside(raw)]
    for path, cite in cited:
        if not cite:
            yield _("{path}: is empty; it names the article that says so").format(path=path)
        elif not is_listed(cite, articles):
            yield _("{path}: {cite} is not in 'articles'{close}").format(
                path=path, cite=cite, close=did_you_mean(cite, articles)
            )
    addresses = {cite for _path, cite in cited}
    for article in articles:
        if not is_listed(article, addresses):
            yield _("articles: {cite} is neither cited by a clause nor set aside with a reason").format(cite=article)


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
