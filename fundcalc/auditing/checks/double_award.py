"""Two awards of one benefit for one platform and year, or one award decided twice."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.evidence import AwardFacts
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _
from fundcalc.base.ids import row_id


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleAward(Finding):
    """``first`` is the other award for the same thing, of ``first_fen``."""

    check: ClassVar[str] = "double_award"
    severity: Severity = "violation"
    first: str
    first_place: str
    year: int
    benefit: str
    platform: str
    first_fen: int

    @staticmethod
    def title() -> str:
        return _("two awards for one thing")

    def sentence(self) -> str:
        return _(
            "{amount}: platform {platform} already has {benefit} of {year} by award {first} ({place}, {before})."
        ).format(
            amount=in_yuan(self.fen) if self.fen is not None else "",
            platform=self.platform,
            benefit=self.benefit,
            year=self.year,
            first=self.first,
            place=self.first_place,
            before=in_yuan(self.first_fen),
        )


def find(context: AuditContext) -> Iterator[DoubleAward]:
    """One finding for each award after the first.

    A record without its day is only a copy of another.
    """
    records: defaultdict[tuple[str, str, str, int], list[AwardFacts]] = defaultdict(list)
    for award in context.evidence.awards:
        if award.platform and award.benefit and award.year and award.on is not None:
            records[award.policy, row_id(award.platform, award.claim), award.benefit, award.year].append(award)
    for first, *others in records.values():
        for other in others:
            if not _is_copy(first, other):
                yield DoubleAward(
                    **context.about_award(other.id, other.place),
                    cite=context.article_of_competition(other.id),
                    fen=other.fen,
                    key=(first.id, str(other.fen), other.organisation),
                    first=first.id,
                    first_place=first.place,
                    year=other.year,
                    benefit=other.benefit,
                    platform=other.platform,
                    first_fen=first.fen or 0,
                )


def _is_copy(first: AwardFacts, other: AwardFacts) -> bool:
    """Whether two records are of one award.

    Awards of two books or of two organisations are not one.
    """
    if first.id != other.id or len({first.organisation, other.organisation} - {""}) > 1:
        return False
    return first.place == other.place or not (first.decided and other.decided)


CHECK = AuditCheck(DoubleAward, find)
