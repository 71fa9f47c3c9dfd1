"""Facts that are worked out from other facts of the same application."""

from collections.abc import Mapping
from typing import Literal, Self, get_args

from pydantic import Field, model_validator

from fundcalc.base.i18n import _
from fundcalc.policy.nodes import Clause

Operation = Literal["sum", "difference", "larger", "smaller"]


class Computed(Clause):
    """A figure made from others of one kind: their sum, the larger, the smaller.

    ``difference`` is what the first exceeds the others by, 0 where it does not. It is missing where one of them is.
    """

    sum: tuple[str, ...] = Field(default=(), min_length=2)
    difference: tuple[str, ...] = Field(default=(), min_length=2)
    larger: tuple[str, ...] = Field(default=(), min_length=2)
    smaller: tuple[str, ...] = Field(default=(), min_length=2)

    @model_validator(mode="after")
    def _one_operation(self) -> Self:
        if len(self._operations) != 1:
            raise ValueError(_("say one of: {words}").format(words=", ".join(get_args(Operation))))
        return self

    @property
    def _operations(self) -> Mapping[Operation, tuple[str, ...]]:
        named: Mapping[Operation, tuple[str, ...]] = {
            "sum": self.sum,
            "difference": self.difference,
            "larger": self.larger,
            "smaller": self.smaller,
        }
        return {word: facts for word, facts in named.items() if facts}

    @property
    def operation(self) -> Operation:
        """The word that says how."""
        return next(iter(self._operations))

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it is made from, in order."""
        return next(iter(self._operations.values()))
