"""The list for public notice (公示名单), from the authority's book.

It says who is to get how much under which article.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fundcalc.base.dates import notice_ends, plain_notice_ends
from fundcalc.base.errors import BookError
from fundcalc.base.i18n import _, ngettext
from fundcalc.documents import common_sections
from fundcalc.documents.report import Report, ReportColumn, ReportTable, Section, Value
from fundcalc.documents.report_data import Entry, ReportData
from fundcalc.ledger.award_accounts import AwardAccount
from fundcalc.policy.model import Notice
from fundcalc.prose import day
from fundcalc.prose.awards import benefit_title, measure_subject, notice_of


def notice_list(report_data: ReportData, posted: date | None = None, document: str = "") -> Report:
    """Make the list for public notice.

    With the day on which it is ``posted`` it says how long the notice runs, by the measure's own rule.

    Raises ``BookError`` for a recipient's book, ``DateError`` where the working days of the year are not known.
    """
    request = report_data.request
    if report_data.role != "authority":
        raise BookError(_("the list for public notice is made from the book of the authority, not of a recipient; give "
                          "that book, or ask for --kind use"))  # fmt: skip
    awards = [award for award in report_data.awards if award.year == request.year and award.awarded]
    if not awards:
        raise BookError(_("no award of {year} stands in the book by {day}; a notice lists the awards of one year").format(
            year=request.year, day=request.until))  # fmt: skip
    report_data = _decisions_only(report_data, awards)
    policies = list(dict.fromkeys(award.policy for award in awards))
    return Report(
        title=_title(request.year, policies),
        facts=[
            (_("Document number"), document or "　"),
            (_("Measures"), common_sections.documents(report_data)),
            (_("Period of the notice"), _period(policies, posted)),
            (_("Unit of amounts"), _("10,000 yuan; the annex in yuan")),
        ],
        sections=[
            _list(report_data),
            Section(
                _("II. Objections"),
                (_("Whoever objects may say so in writing, with name and reasons, before the notice ends."),),
            ),
            *(
                [common_sections.state_of_the_book(report_data, _("III. State of the book"))]
                if report_data.faults
                else []
            ),
        ],
        annex=common_sections.annex(report_data),
        signatures=[
            _("Contact: {room}").format(room="　" * 10),
            _("Telephone: {room}").format(room="　" * 10),
            _("(seal) {room} date: {room}").format(room="　" * 8),
        ],
    )


def _title(year: int, policies: Sequence[str]) -> str:
    title = _("Public notice: support proposed for {year}")
    if len(policies) == 1:
        title = _("{measure}: public notice of support proposed for {year}")
    return title.format(year=year, measure=measure_subject(policies[0]))


def _list(report_data: ReportData) -> Section:
    """The section that lists the awards."""
    columns = (
        ReportColumn(_("no."), "number", 3),
        ReportColumn(_("organisation"), "text", 13),
        ReportColumn(_("platform"), "text", 14),
        ReportColumn(_("support"), "text", 9),
        ReportColumn(_("article"), "text", 7),
        ReportColumn(_("proposed support (10,000 yuan)"), "wan", 8),
        ReportColumn(_("entries (no. in the annex)"), "entries", 6),
    )
    awards = report_data.awards
    rows: list[Sequence[Value]] = [
        [
            number,
            award.organisation_name or award.organisation,
            award.platform_name or award.platform,
            benefit_title(award.policy, award.benefit),
            award.cite,
            award.awarded,
            common_sections.numbers(report_data.entries[award.award]),
        ]
        for number, award in enumerate(awards, 1)
    ]
    sum_ = sum(award.awarded for award in awards)
    total: list[Value] = ["", _("Total"), "", "", "", sum_, ""]
    table = ReportTable(columns, [*rows, total], 1)
    introduction = ngettext(
        "The support proposed for {number} application is made known:",
        "The support proposed for {number} applications is made known:",
        len(rows),
    ).format(number=len(rows))
    after = (common_sections.in_capitals(_("Proposed support"), sum_), *common_sections.nearly(table))
    return Section(_("I. List"), (introduction,), table, after)


def _decisions_only(report_data: ReportData, awards: Sequence[AwardAccount]) -> ReportData:
    """The data without other awards and without what was paid meanwhile, which are no part of the notice."""
    decided = [
        entry for award in awards for entry in report_data.entries[award.award] if entry.movement.kind == "award"
    ]
    entries: dict[str, list[Entry]] = {award.award: [] for award in awards}
    for number, entry in enumerate(decided, 1):
        entries[entry.award.award].append(replace(entry, number=number))
    return replace(report_data, awards=awards, entries=entries)


def _period(policies: Sequence[str], posted: date | None) -> str:
    rules = {notice_of(policy) for policy in policies}
    rule = next(iter(rules)) if len(rules) == 1 else None
    if posted is None or rule is None:
        return _("from {room} to {room}").format(room="　" * 6)
    return _("{first} to {last}").format(first=day(posted), last=day(_end(rule, posted)))


def _end(rule: Notice, posted: date) -> date:
    if rule.working_days:
        return notice_ends(posted, rule.working_days, rule.start)
    return plain_notice_ends(posted, rule.days or 1, rule.counted, rule.start)
