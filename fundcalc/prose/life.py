"""The life of a platform as a measure rules it: states, duties and names."""

from collections.abc import Iterator
from typing import assert_never

from fundcalc.base.figures import clauses, months, several, years
from fundcalc.base.i18n import _, bracketed, either, ngettext
from fundcalc.policy.life_rules import Building, EventWord, Life, LifeClause, State
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import forms
from fundcalc.prose.figures import choice, filing_word
from fundcalc.prose.pages import PageLine, under


def state_word(state: State, filing: str) -> str:
    """A state in a word or two; ``filing`` is what the measure calls admission."""
    match state:
        case "none":
            return _("not filed")
        case "applied":
            return _("applied")
        case "building":
            return _("being built")
        case "filed":
            return _("{filing} in force").format(filing=filing)
        case "rectifying":
            return _("rectifying")
        case "barred":
            return _("barred")
        case "revoked":
            return _("revoked")
        case _:
            assert_never(state)


def event_word(event: EventWord) -> str:
    """An event in a few words."""
    return either(forms()["events"].columns["event"].choices[event])


def life_lines(policy: Policy) -> Iterator[PageLine]:
    """What a measure says of the life of a platform, each line with its article."""
    life = policy.measure.life
    if life is None:
        return
    yield from under(_("The life of a platform: what leads from one state to the other"), _arrows(policy, life))
    yield from under(_("What a platform reports and when it is evaluated"), _duties(policy, life))
    yield from under(_("Names"), _names(policy, life))


def indicator_lines(policy: Policy) -> Iterator[PageLine]:
    """The indicators of each kind of platform, with their weights."""
    for kind, table in policy.measure.indicators.items():
        heading = _("Indicators: {kind}").format(kind=choice(policy, "platform_kind", kind))
        lines = []
        for group in table.groups:
            items = several(bracketed(f"{either(item)} {item.weight}", item.unit) for item in group.items)
            text = _("{group} ({weight}): {items}").format(group=either(group), weight=group.weight, items=items)
            lines.append((table.cite, text))
        yield from under(heading, lines)


def _arrow(policy: Policy, states: tuple[State, ...], to: State, *said: str) -> str:
    filing = filing_word(policy)
    text = _("{states} → {to}").format(
        states=several((state_word(state, filing) for state in states), "or"), to=state_word(to, filing)
    )
    return clauses([text, *said])


def _arrows(policy: Policy, life: Life) -> Iterator[tuple[str, str]]:
    """States and what leads from one to the other, as arrows."""
    filing = filing_word(policy)
    if life.application is not None:
        yield life.application.cite, _arrow(policy, ("none", "revoked"), "applied", either(life.application))
    if (building := life.building) is not None:
        period = _("generally {years}") if building.general else "{years}"
        kinds = _("for {kinds}").format(
            kinds=several(choice(policy, "platform_kind", route) for route in building.routes)
        )
        said = [either(building), period.format(years=years(building.years)), kinds if building.routes else ""]
        yield building.cite, _arrow(policy, ("none", "applied"), "building", *said)
        yield from _of_building(building)
    if life.filing is not None:
        before: tuple[State, ...] = ("applied",) if building is None else ("applied", "building")
        yield life.filing.cite, _arrow(policy, before, "filed")
    if life.conversion is not None:
        yield life.conversion.cite, _("{filing} again by conversion").format(filing=filing)
    if life.change is not None and life.change.renews:
        yield life.change.cite, _("{filing} again after a change that asks for it").format(filing=filing)
    yield from _of_evaluation(policy, life)
    for word, ground in life.ground.items():
        what = either(ground) or event_word(word)
        since = _("with effect from the year of the change") if ground.from_year else ""
        yield ground.cite, clauses([_("ground for revocation: {ground}").format(ground=what), since])
    if (ban := policy.measure.ban) is not None:
        yield (
            ban.cite,
            _arrow(policy, ("filed", "rectifying"), "barred", _("for {years}").format(years=years(ban.years))),
        )


def _of_building(building: Building) -> Iterator[tuple[str, str]]:
    if building.extension is not None:
        message = _("the building period may be extended by at most {years}")
        yield building.extension.cite, message.format(years=years(building.extension.years))
    if building.acceptance is not None:
        message = _(
            "acceptance is applied for within {months} after the period; not accepted after an extension: withdrawn"
        )
        yield building.acceptance.cite, message.format(months=months(building.acceptance.months))


def _of_evaluation(policy: Policy, life: Life) -> Iterator[tuple[str, str]]:
    rule = life.rectification
    from_states: tuple[State, ...] = ("filed",)
    if any(evaluation.building for evaluation in life.evaluation.values()):
        from_states = ("building", "filed")
    if rule is not None:
        if rule.opened_by == "in_run":
            opened = _("after a failed evaluation")
        else:
            opened = _("after the first failed evaluation since the filing")
        yield (
            rule.cite,
            _arrow(policy, from_states, "rectifying", opened, _("for {years}").format(years=years(rule.years))),
        )
        yield rule.cite, _arrow(policy, ("rectifying",), "filed", _("graded again, and not as failed"))
        if rule.recheck is not None:
            yield rule.recheck.cite, _("ground for revocation: failed again after the rectification")
    for evaluation in life.evaluation.values():
        after = evaluation.revoked_after
        if after is None:
            continue
        if after.fails == 1:
            message = _("ground for revocation: a failed evaluation")
        elif after.counted == "evaluations":
            message = _("ground for revocation: {count} failed evaluations in a row")
        else:
            message = _("ground for revocation: failed in {count} running years")
        yield after.cite, message.format(count=after.fails)
    if life.absence is not None:
        yield life.absence.cite, either(life.absence) or _("material not handed in on time counts as a fail")
    if life.report is not None and life.report.missing == "one_fail":
        yield life.report.cite, _("a report missing without reason counts as a failed evaluation")
    if life.plaque is not None:
        yield (
            life.plaque.cite,
            _("by plaque only: evaluated for its funding, no rectification and no revocation follows"),
        )


def _duties(policy: Policy, life: Life) -> Iterator[tuple[str, str]]:
    if life.report is not None:
        yield life.report.cite, clauses([_("a report for every year"), either(life.report)])
    for evaluation in life.evaluation.values():
        every = ngettext("evaluated every year", "evaluated every {number} years", evaluation.years)
        grades = several(choice(policy, "grade", grade) for grade in evaluation.grades)
        named = _("grades: {grades}").format(grades=grades) if evaluation.grades else ""
        yield evaluation.cite, clauses([every.format(number=evaluation.years), named, either(evaluation)])
    if life.change is not None:
        within = (
            _("a major change is reported; the text gives no number of days")
            if life.change.months is None
            else _("a major change is reported within {months}").format(months=months(life.change.months))
        )
        yield life.change.cite, clauses([within, either(life.change)])
    if life.implementation_report is not None:
        yield (
            life.implementation_report.cite,
            _with(
                _("a platform that was paid reports on the use of the money in the following year"),
                life.implementation_report,
            ),
        )


def _with(text: str, rule: LifeClause) -> str:
    return clauses([text, either(rule)])


def _names(policy: Policy, life: Life) -> Iterator[tuple[str, str]]:
    filing = filing_word(policy)
    for rule in life.name:
        kinds = several(choice(policy, "platform_kind", route) for route in rule.routes)
        states = several(state_word(state, filing) for state in rule.states)
        yield (
            rule.cite,
            _("{kinds} ({states}): {form}").format(
                kinds=kinds or _("all platforms"), states=states, form=several(map(shown_form, rule.forms), "or")
            ),
        )


def shown_form(form: str) -> str:
    """The form of a name as a person reads it."""
    return form.replace("{organisation}", _("name of the unit")).replace("{field}", "×××")
