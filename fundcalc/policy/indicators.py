"""The indicators of an evaluation: groups of items with weights and evidence."""

from collections.abc import Iterator, Mapping

from pydantic import Field

from fundcalc.base.i18n import _, did_you_mean
from fundcalc.policy.nodes import Clause, Id, Names, Node
from fundcalc.policy.vocabulary import Text


class Indicator(Node):
    """An item: the most points it gives, and the unit of its figure.

    An item without a unit (``/`` in print) is described, not counted. ``evidence`` lists the papers asked for.
    """

    id: Id
    zh: str
    en: str
    weight: int = Field(ge=0)
    unit: str = ""
    evidence: Names = ()
    explains: Text | None = None


class IndicatorGroup(Node):
    """A first-level indicator and its items; ``weight`` is what they add up to."""

    zh: str
    en: str
    weight: int = Field(ge=0)
    items: tuple[Indicator, ...] = Field(alias="item", min_length=1)


class IndicatorTable(Clause):
    """The indicators of one kind of platform; ``total`` is what the groups add up to."""

    zh: str
    en: str
    total: int = Field(default=100, ge=1)
    groups: tuple[IndicatorGroup, ...] = Field(alias="group", min_length=1)

    @property
    def items(self) -> tuple[Indicator, ...]:
        """Every item, in the order of the table."""
        return tuple(item for group in self.groups for item in group.items)


def indicator_faults(tables: Mapping[str, IndicatorTable], kinds: Mapping[str, Text]) -> Iterator[str]:
    """Say which weights do not add up, and which ids and kinds are wrong."""
    for kind, table in tables.items():
        path = f"indicators.{kind}"
        if kind not in kinds:
            yield _("{path}: is not a kind of platform: {kinds}{close}").format(
                path=path, kinds=", ".join(kinds), close=did_you_mean(kind, kinds)
            )
        groups = sum(group.weight for group in table.groups)
        if groups != table.total:
            yield _("{path}: the weights of the groups add up to {sum}, not to {total}").format(
                path=path, sum=groups, total=table.total
            )
        for index, group in enumerate(table.groups):
            items = sum(item.weight for item in group.items)
            if items != group.weight:
                yield _("{path}.group.{index}: the weights of the items add up to {sum}, not to {total}").format(
                    path=path, index=index, sum=items, total=group.weight
                )
        seen: set[str] = set()
        for item in table.items:
            if item.id in seen:
                yield _("{path}: the item {item} occurs twice").format(path=path, item=item.id)
            seen.add(item.id)
