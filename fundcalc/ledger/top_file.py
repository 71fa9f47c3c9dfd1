"""The top file of a book: the facts in it, written anew without touching the rest."""

import re
from collections.abc import Mapping
from pathlib import Path

from fundcalc.base.errors import BookError
from fundcalc.ledger import chain_messages, creation, integrity, loading, messages, store, writer
from fundcalc.ledger.atomic import refusing

_ROLE = re.compile(r'^\d{4}-\d\d-\d\d custom "fundcalc" .*\n(?:[ \t]+.*\n)*', re.MULTILINE)
_INCLUDE = re.compile(r'^include "batches/index\.beancount"\s*$', re.MULTILINE)


def restated(folder: Path, facts: Mapping[str, str]) -> bytes:
    """The top file of a book with these facts, and with the include of its index.

    Raises ``BookError`` if a fact stands there in a way that is not understood.
    """
    path, text = folder / store.TOP, content(folder).decode("utf-8")
    for name, option in {integrity.TITLE: integrity.TITLE, **integrity.OPTIONS}.items():
        text = _with_line(
            text, re.compile(rf'^option "{option}" .*\n', re.MULTILINE), writer.option(option, facts[name])
        )
    metadata = {name: fact for name, fact in facts.items() if name not in _ELSEWHERE}
    text = _with_line(text, _ROLE, creation.role_line(facts[integrity.STATED_ROLE], metadata))
    text = _included(text)
    stated = loading.stated_facts_in(text)
    for name in sorted(facts.keys() | stated.keys()):
        if facts.get(name, "") != stated.get(name, ""):
            raise BookError(chain_messages.TOP_NOT_UNDERSTOOD.format(path=path, fact=name))
    return text.encode()


def content(folder: Path) -> bytes:
    """The top file as it is, its last line ended."""
    path = folder / store.TOP
    with refusing(path, messages.NOT_READ):
        text = path.read_bytes().replace(b"\r\n", b"\n")
    return text if text.endswith(b"\n") else text + b"\n"


def with_include(folder: Path) -> bytes:
    """The top file with the include of the index."""
    return _included(content(folder).decode("utf-8")).encode()


def _included(text: str) -> str:
    return text if _INCLUDE.search(text) else f"{text}{writer.include(store.INDEX)}"


_ELSEWHERE = (integrity.TITLE, integrity.STATED_ROLE, *integrity.OPTIONS)


def _with_line(text: str, pattern: re.Pattern[str], line: str) -> str:
    """The text with a line in place of the first that matches.

    Or else at its beginning.
    """
    found = pattern.search(text)
    return f"{line}{text}" if found is None else f"{text[: found.start()]}{line}{pattern.sub('', text[found.end() :])}"
