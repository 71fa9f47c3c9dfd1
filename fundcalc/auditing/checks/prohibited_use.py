"""A line whose declared use, code or account the measure prohibits."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from fundcalc.auditing.checks.use_for_review import UseForReview
from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Severity
from fundcalc.base.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class ProhibitedUse(UseForReview):
    """A line with the verdict that prohibits it."""

    check: ClassVar[str] = "prohibited_use"
    severity: Severity = "violation"

    @staticmethod
    def title() -> str:
        return _("prohibited use")


def find(context: AuditContext) -> Iterator[ProhibitedUse]:
    """One finding per prohibited line; a line and its reversal are one."""
    for judged in context.judged:
        verdict = judged.verdict
        if verdict is not None and verdict.outcome == "prohibited" and not context.is_reversal(judged):
            yield ProhibitedUse.of_line(context, judged, verdict)


CHECK = AuditCheck(ProhibitedUse, find)
