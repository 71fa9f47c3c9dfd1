"""The steps that lead to the amount of a benefit, in words.

Its base, the product, earlier awards, and a filing that is not the first.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal, assert_never

from fundcalc.base.figures import (
    clauses,
    count,
    day,
    exact_yuan,
    in_yuan,
    period,
    quotient_in_yuan,
    rate,
    several,
    years,
)
from fundcalc.base.i18n import _, bracketed, either
from fundcalc.engine.amount_steps import Product
from fundcalc.engine.application import PaidAward
from fundcalc.engine.derived import UncountedRecords
from fundcalc.engine.steps import Deducted, FromRecords, PaidBefore
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import forms
from fundcalc.prose.benefits import how_often
from fundcalc.prose.figures import NO_ROWS, RecordRows, filing_word, name, names, rows_of_sheet


def from_records(policy: Policy, taken: FromRecords, record_rows: RecordRows = NO_ROWS) -> str:
    """The records that count towards a base, those left out, those to be judged."""
    derived, base = policy.measure.derived[taken.fact], taken.base
    if base.missing:
        return _("{fact} cannot be worked out from the records, missing: {missing}").format(
            fact=name(policy, taken.fact), missing=names(policy, base.missing, record_rows)
        )
    counted = _("{fact}: {amount}, from {sheet}, records counted: {number}").format(
        fact=name(policy, taken.fact),
        amount=in_yuan(taken.fen),
        sheet=either(forms()[derived.records]),
        number=count(base.counted),
    )
    left_out = [_records(derived, group, _why_left_out(derived, group.reason)) for group in base.left_out]
    columns = forms()[derived.records].columns
    opened = [_records(derived, group, either(columns[group.reason])) for group in base.open]
    aside = (
        _("counted for now, for a person to judge: {records}")
        if taken.fen == base.high
        else _("not counted, for a person to judge: {records}")
    )
    return clauses(
        [
            counted,
            _("left out: {records}").format(records=several(left_out)) if left_out else "",
            aside.format(records=several(opened)) if opened else "",
        ]
    )


def _records(derived: m.Derived, group: UncountedRecords, why: str) -> str:
    if group.rows:
        return _("{reason} ({rows}: {amount})").format(
            reason=why, rows=rows_of_sheet(derived.records, group.rows), amount=in_yuan(group.fen)
        )
    return _("{reason} (records: {number}, {amount})").format(
        reason=why, number=count(group.records), amount=in_yuan(group.fen)
    )


def _why_left_out(derived: m.Derived, reason: str) -> str:
    """Why records do not count: their date, or a field of theirs."""
    match reason:
        case "window":
            return _("outside the last {years}").format(years=years(derived.last_years or 0))
        case "days":
            return _("outside the period {period}").format(period=period(derived.first, derived.last))
        case "year" if derived.calendar_year == "previous_year":
            return _("not of the year before the award")
        case "year":
            return _("not of the year of the award")
        case "before_filing":
            return _("before the filing")
        case "related_party":
            return _("from a related party")
        case _ if reason in derived.at_least:
            return _("below {amount}").format(amount=in_yuan(derived.at_least[reason]))
        case _:
            return _("{column} does not count").format(column=either(forms()[derived.records].columns[reason]))


def product(policy: Policy, taken: Product) -> str:
    """A rate of a base, and how the product is rounded."""
    rounding = policy.measure.rounding
    if taken.rate * taken.base == taken.rounded:
        return _("base {base} × {rate} = {amount}").format(
            base=quotient_in_yuan(taken.base), rate=rate(taken.rate), amount=in_yuan(taken.rounded)
        )
    if rounding.unit > 1:
        text = _("base {base} × {rate} = {product}, rounded down to whole {unit}: {amount}")
    elif rounding.mode == "down":
        text = _("base {base} × {rate} = {product}, cut to the fen: {amount}")
    else:
        text = _("base {base} × {rate} = {product}, rounded half up to the fen: {amount}")
    return text.format(
        base=quotient_in_yuan(taken.base),
        rate=rate(taken.rate),
        product=exact_yuan(Fraction(taken.rate * taken.base, 100)),
        unit=in_yuan(rounding.unit),
        amount=in_yuan(taken.rounded),
    )


def paid_before(policy: Policy, taken: PaidBefore) -> str:
    """Earlier awards that leave nothing of a benefit."""
    sentence = _("{rule}; awarded before: {awards}") if _of_book(taken.rows) else _("{rule}; paid before: {awards}")
    return sentence.format(rule=how_often(policy, taken.benefit), awards=several(_paid(row) for row in taken.rows))


def deducted(taken: Deducted) -> str:
    """Earlier awards that are taken off a benefit."""
    sentence = (
        _("{before}, less what was awarded before ({awards}): {amount}")
        if _of_book(taken.rows)
        else _("{before}, less what was paid before ({awards}): {amount}")
    )
    awards = several(_paid(row) for row in taken.rows)
    return sentence.format(before=in_yuan(taken.before), awards=awards, amount=in_yuan(taken.after))


def _of_book(rows: Iterable[PaidAward]) -> bool:
    """Whether a book tells of awards what of them is paid."""
    return any(row.paid_out is not None for row in rows)


def _paid(row: PaidAward) -> str:
    sentence = _("{amount} to {platform} in {year}")
    if row.awarded_on is not None and row.paid_out is not None:
        sentence = _("{amount} to {platform}, awarded on {day}, {paid} of it paid")
    text = sentence.format(
        amount=in_yuan(row.fen),
        platform=row.row_id,
        year=row.year,
        day=day(row.awarded_on) if row.awarded_on else "",
        paid=in_yuan(row.paid_out or 0),
    )
    return with_row_of_paid(text, row)


def with_row_of_paid(text: str, award: PaidAward) -> str:
    """A text on an award already paid, with its row in the sheet if it stands in one."""
    return bracketed(text, rows_of_sheet("paid", (award.row,)) if award.row else "")


def not_first(policy: Policy, treat: Literal["review", "pay", "refuse"]) -> str:
    """What follows where the platform is not newly filed."""
    filing = filing_word(policy)
    match treat:
        case "refuse":
            return _("not the first {filing}; only a new {filing} is supported").format(filing=filing)
        case "pay":
            return _("not the first {filing}; it is supported all the same").format(filing=filing)
        case "review":
            return _("not the first {filing}; whether it counts as a new {filing} is left to a person").format(
                filing=filing
            )
        case _:
            assert_never(treat)
