"""What a platform must be called, by its kind and state."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from fundcalc.life.history import PlatformHistory
from fundcalc.policy.life_rules import Life, NameRule


class NameFault(NamedTuple):
    """A name that does not follow the rule, the form it must have, and the article."""

    form: str
    cite: str


def name_fault(life: Life, history: PlatformHistory) -> NameFault | None:
    """What is wrong with a platform's name.

    None where it follows a form, or no form is ruled for its kind and state.
    """
    state: Literal["building", "filed"] | None = (
        "building" if history.is_building else "filed" if history.is_filed else None
    )
    if state is None or history.plaque:
        return None
    return name_fault_of(life.name, history.name, history.kind, state)


@lru_cache(maxsize=65_536)
def name_fault_of(
    rules: tuple[NameRule, ...], name: str, kind: str, state: Literal["building", "filed"]
) -> NameFault | None:
    """As ``name_fault``, for a name, a kind and a state.

    Of an unknown kind any form will do.
    """
    applying = [rule for rule in rules if state in rule.states and (not kind or not rule.routes or kind in rule.routes)]
    if not applying or any(_follows(form, name) for rule in applying for form in rule.forms):
        return None
    return NameFault("／".join(rule.forms[0] for rule in applying), applying[0].cite)


def _follows(form: str, name: str) -> bool:
    return re.fullmatch(_pattern(form), _tidy(name)) is not None


@lru_cache(maxsize=64)
def _pattern(form: str) -> str:
    parts = re.split(r"({\w+})", form)
    return "".join(".+" if part.startswith("{") else re.escape(_tidy(part)) for part in parts)


def _tidy(text: str) -> str:
    """Without blanks, and with brackets of one width."""
    return "".join(text.split()).replace("(", "（").replace(")", "）")
