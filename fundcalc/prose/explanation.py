"""A decision explained.

The outcome, the conditions, every step, competition, notes, readings and what is still open.
"""

from collections.abc import Iterable, Iterator

from fundcalc.base.figures import count
from fundcalc.base.i18n import _, either
from fundcalc.engine.ceiling_steps import AwardsCeiling, MoneyCeiling
from fundcalc.engine.decision import Decision
from fundcalc.engine.decision_parts import ReadingNote
from fundcalc.engine.steps import (
    Barred,
    BudgetCut,
    Check,
    ClassVerdict,
    Competition,
    Governed,
    InForce,
    OnlyFirst,
    OnlyHigher,
    Step,
)
from fundcalc.prose.benefits import benefit_title
from fundcalc.prose.conclusion import for_review, status_sentence
from fundcalc.prose.conditions import check
from fundcalc.prose.figures import filing_word
from fundcalc.prose.missing import missing_items
from fundcalc.prose.notes import note, readings
from fundcalc.prose.pages import Page, PageLine, under
from fundcalc.prose.schedules import payment_lines
from fundcalc.prose.statuses import reason
from fundcalc.prose.steps import step


def explain(decision: Decision, round_: Iterable[Decision] = ()) -> Page:
    """Everything that led to a decision, line by line, in the order of deciding.

    ``round_`` are the decisions of the same round, for the amounts of other classes where one is to be chosen.
    """
    application = decision.application
    title = _("{platform}: {measure}, award of {year}").format(
        platform=" ".join(filter(None, (application.row_id, application.platform_name))),
        measure=either(decision.policy.measure.short),
        year=application.award_year,
    )
    return Page(title, tuple(_lines(decision, round_)))


def _lines(decision: Decision, round_: Iterable[Decision]) -> Iterator[PageLine]:
    policy, rows = decision.policy, decision.application.record_rows
    yield from under(_("Outcome"), [("", status_sentence(decision, round_))])
    yield from under(_("Whether the measure applies"), _steps(decision, (InForce, Governed, Barred, ClassVerdict)))
    yield from _conditions(decision)
    for id_, due in decision.benefits.items():
        taken = [
            (stage.cite, step(policy, stage, rows)) for stage in decision.steps if getattr(stage, "benefit", "") == id_
        ]
        if due.reason not in ("due", "capped"):  # else the last step has said it
            taken.append((due.cite, reason(policy, id_, due)))
        yield from under(benefit_title(policy, id_), taken)
    competing = _("Competition") if policy.measure.contest else _("Supports of the same year")
    yield from under(competing, _steps(decision, (OnlyHigher, OnlyFirst, Competition)))
    yield from under(_("Ceilings"), _steps(decision, (MoneyCeiling, AwardsCeiling)))
    yield from under(_("Budget"), _steps(decision, (BudgetCut,)))
    yield from under(_("Payment in parts"), payment_lines(decision))
    yield from under(
        _("Notes"),
        [(noted.cite, note(policy, noted)) for noted in decision.notes if not isinstance(noted, ReadingNote)],
    )
    yield from under(_("Readings taken"), readings(decision))
    yield from under(
        _("Under other readings"),
        [(read.cite, note(policy, read)) for read in decision.notes if isinstance(read, ReadingNote)],
    )
    yield from under(_("Open questions"), _open(decision))


def _steps(decision: Decision, kinds: tuple[type[Step], ...]) -> list[tuple[str, str]]:
    return [(stage.cite, step(decision.policy, stage)) for stage in decision.steps if isinstance(stage, kinds)]


def _conditions(decision: Decision) -> Iterator[PageLine]:
    answered: dict[bool | None, list[Check]] = {True: [], False: [], None: []}
    for checked in decision.checks:
        answered[checked.answer].append(checked)
    unknown, left, filing = answered[None], "", filing_word(decision.policy)
    if decision.filed:
        # What a filed platform was filed on is not asked again.
        seen = [checked for checked in unknown if checked.open or checked.seen is not None]
        if len(seen) < len(unknown):
            left = _("{filing} is done; conditions not checked again: {number}").format(
                filing=filing, number=count(len(unknown) - len(seen))
            )
        unknown = seen
    for heading, checks in (
        (_("Conditions of {filing} not met"), answered[False]),
        (_("Conditions of {filing} not known"), unknown),
        (_("Conditions of {filing} met"), answered[True]),
    ):
        lines = [(checked.cite, check(decision.policy, checked)) for checked in checks]
        yield from under(heading.format(filing=filing), lines)
    yield from under(_("Conditions of {filing} not checked").format(filing=filing), [("", left)])


def _open(decision: Decision) -> Iterator[tuple[str, str]]:
    if decision.status == "needs_review":
        yield from for_review(decision)
    for cite, facts in missing_items(decision):
        yield cite, _("missing: {fact}").format(fact=facts)
