"""Each step of a decision as one line: what was counted, by what rule, with what result.

A line says what its article does not: the article stands beside it (``step.cite``).
"""

from fractions import Fraction
from typing import Literal, assert_never

from fundcalc.base.figures import clauses, count, day, exact_yuan, in_yuan, rate, several, years
from fundcalc.base.i18n import _, either
from fundcalc.engine.application import PaidAward
from fundcalc.engine.derived import LeftOut
from fundcalc.engine.steps import (
    Barred,
    Capped,
    ClassVerdict,
    Competition,
    ElsewhereStated,
    FixedSum,
    FromRecords,
    Gate,
    GivenTotal,
    InForce,
    NotFirst,
    OnlyHigher,
    PaidBefore,
    Product,
    Step,
)
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import forms
from fundcalc.prose.conditions import check
from fundcalc.prose.figures import choice, name, names


def step(policy: Policy, taken: Step) -> str:
    """One step as a line: 计算基数 8,000,000.00 元 × 20% = 1,600,000.00 元."""
    match taken:
        case InForce():
            return _in_force(policy, taken)
        case Barred():
            return _barred(taken)
        case ClassVerdict():
            return _elected(taken)
        case Gate(check=checked):
            return check(policy, checked)
        case FromRecords():
            return _from_records(policy, taken)
        case GivenTotal(fact=fact, fen=fen):
            return _("{fact}, as given: {amount}").format(fact=name(policy, fact), amount=in_yuan(fen))
        case Product():
            return _product(policy, taken)
        case Capped(cap=cap, before=before, after=after):
            return _("{before} is above the cap of {cap}: {after}").format(
                before=in_yuan(before), cap=in_yuan(cap), after=in_yuan(after)
            )
        case FixedSum(by="", fen=fen):
            return _("fixed sum: {amount}").format(amount=in_yuan(fen))
        case FixedSum(by=by, value=value, fen=fen):
            return _("fixed sum for {fact} {value}: {amount}").format(
                fact=name(policy, by), value=choice(policy, by, value), amount=in_yuan(fen)
            )
        case ElsewhereStated(benefit=benefit):
            return elsewhere(policy, benefit)
        case PaidBefore():
            return _paid_before(policy, taken)
        case NotFirst(treat=treat):
            return _not_first(treat)
        case OnlyHigher():
            return _only_higher(policy, taken)
        case Competition():
            return _contested(policy, taken)
        case _:
            assert_never(taken)


# Whether the measure applies.


def validity(measure: m.Measure) -> str:
    """From when to when a measure is in force, or what it lacks to be so."""
    first, last = measure.validity.first, measure.validity.last
    if first is None:
        if measure.validity.status == "draft":
            return _("a draft, not in force until its date is supplied")
        return _("without a date, not in force until its date is supplied")
    if last is None:
        return _("in force from {first}, no end stated").format(first=day(first))
    return _("in force from {first} to {last}").format(first=day(first), last=day(last))


def _in_force(policy: Policy, taken: InForce) -> str:
    told = (
        _("applied for on {day}; the measure is {validity}")
        if taken.holds or taken.first is None
        else _("applied for on {day}, when the measure is not in force; it is {validity}")
    )
    return told.format(day=day(taken.day), validity=validity(policy.measure))


def _barred(taken: Barred) -> str:
    told = (
        _("filing revoked on {day}, ground: {ground}; no new application within {years}: barred")
        if taken.holds
        else _("filing revoked on {day}, ground: {ground}; this bars no application of this day")
    )
    return told.format(day=day(taken.revoked_on), ground=taken.ground or _("none stated"), years=years(taken.years))


def _elected(taken: ClassVerdict) -> str:
    rivals = several(taken.rivals)
    match taken.verdict:
        case "accepted":
            return _("only one class is accepted, and this one was chosen over that of {platforms}").format(
                platforms=rivals
            )
        case "refused" if not taken.rivals:
            return _("only one class is accepted, and the organisation did not choose this one")
        case "refused":
            return _("only one class is accepted, and that of {platforms} was chosen").format(platforms=rivals)
        case "open":
            return _(
                "only one class is accepted, and the choice between this one and that of {platforms} is open"
            ).format(platforms=rivals)
        case _:
            assert_never(taken.verdict)


# What a benefit comes to.


def _from_records(policy: Policy, taken: FromRecords) -> str:
    derived, base = policy.measure.derived[taken.fact], taken.base
    if base.missing:
        return _("{fact} cannot be told from the records, missing: {missing}").format(
            fact=name(policy, taken.fact), missing=names(policy, base.missing)
        )
    told = _("{fact}: {amount}, from {sheet}, records counted: {number}").format(
        fact=name(policy, taken.fact),
        amount=in_yuan(taken.fen),
        sheet=either(forms()[derived.records]),
        number=count(base.counted),
    )
    left_out = [_records(each, _why_left_out(derived, each.reason)) for each in base.left_out]
    opened = [_records(each, either(forms()[derived.records].columns[each.reason])) for each in base.open]
    aside = (
        _("counted for now, for a person to judge: {records}")
        if taken.fen == base.high
        else _("not counted, for a person to judge: {records}")
    )
    return clauses(
        [
            told,
            _("left out: {records}").format(records=several(left_out)) if left_out else "",
            aside.format(records=several(opened)) if opened else "",
        ]
    )


def _records(each: LeftOut, why: str) -> str:
    return _("{reason} (records: {number}, {amount})").format(
        reason=why, number=count(each.records), amount=in_yuan(each.fen)
    )


def _why_left_out(derived: m.Derived, reason: str) -> str:
    """Why records do not count: their date, or a field of theirs."""
    match reason:
        case "window":
            return _("outside the last {years}").format(years=years(derived.last_years or 0))
        case "year" if derived.calendar_year == "previous_year":
            return _("not of the year before the award")
        case "year":
            return _("not of the year of the award")
        case "related_party":
            return _("from a related party")
        case _ if reason in derived.at_least:
            return _("below {amount}").format(amount=in_yuan(derived.at_least[reason]))
        case _:
            return _("{column} does not count").format(column=either(forms()[derived.records].columns[reason]))


def _product(policy: Policy, taken: Product) -> str:
    rounding = policy.measure.rounding
    if taken.rate * taken.base == taken.rounded:
        return _("base {base} × {rate} = {amount}").format(
            base=in_yuan(taken.base), rate=rate(taken.rate), amount=in_yuan(taken.rounded)
        )
    if rounding.unit > 1:
        told = _("base {base} × {rate} = {product}, rounded down to whole {unit}: {amount}")
    elif rounding.mode == "down":
        told = _("base {base} × {rate} = {product}, cut to the fen: {amount}")
    else:
        told = _("base {base} × {rate} = {product}, rounded half up to the fen: {amount}")
    return told.format(
        base=in_yuan(taken.base),
        rate=rate(taken.rate),
        product=exact_yuan(Fraction(taken.rate * taken.base, 100)),
        unit=in_yuan(rounding.unit),
        amount=in_yuan(taken.rounded),
    )


def elsewhere(policy: Policy, benefit: str) -> str:
    """In which document the amount of a benefit stands."""
    document = policy.measure.benefit[benefit].stated_in
    return _("the amount stands in {document}").format(document=either(document) if document else "")


def _paid_before(policy: Policy, taken: PaidBefore) -> str:
    told = several(_paid(row) for row in taken.rows)
    return _("{rule}; paid before: {awards}").format(rule=how_often(policy, taken.benefit), awards=told)


def how_often(policy: Policy, benefit: str) -> str:
    """How often a benefit is paid, and to whom it is counted."""
    found = policy.measure.benefit[benefit]
    match found.paid:
        case "once" if found.per == "organisation":
            return _("paid once to an organisation")
        case "once":
            return _("paid once to a platform")
        case "yearly" if found.per == "organisation":
            return _("paid to an organisation once a year")
        case "yearly":
            return _("paid once a year")
        case "every_evaluation" if found.per == "organisation":
            return _("paid for every evaluation, to an organisation once a year at most")
        case "every_evaluation":
            return _("paid for every evaluation, once a year at most")
        case _:
            assert_never(found.paid)


def _paid(row: PaidAward) -> str:
    return _("{amount} to {platform} in {year}").format(amount=in_yuan(row.fen), platform=row.platform, year=row.year)


def _not_first(treat: Literal["review", "pay", "refuse"]) -> str:
    match treat:
        case "refuse":
            return _("not the first filing; only a newly filed platform is supported")
        case "pay":
            return _("not the first filing; it is supported all the same")
        case "review":
            return _("not the first filing; whether the platform is newly filed is left to a person")
        case _:
            assert_never(treat)


# How supports compete.


def _only_higher(policy: Policy, taken: OnlyHigher) -> str:
    amounts = several(
        _("{benefit} {amount}").format(benefit=benefit(policy, each), amount=in_yuan(fen))
        for each, fen in taken.amounts.items()
    )
    told = _("of the supports of one year only the highest is paid: {amounts}").format(amounts=amounts)
    return clauses([told, _own_paid(taken.own_paid), _("to pay: {amount}").format(amount=in_yuan(taken.payable))])


def _own_paid(fen: int) -> str:
    return _("already paid to this platform in the year: {amount}").format(amount=in_yuan(fen)) if fen else ""


def _contested(policy: Policy, taken: Competition) -> str:
    contest = policy.measure.contest
    compared = contest.of if contest else "identity_totals"
    if compared == "identity_totals" or not taken.item:
        own = _("this platform's supports of the year: {amount} in all").format(amount=in_yuan(taken.own))
    elif compared == "each_benefit":
        own = _("this platform's {benefit}: {amount}").format(
            benefit=benefit(policy, taken.item), amount=in_yuan(taken.own)
        )
    else:
        own = _("this platform's highest support of the year: {amount}").format(amount=in_yuan(taken.own))
    rivals = several(_rival(policy, *rival) for rival in taken.rivals)
    return clauses(
        [
            own,
            _own_paid(taken.own_paid),
            _("other supports of the year: {supports}").format(supports=rivals) if rivals else "",
            result(taken),
        ]
    )


def _rival(policy: Policy, programme: str, platform: str, fen: int) -> str:
    told = (
        _("{platform} under this measure, {amount}")
        if programme == policy.id
        else _("{platform} under {programme}, {amount}")
    )
    return told.format(platform=platform, programme=programme, amount=in_yuan(fen))


def result(taken: Competition) -> str:
    """What follows from a contest."""
    rivals = [fen for _programme, _platform, fen in taken.rivals]
    paid = taken.own_paid + sum(rivals)
    if rivals and taken.own <= max(rivals):
        return _("the highest applies, and another support is as high or higher: nothing more is paid")
    if taken.recover:
        return _("the highest applies: {amount} is paid in full, and {recover} already paid is to be recovered").format(
            amount=in_yuan(taken.payable), recover=in_yuan(taken.recover)
        )
    if taken.already_paid == "first_only" and not taken.payable:
        return _("the highest applies, and what was paid stays: nothing more is paid")
    if paid and taken.own - paid == taken.payable:
        return _("the highest applies, and the difference is paid: {own} - {paid} = {amount}").format(
            own=in_yuan(taken.own), paid=in_yuan(paid), amount=in_yuan(taken.payable)
        )
    return _("the highest applies: {amount} is still to be paid").format(amount=in_yuan(taken.payable))


def benefit(policy: Policy, benefit_id: str) -> str:
    """What the measure calls a benefit."""
    return either(policy.measure.benefit[benefit_id])
