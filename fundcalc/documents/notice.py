"""The list for public notice (公示名单): who is to get how much under which article, from the authority's book."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fundcalc.base.dates import notice_ends, plain_notice_ends
from fundcalc.base.errors import BookError
from fundcalc.base.i18n import _, ngettext
from fundcalc.documents import common_sections
from fundcalc.documents.report import Column, Report, Section, Table, Value
from fundcalc.documents.report_data import Entry, Gathered
from fundcalc.ledger.award_accounts import AwardAccount
from fundcalc.policy.model import Notice
from fundcalc.prose import day
from fundcalc.prose.awards import benefit_title, measure_title, notice_of


def notice_list(gathered: Gathered, posted: date | None = None, document: str = "") -> Report:
    """The list; with the day on which it is ``posted`` it says how long the notice runs, by the measure's own rule.

    Raises ``BookError`` for a recipient's book, ``DateError`` where the working days of the year are not known.
    """
    asked = gathered.asked
    if gathered.role != "authority":
        raise BookError(_("the list for public notice is made from the book of the authority, not of a recipient; give "
                          "that book, or ask for --kind use"))  # fmt: skip
    awards = [each for each in gathered.awards if each.year == asked.year and each.awarded]
    if not awards:
        raise BookError(_("no award of {year} stands in the book by {day}; a notice lists the awards of one year").format(
            year=asked.year, day=asked.until))  # fmt: skip
    gathered = _decisions_only(gathered, awards)
    policies = list(dict.fromkeys(each.policy for each in awards))
    title = _("Public notice: support proposed for {year}")
    if len(policies) == 1:
        title = _("{measure}: public notice of support proposed for {year}")
    columns = (
        Column(_("no."), "number", 3),
        Column(_("organisation"), "text", 13),
        Column(_("platform"), "text", 14),
        Column(_("support"), "text", 9),
        Column(_("article"), "text", 7),
        Column(_("proposed support (10,000 yuan)"), "wan", 8),
        Column(_("entries (no. in the annex)"), "entries", 6),
    )
    rows: list[Sequence[Value]] = [
        [
            number,
            each.organisation_name or each.organisation,
            each.platform_name or each.platform,
            benefit_title(each.policy, each.benefit),
            each.cite,
            each.awarded,
            common_sections.numbers(gathered.entries[each.award]),
        ]
        for number, each in enumerate(awards, 1)
    ]
    whole = sum(each.awarded for each in awards)
    total: list[Value] = ["", _("Total"), "", "", "", whole, ""]
    listed = Table(columns, [*rows, total], 1)
    told = ngettext(
        "The support proposed for {number} application is made known:",
        "The support proposed for {number} applications is made known:",
        len(rows),
    ).format(number=len(rows))
    return Report(
        title=title.format(year=asked.year, measure=measure_title(policies[0])),
        facts=[
            (_("Document number"), document or "　"),
            (_("Measures"), common_sections.documents(gathered)),
            (_("Period of the notice"), _period(policies, posted)),
            (_("Unit of amounts"), _("10,000 yuan; the annex in yuan")),
        ],
        sections=[
            Section(
                _("I. List"),
                (told,),
                listed,
                (common_sections.in_capitals(_("Proposed support"), whole), *common_sections.nearly(listed)),
            ),
            Section(
                _("II. Objections"),
                (_("Whoever objects may say so in writing, with name and reasons, before the notice ends."),),
            ),
            *([common_sections.state_of_the_book(gathered, _("III. State of the book"))] if gathered.faults else []),
        ],
        annex=common_sections.annex(gathered),
        signatures=[
            _("Contact: {room}").format(room="　" * 10),
            _("Telephone: {room}").format(room="　" * 10),
            _("(seal) {room} date: {room}").format(room="　" * 8),
        ],
    )


def _decisions_only(gathered: Gathered, awards: Sequence[AwardAccount]) -> Gathered:
    """The same without what is no part of the notice: other awards, and what was paid meanwhile."""
    decided = [entry for each in awards for entry in gathered.entries[each.award] if entry.movement.kind == "award"]
    entries: dict[str, list[Entry]] = {each.award: [] for each in awards}
    for number, entry in enumerate(decided, 1):
        entries[entry.award.award].append(replace(entry, number=number))
    return replace(gathered, awards=awards, entries=entries)


def _period(policies: Sequence[str], posted: date | None) -> str:
    rules = {notice_of(each) for each in policies}
    rule = next(iter(rules)) if len(rules) == 1 else None
    if posted is None or rule is None:
        return _("from {room} to {room}").format(room="　" * 6)
    return _("{first} to {last}").format(first=day(posted), last=day(_end(rule, posted)))


def _end(rule: Notice, posted: date) -> date:
    if rule.working_days:
        return notice_ends(posted, rule.working_days, rule.start)
    return plain_notice_ends(posted, rule.days or 1, rule.counted, rule.start)
