"""Which award a posting of a journal is of.

By a column, its project, its account, the bank account, or an option.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fundcalc.base.ids import is_id
from fundcalc.journals.charts import split_account
from fundcalc.journals.records import JournalPosting
from fundcalc.workbooks.cell_text import tight

_CODE_FIRST = re.compile(
    r"\s*([A-Za-z]*\d[\w.\-]*?)(?:[\s_:：/\\|—]+|-(?=[^\w.\-])|--+|(?=[^\w.\-\s\x00-\x7f年月日期号]))(.+)",
    re.ASCII | re.DOTALL,
)
_ITEMS = re.compile(r"[|/;；,，、]+")
_CODE = re.compile(r"([A-Za-z]*)(\d+)", re.ASCII)
# Between projects of which a posting names several.
SEVERAL = "＋"
_IN_BRACKETS = re.compile(r"\s*[\[(（【<]([A-Za-z]*\d[\w.\-]*)[\])）】>][\s_:：/\\|—\-]*(.+)", re.ASCII | re.DOTALL)
_CODE_BEHIND = re.compile(r"\s*(\D+?)\s*[\[(（【]([A-Za-z]*\d[\w.\-]*)[\])）】]\s*", re.ASCII | re.DOTALL)


@dataclass
class Attribution:
    """How projects, accounts and bank accounts stand for awards.

    ``award`` is that of everything else.

    ``used`` are the entries that matched anything.
    """

    award: str = ""
    projects: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    banks: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    known: Sequence[str] = ()
    used: set[str] = field(default_factory=set)
    _of_project: dict[str, str] = field(default_factory=dict, repr=False)
    _of_account: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    _of_bank: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    def own(self, posting: JournalPosting) -> str:
        """The award that a posting itself names; empty if it names none."""
        if posting.details.award:
            return posting.details.award
        if posting.details.project and (award := self.of_project(posting.details.project)):
            return award
        key = (posting.account, posting.name)
        if key not in self._of_account:
            self._of_account[key] = self._account(*key)
        return self._of_account[key]

    def of_project(self, project: str) -> str:
        """The award of a project by its name, its code, or both.

        A project that is called by the award's id is of it.
        """
        if project not in self._of_project:
            self._of_project[project] = self._named(project) or self._of_parts(project)
        return self._of_project[project]

    def _of_parts(self, project: str) -> str:
        """The award of a cell of several items.

        Several projects are of one award only if all of them are.
        """
        parts = [part.strip() for part in _ITEMS.split(project) if part.strip()]
        if SEVERAL in project or len(alike(parts)) > 1:
            awards = {self._project(part) for part in (project.split(SEVERAL) if SEVERAL in project else alike(parts))}
            return awards.pop() if len(awards) == 1 else ""
        # Auxiliary items in one cell do not always say which one is the project.
        return self._project(project) or next(filter(None, map(self._project, parts)), "")

    def _named(self, project: str) -> str:
        """The award of an entry that is written just as the project is."""
        for name, award in self.projects.items():
            if tight(name) == tight(project):
                self.used.add(name)
                return award
        return ""

    def _project(self, project: str) -> str:
        parts = [tight(part) for part in split_project(project)]
        for name, award in self.projects.items():
            if _same_project([tight(part) for part in split_project(name)], parts):
                self.used.add(name)
                return award
        for award in self.known:
            if tight(award) in (tight(project), *parts):
                return award
        return ""

    def of_part(self, name: str, projects: Iterable[str]) -> str:
        """The award of the project of these that a code or a name alone stands for."""
        wanted = [tight(part) for part in split_project(name)]
        awards = {
            self.of_project(project)
            for project in projects
            if _same_project([tight(part) for part in split_project(project)], wanted)
        }
        return awards.pop() if len(awards) == 1 else ""

    def _account(self, code: str, name: str) -> str:
        best = ""
        for own in self.accounts:
            own_code, own_name = split_account(own)
            by_code = own_code and _covers(own_code, code)
            by_name = (
                not own_code and own_name and tight(own_name) in (tight(name), *map(tight, re.split(r"[_/\\\-]", name)))
            )
            if (by_code or by_name) and len(own) >= len(best):
                best = own
        if best:
            self.used.add(best)
            return self.accounts[best]
        parts = [part for part in re.split(r"[_/\\:>\s]+", name) if part]
        for part in reversed(parts):
            if part in self.known:
                return part
            for project, award in self.projects.items():
                if tight(part) in (tight(project), *map(tight, split_project(project))):
                    self.used.add(project)
                    return award
        return ""

    def of_bank(self, posting: JournalPosting) -> str:
        """The award whose special account a bank account is; empty if it is none."""
        key = (posting.account, posting.name)
        if key not in self._of_bank:
            found = next((own for own in self.banks if _covers(split_account(own)[0] or own, posting.account)), "")
            if found:
                self.used.add(found)
            self._of_bank[key] = self.banks.get(found, "")
        return self._of_bank[key]

    def unused(self, postings: Iterable[JournalPosting]) -> Iterable[str]:
        """The entries that match none of these postings, nor matched any before."""
        for posting in postings:
            if posting.details.project:
                self.of_project(posting.details.project)
            self._account(posting.account, posting.name)
            self.of_bank(posting)
        return [name for name in (*self.projects, *self.accounts, *self.banks) if name not in self.used]


def alike(items: Sequence[str]) -> list[str]:
    """The first item, and those with a code like its own, as P002 has beside P001.

    >>> alike(["P001 中心建设", "科研部", "P002 中试"]), alike(["中心建设", "P002 中试"])
    (['P001 中心建设', 'P002 中试'], ['中心建设'])
    """
    first, *others = [item.strip(" -/") for item in items if item.strip(" -/")] or [""]
    code = _CODE.match(first)
    if code is None:
        return [first]
    same = [item for item in others if (match := _CODE.match(item)) and _shape(match) == _shape(code)]
    return list(dict.fromkeys([first, *same]))


def _shape(code: re.Match[str]) -> tuple[str, int]:
    return code[1], len(code[2])


def _same_project(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two projects are one: by their code, their name or both."""
    return set(one) == set(other) if len(one) == len(other) else bool(set(one) & set(other))


def split_project(project: str) -> list[str]:
    """The code and the name of a project: P001 and 中心建设 of "P001 中心建设".

    One part where it has no code.
    """
    if match := _CODE_BEHIND.fullmatch(project):
        return [match[2], match[1].strip()] if is_id(match[2]) else [project.strip()]
    match = _IN_BRACKETS.fullmatch(project) or _CODE_FIRST.fullmatch(project)
    return [match[1], match[2].strip()] if match and is_id(match[1]) else [project.strip()]


def _covers(own: str, account: str) -> bool:
    mine, other = re.sub(r"\D", "", own), re.sub(r"\D", "", account)
    return bool(mine) and other.startswith(mine)
