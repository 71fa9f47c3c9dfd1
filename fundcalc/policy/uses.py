"""What money is spent on: uses, the codes of the economic classification, and accounts, as ``policies/uses.toml`` has them.

A measure permits and prohibits uses; a line of spending names a use, or a code or an account that stands for some. Codes are
matched as codes: the names of 309 and 310 are the same.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.base.toml import tables
from fundcalc.policy.model import Id, Node, Uses
from fundcalc.policy.validation import fault
from fundcalc.policy.vocabulary import Text, policies_folder

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
    """A use, or a part of one that a measure may treat apart; ``also`` are other names that people write for it.

    ``codes`` are items of five figures, or classes of three; a part without any has those of the whole. ``unless`` are
    wordings that contain one of ``words`` and mean something else. The words of an ``alarming`` one ask for review even beside
    words that fit what a line declares.
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
    """An item (款): names it had in earlier books, and whether it is a catch-all that decides nothing alone."""

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
    """An item of the classification by its five figures; ``year`` is that of the book it is taken from."""

    code: str
    zh: str
    en: str
    status: ConfirmationStatus
    year: int
    catch_all: bool = False
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The uses and codes, ready to be asked. A leaf is a use without parts, or one of the parts."""

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
        """The leaves that a code may stand for, for every code of the classification that stands for any."""
        held: dict[str, list[str]] = {}
        for leaf, use in self.leaves.items():
            for code in self.codes:
                if any(code.startswith(prefix) for prefix in use.codes):
                    held.setdefault(code, []).append(leaf)
        return {code: tuple(leaves) for code, leaves in held.items()}

    @cached_property
    def of_account(self) -> Mapping[tuple[ChartId, str], tuple[str, ...]]:
        """The uses that stand in an account of a chart."""
        held: dict[tuple[ChartId, str], list[str]] = {}
        for name, use in self.file.use.items():
            for chart in self.file.chart:
                for number in getattr(use, chart):
                    held.setdefault((chart, number), []).append(name)
        return {place: tuple(names) for place, names in held.items()}

    @cached_property
    def _named(self) -> Mapping[str, str]:
        every = {**self.leaves, **self.file.use}
        labels: dict[str, str] = {}
        for name, use in every.items():
            for label in (use.zh, use.en, *use.also):
                labels.setdefault(_tight(label), name)
        return labels | {_tight(name): name for name in every}

    def use_named(self, text: str) -> str | None:
        """The id of the use that a text names by its id or its names, several of one use among them; None if there is none."""
        if (whole := self._named.get(_tight(text))) is not None:
            return whole
        named = {self._named.get(_tight(part)) for part in re.split(r"[、，,;；/]", text) if part.strip()}
        return named.pop() if len(named) == 1 else None

    def text(self, use: str) -> Text:
        """The two names of a use or part."""
        return self.file.use[use] if use in self.file.use else self.leaves[use]


def _tight(text: str) -> str:
    return re.sub(r"[\s_、，,]+", "", text).casefold()


def code_in(text: str) -> str:
    """The code at the start of a text, as five figures; empty if it starts with none.

    >>> code_in("30213 维修（护）费"), code_in("302.13"), code_in("维修费"), code_in("302")
    ('30213', '30213', '', '')
    """
    found = _CODE.match(text.strip())
    return found[1] + found[2] if found else ""


@cache
def catalogue() -> Catalogue:
    """The uses that travel with the package."""
    path = policies_folder() / "uses.toml"
    return read_uses(path.read_bytes(), str(path))


def read_uses(text: bytes, where: str) -> Catalogue:
    """Read the bytes of a ``uses.toml``. Raises PolicyError with every fault: its path, what is wrong, the remedy."""
    try:
        file = UsesFile.model_validate(tables(text, where))
    except ValidationError as error:
        raise PolicyError(where, tuple(dict.fromkeys(map(fault, error.errors())))) from error
    read = Catalogue(file, _codes(file))
    if faults := tuple(_faults(read)):
        raise PolicyError(where, faults)
    return read


def _codes(file: UsesFile) -> dict[str, Code]:
    year = file.source["economic"].year if "economic" in file.source else 0
    return {
        name + number: Code(
            name + number, item.zh, item.en, item.status or body.status, year, item.catch_all, item.earlier
        )
        for name, body in file.classes.items()
        for number, item in body.items.items()
    }


def _faults(read: Catalogue) -> Iterator[str]:
    file = read.file
    known = {*read.codes, *file.classes}
    names = Counter([*file.use, *(part for use in file.use.values() for part in use.parts)])
    for name in (each for each, times in names.items() if times > 1):
        yield _("use {name}: the id stands there twice; give each use and each part its own").format(name=name)
    labels = Counter(_tight(label) for use in {**read.leaves, **file.use}.values() for label in (use.zh, *use.also))
    for label in (each for each, times in labels.items() if times > 1):
        yield _("the name {label!r} stands for two uses; leave it to one of them").format(label=label)
    for name, use in file.use.items():
        for path, body in (
            (f"use.{name}", use),
            *((f"use.{name}.parts.{key}", each) for key, each in use.parts.items()),
        ):
            for code in body.codes:
                if code not in known:
                    yield _(
                        "{path}.codes: {code} is not a code of the classes below; add it there, or correct it"
                    ).format(path=path, code=code)
                elif body is not use and not any(code.startswith(each) for each in use.codes):
                    yield _("{path}.codes: {code} is none of the codes of use.{name}; add it there, or move it").format(
                        path=path, code=code, name=name
                    )
            for word in (*body.words.zh, *body.words.en, *body.unless):
                if len(word.strip()) < 2:
                    yield _(
                        "{path}: the wording {word!r} is too short to mean one thing; write two letters or more"
                    ).format(path=path, word=word)
        for chart, accounts in file.chart.items():
            for number in getattr(use, chart):
                if number not in accounts.accounts:
                    yield _(
                        "use.{name}.{chart}: {number} is not an account of chart.{chart}; add it there, or correct it"
                    ).format(name=name, chart=chart, number=number)
    for chart, accounts in file.chart.items():
        for number, account in accounts.accounts.items():
            if account.alone and account.alone not in read.parts:
                yield _("chart.{chart}.accounts.{number}.alone: {name!r} is not a use{close}").format(
                    chart=chart, number=number, name=account.alone, close=did_you_mean(account.alone, read.parts)
                )


def wrong_rules(rules: Uses, known: Catalogue) -> Iterator[str]:
    """What a measure says of uses or purposes that are none, or says twice of one use."""
    said: dict[str, str] = {}
    wholes = {use for rule in rules.permitted for use in rule.uses if len(known.parts.get(use, ())) > 1}
    permitted = {leaf for use in wholes for leaf in known.parts[use]}
    named = [(f"uses.{kind}.{at}", rule, kind) for kind in ("permitted", "prohibited", "review")
             for at, rule in enumerate(getattr(rules, kind))]  # fmt: skip
    for path, rule, kind in named:
        for use in rule.uses:
            if use not in known.parts:
                yield no_such_use(f"{path}.uses", use, known)
            parts = known.parts.get(use, ())
            for leaf in parts:
                # A part of what is permitted as a whole may be for review.
                other = "" if kind == "review" and len(parts) == 1 and leaf in permitted else said.get(leaf, "")
                if other:
                    yield _(
                        "{path}.uses: {use} stands already in {other}; a use is permitted, prohibited or reviewed"
                    ).format(path=path, use=leaf, other=other)
                said[leaf] = path
        if rule.purposes and kind != "permitted":
            yield _("{path}.purposes: only a permitted use asks for a purpose; leave the line out").format(path=path)
        for purpose in rule.purposes:
            if purpose not in rules.purpose:
                yield _(
                    "{path}.purposes: [uses.purpose.{purpose}] is missing; add it, or correct the id{close}"
                ).format(path=path, purpose=purpose, close=did_you_mean(purpose, rules.purpose))
    for name, quota in rules.quota.items():
        for use in quota.uses:
            if use not in known.parts:
                yield no_such_use(f"uses.quota.{name}.uses", use, known)
    if rules.silent is None and (named or rules.quota):
        yield _("uses.silent: is missing; say with its article what holds for a use that the measure does not name")


def no_such_use(path: str, use: str, known: Catalogue) -> str:
    """The message about a use that is none."""
    return _("{path}: {use!r} is not a use of uses.toml{close}").format(
        path=path, use=use, close=did_you_mean(use, known.parts)
    )
