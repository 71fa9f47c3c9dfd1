"""How an organisation keeps its books: its chart, its own accounts and codes.

The file is a small TOML::

    chart = "large"                        # institution, large or small; without it an account decides only where all agree

    [account]
    "6602.07" = { use = "rent_of_premises" }
    "Expenses:Office" = { code = "30201" }

    [code]
    30998 = { year = 2026, zh = "…", en = "…", uses = ["special_equipment"] }

The settings of hints and of the sample stand in the same file: see ``hint_settings``.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from fundcalc.auditing.hint_settings import HintSettings, SampleSettings
from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.base.toml import tables
from fundcalc.policy.fault_messages import fault_message
from fundcalc.policy.model import Node
from fundcalc.policy.use_catalogue import Catalogue, ChartId, Code, ConfirmationStatus
from fundcalc.policy.use_checks import unknown_use
from fundcalc.policy.vocabulary import Text

# An account by number, of four figures or more, with its sub-accounts.
_ACCOUNT = re.compile(r"\d{4,}([./\\\\_-]?\d+)*")


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


def number_of(account: str) -> str:
    """The digits that an account starts with."""
    return _number(account)


def _covers(own: str, account: str) -> bool:
    if account == own or (account.startswith(own) and not account[len(own)].isalnum()):
        return True
    number, other = _number(own), _number(account)
    # A level of sub-accounts has two figures or more.
    return bool(number) and other.startswith(number) and len(other) - len(number) != 1


@cache
def _number(account: str) -> str:
    """The digits that an account starts with, as in 6602.07, 660207 or 6602/07 管理费用."""
    found = _ACCOUNT.match(unicodedata.normalize("NFKC", account.strip()))
    return re.sub(r"\D", "", found[0]) if found else ""


class _File(Node):
    chart: ChartId | None = None
    account: Mapping[str, Stands] = Field(default_factory=dict)
    code: Mapping[Annotated[str, Field(pattern=r"^\d{5}$")], OwnCode] = Field(default_factory=dict)
    hints: HintSettings = Field(default_factory=HintSettings)
    sample: SampleSettings = Field(default_factory=SampleSettings)


@dataclass(frozen=True)
class OwnAccounts:
    """An organisation's chart, accounts and codes.

    The account 6602 covers 6602.07 and 660207.
    """

    chart: ChartId | None = None
    account: Mapping[str, Stands] = field(default_factory=dict)
    codes: Mapping[str, Code] = field(default_factory=dict)
    uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hints: HintSettings = field(default_factory=HintSettings)
    sample: SampleSettings = field(default_factory=SampleSettings)

    def of(self, account: str) -> Stands | None:
        """Return what an account stands for.

        The longest of the organisation's accounts that it is, or is below, says so.
        """
        name = account.strip()
        covering = [own for own in self.account if name and _covers(own, name)]
        return self.account[max(covering, key=lambda own: len(_number(own) or own))] if covering else None

    def unused(self, accounts: Iterable[str]) -> tuple[str, ...]:
        """The organisation's accounts that none of these is, or is below."""
        names = {account.strip() for account in accounts}
        return tuple(own for own in self.account if not any(_covers(own, name) for name in names))

    def uses_of(self, code: str, known: Catalogue) -> tuple[str, ...]:
        """The leaves that a code stands for, the organisation's own word first."""
        if code in self.uses:
            return tuple(leaf for use in self.uses[code] for leaf in known.parts[use])
        return known.of_code.get(code, ())


def read_accounts(path: Path, known: Catalogue) -> OwnAccounts:
    """Read an organisation's accounts file.

    Raises PolicyError with every fault: its path, what is wrong, the remedy.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise PolicyError(str(path), (_("cannot be read: {reason}").format(reason=error.strerror),)) from error
    try:
        file = _File.model_validate(tables(text, str(path)))
    except ValidationError as error:
        raise PolicyError(str(path), tuple(dict.fromkeys(map(fault_message, error.errors())))) from error
    faults = []
    for name, stands in file.account.items():
        if stands.use and stands.use not in known.parts:
            faults.append(unknown_use(f"account.{name}.use", stands.use, known))
        if stands.code and stands.code not in known.codes and stands.code not in file.code:
            faults.append(
                _(
                    "account.{name}.code: {code} is not a code of the classification; correct it, or add [code.{code}]"
                ).format(name=name, code=stands.code)
            )
    faults += [
        unknown_use(f"code.{code}.uses", use, known)
        for code, own in file.code.items()
        for use in own.uses
        if use not in known.parts
    ]
    faults += _unknown_hints(file.hints.off)
    if faults:
        raise PolicyError(str(path), tuple(faults))
    codes = {code: Code(code, own.zh, own.en, own.status, own.year, own.catch_all) for code, own in file.code.items()}
    uses = {code: own.uses for code, own in file.code.items()}
    return OwnAccounts(file.chart, file.account, codes, uses, file.hints, file.sample)


def _unknown_hints(names: Iterable[str]) -> Iterator[str]:
    from fundcalc.auditing.checks import HINTS

    for name in names:
        if name not in HINTS:
            close = did_you_mean(name, sorted(HINTS))
            yield _("hints.off: '{name}' is not a hint{close}").format(name=name, close=close)
