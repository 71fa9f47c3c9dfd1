"""A measure as a page, as it is read now.

Conditions, benefits, rules over several benefits, uses, readings and duties.
"""

from collections.abc import Iterator
from typing import assert_never

from fundcalc.base.figures import clauses, several
from fundcalc.base.i18n import _, either
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameters import parameters
from fundcalc.prose.benefits import benefit_lines, derived_lines
from fundcalc.prose.ceilings import ceiling_lines
from fundcalc.prose.competition import rules_over_benefits
from fundcalc.prose.computed import computed_lines
from fundcalc.prose.conditions import condition
from fundcalc.prose.figures import choice
from fundcalc.prose.filing import filing_lines
from fundcalc.prose.life import indicator_lines, life_lines
from fundcalc.prose.notes import article, in_order, question, taken
from fundcalc.prose.pages import Page, PageLine, under
from fundcalc.prose.parameters import parameter, parameter_value
from fundcalc.prose.steps import validity
from fundcalc.prose.uses import use_lines
from fundcalc.prose.versions import version_lines


def measure_page(policy: Policy) -> Page:
    """Everything a measure says under the readings taken, each line with its article.

    Of a measure with several texts the last one.
    """
    return Page(either(policy.measure.title), tuple(_lines(policy)))


def not_computed(policy: Policy) -> str:
    """Which articles are left to be worked out by hand; empty where none is."""
    cites = policy.measure.not_computed
    return _("Not computed here, work it out by hand: {articles}").format(articles=several(cites)) if cites else ""


def _lines(policy: Policy) -> Iterator[PageLine]:
    yield from under(_("The measure"), _card(policy))
    policy = policy.versions[-1] if policy.versions else policy
    measure = policy.measure
    filing = either(measure.filing)
    for route, conditions in _by_route(policy):
        heading = (
            _("Conditions of {filing}: {kind}").format(filing=filing, kind=choice(policy, measure.routes, route))
            if route
            else _("Conditions of {filing}: all").format(filing=filing)
        )
        yield from under(heading, [(clause.cite, condition(policy, clause)) for clause in conditions])
    yield from under(_("Facts worked out from records"), _derived_for_conditions(policy))
    yield from under(_("Facts worked out from other facts"), computed_lines(policy))
    for id_, benefit in measure.benefit.items():
        heading = _("Support: {benefit}").format(benefit=either(benefit))
        yield from under(heading, benefit_lines(policy, id_, benefit))
    yield from under(_("Left to a person"), filing_lines(policy))
    yield from under(_("What holds the supports together"), [*rules_over_benefits(measure), *ceiling_lines(policy)])
    yield from use_lines(policy)
    yield from life_lines(policy)
    yield from indicator_lines(policy)
    yield from under(_("Readings"), _readings(policy))
    yield from under(_("Public notices"), [(notice.cite, _notice(notice)) for notice in measure.notice.values()])
    yield from under(_("Duties"), [(duty.cite, either(duty)) for duty in measure.duty.values()])
    yield from under(_("Remarks"), [(remark.cite, either(remark)) for remark in measure.remark.values()])
    aside = [(several(cites), set_aside_reason(reason)) for reason, cites in measure.set_aside.items()]
    yield from under(_("Articles set aside"), aside)


def _card(policy: Policy) -> Iterator[tuple[str, str]]:
    measure = policy.measure
    yield "", _("id: {id}; fund code: {code}").format(id=measure.id, code=measure.code)
    if measure.number:
        yield "", _("number: {number}").format(number=measure.number)
    yield "", _("issued by: {issuer}").format(issuer=either(measure.issuer))
    yield measure.validity.cite, validity(measure)
    yield from version_lines(policy)
    lines = parameters(policy)
    for path, value in policy.changes.items():
        line = lines.get(path)
        label, text = (
            (path, str(value)) if line is None else (parameter(policy, line), parameter_value(line, line.value))
        )
        yield "", _("changed line: {label} = {value}").format(label=label, value=text)


def _by_route(policy: Policy) -> Iterator[tuple[str, list[m.AnyCondition]]]:
    conditions = list(policy.measure.condition.values())
    routes = dict.fromkeys(route for clause in conditions for route in clause.routes)
    yield "", [clause for clause in conditions if not clause.routes]
    for route in routes:
        yield route, [clause for clause in conditions if route in clause.routes]


def _derived_for_conditions(policy: Policy) -> Iterator[tuple[str, str]]:
    """The derived facts of conditions under the readings taken.

    Those of benefits stand with the benefits.
    """
    measure = policy.measure
    of_benefits = {benefit.base for benefit in measure.benefit.values()}
    conditional = {fact for clause in m.conditions_of(measure) for fact in clause.facts}
    for fact in measure.derived:
        if fact in conditional and fact not in of_benefits:
            yield from derived_lines(policy, fact)


# Readings, notices, articles set aside.


def _readings(policy: Policy) -> Iterator[tuple[str, str]]:
    rounds = any(benefit.base for benefit in policy.measure.benefit.values())
    for reading in in_order(policy) if rounds else policy.measure.reading:
        value = policy.readings[reading]
        others = [
            _("or: {value}").format(value=taken(policy, reading, other)) for other in policy.alternatives[reading]
        ]
        answer = _("taken: {value}").format(value=taken(policy, reading, value))
        yield (
            article(policy, reading),
            _("{question} – {values}").format(question=question(policy, reading), values=clauses([answer, *others])),
        )


def _notice(notice: m.Notice) -> str:
    if notice.working_days is not None:
        text = _("{notice}: {number} working days").format(notice=either(notice), number=notice.working_days)
    elif notice.days is None:
        return either(notice)
    elif notice.counted == "working":
        text = _("{notice}: {number} days, counted as working days").format(notice=either(notice), number=notice.days)
    else:
        text = _("{notice}: {number} calendar days").format(notice=either(notice), number=notice.days)
    start = (
        _("counted from the day after posting") if notice.start == "next_day" else _("counted from the day of posting")
    )
    return clauses([text, start])


def set_aside_reason(reason: m.SetAsideReason) -> str:
    """Why an article stands behind no clause."""
    match reason:
        case "purpose":
            return _("purpose, scope or principle: nothing to compute")
        case "duties":
            return _("duties and powers of the bodies involved: decide no amount")
        case "procedure":
            return _("procedure: how the authority proceeds, decides no amount")
        case "encouragement":
            return _("encouragement: binds nobody")
        case "explanation":
            return _("who explains the measure, and since when it holds")
        case "authority":
            return _("left to the authority: its decision comes in as a dated fact")
        case "not_computed":
            return _("moves money and is not computed: work it out by hand")
        case _:
            assert_never(reason)
