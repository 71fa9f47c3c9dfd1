"""What an applicant reads of a measure: what to hand in, and a worked example."""

from collections.abc import Iterable, Iterator

from fundcalc.base.errors import FundcalcError
from fundcalc.base.i18n import _, either, listed
from fundcalc.documents.report import ReportColumn, ReportTable, Section
from fundcalc.engine.cases import Case, read
from fundcalc.engine.decision import Decision
from fundcalc.engine.rounds import decide_all
from fundcalc.policy import model as m
from fundcalc.policy.fact_sources import source_of
from fundcalc.policy.loading import Policy, load
from fundcalc.policy.vocabulary import forms
from fundcalc.prose.benefits import benefit_title
from fundcalc.prose.conditions import condition
from fundcalc.prose.explanation import explain
from fundcalc.prose.figures import choice, name, seen
from fundcalc.prose.missing import source_word

_Row = tuple[str, str, str, str, str]
_START = "validity.from"
# The most telling outcome first.
_SHOWN = ("payable", "eligible", "by_reference")


def hand_in_section(policy: Policy) -> Section:
    """What a measure asks an applicant for, article by article, and who says it."""
    columns = (
        ReportColumn(_("fact"), "text", 22),
        ReportColumn(_("what is asked"), "text", 34),
        ReportColumn(_("for"), "text", 12),
        ReportColumn(_("article"), "text", 12),
        ReportColumn(_("who has it"), "text", 12),
    )
    command = _("The empty workbook to fill in: fundcalc template {policy} -o FILE.xlsx")
    table = ReportTable(columns, list(_rows(policy)))
    return Section(_("What to hand in"), [command.format(policy=policy.argument)], table)


def _rows(policy: Policy) -> Iterator[_Row]:
    """A row for each condition, each support and each sheet of records."""
    measure = policy.measure
    filing = either(measure.filing)
    for clause in measure.condition.values():
        kinds = listed(choice(policy, measure.routes, route) for route in clause.routes)
        yield _row(policy, clause.facts, condition(policy, clause), kinds or filing, clause.cite)
    for id_, benefit in measure.benefit.items():
        title = benefit_title(policy, id_)
        for gate in benefit.only_if:
            yield _row(policy, gate.facts, condition(policy, gate), title, gate.cite)
        if facts := _facts_of_amount(policy, benefit):
            yield _row(policy, facts, _("the amount rests on it"), title, benefit.cite)
    for fact, derived in measure.derived.items():
        text = _("one row for each record; worked out from them: {fact}").format(fact=name(policy, fact))
        sheet = either(forms()[derived.records])
        yield sheet, text, _("sheet {sheet}").format(sheet=sheet), derived.cite, source_word("applicant")


def _row(policy: Policy, facts: Iterable[str], text: str, whom: str, cite: str) -> _Row:
    facts = tuple(dict.fromkeys(facts))
    people = dict.fromkeys(source_word(source_of(policy, fact)) for fact in facts)
    return listed(name(policy, fact) for fact in facts), text, whom, cite, listed(people)


def _facts_of_amount(policy: Policy, benefit: m.AnyBenefit) -> tuple[str, ...]:
    """The facts that the amount of a benefit rests on, and what opens it."""
    tables = [fact for fact in benefit.facts if fact not in benefit.bases]
    opened = [] if benefit.trigger is None else [benefit.trigger]
    return tuple(dict.fromkeys((*policy.measure.given_bases(benefit), *tables, *opened)))


def example_section(policy: Policy) -> Section | None:
    """A case of the measure decided step by step; None without a telling one."""
    found = [decision for case in _cases(policy) for decision in _decided(policy, case)]
    decision = min((one for one in found if one.status in _SHOWN), key=_rank, default=None)
    if decision is None:
        return None
    facts = decision.application.facts.items()
    given = [
        _("{name}: {value}").format(name=name(policy, fact), value=seen(policy, fact, value))
        for fact, value in facts
        if fact in policy.facts
    ]
    columns = (
        ReportColumn(_("stage"), "text", 14),
        ReportColumn(_("article"), "text", 14),
        ReportColumn(_("what follows"), "text", 46),
    )
    rows = [(line.heading, line.article, line.text) for line in explain(decision)]
    start = decision.policy.changes.get(_START)
    before = [_("An invented platform. The facts that are given:"), *given]
    if start is not None:
        before.insert(0, _("The measure is taken as in force from {day}.").format(day=start))
    return Section(_("A worked example"), before, ReportTable(columns, rows))


def _cases(policy: Policy) -> list[Case]:
    """The cases of one application by itself, as the measure is read."""
    try:
        cases = read(policy.path.parent / "cases.toml")
    except FundcalcError:
        return []
    return [
        case
        for case in cases
        if len(case["applications"]) == 1
        and not (case.get("readings") or case.get("paid") or case.get("changes", {}).keys() - {_START})
    ]


def _decided(policy: Policy, case: Case) -> list[Decision]:
    changes = case.get("changes", {})
    try:
        return decide_all(load(policy.path, changes=changes) if changes else policy, case["applications"])
    except FundcalcError:  # a case may be about a text of another day
        return []


def _rank(decision: Decision) -> tuple[int, int, int]:
    """The paid case with most supports first, then that with fewest facts."""
    paid = sum(1 for due in decision.benefits.values() if due.fen)
    return _SHOWN.index(decision.status), -paid, len(decision.application.facts)
