"""Awards as a book names them, in the words of their measure."""

import re
from functools import cache

from fundcalc.base.i18n import current, either
from fundcalc.policy.loading import Policy, available, load
from fundcalc.policy.model import Notice

# The end of a title: 管理办法（试行）, 建设与运行管理办法, 建设工作指引（征求意见稿）.
_WHAT_IT_IS = re.compile("(?:备案|认定|建设|与|和|运行|管理|工作|实施|暂行|试行)*(?:办法|指引|细则|规定)(?:（.*）)?$")


@cache
def _measure(policy: str) -> Policy | None:
    # A book from outside may name a path for an id, and no file is read on its word.
    return load(policy) if policy in available() else None


def measure_title(policy: str) -> str:
    """The short title of a measure, or its id where it is not known here."""
    found = _measure(policy)
    return either(found.measure.short) if found else policy


def measure_subject(policy: str) -> str:
    """Name the kind of platform that a measure is about.

    In the words of its Chinese title; elsewhere its short title.
    """
    found = _measure(policy)
    if found is None or current() != "zh":
        return measure_title(policy)
    return _WHAT_IT_IS.sub("", found.measure.title.zh)


def measure_document(policy: str) -> str:
    """The full title of a measure with its number, or its id where unknown."""
    found = _measure(policy)
    if not found:
        return policy
    return either(found.measure.title) + (f"（{found.measure.number}）" if found.measure.number else "")


def benefit_title(policy: str, benefit: str) -> str:
    """What a measure calls a benefit, or its id where it is not known here."""
    found = _measure(policy)
    named = found.measure.benefit.get(benefit) if found else None
    return either(named) if named else benefit


def notice_of(policy: str) -> Notice | None:
    """The public notice before a list is settled, if the measure asks for one."""
    found = _measure(policy)
    return next(iter(found.measure.notice.values()), None) if found else None
