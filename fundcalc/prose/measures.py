"""What a measure says, as a page: conditions, benefits with their figures, how they compete, uses, readings, duties."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from fundcalc.base.figures import calendar_years, clauses, in_yuan, rate, several, years, yes_no
from fundcalc.base.i18n import _, either
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import forms
from fundcalc.prose.conditions import condition
from fundcalc.prose.figures import choice, name
from fundcalc.prose.notes import article, in_order, question, taken
from fundcalc.prose.pages import Line, Page, under
from fundcalc.prose.steps import elsewhere, how_often, validity

Told = tuple[str, str]


def measure_page(policy: Policy) -> Page:
    """Everything a measure says, under its headings, each line with its article."""
    return Page(either(policy.measure.title), tuple(_lines(policy)))


def _lines(policy: Policy) -> Iterator[Line]:
    measure = policy.measure
    yield from under(_("The measure"), _card(policy))
    for route, conditions in _by_route(policy):
        heading = (
            _("Filing conditions of: {kind}").format(kind=choice(policy, measure.routes, route))
            if route
            else _("Filing conditions of all")
        )
        yield from under(heading, [(each.cite, condition(policy, each)) for each in conditions])
    for id_, benefit in measure.benefit.items():
        heading = _("Support: {benefit} [{id}]").format(benefit=either(benefit), id=id_)
        yield from under(heading, _benefit(policy, id_, benefit))
    yield from under(_("What holds the supports together"), _together(measure))
    yield from _uses(measure.uses)
    yield from under(_("Readings"), _readings(policy))
    yield from under(_("Public notices"), [(each.cite, _notice(each)) for each in measure.notice.values()])
    yield from under(_("Duties"), [(each.cite, either(each)) for each in measure.duty.values()])
    yield from under(_("Remarks"), [(each.cite, either(each)) for each in measure.remark.values()])
    aside = [(several(cites), set_aside_reason(reason)) for reason, cites in measure.set_aside.items()]
    yield from under(_("Articles set aside"), aside)


def _uses(uses: m.Uses) -> Iterator[Line]:
    if uses.special_account is not None:
        yield from under(_("Special account"), [(uses.special_account.cite, _("the money is accounted for apart"))])
    yield from under(_("What the money is mainly for"), [(each.cite, either(each)) for each in uses.purpose.values()])
    yield from under(_("Permitted uses"), [(each.cite, _permitted(uses, each)) for each in uses.permitted])
    yield from under(_("Prohibited uses"), [(each.cite, either(each)) for each in uses.prohibited])
    yield from under(_("Uses left to a person"), [(each.cite, either(each)) for each in uses.review])
    yield from under(_("Quotas of use"), [(each.cite, _quota(each)) for each in uses.quota.values()])
    if uses.silent is not None:
        silent = _("prohibited as well") if uses.silent.treat == "prohibited" else _("left to a person")
        yield from under(_("Uses not named"), [(uses.silent.cite, silent)])


def _permitted(uses: m.Uses, rule: m.UseRule) -> str:
    if not rule.purposes:
        return either(rule)
    purposes = several((either(uses.purpose[each]) for each in rule.purposes), "or")
    return _("{use}, where the purpose stated is one of: {purposes}").format(use=either(rule), purposes=purposes)


def _quota(quota: m.Quota) -> str:
    told = (
        _("{use}: at most {share} of what is spent")
        if quota.of == "spent"
        else _("{use}: at most {share} of the award")
    )
    return told.format(use=either(quota), share=rate(quota.at_most))


def _card(policy: Policy) -> Iterator[Told]:
    measure = policy.measure
    yield "", _("id: {id}; fund code: {code}").format(id=measure.id, code=measure.code)
    if measure.number:
        yield "", _("number: {number}").format(number=measure.number)
    yield "", _("issued by: {issuer}").format(issuer=either(measure.issuer))
    yield measure.validity.cite, validity(measure)
    for path, value in policy.changes.items():
        yield "", _("changed line: {path} = {value}").format(path=path, value=value)


def _by_route(policy: Policy) -> Iterator[tuple[str, list[m.AnyCondition]]]:
    every = list(policy.measure.condition.values())
    routes = dict.fromkeys(route for each in every for route in each.routes)
    yield "", [each for each in every if not each.routes]
    for route in routes:
        yield route, [each for each in every if route in each.routes]


# Benefits.


def formula(policy: Policy, id_: str, benefit: m.AnyBenefit) -> Iterator[str]:
    """The amount of a benefit: one sentence, or one for each value of the choice that decides."""
    match benefit:
        case m.Flat():
            if isinstance(benefit.amount, int):
                yield _("fixed sum: {amount}").format(amount=in_yuan(benefit.amount))
            for table in benefit.tables:
                for value, fen in table.amounts.items():
                    yield _("fixed sum for {fact} {value}: {amount}").format(
                        fact=name(policy, table.by), value=choice(policy, table.by, value), amount=in_yuan(fen)
                    )
        case m.Share(of=fact, cap=cap):
            part = rate(benefit.rate)
            if cap is None:
                yield _("{rate} of {fact}").format(rate=part, fact=name(policy, fact))
            else:
                yield _("{rate} of {fact}, at most {cap}").format(rate=part, fact=name(policy, fact), cap=in_yuan(cap))
        case m.ByReference():
            yield elsewhere(policy, id_)
        case _:
            assert_never(benefit)


def _benefit(policy: Policy, id_: str, benefit: m.AnyBenefit) -> Iterator[Told]:
    cite = benefit.cite
    for text in formula(policy, id_, benefit):
        yield cite, text
    yield cite, how_often(policy, id_)
    match benefit.not_first_filing:
        case "refuse":
            yield cite, _("only a newly filed platform is supported")
        case "review":
            yield cite, _("whether a platform that is not filed for the first time is supported is left to a person")
        case "pay":
            pass
    if benefit.amount_is == "ceiling":
        yield cite, _("the formula gives an upper limit only")
    for gate in benefit.only_if:
        yield gate.cite, _("only if: {condition}").format(condition=condition(policy, gate))
    if benefit.base is not None and benefit.base in policy.measure.derived:
        derived = policy.measure.derived[benefit.base]
        yield derived.cite, _derived(policy, benefit.base, derived)
        for rule in derived.open:
            yield rule.cite, _open_records(policy, derived, rule)


def _derived(policy: Policy, fact: str, derived: m.Derived) -> str:
    columns = forms()[derived.records].columns

    def values(key: str, ids: Iterable[str]) -> str:
        choices = columns[key].choices
        return several([either(choices[each]) if each in choices else each for each in ids], "or")

    told = [
        _("{fact} may be given as records: {sheet}").format(
            fact=name(policy, fact), sheet=either(forms()[derived.records])
        )
    ]
    if derived.last_years:
        told.append(_window(derived.last_years, derived.window))
    if derived.calendar_year == "previous_year":
        told.append(_("of the calendar year before the award"))
    elif derived.calendar_year:
        told.append(_("of the calendar year of the award"))
    for key, ids in derived.counts.items():
        told.append(_("{column}: {values}").format(column=either(columns[key]), values=values(key, ids)))
    for key, ids in derived.excluded.items():
        told.append(_("{column}: not {values}").format(column=either(columns[key]), values=values(key, ids)))
    for key, fen in derived.at_least.items():
        told.append(_("{column}: at least {amount}").format(column=either(columns[key]), amount=in_yuan(fen)))
    return clauses(told)


def _window(number: int, window: m.WindowOf) -> str:
    length = calendar_years(number) if window == "full_years" else years(number)
    told = (
        _("of the last {years} before the filing")
        if window == "before_filing"
        else _("of the last {years} before the application")
    )
    return told.format(years=length)


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


# Rules over several benefits.


def _together(measure: m.Measure) -> Iterator[Told]:
    if measure.election:
        yield (
            measure.election.cite,
            (
                _("of the classes applied for in one year of award only one is accepted; the organisation chooses")
                if measure.election.round == "award_year"
                else _("of the classes applied for in any open year only one is accepted; the organisation chooses")
            ),
        )
    if measure.contest:
        yield measure.contest.cite, _contest(measure.contest)
    if measure.together:
        yield (
            measure.together.cite,
            (
                _("the supports of one platform in one year add up")
                if measure.together.rule == "add"
                else _("of the supports of one platform in one year only the highest is paid")
            ),
        )
    if measure.ban:
        yield measure.ban.cite, _ban(measure.ban)
    rounding = measure.rounding
    if any(benefit.base is not None for benefit in measure.benefit.values()):
        yield (
            rounding.cite,
            (
                _("a product is rounded once, before the cap: down to whole {unit}").format(unit=in_yuan(rounding.unit))
                if rounding.unit > 1
                else _("a product is cut to the fen once, before the cap")
                if rounding.mode == "down"
                else _("a product is rounded half up to the fen once, before the cap")
            ),
        )


def _contest(contest: m.Contest) -> str:
    match contest.of:
        case "identity_totals":
            compared = _("the highest applies, nothing is paid twice: the totals of the year are compared")
        case "each_benefit":
            compared = _("the highest applies, nothing is paid twice: supports of the same kind are compared")
        case "every_award":
            compared = _("the highest applies, nothing is paid twice: single supports are compared")
        case _:
            assert_never(contest.of)
    among = (
        _("among all platforms of the organisation")
        if contest.per == "organisation"
        else _("among the titles of one platform")
    )
    match contest.already_paid:
        case "top_up":
            paid = _("where a lower one was already paid, the difference is paid")
        case "first_only":
            paid = _("where a lower one was already paid, nothing more is paid")
        case "replace":
            paid = _("where a lower one was already paid, the whole is paid and the lower recovered")
        case _:
            assert_never(contest.already_paid)
    return clauses([compared, among, paid])


def _ban(ban: m.Ban) -> str:
    told = [_("no new application within {years} of a revocation").format(years=years(ban.years))]
    if ban.grounds:
        told.append(_("this holds for a revocation under {articles}").format(articles=several(ban.grounds)))
        told.append(
            _("it holds for any other ground too")
            if ban.other_grounds == "second_fail"
            else _("it does not hold for any other ground")
        )
    if ban.never:
        told.append(_("it never holds for a revocation under {articles}").format(articles=several(ban.never)))
    told.append(
        _("the corresponding day is still barred")
        if ban.end == "anniversary_barred"
        else _("the corresponding day is free")
    )
    return clauses(told)


# Readings, notices, articles set aside.


def _readings(policy: Policy) -> Iterator[Told]:
    for reading in in_order(policy):
        value = policy.readings[reading]
        told = [
            (_("[taken] {id}: {text}") if each == value else _("{id}: {text}")).format(
                id=each, text=taken(policy, reading, each)
            )
            for each in (value, *policy.alternatives[reading])
        ]
        yield (
            article(policy, reading),
            _("{question} [{id}] – {values}").format(
                id=reading, question=question(policy, reading), values=clauses(told)
            ),
        )


def _notice(notice: m.Notice) -> str:
    if notice.working_days is not None:
        told = _("{notice}: {number} working days").format(notice=either(notice), number=notice.working_days)
    elif notice.days is None:
        return either(notice)
    elif notice.counted == "working":
        told = _("{notice}: {number} days, counted as working days").format(notice=either(notice), number=notice.days)
    else:
        told = _("{notice}: {number} calendar days").format(notice=either(notice), number=notice.days)
    start = (
        _("counted from the day after posting") if notice.start == "next_day" else _("counted from the day of posting")
    )
    return clauses([told, start])


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
        case _:
            assert_never(reason)
