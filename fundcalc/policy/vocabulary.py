"""The words that measures share: facts, and the columns of their sheets.

Read once from ``policies/facts.toml`` and ``policies/forms.toml``, which travel with the package.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from fundcalc.base.toml import tables

Kind = Literal["money", "area", "decimal", "count", "yes_no", "date", "choice", "id", "text", "year", "list"]


class Text(BaseModel):
    """One text in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str
    en: str


class NamedChoice(Text):
    """A value of a choice: its two names, and what else people write for it."""

    also: tuple[str, ...] = ()


class Named(Text):
    """A fact or a column: its kind and its two names.

    ``also`` is what else headings call it; ``choices`` are the values of a choice, in order.
    """

    kind: Kind
    choices: Mapping[str, NamedChoice] = Field(default_factory=dict)
    also: tuple[str, ...] = ()
    required: bool = False
    default: bool | None = None


class Form(Text):
    """A sheet: its two names, its columns in order, and what else it is called."""

    columns: Mapping[str, Named]
    also: tuple[str, ...] = ()


def policies_folder() -> Path:
    """The folder of the measures: in the installed package, else in the source tree."""
    inside = Path(__file__).parent.parent / "policies"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "policies"


def _toml(name: str) -> Mapping[str, object]:
    path = policies_folder() / name
    return tables(path.read_bytes(), str(path))


@cache
def shared_facts() -> Mapping[str, Named]:
    """The facts of the family by id, in the order of the file."""
    return {name: Named.model_validate(body) for name, body in _toml("facts.toml").items()}


@cache
def forms() -> Mapping[str, Form]:
    """The sheets of a round and of an audit, by id.

    A round has applications, detail records, and awards already paid.
    """
    sheets = {name: Form.model_validate(body) for name, body in _toml("forms.toml").items()}
    shared = {name: {"choices": shared_facts()[name].choices} for name in ("grade", "platform_kind")}
    for form in sheets.values():
        for name, column in form.columns.items():
            if name in shared:
                form.columns[name] = column.model_copy(update=shared[name])  # type: ignore[index]
    return sheets


def columns_of(form: str, *, by_claim: bool) -> dict[str, Named]:
    """The columns of a sheet, with the id of the claim where the measure pays claims."""
    found = dict(forms()[form].columns)
    if not by_claim:
        found.pop("claim", None)
    elif form == "applications":
        found["claim"] = found["claim"].model_copy(update={"required": True})
    return found


DETAILS = ("investments", "service_incomes", "instruments")
