"""A finding: what a check found, where, how grave, by which article, and an id that stays the same from run to run."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Literal, get_args

from fundcalc.auditing.lines import Line

Severity = Literal["violation", "review", "note"]
CheckId = Literal[
    "prohibited_use",
    "use_for_review",
    "policy_unknown",
    "overspent",
    "spent_before_receipt",
    "spent_after_revocation",
    "outside_validity",
    "paid_beyond_award",
    "double_award",
    "same_invoice",
    "moved_out",
    "moved_in",
    "quota_exceeded",
    "unspent",
    "award_not_confirmed",
    "book_rejected",
]
CHECK_IDS: tuple[CheckId, ...] = get_args(CheckId)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

Datum = str | int | tuple[str, ...]
Data = Mapping[str, Datum]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    ``fen`` is the amount concerned, if there is one; ``data`` what its sentence is made of (amounts in fen); ``key`` what
    makes it this finding and no other, whatever row it stands in: ``id`` comes from it.
    """

    check: CheckId
    severity: Severity
    policy: str
    cite: str
    award: str
    organisation: str
    place: str
    fen: int | None
    data: Data = field(default_factory=dict)
    key: tuple[str, ...] = ()
    id: str = ""


# All but the id, which comes last. dataclasses.replace takes ten times as long.
_TOLD = tuple(each.name for each in fields(Finding) if each.name != "id")
_told = attrgetter(*_TOLD)


def of_line(line: Line) -> tuple[str, ...]:
    """What makes a line this one, wherever it stands."""
    day = line.date.isoformat() if line.date else ""
    return (
        *(line.award, line.organisation, day, str(line.fen), line.use, line.code, line.account),
        *(line.payee, line.text, line.invoice, line.document),
    )


def with_ids(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with their ids, by gravity and then in the order found; those of one key are numbered."""
    seen: Counter[tuple[str, ...]] = Counter()
    named = []
    for finding in findings:
        key = (finding.check, finding.policy, finding.award, *finding.key)
        seen[key] += 1
        digest = hashlib.sha256("\x1f".join((*key, str(seen[key]))).encode("utf-8", "surrogatepass")).hexdigest()
        named.append(Finding(**dict(zip(_TOLD, _told(finding), strict=True)), id=f"{finding.check}-{digest[:12]}"))
    return tuple(sorted(named, key=lambda each: SEVERITIES.index(each.severity)))
