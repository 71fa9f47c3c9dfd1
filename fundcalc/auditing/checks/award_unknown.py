"""An award that lines or movements name and the list of awards does not have."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _, did_you_mean, ngettext

_MOST_COMPARED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardUnknown(Finding):
    """Lines that name an award which is not in the list.

    ``count`` lines name it; ``meant`` is the award of the list that it resembles most, if there is one.
    """

    check: ClassVar[str] = "award_unknown"
    severity: Severity = "review"
    fen: int
    count: int
    meant: str

    @staticmethod
    def title() -> str:
        return _("award not listed")

    def sentence(self) -> str:
        suggestion = did_you_mean(self.award, [self.meant]) if self.meant else ""
        return ngettext(
            "{award} ({count} line, {amount}) is not in the list of awards{suggestion}",
            "{award} ({count} lines, {amount}) is not in the list of awards{suggestion}",
            self.count,
        ).format(award=self.award, count=self.count, amount=in_yuan(self.fen), suggestion=suggestion)


def find(context: AuditContext) -> Iterator[AwardUnknown]:
    """One finding for each award, at its first line or movement.

    There is none without a list of awards.
    """
    if not context.awards:
        return
    listed = list(context.awards)[:_MOST_COMPARED]
    places = {movement.award: movement.place for movement in reversed(context.evidence.movements)}
    places |= {award: lines[0].line.place for award, lines in context.lines_of.items()}
    for award in context.known_awards:
        if award and award not in context.awards:
            yield AwardUnknown(
                **context.about_award(award, places[award]),
                fen=context.spent(award),
                count=len(context.lines_of.get(award, ())),
                meant=next(iter(get_close_matches(award, listed, 1)), ""),
            )


CHECK = AuditCheck(AwardUnknown, find, ("review",))
