"""The current language, Chinese or English, and the messages translated into it.

Messages are written in English in the source and translated by ``locale/<language>/fundcalc.po``. Texts of a measure
(labels, readings) are in its own policy file.
"""

import locale
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations
from typing import Literal, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_chosen: ContextVar[Language | None] = ContextVar("language", default=None)


def current() -> Language:
    """The chosen language, else that of the system's locale, else Chinese."""
    return _chosen.get() or _of_the_system()


def choose(language: Language | None) -> None:
    """Use this language from here on (``None``: that of the system)."""
    _chosen.set(language)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Use a language within a ``with`` block."""
    token = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(token)


@cache
def _of_the_system() -> Language:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "en" if value.startswith("en") else "zh"
    return "en" if (locale.getlocale()[0] or "").lower().startswith("en") and os.name == "nt" else "zh"


@cache
def _catalogue(language: Language) -> NullTranslations:
    if language == "en":  # the language of the source
        return NullTranslations()
    from fundcalc.base.catalogue import translations

    return translations(language)


@cache
def _translated(language: Language, message: str) -> str:
    return _catalogue(language).gettext(message)


def _(message: str) -> str:
    """The message in the current language."""
    return _translated(current(), message)


def ngettext(one: str, several: str, number: int) -> str:
    """The message for one or for several in the current language."""
    return _catalogue(current()).ngettext(one, several, number)


def either(texts: object, language: Language | None = None) -> str:
    """The text of a ``{zh = …, en = …}`` pair in the current language, else the other."""
    zh, en = getattr(texts, "zh", ""), getattr(texts, "en", "")
    return (zh or en) if (language or current()) == "zh" else (en or zh)


def listed(words: Iterable[str]) -> str:
    """Words as a list: a, b, c; in Chinese a、b、c."""
    return (", " if current() == "en" else "、").join(words)


def joined(parts: Iterable[str]) -> str:
    """The parts of a place or sentence that are not empty: a, b, c; in Chinese a，b，c."""
    return (", " if current() == "en" else "，").join(filter(None, parts))


def placed(place: object, message: object) -> str:
    """A message after what it is about: a: b; in Chinese a：b."""
    return f"{place}{': ' if current() == 'en' else '：'}{message}" if str(place) else str(message)


def bracketed(text: object, more: object) -> str:
    """A text with more in brackets, if there is more: a (b); in Chinese a（b）."""
    if not str(more):
        return str(text)
    return f"{text} ({more})" if current() == "en" else f"{text}（{more}）"


def quoted(text: str) -> str:
    """A text in quotation marks, its control characters escaped: 'a'; in Chinese “a”."""
    return repr(text) if current() == "en" else f"“{repr(text)[1:-1]}”"


def sentences(*texts: str) -> str:
    """Sentences one after another, with blanks between them in English."""
    return (" " if current() == "en" else "").join(filter(None, texts))


def as_sentence(clause: str) -> str:
    """A clause as a sentence of its own; an empty one stays empty."""
    return _("{sentence}.").format(sentence=f"{clause[:1].upper()}{clause[1:]}") if clause else ""


def did_you_mean(word: object, words: Iterable[str]) -> str:
    """A hint at the known word that was probably meant, or an empty string."""
    from difflib import get_close_matches

    spelt = {known.casefold(): known for known in words}
    close = get_close_matches(str(word).casefold(), spelt, n=1)
    return _("; did you mean {word}?").format(word=spelt[close[0]]) if close else ""


class Message(str):
    """A message that is translated when it is formatted or shown, not before."""

    __slots__ = ()

    def format(self, *args: object, **kwargs: object) -> str:
        return _(str.__str__(self)).format(*args, **kwargs)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __str__(self) -> str:
        return _(str.__str__(self))
