"""Facts that are worked out from other facts of the same application."""

from typing import Literal, Self, get_args

from pydantic import Field, model_validator

from fundcalc.base.i18n import _
from fundcalc.policy.nodes import Clause
from fundcalc.policy.vocabulary import Kind

Operation = Literal["sum", "difference", "larger", "smaller", "product", "quotient"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)


class Computed(Clause):
    """A figure made from others, by one of the words of ``Operation``.

    ``difference`` is what the first exceeds the others by, 0 where it does not. ``product`` multiplies counts, or an amount
    by counts; ``quotient`` divides the first by the second, exactly. It is missing where one of them is, or where it would
    divide by 0.
    """

    sum: tuple[str, ...] = Field(default=(), min_length=2)
    difference: tuple[str, ...] = Field(default=(), min_length=2)
    larger: tuple[str, ...] = Field(default=(), min_length=2)
    smaller: tuple[str, ...] = Field(default=(), min_length=2)
    product: tuple[str, ...] = Field(default=(), min_length=2)
    quotient: tuple[str, ...] = Field(default=(), min_length=2)

    @model_validator(mode="after")
    def _one_operation(self) -> Self:
        if sum(bool(getattr(self, word)) for word in OPERATIONS) != 1:
            raise ValueError(_("say one of: {words}").format(words=", ".join(OPERATIONS)))
        if len(self.quotient) > 2:
            raise ValueError(_("'quotient' names two facts: what is divided, and by what"))
        return self

    @property
    def operation(self) -> Operation:
        """The word that says how."""
        return next(word for word in OPERATIONS if getattr(self, word))

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it is made from, in order."""
        named: tuple[str, ...] = getattr(self, self.operation)
        return named

    @property
    def scales(self) -> bool:
        """Whether it multiplies or divides."""
        return bool(self.product or self.quotient)

    def fits(self, kinds: tuple[Kind, ...], own: Kind) -> bool:
        """Whether facts of these kinds make a fact of its own kind."""
        match self.operation, kinds:
            case "product", _:
                return (
                    set(kinds) <= {"money", "count"} and kinds.count("money") == (own == "money") and own != "decimal"
                )
            case "quotient", ("money", "count"):
                return own == "money"
            case "quotient", ("money", "money") | ("count", "count"):
                return own == "decimal"
            case "quotient", _:
                return False
            case _:
                return own in ("money", "count") and set(kinds) == {own}
