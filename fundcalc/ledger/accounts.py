"""Names of funds, awards and accounts, built and parsed here and nowhere else.

A fund is a policy's code and a year, such as YN-2026; an award's id begins with its fund. An authority's accounts are per
fund and organisation, not per award: an account per award makes every page of Fava grow with the number of awards. A
recipient has a set of accounts per award (单独核算).
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from fundcalc.ledger import writer

FundKind = Literal["treasury", "free", "committed", "awarded", "clawback_due", "correction_due", "recovered", "owed"]
AwardKind = Literal["money", "deferred", "income", "advanced", "clawback", "returned", "own", "spent"]

# Names begin like this; "{}" is the fund, or the part that stands for the award.
_FUND_NAMES: Mapping[FundKind, str] = {
    "treasury": "Assets:Fund:{}:Treasury",
    "free": "Equity:Fund:{}:Free",
    "committed": "Equity:Fund:{}:Committed",
    "awarded": "Expenses:Fund:{}:Awards",
    "clawback_due": "Assets:Fund:{}:ClawbackDue",
    "correction_due": "Assets:Fund:{}:ClawbackDue:Corrections",
    "recovered": "Equity:Fund:{}:Recovered",
    "owed": "Liabilities:Fund:{}:Awards",
}
_AWARD_NAMES: Mapping[AwardKind, str] = {
    "money": "Assets:Special:{}",
    "deferred": "Liabilities:DeferredGrant:{}",
    "income": "Income:Grant:{}",
    "advanced": "Liabilities:Advanced:{}",
    "clawback": "Liabilities:Clawback:{}",
    "returned": "Expenses:GrantReturned:{}",
    "own": "Equity:OwnFunds:{}",
    "spent": "Expenses:Grant:{}",
}
_FUND_KINDS = {
    (name.split(":")[0], name.split(":")[3]): kind for kind, name in _FUND_NAMES.items() if name.count(":") == 3
}
_AWARD_KINDS = {name.removesuffix(":{}"): kind for kind, name in _AWARD_NAMES.items()}

_PLAIN_PART = re.compile(r"[A-Z0-9][A-Za-z0-9-]*")
_NO_CAPITAL = re.compile(r"[^A-Z0-9]")
_SPELT = str.maketrans({".": "点", "_": "线"})
_UNSPELT = str.maketrans({"点": ".", "线": "_"})
_PREFIX = "X号"
_CACHED = 1 << 17


class AccountName(NamedTuple):
    """A parsed account name.

    ``owner`` is the fund or the award's id. ``detail`` is the organisation's part of an ``owed`` account, or the use of a
    ``spent`` one, such as ``30218-专用材料费``; empty for the others.
    """

    kind: FundKind | AwardKind
    owner: str
    detail: str = ""

    @property
    def of_fund(self) -> bool:
        """Whether it is an account of an authority's fund, not of a recipient's award."""
        return self.kind in _FUND_NAMES


@lru_cache(_CACHED)
def parse(name: str) -> AccountName | None:
    """The account that a name stands for; None for an account that is not ours.

    >>> parse("Expenses:Grant:YN-2026-p1-build:30218-专用材料费")
    Account(kind='spent', owner='YN-2026-p1-build', detail='30218-专用材料费')
    >>> parse("Equity:Fund:YN-2026:Free"), parse("Assets:Bank")
    (Account(kind='free', owner='YN-2026', detail=''), None)
    """
    parts = name.split(":")
    if len(parts) < 3:
        return None
    if parts[1] == "Fund":
        kind = _FUND_KINDS.get((parts[0], parts[3])) if len(parts) > 3 else None
        if kind == "clawback_due" and parts[4:] == ["Corrections"]:
            return AccountName("correction_due", parts[2])
        return (
            AccountName(kind, parts[2], ":".join(parts[4:])) if kind and (kind == "owed" or len(parts) == 4) else None
        )
    award_kind = _AWARD_KINDS.get(f"{parts[0]}:{parts[1]}")
    return AccountName(award_kind, _identifier(parts[2]), parts[-1] if len(parts) > 3 else "") if award_kind else None


@lru_cache(_CACHED)
def part(identifier: str) -> str:
    """The part of account names that stands for an id, unique for every id.

    An id that can be a part is its own; in any other, 点 and 线 stand for ``.`` and ``_``, and X号 comes before a first
    character that no part can start with. No id holds these characters, so the way back is unique.

    >>> part("91530100MA6K-1"), part("A.1_b"), part("lab-7")
    ('91530100MA6K-1', 'A点1线b', 'X号lab-7')
    """
    if _PLAIN_PART.fullmatch(identifier):
        return identifier
    writer.require("id", (identifier,))
    spelt = identifier.translate(_SPELT)
    return f"{_PREFIX}{spelt}" if _NO_CAPITAL.match(spelt) else spelt


def _identifier(of: str) -> str:
    """The id that a part stands for.

    A part that stands for none, such as 试点, is returned as it is.
    """
    if of.isascii():
        return of
    identifier = of.removeprefix(_PREFIX).translate(_UNSPELT)
    return identifier if not writer.mismatches("id", (identifier,)) and part(identifier) == of else of


# Funds and awards.


def fund_id(code: str, year: int) -> str:
    """The fund of a policy's code in a year."""
    return f"{code}-{year}"


def code_of(fund: str) -> str:
    """The policy's code in a fund's name."""
    return fund.rpartition("-")[0]


def year_of(fund: str) -> int | None:
    """The year in a fund's name, if there is one that a fund can have."""
    year = fund.rpartition("-")[2]
    return int(year) if year.isdecimal() and is_year(int(year)) else None


def award_id(code: str, year: int, platform: str, benefit: str) -> str:
    """The id of an award, another one for every combination.

    That of a claim (``p1/c1``) ends with the claim's id. A code and a benefit hold no hyphen and a year has four digits, so
    the parts can be separated whatever the platform's id is. Two claims may come to one id where their ids hold the name
    of a benefit; posting refuses that.

    >>> award_id("YN", 2026, "p-1", "build"), award_id("SV", 2026, "p-1/c7", "voucher")
    ('YN-2026-p-1-build', 'SV-2026-p-1-voucher-c7')
    """
    platform, _slash, claim = platform.partition("/")
    return "-".join(filter(None, (code, str(year), platform, benefit, claim)))


def fund_of(award: str) -> str:
    """The fund with which an award's id begins; empty if it begins with none.

    >>> fund_of("YN-2026-p-1-build"), fund_of("A1")
    ('YN-2026', '')
    """
    parts = award.split("-")
    fund = "-".join(parts[:2])
    return fund if len(parts) > 3 and year_of(fund) else ""


def is_year(value: object) -> bool:
    """Whether a value is a year that a fund can have.

    A date in it, and one in the year before, can be written.
    """
    return type(value) is int and 1901 <= value <= 2199


def opening_day(year: int) -> date:
    """The day from which a fund's accounts are open.

    Next year's funds are often notified in the year before.
    """
    return date(year - 1, 1, 1)


# Accounts of an authority's fund.


def treasury(fund: str) -> str:
    """Money appropriated and not paid out yet."""
    return _FUND_NAMES["treasury"].format(fund)


def free(fund: str) -> str:
    """What was appropriated and is not committed."""
    return _FUND_NAMES["free"].format(fund)


def committed(fund: str) -> str:
    """What was appropriated and is promised."""
    return _FUND_NAMES["committed"].format(fund)


def awarded(fund: str) -> str:
    """What was awarded."""
    return _FUND_NAMES["awarded"].format(fund)


def clawback_due(fund: str) -> str:
    """What was demanded back of what was paid, and has not come."""
    return _FUND_NAMES["clawback_due"].format(fund)


def correction_due(fund: str) -> str:
    """What was paid beyond awards that were corrected, and has not come back."""
    return _FUND_NAMES["correction_due"].format(fund)


def recovered(fund: str) -> str:
    """What was demanded back.

    It is not free for new awards, but to be surrendered or appropriated anew.
    """
    return _FUND_NAMES["recovered"].format(fund)


def owed(fund: str, organisation: str) -> str:
    """What was awarded to an organisation and is not paid yet."""
    return f"{_FUND_NAMES['owed'].format(fund)}:{part(organisation)}"


def of_fund(fund: str) -> tuple[str, ...]:
    """The accounts that the first appropriation opens."""
    return treasury(fund), free(fund), committed(fund), awarded(fund)


# Accounts of a recipient's award.


def money(award: str) -> str:
    """The special account: money of the award that is there."""
    return _AWARD_NAMES["money"].format(part(award))


def deferred(award: str) -> str:
    """The deferred grant: received and not spent, returned or demanded back."""
    return _AWARD_NAMES["deferred"].format(part(award))


def income(award: str) -> str:
    """The grant released to income as it is spent."""
    return _AWARD_NAMES["income"].format(part(award))


def spent(award: str, use: str) -> str:
    """What was spent on a use: its code and name."""
    return f"{_AWARD_NAMES['spent'].format(part(award))}:{use}"


def advanced(award: str) -> str:
    """Own money that paid for the award's spending before its own money came (垫付)."""
    return _AWARD_NAMES["advanced"].format(part(award))


def clawback(award: str) -> str:
    """What is demanded back and not returned yet."""
    return _AWARD_NAMES["clawback"].format(part(award))


def returned(award: str) -> str:
    """What was spent and is demanded back: the unit bears it itself."""
    return _AWARD_NAMES["returned"].format(part(award))


def own(award: str) -> str:
    """Own money put in for what is demanded back."""
    return _AWARD_NAMES["own"].format(part(award))


def of_award(award: str) -> dict[AwardKind, str]:
    """The accounts that the first entry of an award opens, by kind.

    Those of uses are opened as they come.
    """
    return {kind: name.format(part(award)) for kind, name in _AWARD_NAMES.items() if kind != "spent"}
