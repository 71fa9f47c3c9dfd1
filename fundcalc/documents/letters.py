"""Letters to the applicants of a round: what is granted, or still needed."""

from collections.abc import Iterator, Sequence
from datetime import date

from fundcalc import prose
from fundcalc.base.figures import figure
from fundcalc.base.i18n import _
from fundcalc.documents import common_sections
from fundcalc.documents.outcomes import ApplicantOutcome, Cited
from fundcalc.documents.report import Report, ReportColumn, ReportTable, Section, Value
from fundcalc.prose.awards import benefit_title, measure_document, measure_title

BOX = "□"
_ROOM = "　" * 8


def letter(outcome: ApplicantOutcome, on: date | None = None, document: str = "") -> Report:
    """The letter on one application, dated ``on`` or with room for the day."""
    sections = [_opening(outcome)]
    if outcome.grants:
        sections.append(_granted(outcome))
    if outcome.payment:
        sections.append(Section(_("Payment in parts"), [_cited(*part) for part in outcome.payment]))
    if any(grant.steps for grant in outcome.grants):
        sections.append(_steps(outcome))
    if outcome.reasons:
        sections.append(Section(_("Conditions that are not met"), [_cited(*reason) for reason in outcome.reasons]))
    if outcome.needed:
        sections.append(_needed(outcome.needed))
    return Report(
        title=_("Letter on the application for support, {year}").format(year=outcome.year),
        facts=[(_("Document number"), document)] if document else [],
        sections=sections,
        annex=None,
        signatures=[
            _("Contact: {room}").format(room=_ROOM),
            _("Telephone: {room}").format(room=_ROOM),
            _("(seal) {room} date: {room}").format(room=_ROOM)
            if on is None
            else _("(seal) {room} date: {day}").format(room=_ROOM, day=prose.day(on)),
        ],
        addressee=outcome.organisation_name or outcome.organisation,
        upright=True,
    )


def _opening(outcome: ApplicantOutcome) -> Section:
    text = _("Your application for {platform} of {year} was examined by {measure}. Outcome: {outcome}")
    return Section(
        "",
        [
            text.format(
                platform=outcome.platform_title,
                year=outcome.year,
                measure=measure_document(outcome.policy),
                outcome=_sentence(outcome),
            )
        ],
    )


def _sentence(outcome: ApplicantOutcome) -> str:
    """The outcome as a letter states it, without what is still open."""
    if outcome.status == "needs_review":
        return _("it is being examined further, and you will be told what was decided.")
    return outcome.sentence


def _granted(outcome: ApplicantOutcome) -> Section:
    columns = (
        ReportColumn(_("no."), "number", 3),
        ReportColumn(_("support"), "text", 16),
        ReportColumn(_("article"), "text", 10),
        ReportColumn(_("amount (yuan)"), "yuan", 10),
    )
    rows: list[Sequence[Value]] = [
        [number, benefit_title(outcome.policy, grant.benefit), grant.cite, grant.fen]
        for number, grant in enumerate(outcome.grants, 1)
    ]
    total: list[Value] = ["", _("Total"), "", outcome.fen]
    after = (common_sections.in_capitals(_("Support"), outcome.fen),)
    return Section(_("What is granted"), (), ReportTable(columns, [*rows, total], 1), after)


def _steps(outcome: ApplicantOutcome) -> Section:
    lines = dict.fromkeys(_cited(*step) for grant in outcome.grants for step in grant.steps)
    return Section(_("How it was worked out"), list(lines))


def _needed(needed: Sequence[Cited]) -> Section:
    before = [_("Please hand in what is listed here, and tick what is enclosed:")]
    lines = [f"{BOX} {number}. {_with_article(*item)}" for number, item in enumerate(needed, 1)]
    after = (_("To be handed in by: {room}").format(room="　" * 10),)
    return Section(_("What is still needed"), [*before, *lines], None, after)


def _cited(article: str, text: str) -> str:
    return _("{article}: {text}").format(article=article, text=text) if article else text


def _with_article(article: str, text: str) -> str:
    return _("{text} ({article})").format(text=text, article=article) if article else text


def letter_fields(outcome: ApplicantOutcome, on: date | None = None, document: str = "") -> dict[str, object]:
    """What the fields of a form stand for: texts, and lists of rows of texts."""
    return {
        "document": document,
        "date": prose.day(on) if on else "",
        "organisation": outcome.organisation_name or outcome.organisation,
        "organisation_code": outcome.organisation,
        "platform": outcome.platform_title,
        "platform_code": outcome.platform,
        "measure": measure_title(outcome.policy),
        "measure_document": measure_document(outcome.policy),
        "year": str(outcome.year),
        "status": prose.status(outcome.status),
        "status_id": outcome.status,
        "outcome": _sentence(outcome),
        "total": figure(outcome.fen),
        "total_in_capitals": common_sections.capital_amount(outcome.fen),
        "grants": list(_grant_fields(outcome)),
        "needed": [
            {"number": str(number), "article": article, "text": text}
            for number, (article, text) in enumerate(outcome.needed, 1)
        ],
        "reasons": [{"article": article, "text": text} for article, text in outcome.reasons],
        "payment": [{"article": article, "text": text} for article, text in outcome.payment],
    }


def _grant_fields(outcome: ApplicantOutcome) -> Iterator[dict[str, object]]:
    for number, grant in enumerate(outcome.grants, 1):
        yield {
            "number": str(number),
            "benefit": benefit_title(outcome.policy, grant.benefit),
            "article": grant.cite,
            "amount": figure(grant.fen),
            "amount_in_capitals": common_sections.capital_amount(grant.fen),
            "steps": [{"article": article, "text": text} for article, text in grant.steps],
        }
