"""Each step of a decision as one line.

What was counted, by which rule, with which result.

A line leaves out its article, which stands beside it (``step.cite``).
"""

from typing import assert_never

from fundcalc.base.figures import day, in_yuan, quotient_in_yuan, several, years
from fundcalc.base.i18n import _
from fundcalc.engine.amount_steps import (
    BelowMinimum,
    Capped,
    Chosen,
    Combination,
    Excess,
    FixedSum,
    GivenTotal,
    IncomeBeforeFiling,
    Product,
    Raised,
    Slices,
    Units,
)
from fundcalc.engine.ceiling_steps import AwardsCeiling, MoneyCeiling
from fundcalc.engine.steps import (
    Barred,
    BudgetCut,
    ClassVerdict,
    Competition,
    Deducted,
    Doubted,
    ElsewhereStated,
    FiledBefore,
    FiledInBan,
    FromRecords,
    Gate,
    Governed,
    InForce,
    NotFirst,
    OnlyFirst,
    OnlyHigher,
    PaidBefore,
    Step,
)
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.prose.amounts import deducted, from_records, paid_before, product
from fundcalc.prose.benefits import elsewhere
from fundcalc.prose.budget import budget_cut
from fundcalc.prose.ceilings import ceiling_step
from fundcalc.prose.competition import competition, only_first, only_higher
from fundcalc.prose.conditions import check
from fundcalc.prose.figures import NO_ROWS, RecordRows, choice, filing_word, name
from fundcalc.prose.filing import filing_step
from fundcalc.prose.formulas import amount_step
from fundcalc.prose.versions import governed


def step(policy: Policy, taken: Step, record_rows: RecordRows = NO_ROWS) -> str:
    """One step as a line: 计算基数 8,000,000.00 元 × 20% = 1,600,000.00 元."""
    match taken:
        case InForce():
            return _in_force(policy, taken)
        case Governed():
            return governed(policy, taken)
        case Barred():
            return _barred(policy, taken)
        case ClassVerdict():
            return _elected(taken)
        case Gate(check=checked):
            return check(policy, checked)
        case FromRecords():
            return from_records(policy, taken, record_rows)
        case GivenTotal(fact=fact, fen=fen):
            text = _("{fact}, as given: {amount}")
            if fact in policy.measure.computed:
                text = _("{fact}, worked out: {amount}")
            return text.format(fact=name(policy, fact), amount=quotient_in_yuan(fen))
        case Product():
            return product(policy, taken)
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
        case Chosen() | Excess() | Slices() | Units() | Raised() | BelowMinimum() | Combination():
            return amount_step(policy, taken)
        case ElsewhereStated(benefit=benefit):
            return elsewhere(policy, benefit)
        case PaidBefore():
            return paid_before(policy, taken)
        case Deducted():
            return deducted(taken)
        case IncomeBeforeFiling(year=year, counted_from=start):
            return _("income of {year}: only what is dated from {day} on counts").format(year=year, day=day(start))
        case NotFirst() | FiledBefore() | FiledInBan() | Doubted():
            return filing_step(policy, taken)
        case MoneyCeiling() | AwardsCeiling():
            return ceiling_step(policy, taken)
        case BudgetCut():
            return budget_cut(taken)
        case OnlyFirst():
            return only_first(policy, taken)
        case OnlyHigher():
            return only_higher(policy, taken)
        case Competition():
            return competition(policy, taken)
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
    text = (
        _("applied for on {day}; the measure is {validity}")
        if taken.holds or taken.first is None
        else _("applied for on {day}, when the measure is not in force; it is {validity}")
    )
    return text.format(day=day(taken.day), validity=validity(policy.measure))


def _barred(policy: Policy, taken: Barred) -> str:
    filing, ground = filing_word(policy), taken.ground or _("none stated")
    if taken.holds:
        return _("{filing} revoked on {day}, ground: {ground}; no new application within {years}: barred").format(
            filing=filing, day=day(taken.revoked_on), ground=ground, years=years(taken.years)
        )
    return _("{filing} revoked on {day}, ground: {ground}; this bars no application of this day").format(
        filing=filing, day=day(taken.revoked_on), ground=ground
    )


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
