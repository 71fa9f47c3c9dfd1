"""The query in the address of the page: filters, order, part of the list.

Nothing in an address can be wrong: what is not understood is as if it were not there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from fundcalc.base.i18n import _, ngettext
from fundcalc.ledger.award_accounts import AwardAccount
from fundcalc.prose.awards import measure_title

PER_PAGE = 50
_MOST_OFFERED = 300

# What Fava asks for by itself, and what the page asks for.
_FAVA = ("time", "account", "filter", "conversion", "interval")
_WHICH = ("policy", "year", "organisation")
PARAMETERS = (*_FAVA, *_WHICH, "sort", "order", "page", "findings", "award")


@dataclass(frozen=True, slots=True)
class PageAddress:
    """The address of the page, its parameters, and links to places in files.

    ``source`` leads to a line of a file in Fava's editor, ``context`` to the entry that begins there ("" if none does).
    """

    url: str
    parameters: Mapping[str, str]
    source: Callable[[str, int], str]
    context: Callable[[str, int], str]

    def address(self, **changed: str) -> str:
        """The address of the page when other things are asked for.

        What is empty is left out.
        """
        wishes = {name: value for name, value in {**self.parameters, **changed}.items() if value}
        return f"{self.url}?{urlencode(wishes)}" if wishes else self.url


class Filter(NamedTuple):
    """A filter: label, name in the address, options (value, text, chosen)."""

    label: str
    name: str
    options: Sequence[tuple[str, str, bool]]


def is_filtered(parameters: Mapping[str, str]) -> bool:
    """Whether only some of the awards are asked for."""
    return any(parameters.get(name) for name in _WHICH)


def chosen(accounts: Sequence[AwardAccount], parameters: Mapping[str, str]) -> list[AwardAccount]:
    """The awards that are asked for."""
    policy, year, words = (parameters.get(name, "") for name in _WHICH)
    wanted = words.strip().casefold()
    return [
        account
        for account in accounts
        if policy in ("", account.policy)
        and year in ("", str(account.year))
        and (not wanted or wanted in f"{account.organisation_name}\n{account.organisation}".casefold())
    ]


def choices(accounts: Sequence[AwardAccount], parameters: Mapping[str, str]) -> list[Filter]:
    """The filters by policy and by year."""
    policies = {account.policy: measure_title(account.policy) for account in accounts}
    years = {str(year): str(year) for year in sorted({account.year for account in accounts}, reverse=True)}
    return [
        Filter(
            label,
            name,
            [("", every, False), *((value, text, parameters.get(name) == value) for value, text in of.items())],
        )
        for label, name, every, of in (
            (_("measure"), "policy", _("all measures"), policies),
            (_("year"), "year", _("all years"), years),
        )
    ]


def organisations(accounts: Sequence[AwardAccount]) -> list[str]:
    """The names to offer for the filter by organisation.

    None where there are too many to look through.
    """
    names = sorted({account.organisation_name for account in accounts if account.organisation_name})
    return names if len(names) <= _MOST_OFFERED else []


def kept(parameters: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a new choice of filters leaves as it is."""
    return [(name, parameters[name]) for name in (*_FAVA, "sort", "order") if parameters.get(name)]


def sorted_by(parameters: Mapping[str, str], known: Mapping[str, Callable[[AwardAccount], object]]) -> tuple[str, bool]:
    """The column to sort by (empty: the book's order), and whether descending."""
    name = parameters.get("sort", "")
    return (name, parameters.get("order") != "up") if name in known else ("", False)


class Paging(NamedTuple):
    """Which rows are shown, in words, and links to the other parts of the list."""

    summary: str
    links: Sequence[tuple[str, str]]


def paged(rows: Sequence[AwardAccount], place: PageAddress) -> tuple[Sequence[AwardAccount], Paging]:
    """The part of the list that is asked for, and the way to the others."""
    last = max(1, -(-len(rows) // PER_PAGE))
    wanted = place.parameters.get("page", "")
    page = min(max(int(wanted), 1), last) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 9 else 1
    first = (page - 1) * PER_PAGE
    shown = rows[first : first + PER_PAGE]
    summary = ngettext("{number} award", "{number} awards", len(rows)).format(number=f"{len(rows):,}")
    if last > 1:
        summary = _("{first}–{last} of {number} awards").format(
            first=f"{first + 1:,}", last=f"{first + len(shown):,}", number=f"{len(rows):,}"
        )
    others = [(1, _("first"), page > 1), (page - 1, _("previous"), page > 1),
              (page + 1, _("next"), page < last), (last, _("last"), page < last)]  # fmt: skip
    links = [(place.address(page="" if number == 1 else str(number)), text) for number, text, there in others if there]
    return shown, Paging(summary, links)
