"""Amounts that are used but may be wrong.

Usually a figure in 万元 stands under a heading of yuan, or the reverse. They are decided all the same, and shown beside
the decision as open questions.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from fundcalc import prose
from fundcalc.base.figures import day, figure
from fundcalc.base.i18n import _
from fundcalc.base.ids import normalised
from fundcalc.engine.application import Application
from fundcalc.engine.decision import Decision
from fundcalc.life.sentences import note_sentence, proposed_sentence, state_of_standing
from fundcalc.life.standing_records import Standing
from fundcalc.policy.benefits import AnyBenefit
from fundcalc.policy.loading import Policy
from fundcalc.workbooks.cell_faults import DoubtfulAmount
from fundcalc.workbooks.headings import columns
from fundcalc.workbooks.round import Round
from fundcalc.workbooks.sheet import Row, Sheet

FAR = 100
BEYOND_CAP = 1000
SMALL_AWARD_FEN = 100_000


def far_amounts(sheet: Sheet, policy: Policy | None) -> Iterator[DoubtfulAmount]:
    """Doubts about amounts of a sheet far from the others of their column.

    They are 100 times the median of the others, or a hundredth."""
    for key, named in columns(policy, sheet.form).read.items():
        if named.kind != "money" or key not in sheet.column:
            continue
        amounts = [(row, abs(amount)) for row in sheet.rows if (amount := row.values.get(key))]
        in_order = sorted(amount for _row, amount in amounts)
        for row, amount in amounts:
            low, high = _medians_of_others(in_order, amount)
            if high and amount >= high * FAR:
                message = _("This is {times} times the median of the column's other amounts ({median} yuan).")
                text = message.format(times=f"{int(amount // high):,}", median=f"{high:,}")
                yield _doubt(sheet, row, key, text)
            elif amount * FAR <= low:
                message = _("The median of the column's other amounts ({median} yuan) is {times} times this.")
                text = message.format(times=f"{int(low // amount):,}", median=f"{low:,}")
                yield _doubt(sheet, row, key, text)


def recovered_beyond(sheet: Sheet) -> Iterator[DoubtfulAmount]:
    """Doubts about platforms from which more was recovered than was paid."""
    sums: dict[tuple[str, str, str], Decimal | int] = {}
    first: dict[tuple[str, str, str], Row] = {}
    for row in sheet.rows:
        values, amount = row.values, row.values.get("amount", 0)
        of = (
            normalised(values.get("organisation", "")),
            normalised(values.get("platform", "")),
            normalised(values.get("programme", "")),
        )
        sums[of] = sums.get(of, 0) + amount
        if amount < 0:
            first.setdefault(of, row)
    for of, total in sums.items():
        if total < 0:
            message = _("More was recovered than was paid here to this platform under this programme: {amount} yuan.")
            remedy = _("Add the row of the payment, or correct the sign of the amount.")
            doubt = _doubt(sheet, first[of], "amount", message.format(amount=f"{-total:,}"))
            yield replace(doubt, remedy=remedy)


def _medians_of_others(in_order: Sequence[int | Decimal], amount: int | Decimal) -> tuple[int | Decimal, int | Decimal]:
    """The lower and upper median of amounts without one of them.

    Zeros where there is no other."""
    others = len(in_order) - 1
    if others < 1:
        return 0, 0

    def other(at: int) -> int | Decimal:
        # Leaving out an amount moves all that stand behind it.
        return in_order[at + 1] if amount <= in_order[at] else in_order[at]

    return other((others - 1) // 2), other(others // 2)


def _doubt(sheet: Sheet, row: Row, key: str, message: str) -> DoubtfulAmount:
    written = sheet.written(key, row.number)
    if written == "" and key in row.values:
        written = _("{amount} yuan").format(amount=row.values[key])
    note = sheet.note("doubt", sheet.address(key, row.number), written, message, _remedy())
    platform, organisation = row.values.get("platform", ""), row.values.get("organisation", "")
    if sheet.form == "paid":
        # What was paid to one platform may bear on all of its organisation.
        platform = ""
    return DoubtfulAmount(
        *(note.file, note.sheet, note.cell, note.value, message, note.remedy, note.heading, "doubt"),
        platform=platform,
        organisation=organisation,
    )


def _remedy() -> str:
    return _("Check the amount and its unit (元, 万元) with the sender.")


def far_bases(sheet: Sheet, bases: Mapping[str, Mapping[int, int]], policy: Policy) -> Iterator[DoubtfulAmount]:
    """Doubts about bases far beyond what a benefit pays for.

    They are a thousand times what already reaches the most that it pays.

    ``bases`` are the amounts in fen by the fact and the index of the row.
    """
    for benefit in policy.measure.benefit.values():
        of_rows = bases.get(benefit.base or "", {})
        # If the largest is not that far beyond, none is.
        largest = max(of_rows.values(), default=0)
        if benefit.base is None or not largest or not _far_beyond(benefit, largest):
            continue
        for index, base in of_rows.items():
            if base and _far_beyond(benefit, base):
                message = _("{amount} yuan is over a thousand times what already gives the most that the measure pays.")
                key = benefit.base if benefit.base in sheet.rows[index].values else "platform"
                yield _doubt(sheet, sheet.rows[index], key, message.format(amount=figure(base)))


def _far_beyond(benefit: AnyBenefit, base: int) -> bool:
    return benefit.most(lambda _fact: base // BEYOND_CAP, 0) == benefit.most(lambda _fact: base, 0)


def bases_of(applications: Mapping[int, Application], policy: Policy) -> Mapping[str, Mapping[int, int]]:
    """The bases of applications as ``far_bases`` takes them."""
    facts = {benefit.base for benefit in policy.measure.benefit.values() if benefit.base is not None}
    return {
        fact: {index: _base(fact, application, policy) for index, application in applications.items()} for fact in facts
    }


def _base(fact: str, application: Application, policy: Policy) -> int:
    """The amount of a base in fen, or 0.

    It is as given, or what the records add up to at most."""
    derived = policy.measure.derived.get(fact)
    records = application.records.get(derived.records, ()) if derived is not None else ()
    if records and derived is not None:
        return sum(amount for record in records if isinstance(amount := record.get("amount"), int))
    amount = application.facts.get(fact)
    return amount if isinstance(amount, int) else 0


def with_award_doubts(round_: Round, decisions: Iterable[Decision]) -> Round:
    """The round with doubts about awards under 1,000 yuan, at their rows."""
    found = []
    for decision in decisions:
        amount = decision.payable_fen or decision.prospective_fen
        place = round_.places.get(decision.platform)
        if 0 < amount < SMALL_AWARD_FEN and place is not None:
            found.append(small_award(place.file, place.sheet, str(place.row), decision.platform, amount))
    return replace(round_, doubts=(*round_.doubts, *found))


def small_award(file: str, sheet: str, cell: str, platform: str, amount: int) -> DoubtfulAmount:
    """The doubt about an award of so many fen."""
    message = _("The award comes to {amount} yuan, less than 1,000.").format(amount=figure(amount))
    return DoubtfulAmount(file, sheet, cell, platform, message, _remedy(), kind="doubt", platform=platform)


def doubts_of(round_: Round, decision: Decision) -> tuple[DoubtfulAmount, ...]:
    """The doubts about amounts of a decision's platform or organisation."""
    organisation = decision.application.organisation
    return tuple(
        doubt
        for doubt in round_.doubts
        if doubt.platform in (decision.platform, decision.application.platform)
        or (not doubt.platform and doubt.organisation == organisation)
    )


def standing_lines(policy: Policy, standing: Standing) -> Iterator[prose.PageLine]:
    """Where the events put a platform, what must follow, and the notes on it."""
    heading = _("Standing on {day} by the events").format(day=day(standing.on))
    yield prose.PageLine(heading, standing.cite, state_of_standing(policy, standing))
    for proposed in standing.proposed:
        yield prose.PageLine(heading, proposed.cite, proposed_sentence(policy, proposed))
    for note in standing.notes:
        yield prose.PageLine(heading, note.cite, note_sentence(policy, note))


def explain(round_: Round, decision: Decision, others: Sequence[Decision]) -> prose.Page:
    """A decision explained (``prose.explain``), with the doubts about its amounts."""
    page = prose.explain(decision, others)
    standing = round_.standings.get(decision.application.platform)
    of_life = standing_lines(decision.policy, standing) if standing is not None else ()
    lines = (prose.PageLine(_("Doubts about amounts"), "", str(doubt)) for doubt in doubts_of(round_, decision))
    return replace(page, lines=(*page.lines, *of_life, *lines))
