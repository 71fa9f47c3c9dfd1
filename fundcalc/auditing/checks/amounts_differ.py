"""Amounts of an award that differ between two sources; a receipt written twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import ClassVar, Literal, assert_never

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.evidence import AwardFacts
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.auditing.reconciliation import DAYS_APART, UNIT_SOURCES, Reconciliation, SourceAmount, is_opening
from fundcalc.base.figures import day, in_yuan
from fundcalc.base.i18n import _, sentences
from fundcalc.base.ids import normalised

Stated = Literal["awarded", "paid", "recovered", "received", "returned", "spent"]
Source = Literal["authority", "book", "sheets", "journal", ""]
# The authority's figure, and that of the unit which should agree with it.
_Statement = tuple[Stated, int, Source, str]
_Pair = tuple[Literal["paid", "recovered"], Literal["received", "returned"]]
_PAIRS: Sequence[_Pair] = (("paid", "received"), ("recovered", "returned"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountsDiffer(Finding):
    """Two amounts in fen that should agree, with their sources and first places.

    With ``twice`` they are equal: one receipt of the day ``twice`` that stands in two places. ``outside_fen`` the authority
    paid on days that the unit's journal does not cover; they are not in the first amount.
    """

    check: ClassVar[str] = "amounts_differ"
    severity: Severity = "review"
    fen: int
    first: Stated
    first_fen: int
    first_source: Source
    first_place: str
    second: Stated
    second_fen: int
    second_source: Source
    second_place: str
    twice: date | None = None
    outside_fen: int = 0
    outside_place: str = ""

    @staticmethod
    def title() -> str:
        return _("amounts differ")

    def sentence(self) -> str:
        if self.twice:
            return _("The receipt of {amount} on {date} is written twice: {first} and {second}.").format(
                amount=in_yuan(self.fen), date=day(self.twice), first=self.first_place, second=self.second_place
            )
        differ = _("{first}, {second}: {amount} apart.").format(
            first=_statement(self.first, self.first_fen, self.first_source, self.first_place),
            second=_statement(self.second, self.second_fen, self.second_source, self.second_place),
            amount=in_yuan(self.fen),
        )
        return sentences(differ, self._outside())

    def _outside(self) -> str:
        if not self.outside_fen:
            return ""
        amount = _figure_name(self.first).format(amount=in_yuan(self.outside_fen))
        message = _("Outside the days of the journal: {amount} ({place}).")
        return message.format(amount=amount, place=self.outside_place)


def _statement(figure: Stated, fen: int, source: Source, place: str) -> str:
    name = _source_name(source)
    where = _("{source}, {place}").format(source=name, place=place) if name and place else name or place
    statement = _figure_name(figure).format(amount=in_yuan(fen))
    return _("{statement} ({where})").format(statement=statement, where=where) if where else statement


def _figure_name(figure: Stated) -> str:
    match figure:
        case "awarded":
            return _("awarded {amount}")
        case "paid":
            return _("paid {amount}")
        case "recovered":
            return _("recovered {amount}")
        case "received":
            return _("received {amount}")
        case "returned":
            return _("returned {amount}")
        case "spent":
            return _("spent {amount}")
    assert_never(figure)


def _source_name(source: Source) -> str:
    match source:
        case "authority":
            return _("authority's book")
        case "book":
            return _("unit's book")
        case "sheets":
            return _("unit's sheets")
        case "journal":
            return _("unit's journal")
        case "":
            return ""
    assert_never(source)


def find(context: AuditContext) -> Iterator[AmountsDiffer]:
    """One finding per figure that differs, and per receipt written twice."""
    sources = context.reconciliation
    records: dict[str, list[AwardFacts]] = {}
    for record in context.evidence.awards:
        records.setdefault(record.id, []).append(record)
    for award in context.known_awards:
        yield from _awarded(context, records.get(award, ()))
        within_unit = list(_within_unit(context, award, sources))
        yield from within_unit
        for pair in _PAIRS:
            disputed = any(finding.first == pair[1] for finding in within_unit)
            yield from _with_authority(context, award, sources, pair, disputed=disputed)
        yield from _written_twice(context, award, sources)


def _finding(
    context: AuditContext,
    award: str,
    first: _Statement,
    second: _Statement,
    *,
    cite: str = "",
    outside: tuple[int, str] = (0, ""),
) -> AmountsDiffer:
    return AmountsDiffer(
        **context.about_award(award, second[3] or first[3]),
        cite=cite or context.article_of_account(award),
        fen=abs(first[1] - second[1]),
        # Without the amounts, so that a verdict is asked for again when one of them changes.
        key=(first[0], first[2], second[0], second[2]),
        first=first[0],
        first_fen=first[1],
        first_source=first[2],
        first_place=first[3],
        second=second[0],
        second_fen=second[1],
        second_source=second[2],
        second_place=second[3],
        outside_fen=outside[0],
        outside_place=outside[1],
    )


def _awarded(context: AuditContext, records: Sequence[AwardFacts]) -> Iterator[AmountsDiffer]:
    """Records of one award with another amount than its decision has.

    Those of two organisations are a double award.
    """
    stated = sorted((record for record in records if record.fen is not None), key=lambda record: not record.decided)
    seen: set[int | None] = set()
    for record in stated:
        first = stated[0]
        seen.add(first.fen)
        apart = normalised(record.organisation) != normalised(first.organisation)
        if (
            record.fen in seen
            or (record.decided and first.decided)
            or (apart and record.organisation and first.organisation)
        ):
            continue
        seen.add(record.fen)
        yield _finding(
            context,
            record.id,
            ("awarded", first.fen or 0, "authority" if first.decided else "", first.place),
            ("awarded", record.fen or 0, "", record.place),
            cite=context.article_of_award(record.id),
        )


def _within_unit(context: AuditContext, award: str, sources: Reconciliation) -> Iterator[AmountsDiffer]:
    """Where the unit's book, sheets and journal say different things."""
    for found in sources.differences(award):
        yield _finding(
            context,
            award,
            (found.figure, found.first_fen, found.first, _place(sources.amounts(award, found.figure, found.first))),
            (found.figure, found.second_fen, found.second, _place(sources.amounts(award, found.figure, found.second))),
        )


def _with_authority(
    context: AuditContext, award: str, sources: Reconciliation, pair: _Pair, *, disputed: bool
) -> Iterator[AmountsDiffer]:
    """Where the authority paid other than the unit received, or got back other."""
    paid, received = pair
    record = context.awards.get(award)
    by_authority = [amount for source in UNIT_SOURCES for amount in sources.amounts(award, paid, source)]
    keeping = [source for source in UNIT_SOURCES if sources.keeps(award, received, source)]
    if not keeping or not (by_authority or (record and record.decided)):
        return
    # Where the unit's own sources agree, or complete each other, all of them together are its side.
    for side in [[source] for source in keeping] if disputed else [keeping]:
        if disputed:
            theirs = sources.total(award, received, side[0])
        else:
            theirs = sum(movement.fen for movement in context.movements(award, received) if not is_opening(movement))
        period = sources.periods["journal"] if side == ["journal"] else None
        ours = _paid_within(by_authority, period)
        if theirs not in ours:
            amounts = [amount for source in side for amount in sources.amounts(award, received, source)]
            outside = [amount for amount in by_authority if period and not _is_in(amount, period)]
            inside = [amount for amount in by_authority if amount not in outside]
            place = _place(inside) or ("" if outside or not record else record.place)
            unit: Source = side[0] if len(side) == 1 else ""
            yield _finding(
                context,
                award,
                (paid, ours[0], "authority", place),
                (received, theirs, unit, _place(amounts)),
                outside=(sum(amount.fen for amount in outside), _place(outside)),
            )


def _is_in(amount: SourceAmount, period: tuple[date, date]) -> bool:
    return amount.date is None or period[0] <= amount.date <= period[1]


def _paid_within(amounts: Sequence[SourceAmount], period: tuple[date, date] | None) -> tuple[int, ...]:
    """The sums in fen that a unit may have received.

    For a journal, what was paid in its period, with or without the days before it.
    """
    if period is None:
        return (sum(amount.fen for amount in amounts),)
    within = sum(amount.fen for amount in amounts if _is_in(amount, period))
    before = period[0] - timedelta(days=DAYS_APART)
    return within, within + sum(amount.fen for amount in amounts if amount.date and before <= amount.date < period[0])


def _written_twice(context: AuditContext, award: str, sources: Reconciliation) -> Iterator[AmountsDiffer]:
    """Equal receipts of a unit's sheets.

    Of one day, or of near days where one of them is more than was paid or awarded.
    """
    receipts = sorted(sources.amounts(award, "received", "sheets"), key=lambda receipt: (receipt.fen, receipt.date))
    record = context.awards.get(award)
    whole = sum(receipt.fen for receipt in receipts)
    surplus = {whole - fen for fen in (context.total(award, "paid"), record.fen if record else None) if fen}
    for first, second in pairwise(receipts):
        if not _one_receipt(first, second) or not (first.date == second.date or first.fen in surplus):
            continue
        yield AmountsDiffer(
            **context.about_award(award, second.place),
            cite=context.article_of_account(award),
            fen=first.fen,
            key=("twice", str(first.date), str(second.date), str(first.fen)),
            first="received",
            first_fen=first.fen,
            first_source="sheets",
            first_place=first.place,
            second="received",
            second_fen=second.fen,
            second_source="sheets",
            second_place=second.place,
            twice=second.date,
        )


def _one_receipt(first: SourceAmount, second: SourceAmount) -> bool:
    if first.fen != second.fen or first.date is None or second.date is None:
        return False
    one_document = first.document == second.document or not first.document or not second.document
    return one_document and (second.date - first.date).days <= DAYS_APART


def _place(amounts: Sequence[SourceAmount]) -> str:
    return amounts[0].place if amounts else ""


CHECK = AuditCheck(AmountsDiffer, find, ("review",))
