"""The list for public notice (公示名单): who is to get how much under which article.

It is made before the decision is final: from a round, from its results, from what is committed, or from awards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fundcalc.base.dates import notice_ends, plain_notice_ends
from fundcalc.base.errors import BookError, DateError
from fundcalc.base.figures import day, figure
from fundcalc.base.i18n import _, ngettext
from fundcalc.base.workdays import WorkCalendar
from fundcalc.documents import common_sections
from fundcalc.documents.outcomes import RoundOutcomes
from fundcalc.documents.report import Report, ReportColumn, ReportTable, Section, Value, is_whole, wan
from fundcalc.policy.model import Notice
from fundcalc.prose.awards import (
    PolicyOrId,
    benefit_title,
    measure_document,
    measure_subject,
    measure_title,
    notice_of,
    platform_kind_title,
)

ROOM = "　" * 6


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A support that is made known; ``kind`` is a kind of platform, by its id."""

    policy: PolicyOrId
    organisation: str
    platform: str
    kind: str
    benefit: str
    cite: str
    fen: int


@dataclass(frozen=True, slots=True)
class NoticePeriod:
    """From when to when a notice runs.

    None is left to be filled in, and ``why`` says why it could not be worked out.
    """

    first: date | None
    last: date | None
    rule: Notice | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class NoticeList:
    """The supports of a year that are made known, in the order of the round."""

    year: int
    rows: tuple[NoticeRow, ...]
    period: NoticePeriod

    @property
    def fen(self) -> int:
        """What is to be paid in all."""
        return sum(row.fen for row in self.rows)


def rows_of_outcomes(found: RoundOutcomes, year: int) -> tuple[NoticeRow, ...]:
    """The supports of a round that are payable, in its order."""
    return tuple(
        NoticeRow(
            outcome.policy,
            outcome.organisation_name or outcome.organisation,
            outcome.platform_title,
            outcome.kind,
            grant.benefit,
            grant.cite,
            grant.fen,
        )
        for outcome in found.outcomes
        if outcome.year == year
        for grant in outcome.grants
    )


def make_notice(year: int, rows: Sequence[NoticeRow], posted: date | None, calendar: WorkCalendar) -> NoticeList:
    """A notice of these supports, posted on a day.

    Its last day is left open where it cannot be worked out. Raises ``BookError`` where there is nothing to make known.
    """
    if not rows:
        raise BookError(_("nothing is payable for {year}, so there is nothing to make known").format(year=year))
    policies = list(dict.fromkeys(row.policy if isinstance(row.policy, str) else row.policy.id for row in rows))
    rules = [
        notice_of(own[0].policy, {row.benefit for row in own})
        for own in ([row for row in rows if _id(row) == policy] for policy in policies)
    ]
    rule = rules[0] if all(other == rules[0] for other in rules) else None
    return NoticeList(year, tuple(rows), _period(rule, posted, calendar))


def _id(row: NoticeRow) -> str:
    return row.policy if isinstance(row.policy, str) else row.policy.id


def _period(rule: Notice | None, posted: date | None, calendar: WorkCalendar) -> NoticePeriod:
    if posted is None or rule is None or not (rule.working_days or rule.days):
        return NoticePeriod(posted, None, rule)
    try:
        if rule.working_days:
            last = notice_ends(posted, rule.working_days, rule.start, calendar)
        else:
            last = plain_notice_ends(posted, rule.days or 1, rule.counted, rule.start, calendar)
    except DateError as error:
        return NoticePeriod(posted, None, rule, str(error))
    return NoticePeriod(posted, last, rule)


def notice_report(notice: NoticeList, document: str = "") -> Report:
    """The list as a paper; ``document`` is its number (文号)."""
    in_wan = all(is_whole(row.fen) for row in notice.rows)
    return Report(
        title=notice_title(notice),
        facts=[
            (_("Document number"), document or "　"),
            (_("Measures"), common_sections.joined(map(measure_document, _policies(notice.rows)))),
            (_("Period of the notice"), period_text(notice.period)),
            (_("Unit of amounts"), _("10,000 yuan") if in_wan else _("yuan")),
        ],
        sections=[
            _list(notice, in_wan=in_wan),
            Section(
                _("II. Objections"),
                (_("Objections may be raised in writing, with name and reasons, before the notice ends."),),
            ),
        ],
        annex=None,
        signatures=[
            _("Contact: {room}").format(room="　" * 10),
            _("Telephone: {room}").format(room="　" * 10),
            _("(seal) {room} date: {room}").format(room="　" * 8),
        ],
    )


def _policies(rows: Iterable[NoticeRow]) -> list[PolicyOrId]:
    return list({_id(row): row.policy for row in rows}.values())


def notice_title(notice: NoticeList) -> str:
    """The title of a notice: the measure's platforms and the year."""
    policies = _policies(notice.rows)
    if len(policies) != 1:
        return _("Public notice: support proposed for {year}").format(year=notice.year)
    title = _("{measure}: public notice of support proposed for {year}")
    return title.format(year=notice.year, measure=measure_subject(policies[0]) or measure_title(policies[0]))


def period_text(period: NoticePeriod) -> str:
    """From when to when a notice runs, with room for what is not known."""
    first = day(period.first) if period.first else ROOM
    if period.last is not None:
        return _("{first} to {last}").format(first=first, last=day(period.last))
    rule, text = period.rule, _("from {first} to {last}").format(first=first, last=ROOM)
    if rule is None or not (rule.working_days or rule.days):
        return text
    length = rule.working_days or rule.days or 0
    if rule.working_days or rule.counted == "working":
        days = ngettext("{number} working day", "{number} working days", length)
    else:
        days = ngettext("{number} day", "{number} days", length)
    return _("{period} ({length})").format(period=text, length=days.format(number=length))


def _list(notice: NoticeList, *, in_wan: bool) -> Section:
    columns = [
        ReportColumn(_("no."), "number", 3),
        ReportColumn(_("organisation"), "text", 13),
        ReportColumn(_("platform"), "text", 14),
        ReportColumn(_("kind"), "text", 8),
        ReportColumn(_("support"), "text", 9),
        ReportColumn(_("article"), "text", 7),
        ReportColumn(_("proposed support (10,000 yuan)"), "wan", 8)
        if in_wan
        else ReportColumn(_("proposed support (yuan)"), "yuan", 8),
    ]
    rows: list[list[Value]] = [
        [
            number,
            row.organisation,
            row.platform,
            platform_kind_title(row.policy, row.kind),
            benefit_title(row.policy, row.benefit),
            row.cite,
            row.fen,
        ]
        for number, row in enumerate(notice.rows, 1)
    ]
    total: list[Value] = ["", _("Total"), "", "", "", "", notice.fen]
    cells = [*rows, total]
    if not any(row.kind for row in notice.rows):
        columns, cells = [*columns[:3], *columns[4:]], [[*row[:3], *row[4:]] for row in cells]
    introduction = ngettext(
        "The support proposed for {number} application is made known:",
        "The support proposed for {number} applications is made known:",
        len(rows),
    ).format(number=len(rows))
    table = ReportTable(columns, cells, 1)
    after = (common_sections.in_capitals(_("Proposed support"), notice.fen),)
    return Section(_("I. List"), (introduction,), table, after)


def notice_fields(notice: NoticeList, on: date | None, document: str = "") -> dict[str, object]:
    """What the fields of a form stand for: texts, and a list of rows of texts."""
    period, policies = notice.period, _policies(notice.rows)
    return {
        "document": document,
        "date": day(on) if on else "",
        "title": notice_title(notice),
        "year": str(notice.year),
        "measure": common_sections.joined(map(measure_title, policies)),
        "measure_document": common_sections.joined(map(measure_document, policies)),
        "period": period_text(period),
        "first": day(period.first) if period.first else "",
        "last": day(period.last) if period.last else "",
        "rows": [
            {
                "number": str(number),
                "organisation": row.organisation,
                "platform": row.platform,
                "kind": platform_kind_title(row.policy, row.kind),
                "benefit": benefit_title(row.policy, row.benefit),
                "article": row.cite,
                "amount": figure(row.fen),
                "amount_wan": wan(row.fen),
            }
            for number, row in enumerate(notice.rows, 1)
        ],
        "count": str(len(notice.rows)),
        "total": figure(notice.fen),
        "total_wan": wan(notice.fen),
        "total_in_capitals": common_sections.capital_amount(notice.fen),
    }
