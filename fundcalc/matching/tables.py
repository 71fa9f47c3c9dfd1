"""Tables and sentences of matches, for the terminal and the page."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fundcalc.base.figures import in_yuan, several
from fundcalc.base.i18n import _, either, ngettext
from fundcalc.matching.match_json import sheet_of
from fundcalc.matching.matches import Matches
from fundcalc.matching.records import CannotCombine, MeasureMatch, MissingFacts
from fundcalc.matching.without_application import Obstacle, WithoutApplication
from fundcalc.policy.fact_sources import source_of
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import forms
from fundcalc.prose.benefits import benefit_title
from fundcalc.prose.conclusion import status_sentence
from fundcalc.prose.figures import name, names
from fundcalc.prose.missing import missing_of, source_word
from fundcalc.prose.statuses import status
from fundcalc.views.table import Cell, Column, Marked, Money, Table


class MissingRow(NamedTuple):
    """Something that a measure still needs to know."""

    match: MeasureMatch
    missing: MissingFacts


def matches_table(found: Matches) -> Table[MeasureMatch]:
    """One row per measure, the highest amount first."""
    columns: list[Column[MeasureMatch]] = [
        Column("policy", _("measure"), lambda one: f"{either(one.policy.measure.short)}\n{one.policy.id}", width=26),
        Column("payable", _("payable now"), lambda one: Money(one.payable) if one.payable else None, "yuan", 16),
        Column("amount", _("would get"), lambda one: Money(one.amount) if one.amount else None, "yuan", 16),
        Column("most", _("at most"), _at_most, "yuan", 16),
        Column("missing", _("facts missing"), lambda one: _count(one.missing), "count", 8),
        Column("outcome", _("outcome"), outcome, width=60),
        Column("cite", _("article"), _cites, width=18),
    ]
    return Table(_("Measures"), columns, found.matches)


def _count(missing: Sequence[MissingFacts]) -> Cell:
    return len({fact for one in missing for fact in one.facts}) or None


def _at_most(one: MeasureMatch) -> Cell:
    if one.most is None:
        return _("no limit stated")
    return Money(one.most) if one.most > one.amount else None


def _cites(one: MeasureMatch) -> Cell:
    """The articles that the amounts, or the refusal, rest on."""
    if one.decision is not None and not one.may_pay:
        unmet = [check.cite for check in one.decision.checks if check.answer is False and not check.condition.soft]
        return "\n".join(dict.fromkeys(unmet)) or one.policy.measure.validity.cite
    return "\n".join(dict.fromkeys(benefit.cite for benefit in one.benefits))


def outcome(one: MeasureMatch) -> str:
    """What comes of a measure in one sentence."""
    decision = one.decision
    if decision is None:
        return _("Not read: {faults}").format(faults=several(one.faults))
    if decision.status != "needs_documents" or not one.missing:
        return status_sentence(decision)
    if one.amount:
        return _("Would get {amount} if what is missing turns out well.").format(amount=in_yuan(one.amount))
    if one.most is None:
        return _("Would get an amount that depends on what is missing; the measure states no limit.")
    return _("Would get up to {amount}, depending on what is missing.").format(amount=in_yuan(one.most))


def missing_table(found: Matches) -> Table[MissingRow]:
    """One row for each thing that a measure still needs to know."""
    rows = [MissingRow(one, missing) for one in found.matches for missing in one.missing]
    columns: list[Column[MissingRow]] = [
        Column("policy", _("measure"), lambda row: either(row.match.policy.measure.short), width=26),
        Column("cite", _("article"), lambda row: row.missing.cite, width=18),
        Column("facts", _("what is missing"), lambda row: _missing(row.match.policy, row.missing), width=60),
        Column("for", _("needed for"), lambda row: _needed_for(row.match.policy, row.missing), width=24),
        Column("where", _("where it is asked"), lambda row: _where(row.match.policy, row.missing), width=24),
    ]
    return Table(_("Missing"), columns, rows)


def _missing(policy: Policy, missing: MissingFacts) -> str:
    return missing_of(policy, missing.check) if missing.check is not None else names(policy, missing.facts)


def _needed_for(policy: Policy, missing: MissingFacts) -> str:
    return benefit_title(policy, missing.benefit) if missing.benefit else either(policy.measure.filing)


def _where(policy: Policy, missing: MissingFacts) -> str:
    sheets = dict.fromkeys(either(forms()[sheet_of(fact)]) for fact in missing.facts)
    people = dict.fromkeys(source_word(source_of(policy, fact)) for fact in missing.facts)
    return _("sheet {sheet}; {people}").format(sheet=several(sheets), people=several(people))


def conflict_sentences(found: Matches) -> Iterator[str]:
    """What cannot be combined, with the articles."""
    by_id = {one.policy.id: one for one in found.matches}
    for conflict in found.conflicts:
        yield _conflict(conflict, by_id)


def _conflict(conflict: CannotCombine, by_id: dict[str, MeasureMatch]) -> str:
    measures = [by_id[id_] for id_ in conflict.policies]
    cites = several(
        _("{measure} {cite}").format(measure=either(by_id[id_].policy.measure.short), cite=cite)
        for id_, cite in conflict.cites.items()
    )
    if conflict.benefits:
        policy = measures[0].policy
        supports = several(benefit_title(policy, id_) for id_ in conflict.benefits)
        return _("{measure}: of {supports} only one is paid in a year ({cites})").format(
            measure=either(policy.measure.short), supports=supports, cites=cites
        )
    together = several(either(one.policy.measure.short) for one in measures)
    return _("{measures}: the highest applies, nothing is paid twice ({cites})").format(measures=together, cites=cites)


def unassigned_sentence(found: Matches) -> str:
    """What was not used because it belongs to one measure; empty if nothing."""
    if not (found.unassigned and found.matches):
        return ""
    message = ngettext(
        "{facts} holds under one measure only and was not used; say which: --policy ID, or a table [measure.ID]",
        "{facts} hold under one measure only and were not used; say which: --policy ID, or a table [measure.ID]",
        len(found.unassigned),
    )
    return message.format(facts=several(name(found.matches[0].policy, key) for key in found.unassigned))


# Without application.


def readiness_sentence(found: WithoutApplication) -> str:
    """How many platforms of a round can be paid without application."""
    message = ngettext(
        "{ready} of {count} platform can be paid without application: {amount}.",
        "{ready} of {count} platforms can be paid without application: {amount}.",
        found.platforms,
    )
    return message.format(ready=len(found.ready), count=found.platforms, amount=in_yuan(found.fen))


def obstacles_table(found: WithoutApplication) -> Table[Obstacle]:
    """One row per fact that platforms wait for, those of most platforms first."""
    policy = found.policy
    columns: list[Column[Obstacle]] = [
        Column("fact", _("fact"), lambda row: name(policy, row.fact), width=40),
        Column("platforms", _("platforms that wait for it"), lambda row: len(row.platforms), "count", 10),
        Column("source", _("who has it"), lambda row: Marked(source_word(row.source), id=row.source), width=24),
        Column("cite", _("article"), lambda row: row.cite, width=18),
    ]
    return Table(_("Between the round and paying without application"), columns, found.obstacles)


def others_sentences(found: WithoutApplication) -> Iterator[str]:
    """The platforms that no fact helps, and those that a person decides."""
    if found.for_review:
        people = several(decision.platform for decision in found.for_review)
        yield _("A person decides: {platforms}.").format(platforms=people)
    for decision in found.refused:
        yield _("{platform}: {status}").format(platform=decision.platform, status=status(decision.status))
