"""How an organisation keeps its books: its chart, its own accounts and codes."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Self

from pydantic import model_validator

from fundcalc.auditing.hint_settings import HintSettings, SampleSettings
from fundcalc.base.i18n import _
from fundcalc.policy.model import Node
from fundcalc.policy.use_catalogue import Catalogue, ChartId, Code, ConfirmationStatus
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


def _covers(own: str, account: str) -> bool:
    if account == own or (account.startswith(own) and not account[len(own)].isalnum()):
        return True
    number, other = number_of(own), number_of(account)
    # A level of sub-accounts has two figures or more.
    return bool(number) and other.startswith(number) and len(other) - len(number) != 1


@cache
def number_of(account: str) -> str:
    """The digits that an account starts with, as in 6602.07, 660207 or 6602/07 管理费用."""
    found = _ACCOUNT.match(unicodedata.normalize("NFKC", account.strip()))
    return re.sub(r"\D", "", found[0]) if found else ""


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
        return self.account[max(covering, key=lambda own: len(number_of(own) or own))] if covering else None

    def unused(self, accounts: Iterable[str]) -> tuple[str, ...]:
        """The organisation's accounts that none of these is, or is below."""
        names = {account.strip() for account in accounts}
        return tuple(own for own in self.account if not any(_covers(own, name) for name in names))

    def uses_of(self, code: str, known: Catalogue) -> tuple[str, ...]:
        """The leaves that a code stands for, the organisation's own word first."""
        if code in self.uses:
            return tuple(leaf for use in self.uses[code] for leaf in known.parts[use])
        return known.of_code.get(code, ())
