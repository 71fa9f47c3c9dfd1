"""What the money may and may not be used for, as a measure says it."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from fundcalc.policy.nodes import Clause, Id, Names, Node
from fundcalc.policy.quotas import Quota


class Purpose(Clause):
    """A purpose that the money is for.

    A line of spending may state it by its id, a name, or words of the law (``also``).
    """

    zh: str
    en: str
    also: Names = ()


class UseRule(Clause):
    """What the measure says of some uses.

    They are named by the ids of ``uses.toml``; a use covers its parts.
    A permitted one may ask for a stated purpose: one of ``purposes``.
    """

    zh: str
    en: str
    uses: Names = ()
    purposes: Names = ()


class Silent(Clause):
    """What holds for a use that the measure does not name."""

    treat: Literal["review", "prohibited"]


class SpecialAccount(Clause):
    """The money is kept and accounted for apart (专项台账, 单独核算, 专款专用)."""


class Uses(Node):
    """What the money may and may not be used for.

    ``review`` are uses whose reading the text leaves to a person.
    Without ``silent`` the measure has no rule of use at all.
    """

    special_account: SpecialAccount | None = None
    purpose: Mapping[Id, Purpose] = Field(default_factory=dict)
    permitted: tuple[UseRule, ...] = ()
    prohibited: tuple[UseRule, ...] = ()
    review: tuple[UseRule, ...] = ()
    quota: Mapping[Id, Quota] = Field(default_factory=dict)
    silent: Silent | None = None
