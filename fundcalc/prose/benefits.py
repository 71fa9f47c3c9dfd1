"""Benefits of a measure in words.

Amount, frequency, conditions, and the facts worked out from records.
"""

from collections.abc import Iterable, Iterator
from typing import assert_never

from fundcalc.base.figures import calendar_years, clauses, in_yuan, period, several, years, yes_no
from fundcalc.base.i18n import _, either
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import forms
from fundcalc.prose.conditions import condition
from fundcalc.prose.figures import choice, filing_word, name
from fundcalc.prose.formulas import amount_lines
from fundcalc.prose.schedules import schedule_lines


def formula(policy: Policy, id_: str, benefit: m.AnyBenefit) -> Iterator[str]:
    """The amount of a benefit: a sentence, or one for each value that decides."""
    match benefit:
        case m.ByReference():
            yield elsewhere(policy, id_)
        case m.Flat() | m.Share() | m.Bands() | m.PerUnit() | m.Combined():
            yield from amount_lines(policy, benefit)
        case _:
            assert_never(benefit)


def benefit_lines(policy: Policy, id_: str, benefit: m.AnyBenefit) -> Iterator[tuple[str, str]]:
    """What a benefit pays, how often and on what conditions, each with its article."""
    cite = benefit.cite
    for text in formula(policy, id_, benefit):
        yield cite, text
    yield cite, how_often(policy, id_)
    match benefit.not_first_filing:
        case "refuse":
            yield cite, _("only a platform of a new {filing} is supported").format(filing=filing_word(policy))
        case "review":
            yield (
                cite,
                _("whether a platform without a new {filing} is supported is left to a person").format(
                    filing=filing_word(policy)
                ),
            )
        case "pay":
            pass
        case _:
            assert_never(benefit.not_first_filing)
    if benefit.amount_is == "ceiling":
        yield cite, _("the formula gives an upper limit only")
    for gate in benefit.only_if:
        yield gate.cite, _("only if: {condition}").format(condition=condition(policy, gate))
    if benefit.schedule is not None:
        yield from schedule_lines(benefit.schedule)
    if benefit.base is not None and benefit.base in policy.measure.derived:
        yield from derived_lines(policy, benefit.base)


def derived_lines(policy: Policy, fact: str) -> Iterator[tuple[str, str]]:
    """How a fact is derived from detail records, and which the text leaves open."""
    derived = policy.measure.derived[fact]
    yield derived.cite, _derived(policy, fact, derived)
    if derived.before_filing is not None:
        yield derived.before_filing.cite, _before_filing(policy, derived.before_filing)
    for rule in derived.open:
        yield rule.cite, _open_records(policy, derived, rule)


def _derived(policy: Policy, fact: str, derived: m.Derived) -> str:
    columns = forms()[derived.records].columns

    def values(key: str, ids: Iterable[str]) -> str:
        choices = columns[key].choices
        return several([either(choices[id_]) if id_ in choices else id_ for id_ in ids], "or")

    parts = [
        _("{fact} may be given as records: {sheet}").format(
            fact=name(policy, fact), sheet=either(forms()[derived.records])
        )
    ]
    if derived.last_years:
        parts.append(_window(policy, derived.last_years, derived.window))
    if derived.first is not None or derived.last is not None:
        parts.append(_("dated {period}").format(period=period(derived.first, derived.last)))
    if derived.calendar_year == "previous_year":
        parts.append(_("of the calendar year before the award"))
    elif derived.calendar_year:
        parts.append(_("of the calendar year of the award"))
    for key, ids in derived.counts.items():
        parts.append(_("{column}: {values}").format(column=either(columns[key]), values=values(key, ids)))
    for key, ids in derived.excluded.items():
        parts.append(_("{column}: not {values}").format(column=either(columns[key]), values=values(key, ids)))
    for key, fen in derived.at_least.items():
        parts.append(_("{column}: at least {amount}").format(column=either(columns[key]), amount=in_yuan(fen)))
    return clauses(parts)


def _before_filing(policy: Policy, rule: m.BeforeFiling) -> str:
    match rule.treat:
        case "whole_year":
            message = _("the income of a year that began before the {filing} counts whole")
        case "from_filing":
            message = _("income counts from the day of {filing} on")
        case "later_years":
            message = _("income counts only of years that begin after the {filing}")
        case _:
            assert_never(rule.treat)
    return message.format(filing=filing_word(policy))


def _window(policy: Policy, number: int, window: m.WindowOf) -> str:
    length = calendar_years(number) if window == "full_years" else years(number)
    if window == "before_filing":
        return _("of the last {years} before the day of {filing}").format(years=length, filing=filing_word(policy))
    return _("of the last {years} before the application").format(years=length)


def _open_records(policy: Policy, derived: m.Derived, rule: m.OpenRecords) -> str:
    columns = forms()[derived.records].columns
    which = clauses(
        _("{column}: {values}").format(
            column=either(columns[key]),
            values=yes_no(value) if isinstance(value, bool) else either(columns[key].choices[value]),
        )
        for key, value in rule.when.items()
    )
    if rule.routes:
        kinds = several([choice(policy, policy.measure.routes, route) for route in rule.routes])
        which = _("{records} ({kinds})").format(records=which, kinds=kinds)
    match rule.treat:
        case "count":
            return _("{records} – counts").format(records=which)
        case "exclude":
            return _("{records} – does not count").format(records=which)
        case "review":
            return _("{records} – left to a person").format(records=which)
        case _:
            assert_never(rule.treat)


def elsewhere(policy: Policy, benefit: str) -> str:
    """In which document the amount of a benefit stands."""
    document = policy.measure.benefit[benefit].stated_in
    return _("the amount is stated in {document}").format(document=either(document) if document else "")


def how_often(policy: Policy, benefit: str) -> str:
    """How often a benefit is paid, and to whom it is counted."""
    found = policy.measure.benefit[benefit]
    match found.paid:
        case "once" if found.per == "organisation":
            return _("paid once to an organisation")
        case "once":
            return _("paid once to a platform")
        case "difference" if found.per == "organisation":
            return _("paid to an organisation less what was paid to it before, in whatever year")
        case "difference":
            return _("paid less what was paid before, in whatever year")
        case "yearly" if found.per == "organisation":
            return _("paid to an organisation once a year")
        case "yearly":
            return _("paid once a year")
        case "every_evaluation" if found.per == "organisation":
            return _("paid for every evaluation, to an organisation once a year at most")
        case "every_evaluation":
            return _("paid for every evaluation, once a year at most")
        case "every_time":
            return _("paid for every claim, each claim once")
        case _:
            assert_never(found.paid)


def benefit_title(policy: Policy, benefit_id: str) -> str:
    """What the measure calls a benefit."""
    return either(policy.measure.benefit[benefit_id])
