"""What persons decided about findings, kept from one audit to the next.

A finding that was accepted, or called not applicable, is closed; one that is confirmed or to be corrected stays open with
its note. A finding whose amount is another than when it was decided is open again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never, get_args

from fundcalc.auditing.findings import Finding
from fundcalc.base.i18n import _

VerdictWord = Literal["confirmed", "accepted", "to_be_corrected", "not_applicable"]
WORDS: tuple[VerdictWord, ...] = get_args(VerdictWord)
CLOSING: frozenset[VerdictWord] = frozenset({"accepted", "not_applicable"})


@dataclass(frozen=True, slots=True)
class PersonVerdict:
    """A person's verdict on a finding.

    ``fen`` is the amount of the finding when it was decided; None where the file does not say, and ``has_amount`` is false.
    """

    word: VerdictWord
    note: str = ""
    by: str = ""
    on: date | None = None
    fen: int | None = None
    has_amount: bool = False

    @property
    def closes(self) -> bool:
        """Whether the finding is closed by it."""
        return self.word in CLOSING

    def holds_for(self, finding: Finding) -> bool:
        """Whether the finding is still as it was when it was decided."""
        return not self.has_amount or self.fen == finding.fen


Verdicts = Mapping[str, PersonVerdict]


@dataclass(frozen=True, slots=True)
class FindingsByVerdict:
    """The findings of an audit by what persons decided.

    ``open`` are new, reopened, confirmed or to be corrected; ``closed`` are listed with their verdicts; ``reopened`` are ids
    whose amount changed since; ``gone`` are ids of verdicts that no finding has any more.
    """

    open: tuple[Finding, ...]
    closed: tuple[Finding, ...]
    reopened: tuple[str, ...]
    gone: tuple[str, ...]


def apply_verdicts(
    findings: Sequence[Finding], verdicts: Verdicts, left_out: Iterable[Finding] = ()
) -> FindingsByVerdict:
    """Divide the findings of an audit by the verdicts of persons.

    ``left_out`` are findings that are there, but are not listed.
    """
    reopened = tuple(
        finding.id for finding in findings if finding.id in verdicts and not verdicts[finding.id].holds_for(finding)
    )
    standing = standing_verdicts(findings, verdicts)
    closed = {id_ for id_, verdict in standing.items() if verdict.closes}
    return FindingsByVerdict(
        tuple(finding for finding in findings if finding.id not in closed),
        tuple(finding for finding in findings if finding.id in closed),
        reopened,
        tuple(sorted(verdicts.keys() - {finding.id for finding in (*findings, *left_out)})),
    )


def standing_verdicts(findings: Iterable[Finding], verdicts: Verdicts) -> dict[str, PersonVerdict]:
    """The verdicts that still hold for these findings, by id."""
    return {
        finding.id: verdicts[finding.id]
        for finding in findings
        if finding.id in verdicts and verdicts[finding.id].holds_for(finding)
    }


def verdict_name(word: VerdictWord) -> str:
    """A verdict as the working paper offers it."""
    match word:
        case "confirmed":
            return _("confirmed")
        case "accepted":
            return _("accepted")
        case "to_be_corrected":
            return _("to be corrected")
        case "not_applicable":
            return _("not applicable")
        case _:
            assert_never(word)
