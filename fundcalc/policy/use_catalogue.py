"""What money is spent on: uses, codes of the classification, and accounts.

A measure permits and prohibits uses; a line of spending names a use, or a code or an account that stands for some. Codes are
matched as codes: the names of 309 and 310 are the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, Literal

from pydantic import Field

from fundcalc.policy.nodes import Id, Node
from fundcalc.policy.vocabulary import Text

ConfirmationStatus = Literal["C", "O", "K"]
ChartId = Literal["institution", "large", "small"]

CodePrefix = Annotated[str, Field(pattern=r"^\d{3}(\d{2})?$")]
AccountNumber = Annotated[str, Field(pattern=r"^\d{4}$")]
_CODE = re.compile(r"(\d{3})[.\s-]?(\d{2})(?!\d)", re.ASCII)


class Source(Text):
    """Where a table comes from, and the year of the book it follows."""

    year: int


class Wordings(Node):
    """Words of a description that point to a use, in either language."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class UsePart(Text):
    """A use, or a part of one that a measure may treat apart.

    ``also`` are other names that people write for it. ``codes`` are items of five figures, or classes of three; a part
    without any has those of the whole. ``unless`` are wordings that contain one of ``words`` and mean something else. The
    words of an ``alarming`` one ask for review even beside words that fit what a line declares.
    """

    also: tuple[str, ...] = ()
    codes: tuple[CodePrefix, ...] = ()
    words: Wordings = Wordings()
    unless: tuple[str, ...] = ()
    alarming: bool = False


class Use(UsePart):
    """A use, its parts if it has any, and the accounts it stands in by chart."""

    institution: tuple[AccountNumber, ...] = ()
    large: tuple[AccountNumber, ...] = ()
    small: tuple[AccountNumber, ...] = ()
    parts: Mapping[Id, UsePart] = Field(default_factory=dict)


class Item(Text):
    """An item (款) of the economic classification.

    ``earlier`` are names of earlier books; a ``catch_all`` decides nothing alone.
    """

    status: ConfirmationStatus | None = None
    catch_all: bool = False
    earlier: tuple[str, ...] = ()


class CodeClass(Text):
    """A class (类) of the economic classification and its items by two figures."""

    status: ConfirmationStatus
    items: Mapping[Annotated[str, Field(pattern=r"^\d{2}$")], Item]


class Account(Text):
    """An account; ``alone`` is the use it stands for when a line gives nothing else."""

    status: ConfirmationStatus
    alone: str = ""


class Chart(Text):
    """A chart of accounts by number."""

    accounts: Mapping[AccountNumber, Account]


class UsesFile(Node):
    """Everything ``uses.toml`` says."""

    source: Mapping[Literal["economic", "institution", "large", "small"], Source]
    use: Mapping[Id, Use]
    chart: Mapping[ChartId, Chart]
    classes: Mapping[Annotated[str, Field(pattern=r"^\d{3}$")], CodeClass] = Field(alias="class")


@dataclass(frozen=True)
class Code:
    """An item of the classification; ``year`` is that of the book it is from."""

    code: str
    zh: str
    en: str
    status: ConfirmationStatus
    year: int
    catch_all: bool = False
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The uses and codes, with look-ups. A leaf is a use without parts, or a part."""

    file: UsesFile
    codes: Mapping[str, Code]

    @cached_property
    def leaves(self) -> Mapping[str, UsePart]:
        """Every leaf by id; a part without codes of its own has those of the whole."""
        found: dict[str, UsePart] = {}
        for name, use in self.file.use.items():
            for part, body in use.parts.items():
                found[part] = body if body.codes else body.model_copy(update={"codes": use.codes})
            if not use.parts:
                found[name] = use
        return found

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """The leaves of every use, part and whole, by id."""
        whole = {name: tuple(use.parts) or (name,) for name, use in self.file.use.items()}
        return {leaf: (leaf,) for leaf in self.leaves} | whole

    @cached_property
    def of_code(self) -> Mapping[str, tuple[str, ...]]:
        """The leaves that each code of the classification may stand for, if any."""
        found: dict[str, list[str]] = {}
        for leaf, use in self.leaves.items():
            for code in self.codes:
                if any(code.startswith(prefix) for prefix in use.codes):
                    found.setdefault(code, []).append(leaf)
        return {code: tuple(leaves) for code, leaves in found.items()}

    @cached_property
    def of_account(self) -> Mapping[tuple[ChartId, str], tuple[str, ...]]:
        """The uses that stand in an account of a chart."""
        found: dict[tuple[ChartId, str], list[str]] = {}
        for name, use in self.file.use.items():
            for chart in self.file.chart:
                for number in getattr(use, chart):
                    found.setdefault((chart, number), []).append(name)
        return {place: tuple(names) for place, names in found.items()}

    @cached_property
    def _named(self) -> Mapping[str, str]:
        uses = {**self.leaves, **self.file.use}
        labels: dict[str, str] = {}
        for name, use in uses.items():
            for label in (use.zh, use.en, *use.also):
                labels.setdefault(compared(label), name)
        return labels | {compared(name): name for name in uses}

    def use_named(self, text: str) -> str | None:
        """Return the id of the use that a text names; None if there is none.

        A text names a use by its id or its names, and may give several of one use.
        """
        if (whole := self._named.get(compared(text))) is not None:
            return whole
        named = {self._named.get(compared(part)) for part in re.split(r"[、，,;；/]", text) if part.strip()}
        return named.pop() if len(named) == 1 else None

    def text(self, use: str) -> Text:
        """The two names of a use or part."""
        return self.file.use[use] if use in self.file.use else self.leaves[use]


@lru_cache(maxsize=4096)
def compared(text: str) -> str:
    """Return the form in which names are compared: without blanks, commas and case."""
    return re.sub(r"[\s_、，,]+", "", text).casefold()


@lru_cache(maxsize=4096)
def code_in(text: str) -> str:
    """Return the code at the start of a text, as five figures; else an empty text.

    >>> code_in("30213 维修（护）费"), code_in("302.13"), code_in("维修费"), code_in("302")
    ('30213', '30213', '', '')
    """
    match = _CODE.match(text.strip())
    return match[1] + match[2] if match else ""
