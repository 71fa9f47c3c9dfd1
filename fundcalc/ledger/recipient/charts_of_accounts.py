"""Recipients' charts of accounts, and the names of expense accounts."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fundcalc.auditing.lines import Line
from fundcalc.ledger.accounts import AwardKind
from fundcalc.policy.use_catalogue import ChartId
from fundcalc.policy.uses import catalogue

DEFAULT = "enterprise"
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class ChartAccount:
    """An account of a chart.

    ``number`` is empty for one that the unit's own books do not have.
    """

    number: str
    zh: str
    confirmed: bool

    @property
    def name(self) -> str:
        return f"{self.number} {self.zh}".strip()


@dataclass(frozen=True, slots=True)
class ChartOfAccounts:
    """A chart of accounts.

    Its names, its source, its chart in ``uses.toml``, and the account of every part.
    """

    id: str
    zh: str
    en: str
    uses: ChartId
    source: str
    account: Mapping[AwardKind, ChartAccount]


@cache
def charts() -> Mapping[str, ChartOfAccounts]:
    """Every chart by id."""
    text = Path(__file__).with_name("charts_of_accounts.toml").read_text("utf-8")
    return {
        name: ChartOfAccounts(
            name,
            body["zh"],
            body["en"],
            body["uses"],
            body["source"],
            {
                part: ChartAccount(fields.get("number", ""), fields["zh"], fields["confirmed"])
                for part, fields in body["account"].items()
            },
        )
        for name, body in tomllib.loads(text).items()
    }


def use_part(line: Line, chart: ChartOfAccounts, known: Collection[str]) -> str:
    """The last part of the account of a line: its number and name.

    The number is the code, else that of the account, else U for a use.

    ``known`` are the parts the award has: one that begins with the same number is taken as it is, whatever the table
    calls that number today. Brackets and other signs are left out, because no account can hold them.

    >>> use_part(Line(None, 1, code="30213"), charts()["enterprise"], ())
    '30213-维修护费'
    """
    if line.code:
        named = catalogue().codes.get(line.code)
        return _part(line.code, named.zh if named else "", known)
    number = re.match(r"\d{4,}", line.account)
    if number:
        account = catalogue().file.chart[chart.uses].accounts.get(number[0][:4])
        rest = line.account[number.end() :]
        return _part(number[0], rest or (account.zh if account else ""), known)
    words = line.use or line.account
    use = catalogue().use_named(words)
    return _part("U", catalogue().text(use).zh if use else words, known)


def _part(number: str, name: str, known: Collection[str]) -> str:
    if number[0].isdigit():
        same = next(
            (existing for existing in sorted(known) if existing == number or existing.startswith(f"{number}-")), None
        )
        if same:
            return same
    kept = "".join(letter for letter in name if letter.isalpha() or letter.isdecimal())[:_LONGEST]
    return f"{number}-{kept}" if kept else number
