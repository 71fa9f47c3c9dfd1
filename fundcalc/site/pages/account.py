"""The special account of a recipient: receipts, spending, demands, returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from fundcalc import ledger, prose
from fundcalc.app.uploads import File
from fundcalc.auditing.evidence import every_policy
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _, ngettext
from fundcalc.base.money import plain
from fundcalc.ledger.recipient import Entered, Entry
from fundcalc.ledger.recipient.award_facts import facts_of_id
from fundcalc.ledger.recipient.spending import SpendingResult
from fundcalc.prose.movements import use_title
from fundcalc.site.act_records import ActOutcome, BookAct
from fundcalc.site.books import book_of
from fundcalc.site.pages.books import book_page, to_confirm
from fundcalc.site.reading import again_in, amount_in, day_in, download, one_file, optional_day, read_from
from fundcalc.site.visit import Answer, Visit
from fundcalc.views.spending_lines import spending_lines
from fundcalc.workbooks import read_expenses, write_expenses_template


def _form(visit: Visit, template: str, title: str) -> Answer:
    """A form of the special account, with the awards it can be about."""
    book = book_of(visit)
    accounts = [account for account in ledger.status(book.folder).accounts if account.stands]
    uses = {(use, use_title(use)) for account in accounts for use in account.spent}
    return book_page(visit, book, template, title, {"accounts": accounts, "uses": sorted(uses)})


# Receipts.


def receiving(visit: Visit) -> Answer:
    """The form for money that arrived."""
    return _form(visit, "receive.html", _("Enter money received"))


def receive(visit: Visit) -> Answer:
    """Show what a receipt would enter."""
    award = visit.given("award") or visit.given("known")
    if not award:
        raise SheetError(_("give the id of the award, as the authority's notice has it"))
    until = optional_day(visit, "until")
    measures = [policy.measure for policy in every_policy()]
    facts = facts_of_id(award, measures)
    facts |= {"awarded": plain(amount_in(visit, "awarded"))} if visit.given("awarded") else {}
    facts |= {"platform-name": visit.given("platform_name")} if visit.given("platform_name") else {}
    facts |= {"until": until.isoformat()} if until else {}
    entry = Entry(award, amount_in(visit), day_in(visit), visit.given("party"), visit.given("reference"))
    again, new = again_in(visit), bool(visit.every("new"))

    def perform(folder: Path) -> ActOutcome:
        done = ledger.recipient.receive(folder, entry, facts, again=again, new=new, measures=measures)
        return _entered(done)

    return to_confirm(visit, BookAct(_("Enter money received"), perform))


def _entered(done: Entered) -> ActOutcome:
    lines = []
    if done.settled:
        lines.append(_("{amount} paid back to the unit's own money").format(amount=prose.amount(done.settled)))
    lines.append(_("left to spend: {amount}").format(amount=prose.amount(done.left)))
    return ActOutcome(tuple(lines))


# Spending.


def spending(visit: Visit) -> Answer:
    """The form to drop lines of spending."""
    return _form(visit, "spend.html", _("Enter spending"))


def spending_template(visit: Visit) -> Answer:
    """An empty workbook for lines of spending, with the awards of the book."""
    awards = [account.award for account in ledger.status(book_of(visit).folder).accounts]
    return download("spending.xlsx", lambda path: write_expenses_template(path, awards=awards, with_account=False))


def spend(visit: Visit) -> Answer:
    """Show the lines of a dropped sheet as they would stand in the book."""
    file: File = one_file(visit)
    found = read_from(file, lambda path: read_expenses(path, award=visit.given("award")))
    if found.bad:
        raise SheetError("\n".join(map(str, found.faults)))
    notes = (*map(str, found.faults), *map(str, found.notes))
    ticked = {name: bool(visit.every(name)) for name in ("advance", "again", "new")}
    perform = partial(_spend, found.lines, notes, ticked)
    return to_confirm(visit, BookAct(_("Enter spending of {file}").format(file=file.name), perform))


def _spend(lines: Sequence[Line], notes: tuple[str, ...], ticked: Mapping[str, bool], folder: Path) -> ActOutcome:
    done = ledger.spend(folder, lines, **ticked)
    table = spending_lines(done.posted)
    return ActOutcome((*notes, *_remarks(done)), (table,) if done.posted else ())


def _remarks(done: SpendingResult) -> list[str]:
    lines = []
    if number := len(done.already):
        already = ngettext(
            "{count} line is in the book already and was not posted again",
            "{count} lines are in the book already and were not posted again",
            number,
        )
        lines.append(already.format(count=number))
    if done.advanced:
        lines.append(_("{amount} of it advanced by the unit's own money").format(amount=prose.amount(done.advanced)))
    if done.settled:
        lines.append(_("{amount} paid back to the unit's own money").format(amount=prose.amount(done.settled)))
    repeated = _("! invoice {invoice} occurs {count} times in {award}: {places}. If this is a correction, reverse the old "
                 "line with a negative one.")  # fmt: skip
    lines += [
        _("! the audit will find: {place}: {finding}").format(place=finding.place, finding=finding.cited())
        for finding in done.findings
    ]
    lines += [
        repeated.format(invoice=one.invoice, count=len(one.places), award=one.award, places=", ".join(one.places))
        for one in done.repeated
    ]
    return lines


# Money back.


def demanding(visit: Visit) -> Answer:
    """The form for a demand that arrived."""
    return _form(visit, "demand.html", _("Enter money demanded back"))


def returning(visit: Visit) -> Answer:
    """The form for money that is returned."""
    return _form(visit, "return.html", _("Enter money returned"))


def demand(visit: Visit) -> Answer:
    """Show what a demand would enter."""
    return _movement(visit, _("Enter money demanded back"), partial(ledger.recipient.demand, use=visit.given("use")))


def give_back(visit: Visit) -> Answer:
    """Show what a return would enter."""
    return _movement(visit, _("Enter money returned"), ledger.recipient.give_back)


def _movement(visit: Visit, title: str, post: Callable[..., Entered]) -> Answer:
    entry = Entry(visit.given("award"), amount_in(visit), day_in(visit), visit.given("party"), visit.given("reference"))
    again = again_in(visit)
    return to_confirm(visit, BookAct(title, lambda folder: _entered(post(folder, entry, again=again))))
