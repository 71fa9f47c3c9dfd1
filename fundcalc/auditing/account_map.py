"""How an organisation keeps its books: its chart, what its own accounts stand for, and codes of its own year's book.

The file is a small TOML::

    chart = "large"                        # institution, large or small; without it an account decides only where all agree

    [account]
    "6602.07" = { use = "rent_of_premises" }
    "Expenses:Office" = { code = "30201" }

    [code]
    30998 = { year = 2026, zh = "…", en = "…", uses = ["special_equipment"] }
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import _
from fundcalc.base.toml import tables
from fundcalc.policy.model import Node
from fundcalc.policy.uses import Catalogue, ChartId, Code, ConfirmationStatus, no_such_use
from fundcalc.policy.validation import fault
from fundcalc.policy.vocabulary import Text


class Stands(Node):
    """What an account of the organisation stands for: a use, or a code."""

    use: str = ""
    code: str = ""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if bool(self.use) == bool(self.code):
            raise ValueError(_("say either 'use' or 'code'"))
        return self


class OwnCode(Text):
    """A code as the organisation's book of a year has it, and the uses it stands for."""

    year: int
    status: ConfirmationStatus = "K"
    catch_all: bool = False
    uses: tuple[str, ...] = ()


class _File(Node):
    chart: ChartId | None = None
    account: Mapping[str, Stands] = Field(default_factory=dict)
    code: Mapping[Annotated[str, Field(pattern=r"^\d{5}$")], OwnCode] = Field(default_factory=dict)


@dataclass(frozen=True)
class OwnAccounts:
    """An organisation's chart, accounts and codes; an account counts for those below it (``6602`` for ``6602.07``)."""

    chart: ChartId | None = None
    account: Mapping[str, Stands] = field(default_factory=dict)
    codes: Mapping[str, Code] = field(default_factory=dict)
    uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, account: str) -> Stands | None:
        """What an account stands for: the longest of the organisation's accounts that it is, or lies below."""
        name = account.strip()
        if not self.account or not name:
            return None
        fits = [
            each for each in self.account if name == each or (name.startswith(each) and not name[len(each)].isalnum())
        ]
        return self.account[max(fits, key=len)] if fits else None

    def uses_of(self, code: str, known: Catalogue) -> tuple[str, ...]:
        """The leaves that a code stands for, the organisation's own word first."""
        if code in self.uses:
            return tuple(leaf for use in self.uses[code] for leaf in known.parts[use])
        return known.of_code.get(code, ())


def read_accounts(path: Path, known: Catalogue) -> OwnAccounts:
    """Read an organisation's accounts file. Raises PolicyError with every fault: its path, what is wrong, the remedy."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise PolicyError(str(path), (_("cannot be read: {reason}").format(reason=error.strerror),)) from error
    try:
        file = _File.model_validate(tables(text, str(path)))
    except ValidationError as error:
        raise PolicyError(str(path), tuple(dict.fromkeys(map(fault, error.errors())))) from error
    faults = []
    for name, stands in file.account.items():
        if stands.use and stands.use not in known.parts:
            faults.append(no_such_use(f"account.{name}.use", stands.use, known))
        if stands.code and stands.code not in known.codes and stands.code not in file.code:
            faults.append(
                _(
                    "account.{name}.code: {code} is no code of the classification; correct it, or add [code.{code}]"
                ).format(name=name, code=stands.code)
            )
    faults += [
        no_such_use(f"code.{code}.uses", use, known)
        for code, own in file.code.items()
        for use in own.uses
        if use not in known.parts
    ]
    if faults:
        raise PolicyError(str(path), tuple(faults))
    codes = {code: Code(code, own.zh, own.en, own.status, own.year, own.catch_all) for code, own in file.code.items()}
    return OwnAccounts(file.chart, file.account, codes, {code: own.uses for code, own in file.code.items()})
