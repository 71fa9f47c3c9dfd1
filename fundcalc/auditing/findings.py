"""A finding: what a check found, where, how severe, by which article.

Its id stays the same from run to run.
"""

import hashlib
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple, NotRequired, TypedDict, get_args

from fundcalc.auditing.lines import Line
from fundcalc.base.figures import day
from fundcalc.base.i18n import _

if TYPE_CHECKING:
    from fundcalc.auditing.context import AuditContext

Severity = Literal["violation", "review", "hint", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

Datum = str | int | tuple[str, ...]


class EntryDetails(NamedTuple):
    """What the line or the movement that a finding is about says of itself."""

    on: date | None = None
    payee: str = ""
    text: str = ""
    invoice: str = ""
    document: str = ""


_NO_DETAILS = EntryDetails()


class LineReversal(NamedTuple):
    """The negative line that takes back the line of a finding."""

    on: date | None
    place: str


class Subject(TypedDict):
    """What a finding is about: the fields that every finding has."""

    policy: str
    award: str
    organisation: str
    place: str
    voucher: str
    details: NotRequired[EntryDetails]
    reversal: NotRequired[LineReversal | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(ABC):
    """What a check found.

    Each check has its own subclass with the figures of its sentence (amounts in fen).

    ``fen`` is the amount concerned, if there is one; ``voucher`` is the label of a journal's voucher. ``id`` is a digest of
    ``key``, which identifies the finding by content and not by row. ``details`` are those of the line or movement, and
    ``reversal`` is what takes the line back: both are one finding.
    """

    check: ClassVar[str]

    severity: Severity
    policy: str = ""
    cite: str = ""
    award: str = ""
    organisation: str = ""
    place: str = ""
    voucher: str = ""
    fen: int | None = None
    key: tuple[str, ...] = ()
    details: EntryDetails = _NO_DETAILS
    reversal: LineReversal | None = None
    id: str = ""

    @staticmethod
    @abstractmethod
    def title() -> str:
        """What the check looks for, in a few words."""

    @abstractmethod
    def sentence(self) -> str:
        """What was found, without its article and place."""

    def statement(self) -> str:
        """The sentence, and whether its line was taken back."""
        if self.reversal is None:
            return self.sentence()
        return _("{finding} (taken back on {date}, {place})").format(
            finding=self.sentence(),
            date=day(self.reversal.on) if self.reversal.on else "—",
            place=self.reversal.place or "—",
        )

    def cited(self) -> str:
        """Return one sentence that can stand alone.

        It names the check, the article, and what was found.
        """
        return _("{check} ({article}): {finding}").format(
            check=self.title(), article=self.cite or "—", finding=self.statement()
        )

    @property
    def data(self) -> Mapping[str, Datum]:
        """Return the figures of the sentence as JSON has them.

        Amounts in fen, dates like 2026-03-01.
        """
        data = {key: _datum(getattr(self, name)) for key, name in _json_keys(type(self)).items()}
        return {**data, "voucher": self.voucher} if self.voucher else data


@cache
def _json_keys(kind: type[Finding]) -> Mapping[str, str]:
    """The fields that a kind of finding has of its own, by their keys in JSON."""
    common = {field.name for field in fields(Finding)}
    return {field.metadata.get("json", field.name): field.name for field in fields(kind) if field.name not in common}


def _datum(value: str | int | date | tuple[str, ...]) -> Datum:
    match value:
        case date():
            return value.isoformat()
        case bool():
            return int(value)
        case _:
            return value


@dataclass(frozen=True)
class AuditCheck:
    """A check.

    The findings it makes, the function that makes them, and how severe they can be.
    """

    finding: type[Finding]
    find: Callable[["AuditContext"], Iterator[Finding]]
    severities: tuple[Severity, ...] = ("violation",)

    @property
    def id(self) -> str:
        return self.finding.check

    def title(self) -> str:
        return self.finding.title()


def voucher_of(line: Line) -> str:
    """The label of the voucher that a line of a journal is of, else empty."""
    return line.document if line.origin == "journal" else ""


def details_of(line: Line) -> EntryDetails:
    """What a line says of itself."""
    return EntryDetails(line.date, line.payee, line.text, line.invoice, line.document)


def line_key(line: Line) -> tuple[str, ...]:
    """What identifies a line wherever it stands."""
    day = line.date.isoformat() if line.date else ""
    return (
        *(line.award, line.organisation, day, str(line.fen), line.use, line.code, line.account),
        *(line.payee, line.text, line.invoice, line.document),
    )


def with_ids(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Give findings their ids, by severity and then in the order found.

    Those of one key are numbered.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    identified = []
    for finding in findings:
        key = (finding.check, finding.policy, finding.award, *finding.key)
        seen[key] += 1
        digest = hashlib.sha256("\x1f".join((*key, str(seen[key]))).encode("utf-8", "surrogatepass")).hexdigest()
        identified.append(_identified(finding, f"{finding.check}-{digest[:12]}"))
    return tuple(sorted(identified, key=lambda finding: SEVERITIES.index(finding.severity)))


def _identified(finding: Finding, name: str) -> Finding:
    # dataclasses.replace takes ten times as long.
    kind: Callable[..., Finding] = type(finding)
    names, values = _all_but_id(type(finding))
    return kind(**dict(zip(names, values(finding), strict=True)), id=name)


@cache
def _all_but_id(kind: type[Finding]) -> tuple[tuple[str, ...], Callable[[Finding], tuple[object, ...]]]:
    names = tuple(field.name for field in fields(kind) if field.name != "id")
    return names, attrgetter(*names)
