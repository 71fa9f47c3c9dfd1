"""Awards as a book names them, in the words of their measure."""

import re
from collections.abc import Collection
from functools import cache

from fundcalc.base.i18n import current, either
from fundcalc.policy.loading import Policy, available, load
from fundcalc.policy.model import Notice
from fundcalc.policy.vocabulary import shared_facts

# The end of a title: 管理办法（试行）, 建设与运行管理办法, 建设工作指引（征求意见稿）.
_WHAT_IT_IS = re.compile("(?:备案|认定|建设|与|和|运行|管理|工作|实施|暂行|试行)*(?:办法|指引|细则|规定)(?:（.*）)?$")


PolicyOrId = Policy | str  # a book may name a measure whose text is not known here


def _measure(policy: PolicyOrId) -> Policy | None:
    return policy if isinstance(policy, Policy) else _installed(policy)


def _installed(policy: str) -> Policy | None:
    # A book from outside may name a path for an id, and no file is read on its word.
    return _loaded(policy) if policy in available() else None


_loaded = cache(load)


def measure_title(policy: PolicyOrId) -> str:
    """The short title of a measure, or its id where it is not known here."""
    found = _measure(policy)
    return either(found.measure.short) if found else str(policy)


def measure_subject(policy: PolicyOrId) -> str:
    """Name the kind of platform that a measure is about.

    In the words of its Chinese title; elsewhere its short title.
    """
    found = _measure(policy)
    if found is None or current() != "zh":
        return measure_title(policy)
    return _WHAT_IT_IS.sub("", found.measure.title.zh)


def measure_document(policy: PolicyOrId) -> str:
    """The full title of a measure with its number, or its id where unknown."""
    found = _measure(policy)
    if not found:
        return str(policy)
    return either(found.measure.title) + (f"（{found.measure.number}）" if found.measure.number else "")


def benefit_title(policy: PolicyOrId, benefit: str) -> str:
    """What a measure calls a benefit, or its id where it is not known here."""
    found = _measure(policy)
    named = found.measure.benefit.get(benefit) if found else None
    return either(named) if named else benefit


def platform_kind_title(policy: PolicyOrId, kind: str) -> str:
    """What a measure calls a kind of platform, or its id where it is not known here."""
    found = _measure(policy)
    named = found.facts.get("platform_kind") if found else shared_facts().get("platform_kind")
    return either(named.choices[kind]) if named and kind in named.choices else kind


def notice_of(policy: PolicyOrId, benefits: Collection[str]) -> Notice | None:
    """The rule of the public notice of a list of benefits, if the measure has one.

    A benefit that an evaluation opens is published with the results of the evaluation, any other with the filing. None where
    the measure has several rules and does not say which is meant.
    """
    found = _measure(policy)
    if found is None or not found.measure.notice:
        return None
    notices = found.measure.notice
    wanted = {"evaluation" if _is_graded(found, benefit) else "filing" for benefit in benefits}
    rules = [notices[name] for name in wanted if name in notices] if wanted <= notices.keys() else [*notices.values()]
    lengths = {(rule.working_days, rule.days, rule.start, rule.counted) for rule in rules}
    return rules[0] if len(lengths) == 1 else None


def _is_graded(policy: Policy, benefit: str) -> bool:
    named = policy.measure.benefit.get(benefit)
    return named is not None and named.trigger == "grade"
