"""An award that is not what deciding it again gives.

It is decided again from the inputs kept with it, under the policy it names.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.base.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardNotConfirmed(Finding):
    """``message`` says what the replay found instead."""

    check: ClassVar[str] = "award_not_confirmed"
    severity: Severity = "violation"
    message: str = field(metadata={"json": "told"})

    @staticmethod
    def title() -> str:
        return _("award not confirmed")

    def sentence(self) -> str:
        return _("The kept inputs do not give this award: {message}.").format(message=self.message)


def find(context: AuditContext) -> Iterator[AwardNotConfirmed]:
    """One finding for each award that replay does not confirm."""
    for award, message in context.evidence.unconfirmed.items():
        record = context.awards.get(award)
        yield AwardNotConfirmed(
            **context.about_award(award, record.place if record else ""),
            cite=context.article_of_benefit(award),
            fen=record.fen if record else None,
            message=message,
        )


CHECK = AuditCheck(AwardNotConfirmed, find)
