"""Put right the facts and names of a book, note revocations, carry money over."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from fundcalc import ledger, prose
from fundcalc.app.rounds import titles
from fundcalc.base.errors import BookError, SheetError
from fundcalc.base.i18n import _
from fundcalc.ledger.authorship import author
from fundcalc.policy.loading import available, load
from fundcalc.site.act_records import ActOutcome, BookAct
from fundcalc.site.books import book_of
from fundcalc.site.pages.books import book_page, to_confirm
from fundcalc.site.reading import amount_in, day_in, optional_day, today, year_in
from fundcalc.site.visit import Answer, Visit, WebPage


def forms(visit: Visit) -> Answer:
    """The forms to put right what is known of a book and its awards."""
    book = book_of(visit)
    accounts = ledger.status(book.folder).accounts
    content: dict[str, object] = {
        "awards": [(account.award, f"{account.award} · {account.platform_name}") for account in accounts],
        "milestones": [
            (f"{account.award}/{milestone}", f"{account.award} · {name}")
            for account in accounts
            if (award := account.scheduled) is not None and account.stands
            for milestone, name in award.schedule.milestones.items()
        ],
        "policies": titles().items(),
        "year": today().year,
    }
    return book_page(visit, book, "upkeep.html", _("Put right and carry over"), content)


def note(visit: Visit) -> Answer:
    """Show what a correction of an award's facts would enter, as ``book note`` does."""
    award, until, name, on = (
        visit.given("award"),
        optional_day(visit, "until"),
        visit.given("platform_name"),
        day_in(visit),
    )
    awarded = amount_in(visit, "awarded") if visit.given("awarded") else None
    if not award:
        raise SheetError(_("choose the award"))
    if awarded is None and until is None and not name:
        raise SheetError(_("fill in what is to be corrected"))

    def perform(folder: Path) -> ActOutcome:
        ledger.correct_facts(folder, award, on, awarded=awarded, until=until, platform_name=name)
        return ActOutcome()

    return to_confirm(visit, BookAct(_("Correct the facts of {award}").format(award=award), perform))


def confirm(visit: Visit) -> Answer:
    """Show what confirming a milestone would enter, as ``book note`` does."""
    award, _slash, milestone = visit.given("milestone").partition("/")
    document, on = visit.given("document"), day_in(visit)
    if not milestone:
        raise SheetError(_("choose the milestone"))

    def perform(folder: Path) -> ActOutcome:
        done = ledger.confirm_milestone(folder, award, milestone, on, document=document)
        line = _("{award}: {milestone} is confirmed").format(award=award, milestone=milestone)
        return ActOutcome(
            (line,) if done.outcome == "posted" else (_("{award}: has these facts already").format(award=award),)
        )

    return to_confirm(visit, BookAct(_("Confirm a milestone"), perform))


def revoke(visit: Visit) -> Answer:
    """Show what noting a revocation would enter, as ``book revoke`` does."""
    award, on = visit.given("award"), optional_day(visit, "on")
    if not award:
        raise SheetError(_("choose the award"))
    if on is None:
        raise SheetError(_("give the day of the revocation"))
    whole = bool(visit.every("whole"))
    platform = _platform_of(book_of(visit).folder, award) if whole else ""

    def perform(folder: Path) -> ActOutcome:
        done = ledger.revoke(folder, on, award="" if whole else award, platform=platform)
        line = _("{award}: revoked on {day}")
        return ActOutcome(tuple(line.format(award=noted, day=prose.day(on)) for noted in done.noted))

    return to_confirm(visit, BookAct(_("Note a revocation"), perform))


def _platform_of(folder: Path, award: str) -> str:
    """The platform of an award in a book. Raises BookError."""
    for account in ledger.status(folder).accounts:
        if account.award == award and account.platform:
            return account.platform
    raise BookError(_("the book does not know the platform of {award}").format(award=award))


def rename(visit: Visit) -> Answer:
    """Show what another title, name or code would enter, as ``book rename`` does."""
    title, name, organisation, on = (
        visit.given("title"),
        visit.given("name"),
        visit.given("organisation"),
        day_in(visit),
    )
    if not (title or name or organisation):
        raise SheetError(_("fill in what is to be changed"))

    def perform(folder: Path) -> ActOutcome:
        ledger.rename(folder, on, title=title, name=name, organisation=organisation)
        return ActOutcome()

    return to_confirm(visit, BookAct(_("Rename the book"), perform))


def carry(visit: Visit) -> Answer:
    """Show what carrying unused money over would enter, as ``book carry`` does."""
    if visit.given("policy") not in available():
        raise SheetError(_("choose the measure"))
    measure = load(visit.given("policy")).measure
    act = partial(
        ledger.carry,
        policy=measure.id,
        code=measure.code,
        from_year=year_in(visit, "from"),
        to_year=year_in(visit, "to"),
        on=day_in(visit),
        fen=amount_in(visit) if visit.given("amount") else None,
    )

    def perform(folder: Path) -> ActOutcome:
        done = act(folder)
        line = _("{amount} carried from {fund} to {to_fund}")
        shown = line.format(amount=prose.amount(done.fen), fund=done.fund, to_fund=done.to_fund)
        return ActOutcome((shown,) if done.outcome == "posted" else ())

    return to_confirm(visit, BookAct(_("Carry unused money to a later year"), perform))


# A book that is not what was posted.


def mending(visit: Visit) -> Answer:
    """What is wrong with a book, and what mending it would do."""
    book = book_of(visit)
    return _mend_page(visit, ledger.mend(book.folder))


def mend(visit: Visit) -> Answer:
    """Mend a book, as ``book mend --yes`` does."""
    book, batch = book_of(visit), visit.given("set_aside")
    with visit.workspace.books.lock(book), ledger.entered_by(visit.given("by")):
        done = ledger.mend(book.folder, set_aside=batch, yes=True)
    return _mend_page(visit, done)


def _mend_page(visit: Visit, plan: ledger.Mending) -> WebPage:
    content: dict[str, object] = {"plan": plan, "author": author()}
    return book_page(visit, book_of(visit), "mend.html", _("Mend the book"), content)
