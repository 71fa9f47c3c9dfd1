"""The conclusion of a decision in one sentence.

Also what a person has to decide where the text leaves it open.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import assert_never

from fundcalc.base.dates import years_after
from fundcalc.base.figures import clauses, count, day, in_yuan, several, years
from fundcalc.base.i18n import _
from fundcalc.engine.ceiling_steps import AwardsCeiling, MoneyCeiling
from fundcalc.engine.decision import Decision
from fundcalc.engine.decision_parts import OpenPoint, Point
from fundcalc.engine.steps import Barred, BudgetCut, Check, ClassVerdict, Competition, OnlyFirst
from fundcalc.policy.loading import Policy
from fundcalc.prose.benefits import benefit_title, elsewhere
from fundcalc.prose.budget import budget_cut
from fundcalc.prose.ceilings import ceiling_step
from fundcalc.prose.competition import only_first, result
from fundcalc.prose.figures import filing_word, names, rows_of_sheet
from fundcalc.prose.missing import missing_items
from fundcalc.prose.notes import between, note, question
from fundcalc.prose.statuses import reason

_FACTS_IN_A_SENTENCE = 4


def status_sentence(decision: Decision, round_: Iterable[Decision] = ()) -> str:
    """The outcome and its main reason in one sentence.

    ``round_`` are the decisions of the same round: from them come the amounts of the other classes where one is to be chosen.
    """
    policy = decision.policy
    match decision.status:
        case "not_in_force":
            return _not_in_force(decision)
        case "barred":
            return _barred(decision)
        case "needs_election":
            return _needs_election(decision, round_)
        case "ineligible":
            return _("Not eligible: the conditions of {articles} are not met.").format(
                articles=_articles(unmet(decision))
            )
        case "needs_documents":
            return _needs_documents(decision)
        case "needs_review":
            return _("A person has to decide: {reasons}.").format(
                reasons=clauses(text for _cite, text in for_review(decision))
            )
        case "by_reference":
            documents = [
                elsewhere(policy, id_) for id_, due in decision.benefits.items() if due.reason == "by_reference"
            ]
            return _("Support is due; {documents}.").format(documents=clauses(documents))
        case "eligible" if decision.prospective_fen:
            return _("Every condition of {filing} is met; after {filing}, {amount} would be payable.").format(
                filing=filing_word(policy), amount=in_yuan(decision.prospective_fen)
            )
        case "eligible":
            return _(
                "Every condition of {filing} is met; the authority has not decided, and no amount is due so far."
            ).format(filing=filing_word(policy))
        case "payable":
            parts = [
                _("{benefit} {amount}").format(benefit=benefit_title(policy, id_), amount=in_yuan(fen))
                for id_, fen in decision.allotted.items()
            ]
            cuts = [budget_cut(step) for step in decision.steps if isinstance(step, BudgetCut)]
            return _("Payable: {amount} ({benefits}).").format(
                amount=in_yuan(decision.payable_fen), benefits=clauses([several(parts), *cuts])
            )
        case "nothing_due":
            return _nothing_due(decision)
        case _:
            assert_never(decision.status)


def unmet(decision: Decision) -> list[Check]:
    """The filing conditions answered no, those that hold in principle only left out."""
    return [check for check in decision.checks if check.answer is False and not check.condition.soft]


def _articles(checks: Sequence[Check]) -> str:
    return several(dict.fromkeys(check.cite for check in checks))


def _not_in_force(decision: Decision) -> str:
    measure, on = decision.policy.measure, decision.application.application_date
    first, last = measure.validity.first, measure.validity.last
    if first is None and measure.validity.status == "draft":
        return _("Not in force: the measure is a draft; supply its date to try it out: --set validity.from=2026-07-01.")
    if first is None:
        return _("Not in force: the text gives no date of issue; supply it: --set validity.from=2026-07-01.")
    if on < first:
        return _("Not in force: applied for on {day}, before the first day, {first}.").format(
            day=day(on), first=day(first)
        )
    return _("Not in force: applied for on {day}, after the last day, {last} (first day {first}).").format(
        day=day(on), first=day(first), last=day(last) if last else ""
    )


def _barred(decision: Decision) -> str:
    bar = next(step for step in decision.steps if isinstance(step, Barred) and step.holds)
    ban = decision.policy.measure.ban
    last = years_after(bar.revoked_on, bar.years)
    if ban is not None and ban.end == "anniversary_free":
        last -= timedelta(days=1)
    return _(
        "Barred until {last}: {filing} was revoked on {day}, and no new application is accepted within {years}."
    ).format(filing=filing_word(decision.policy), last=day(last), day=day(bar.revoked_on), years=years(bar.years))


def _needs_election(decision: Decision, round_: Iterable[Decision]) -> str:
    choice = next(step for step in decision.steps if isinstance(step, ClassVerdict))
    others = {other.platform: other for other in round_}
    classes = [_would_come_to(decision.platform, decision)]
    classes += [_would_come_to(platform, others.get(platform)) for platform in choice.rivals]
    return _("Only one class is accepted, and the organisation has to choose: {classes}.").format(
        classes=several(classes, "or")
    )


def _would_come_to(platform: str, decision: Decision | None) -> str:
    claimed = [due for due in decision.benefits.values() if due.reason != "not_claimed"] if decision else []
    amounts = [due.fen for due in claimed if due.fen is not None]
    if not claimed or len(amounts) < len(claimed):
        return _("{platform} (amount not known)").format(platform=platform)
    return _("{platform} ({amount})").format(platform=platform, amount=in_yuan(sum(amounts)))


def _needs_documents(decision: Decision) -> str:
    policy = decision.policy
    if not decision.missing:
        bases = (benefit.opened_by for benefit in policy.measure.benefit.values())
        return _("No support can be worked out: nothing is claimed, and none of these facts is given: {facts}.").format(
            facts=names(policy, dict.fromkeys(bases))
        )
    facts = [text for _cite, text in missing_items(decision)]
    if len(facts) > _FACTS_IN_A_SENTENCE:
        more = len(facts) - _FACTS_IN_A_SENTENCE + 1
        facts = [*facts[: _FACTS_IN_A_SENTENCE - 1], _("{number} more").format(number=count(more))]
    return _("Missing before this can be decided: {facts}.").format(facts=clauses(facts))


def for_review(decision: Decision) -> list[tuple[str, str]]:
    """What a person has to decide, each with its article."""
    policy, found = decision.policy, []
    failed, opened = unmet(decision), [check for check in decision.checks if check.open and not check.condition.soft]
    if decision.filed and failed:
        found.append(
            (
                failed[0].cite,
                _("{filing} is done, but the conditions of {articles} are not met").format(
                    filing=filing_word(policy), articles=_articles(failed)
                ),
            )
        )
    if not decision.filed and opened:
        found.append((opened[0].cite, _("the text does not settle {articles}").format(articles=_articles(opened))))
    for id_, due in decision.benefits.items():
        if due.reason == "needs_review":
            found.append((due.cite, _depends(decision, id_)))
        elif due.fen and policy.measure.benefit[id_].amount_is == "ceiling":
            found.append(
                (
                    due.cite,
                    _("{benefit} of {amount} is an upper limit only").format(
                        benefit=benefit_title(policy, id_), amount=in_yuan(due.fen)
                    ),
                )
            )
    decisive = (point for point in decision.points if isinstance(point, Point) and _decides(policy, point))
    found += [(point.cite, note(policy, point)) for point in decisive]
    if decision.bounds is not None and decision.bounds.least < decision.bounds.most:
        found.append(("", between(decision.bounds)))
    return found


def _depends(decision: Decision, id_: str) -> str:
    """What a benefit depends on that the text leaves open."""
    policy, points = decision.policy, decision.bounds.rests_on if decision.bounds is not None else ()
    parts = [_open_point(policy, point) for point in points if point.benefit == id_ and point.kind != "upper_limit"]
    if not any(parts):
        return _("{benefit} depends on what the text leaves open").format(benefit=benefit_title(policy, id_))
    return _("{benefit} depends on: {matters}").format(
        benefit=benefit_title(policy, id_), matters=several(dict.fromkeys(filter(None, parts)))
    )


def _open_point(policy: Policy, point: OpenPoint) -> str:
    questions = clauses(question(policy, reading) for reading in point.readings)
    if point.kind != "records":
        return questions
    if point.rows:
        return _("{question} ({rows}: {amount})").format(
            question=questions, rows=rows_of_sheet(point.sheet, point.rows), amount=in_yuan(point.fen)
        )
    return _("{question} (records: {number}, {amount})").format(
        question=questions, number=count(point.records), amount=in_yuan(point.fen)
    )


def _decides(policy: Policy, point: Point) -> bool:
    """Whether a point by itself leaves the outcome to a person."""
    if point.code == "second_platform":
        return policy.measure.benefit[str(point.values["benefit"])].per == "organisation"
    return point.code in (
        "class_of_paid_unknown",
        "date_doubtful",
        "events_differ",
        "graded_twice",
        "cancelled_from_year",
    )


def _nothing_due(decision: Decision) -> str:
    policy = decision.policy
    claimed = {id_: due for id_, due in decision.benefits.items() if due.reason != "not_claimed"}
    if not claimed:
        return _("Nothing is due: nothing is claimed.")
    if any(due.fen for due in claimed.values()):
        contested = [result(step) for step in decision.steps if isinstance(step, Competition)]
        ceilings = [step for step in decision.steps if isinstance(step, MoneyCeiling | AwardsCeiling)]
        contested += [only_first(policy, step) for step in decision.steps if isinstance(step, OnlyFirst)]
        contested += [ceiling_step(policy, step) for step in ceilings if not step.payable]
        # Where the budget leaves nothing, something was due before it.
        contested = [budget_cut(step) for step in decision.steps if isinstance(step, BudgetCut)] or contested
        reasons = list(dict.fromkeys(contested)) or [_("the highest support of the year was already awarded")]
        return _("Nothing is due: {reasons}.").format(reasons=clauses(reasons))
    reasons = [
        _("{benefit} – {reason}").format(benefit=benefit_title(policy, id_), reason=reason(policy, id_, due))
        for id_, due in claimed.items()
    ]
    return _("Nothing is due: {reasons}.").format(reasons=clauses(reasons))
