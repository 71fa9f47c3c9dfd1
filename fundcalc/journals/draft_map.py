"""A draft of the mapping file of a unit.

Every project and account that its journals have, with sums and guesses.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from fundcalc.base.errors import SheetError
from fundcalc.base.figures import figure
from fundcalc.base.i18n import _
from fundcalc.journals.attribution import Attribution, split_project
from fundcalc.journals.charts import chart_of
from fundcalc.journals.records import Voucher

_MOST_AWARDS = 200


@dataclass
class FoundEntry:
    """A project or an account of journals: its postings and their sums in fen."""

    name: str = ""
    postings: int = 0
    debit: int = 0
    credit: int = 0


def draft_map(vouchers: Sequence[Voucher], attribution: Attribution, names: Mapping[str, str]) -> str:
    """The text of a mapping file.

    ``names`` are the awards known, with what their platforms are called.

    Bank accounts, accounts that support comes in on, and those with sub-accounts are offered; an entry is commented out where
    nothing says which award it is of.
    """
    projects, others, banks = entries_in(vouchers)
    lines = [
        _(
            "# What the projects and accounts of the journals stand for: complete the ids, and delete the # before them."
        ),
        _('# An entry that stays "" is of no award. Read it back with: fundcalc audit … --map FILE.toml'),
        *_known_awards(names),
        "",
        "[columns]",
        "",
        "[project]",
        *_entries(projects, {**attribution.projects}, names),
        "",
        "[account]",
        *_entries(others, attribution.accounts, names),
        "",
        _("# The account of the special money, if it has one of its own: transfers from and to it are reported."),
        "[bank]",
        *_entries(banks, attribution.banks, names),
    ]
    return "\n".join(lines) + "\n"


def _known_awards(names: Mapping[str, str]) -> Iterator[str]:
    """The awards that an entry may be of, as remarks."""
    if not names:
        return
    yield _("# Awards that are known here:")
    for award, platform in sorted(names.items())[:_MOST_AWARDS]:
        yield f"#   {_one_line(f'{award}  {platform}')}"
    if len(names) > _MOST_AWARDS:
        yield "#   …"


class FoundEntries(NamedTuple):
    """The projects, accounts and bank accounts of journals, by name or code."""

    projects: Mapping[str, FoundEntry]
    accounts: Mapping[str, FoundEntry]
    banks: Mapping[str, FoundEntry]


def entries_in(vouchers: Sequence[Voucher]) -> FoundEntries:
    """What journals have that may stand for awards."""
    projects: dict[str, FoundEntry] = {}
    accounts: dict[str, FoundEntry] = {}
    for voucher in vouchers:
        for posting in voucher.postings:
            if posting.details.project:
                project = projects.setdefault(posting.details.project, FoundEntry())
                _add(project, posting.fen, is_debit=posting.is_debit)
            account = accounts.setdefault(posting.account, FoundEntry(posting.name))
            _add(account, posting.fen, is_debit=posting.is_debit)
    chart = chart_of((code, found.name) for code, found in accounts.items())
    banks = {code: found for code, found in accounts.items() if chart.account(code, found.name).role == "bank"}
    others = {code: found for code, found in accounts.items() if code not in banks}
    return FoundEntries(projects, others, banks)


def write_draft(path: Path, text: str) -> None:
    """Write a draft. Raises SheetError where there is such a file.

    A person may have completed it.
    """
    if path.exists():
        message = _(
            "{path}: there is such a file already; give another name, so that nothing that was completed is lost."
        )
        raise SheetError(message.format(path=path))
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise SheetError(_("{path}: cannot be written ({reason}).").format(path=path, reason=error.strerror)) from error


def _add(found: FoundEntry, fen: int, *, is_debit: bool) -> None:
    found.postings += 1
    if is_debit:
        found.debit += fen
    else:
        found.credit += fen


def _entries(found: Mapping[str, FoundEntry], known: Mapping[str, str], names: Mapping[str, str]) -> Iterator[str]:
    for key, entry in sorted(found.items()):
        award = known.get(key, "")
        guess = award or guessed(f"{key} {entry.name}", tuple(names.items()))
        comment = (
            _("{name}: {count} postings, debit {debit}, credit {credit}")
            .format(name=entry.name, count=entry.postings, debit=figure(entry.debit), credit=figure(entry.credit))
            .removeprefix(": ")
            .removeprefix("：")
        )
        if guess and not award:
            comment += _("; a guess, check it")
        yield f"{'' if award or guess else '# '}{_quoted(key)} = {_quoted(guess)}  # {_one_line(comment)}"


def guessed(text: str, names: Sequence[tuple[str, str]]) -> str:
    """The award whose id, or whose platform's name, a text holds or nearly is.

    Empty if none is likely.
    """
    awards = {name: award for award, name in names if name}
    for award, name in names:
        if award in text or (name and name in text):
            return award
    likely = (get_close_matches(word, awards, 1) for word in (text, *split_project(text)))
    return next((awards[found[0]] for found in likely if found), "")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(letter if letter.isprintable() else " " for letter in escaped) + '"'


def _one_line(text: str) -> str:
    return " ".join(text.split())
