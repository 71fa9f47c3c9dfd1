"""A decision explained: the outcome, the conditions, every step, competition, notes, readings and what is still open."""

from collections.abc import Iterable, Iterator

from fundcalc.base.figures import count
from fundcalc.base.i18n import _, either
from fundcalc.engine.decision import Decision, Read
from fundcalc.engine.steps import Barred, Check, ClassVerdict, Competition, InForce, OnlyHigher, Step
from fundcalc.prose.conclusion import for_review, status_sentence
from fundcalc.prose.conditions import check
from fundcalc.prose.figures import name
from fundcalc.prose.notes import note, readings
from fundcalc.prose.pages import Line, Page, under
from fundcalc.prose.statuses import reason
from fundcalc.prose.steps import benefit, step


def explain(decision: Decision, round_: Iterable[Decision] = ()) -> Page:
    """Everything that led to a decision, line by line, in the order of deciding.

    ``round_`` are the decisions of the same round, for the amounts of other classes where one is to be chosen.
    """
    application = decision.application
    title = _("{platform}: {measure}, award of {year}").format(
        platform=" ".join(filter(None, (application.platform, application.platform_name))),
        measure=either(decision.policy.measure.short),
        year=application.award_year,
    )
    return Page(title, tuple(_lines(decision, round_)))


def _lines(decision: Decision, round_: Iterable[Decision]) -> Iterator[Line]:
    policy = decision.policy
    yield from under(_("Outcome"), [("", status_sentence(decision, round_))])
    yield from under(_("Whether the measure applies"), _steps(decision, (InForce, Barred, ClassVerdict)))
    yield from _conditions(decision)
    for id_, due in decision.benefits.items():
        taken = [(each.cite, step(policy, each)) for each in decision.steps if getattr(each, "benefit", "") == id_]
        if due.reason not in ("due", "capped"):  # else the last step has said it
            taken.append((due.cite, reason(policy, id_, due)))
        yield from under(benefit(policy, id_), taken)
    yield from under(_("Competition"), _steps(decision, (OnlyHigher, Competition)))
    told = [(each.cite, note(policy, each)) for each in decision.notes if not isinstance(each, Read)]
    yield from under(_("Notes"), told)
    yield from under(_("Readings taken"), readings(decision))
    told = [(each.cite, note(policy, each)) for each in decision.notes if isinstance(each, Read)]
    yield from under(_("Under other readings"), told)
    yield from under(_("Open questions"), _open(decision))


def _steps(decision: Decision, kinds: tuple[type[Step], ...]) -> list[tuple[str, str]]:
    return [(each.cite, step(decision.policy, each)) for each in decision.steps if isinstance(each, kinds)]


def _conditions(decision: Decision) -> Iterator[Line]:
    answered: dict[bool | None, list[Check]] = {True: [], False: [], None: []}
    for each in decision.checks:
        answered[each.answer].append(each)
    unknown, left = answered[None], ""
    if decision.application.filed:
        # What a filed platform was filed on is not asked again.
        told = [each for each in unknown if each.open or each.seen is not None]
        if len(told) < len(unknown):
            left = _("filed already, conditions not looked at again: {number}").format(
                number=count(len(unknown) - len(told))
            )
        unknown = told
    for heading, checks in (
        (_("Filing conditions not met"), answered[False]),
        (_("Filing conditions not known"), unknown),
        (_("Filing conditions met"), answered[True]),
    ):
        yield from under(heading, [(each.cite, check(decision.policy, each)) for each in checks])
    yield from under(_("Filing conditions not asked"), [("", left)])


def _open(decision: Decision) -> Iterator[tuple[str, str]]:
    if decision.status == "needs_review":
        yield from for_review(decision)
    policy = decision.policy
    articles: dict[str, str] = {}
    for cite, missing in (
        *((due.cite, due.missing) for due in decision.benefits.values()),
        *((each.cite, each.missing) for each in decision.checks),
    ):
        for key in missing:
            articles.setdefault(key, cite)
    for key in decision.missing:
        yield articles.get(key, ""), _("missing: {fact}").format(fact=name(policy, key))
