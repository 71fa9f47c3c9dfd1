"""Quotas of use: how much of the money some uses must, or may at most, take."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Literal

from pydantic import Field

from fundcalc.base.i18n import _
from fundcalc.base.money import percent
from fundcalc.policy.conditions import AnyCondition
from fundcalc.policy.nodes import Clause, Fen, Names, Rate
from fundcalc.policy.use_catalogue import Catalogue


class Quota(Clause):
    """What some uses may take at most, or must take at least.

    Shares are of the award or of what is spent; ``cap`` and ``floor`` are amounts. ``for`` limits it to some kinds of
    platform, ``when`` to awards whose application answers a question so.
    """

    zh: str
    en: str
    uses: Names
    at_most: Rate | None = None
    at_least: Rate | None = None
    of: Literal["award", "spent"] = "award"
    cap: Fen | None = None
    floor: Fen | None = None
    routes: Names = Field(default=(), alias="for")
    when: AnyCondition | None = None


def quota_faults(quotas: Mapping[str, Quota], catalogue: Catalogue) -> Iterator[str]:
    """Quotas that limit nothing, and those that cannot all be kept."""
    for name, quota in quotas.items():
        path = f"uses.quota.{name}"
        if all(limit is None for limit in (quota.at_most, quota.at_least, quota.cap, quota.floor)):
            yield _("{path}: it has no limit; write at_most or at_least (shares), or cap or floor (amounts)").format(
                path=path
            )
        if quota.at_least is not None and quota.at_least > 1:
            yield _("{path}.at_least: {share} is more than the whole").format(path=path, share=percent(quota.at_least))
        if quota.at_most is not None and quota.at_least is not None and quota.at_least > quota.at_most:
            yield _("{path}: at_least ({least}) is more than at_most ({most}); no spending can keep both").format(
                path=path, least=percent(quota.at_least), most=percent(quota.at_most)
            )
        if quota.cap is not None and quota.floor is not None and quota.floor > quota.cap:
            yield _("{path}: floor is more than cap; no spending can keep both").format(path=path)
        if quota.when is not None and not quota.when.fact_values:
            yield _("{path}.when: an award keeps answers and choices alone; ask for one by is or one_of").format(
                path=path
            )
    leaves = {name: _leaves(quota, catalogue) for name, quota in quotas.items()}
    for (name, one), (other_name, other) in combinations(quotas.items(), 2):
        if _apply_together(one, other):
            yield from _contradiction(name, one, other_name, other, leaves)
            yield from _contradiction(other_name, other, name, one, leaves)
    yield from _beyond_the_whole(quotas, leaves)


def _leaves(quota: Quota, catalogue: Catalogue) -> frozenset[str]:
    return frozenset(leaf for use in quota.uses for leaf in catalogue.parts.get(use, ()))


def _apply_together(one: Quota, other: Quota) -> bool:
    """Whether both can apply to one award, and their shares are of one sum."""
    of_one_kind = not one.routes or not other.routes or bool({*one.routes} & {*other.routes})
    return one.of == other.of and of_one_kind and (one.when is None or other.when is None or one.when == other.when)


def _contradiction(
    name: str, least: Quota, other: str, most: Quota, leaves: Mapping[str, frozenset[str]]
) -> Iterator[str]:
    """A use that must take more than what it is a part of may take."""
    if least.at_least is None or most.at_most is None or not leaves[name] or not leaves[name] <= leaves[other]:
        return
    if least.at_least > most.at_most:
        yield _(
            "uses.quota.{name}: at_least ({least}) is more than at_most of uses.quota.{other} ({most}), which has the same uses"
        ).format(name=name, other=other, least=percent(least.at_least), most=percent(most.at_most))


def _beyond_the_whole(quotas: Mapping[str, Quota], leaves: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Uses that must together take more than there is, where they are different uses."""
    for first, start in quotas.items():
        whole, counted, names = Fraction(0), frozenset[str](), list[str]()
        together: list[Quota] = []
        for name, quota in quotas.items():
            fits = all(_apply_together(quota, other) for other in (start, *together))
            if quota.at_least is None or not fits or leaves[name] & counted:
                continue
            whole, counted = whole + quota.at_least, counted | leaves[name]
            names.append(name)
            together.append(quota)
        if whole > 1 and names[0] == first and len(names) > 1:
            yield _("uses.quota: at_least of {names} adds up to {sum}, more than the whole").format(
                names=", ".join(names), sum=percent(whole)
            )
            return
