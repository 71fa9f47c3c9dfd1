"""Lines, receipts or payments of another organisation than their award."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _, ngettext
from fundcalc.base.ids import is_id, normalised


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationDiffers(Finding):
    """``count`` lines and movements of ``other``.

    The award is of ``organisation``, as ``award_place`` says.
    """

    check: ClassVar[str] = "organisation_differs"
    severity: Severity = "review"
    fen: int
    count: int
    other: str
    award_place: str

    @staticmethod
    def title() -> str:
        return _("organisation differs from the award's")

    def sentence(self) -> str:
        return ngettext(
            "{count} entry ({amount}) is of organisation {other}; the award is of {organisation} ({place}).",
            "{count} entries ({amount}) are of organisation {other}; the award is of {organisation} ({place}).",
            self.count,
        ).format(
            count=self.count,
            amount=in_yuan(self.fen),
            other=self.other,
            organisation=self.organisation,
            place=self.award_place or "—",
        )


def find(context: AuditContext) -> Iterator[OrganisationDiffers]:
    """One finding per award and other organisation, at its first line.

    Organisations are compared by their ids; a name says nothing about an id.
    """
    for award, record in context.awards.items():
        own = record.organisation
        if not is_id(own):
            continue
        others: dict[str, tuple[str, str, list[int]]] = {}
        for organisation, place, fen in _entries(context, award):
            if organisation != own and is_id(organisation) and normalised(organisation) != normalised(own):
                others.setdefault(normalised(organisation), (organisation, place, []))[2].append(fen)
        for organisation, place, amounts in others.values():
            yield OrganisationDiffers(
                **context.about_award(award, place),
                cite=context.article_of_account(award),
                fen=sum(amounts),
                key=(normalised(organisation),),
                count=len(amounts),
                other=organisation,
                award_place=record.place,
            )


def _entries(context: AuditContext, award: str) -> Iterator[tuple[str, str, int]]:
    """The organisation, place and amount (fen) of each line and movement."""
    for line, _policy, _verdict in context.lines_of.get(award, ()):
        if line.organisation:
            yield line.organisation, line.place, line.fen
    for kind in ("received", "returned", "paid", "recovered"):
        for movement in context.movements(award, kind):
            if movement.organisation:
                yield movement.organisation, movement.place, movement.fen


CHECK = AuditCheck(OrganisationDiffers, find, ("review",))
