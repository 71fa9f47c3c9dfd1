"""The words that measures share: the facts of their family and the columns of their sheets.

Read once from ``policies/facts.toml`` and ``policies/forms.toml``, which travel with the package.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

import tomli
from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["money", "area", "count", "yes_no", "date", "choice", "id", "text", "year", "list"]


class Text(BaseModel):
    """One text in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str
    en: str


class Named(Text):
    """A fact or a column: its kind, its two names, what else headings call it, and for a choice its values, in order."""

    kind: Kind
    choices: Mapping[str, Text] = Field(default_factory=dict)
    also: tuple[str, ...] = ()
    required: bool = False
    default: bool | None = None


class Form(Text):
    """A sheet: its two names, what else it is called, and its columns, in order."""

    columns: Mapping[str, Named]
    also: tuple[str, ...] = ()


def policies_folder() -> Path:
    """Where the measures are: in the installed package, else in the source tree beside it."""
    inside = Path(__file__).parent.parent / "policies"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "policies"


def _toml(name: str) -> dict[str, Any]:
    return tomli.loads((policies_folder() / name).read_text("utf-8"), parse_float=Decimal)


@cache
def shared_facts() -> Mapping[str, Named]:
    """The facts of the family by id, in the order of the file."""
    return {name: Named.model_validate(body) for name, body in _toml("facts.toml").items()}


@cache
def forms() -> Mapping[str, Form]:
    """The sheets by id: of a round (applications, the detail records, awards already paid), and of an audit."""
    found = {name: Form.model_validate(body) for name, body in _toml("forms.toml").items()}
    shared = {name: {"choices": shared_facts()[name].choices} for name in ("grade", "platform_kind")}
    for form in found.values():
        for name, column in form.columns.items():
            if name in shared:
                form.columns[name] = column.model_copy(update=shared[name])  # type: ignore[index]
    return found


DETAILS = ("investments", "service_incomes", "instruments")
