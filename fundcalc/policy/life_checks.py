"""Check that the rules of a platform's life fit the facts of the measure."""

import re
from collections.abc import Collection, Iterator, Mapping

from fundcalc.base.i18n import _, did_you_mean
from fundcalc.policy.life_rules import Life
from fundcalc.policy.vocabulary import Named, shared_facts

PLACEHOLDERS = ("organisation", "field")


def life_faults(life: Life, routes: str, facts: Mapping[str, Named]) -> Iterator[str]:
    """Say which kinds, grades and forms of names the measure does not have."""
    known = shared_facts()
    kinds = facts.get(routes, known[routes]).choices
    grades = facts.get("grade", known["grade"]).choices
    if life.building is not None and routes == "platform_kind":
        yield from _not_among("life.building.for", life.building.routes, kinds)
    for cycle, evaluation in life.evaluation.items():
        yield from _not_among(f"life.evaluation.{cycle}.grades", evaluation.grades, grades)
        if evaluation.grades and "fail" not in evaluation.grades:
            yield _("life.evaluation.{cycle}.grades: 'fail' is missing; without it no evaluation fails").format(
                cycle=cycle
            )
    for index, rule in enumerate(life.name):
        yield from _not_among(f"life.name.{index}.for", rule.routes, known["platform_kind"].choices)
        for form in rule.forms:
            for word in re.findall(r"{(.*?)}", form):
                yield from _not_among(f"life.name.{index}.form", (word,), PLACEHOLDERS)
    if "absent" in life.ground and life.absence is not None:
        yield _("life: 'absence' and 'ground.absent' say two things of one event; keep one of them")


def _not_among(path: str, words: Collection[str], allowed: Collection[str]) -> Iterator[str]:
    for word in words:
        if word not in allowed:
            yield _("{path}: {word!r} is none of: {values}{close}").format(
                path=path, word=word, values=", ".join(allowed), close=did_you_mean(word, allowed)
            )
