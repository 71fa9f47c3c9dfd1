"""The content of the pages of special accounts, as texts, widths and addresses.

Made from the accounts of awards, the findings, and the query of the address; the templates only place it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from fundcalc.base.i18n import _, ngettext
from fundcalc.fava import award_figures, query
from fundcalc.fava.figures import amount, figure
from fundcalc.fava.query import PageAddress
from fundcalc.ledger.award_accounts import AwardAccount, AwardMovement
from fundcalc.prose import day
from fundcalc.prose.awards import benefit_title, measure_document, measure_title
from fundcalc.prose.movements import event_title, use_title

_FEW = 8


@dataclass(frozen=True, slots=True)
class PageFinding:
    """A finding: severity, message, place in the book, and the award if any.

    ``file`` is relative to the book's folder.

    The seam for the audit: what it finds is handed to the page as these.
    """

    kind: str  # "fault" (the book itself), "violation", "review" or "hint"
    text: str
    file: str
    line: int
    award: str = ""
    details: Sequence[str] = ()


class Book(NamedTuple):
    """The content of the page.

    Accounts of awards, findings, role of the book, and the last day counted (None: all).
    """

    accounts: Sequence[AwardAccount]
    findings: Sequence[PageFinding]
    role: str
    until: date | None


def overview(book: Book, place: PageAddress) -> dict[str, object]:
    """The page of all awards that are asked for."""
    chosen = query.chosen(book.accounts, place.parameters)
    filtered = query.is_filtered(place.parameters)
    ids = {account.award for account in chosen}
    findings = [finding for finding in book.findings if not filtered or finding.award in ids]
    return {
        "title": _("Special accounts"),
        "about": _about(book),
        "any": bool(book.accounts) or bool(book.findings),
        "nothing": _nothing(book),
        "totals": award_figures.totals(chosen, book.role),
        "filtered": filtered,
        "choices": query.choices(book.accounts, place.parameters),
        "organisations": query.organisations(book.accounts),
        "kept": query.kept(place.parameters),
        "unfiltered": place.address(policy="", year="", organisation="", page=""),
        "spends": book.role == "recipient",
        "uses": award_figures.uses(chosen),
        "no_uses": _("Nothing has been spent yet; enter spending with `fundcalc book spend`."),
        **_findings(findings, place),
        "no_findings": _("Nothing is wrong in the entries of these awards.") if filtered else _("The book checks: its "
            "entries balance, and every payment belongs to an award."),
        "key": award_figures.legend(book.role),
        **_table(chosen, place, book.role),
        "no_rows": _("No award fits what was asked for; clear the filter to see all of them."),
        "words": _words(),
    }  # fmt: skip


def one_award(book: Book, award: AwardAccount, place: PageAddress) -> dict[str, object]:
    """The page of one award: its figures, and every movement with its entry."""
    drawn = award_figures.bar_of(award, book.role)
    return {
        "award": {
            "name": benefit_title(award.policy, award.benefit),
            "facts": [
                (_("award"), award.award),
                (_("organisation"), _("{name} ({id})").format(name=award.organisation_name, id=award.organisation)),
                (_("platform"), " ".join(filter(None, (award.platform_name, award.platform)))),
                (_("measure"), measure_document(award.policy)),
                (_("year"), str(award.year)),
            ],
            "over": drawn.over,
            "bar": drawn.parts,
            "summary": award_figures.summary(award, book.role),
            "left": _("balance") if book.role == "recipient" else _("paid out less recovered"),
            "movements": list(_movements(award, place)),
        },
        "about": _about(book),
        "back": place.address(award=""),
        "totals": award_figures.totals([award], book.role),
        "key": award_figures.legend(book.role),
        "uses": award_figures.uses([award]),
        **_findings([finding for finding in book.findings if finding.award == award.award], place, everything=True),
        "words": _words(),
    }


def _about(book: Book) -> str:
    when = _("to the end of {day}").format(day=day(book.until)) if book.until else _("all entries of the book")
    return _("{when}; amounts in yuan").format(when=when)


def _nothing(book: Book) -> str:
    if book.role == "recipient":
        return _("This book holds no award yet. Once money has been entered with `fundcalc book receive`, each award is "
                 "shown here with what was received, spent and is left.")  # fmt: skip
    return _("This book holds no award yet. Once awards have been posted with `fundcalc award … --book DIR --post`, each "
             "is shown here with what was paid and is still to be paid.")  # fmt: skip


def _findings(findings: Sequence[PageFinding], place: PageAddress, *, everything: bool = False) -> dict[str, object]:
    severities = {
        "fault": _("book"),
        "violation": _("violation"),
        "review": _("to review"),
        "hint": _("hint"),
    }
    shown = findings if everything or place.parameters.get("findings") else findings[:_FEW]
    more = None
    if len(shown) < len(findings):
        text = ngettext("all {number} finding", "all {number} findings", len(findings))
        more = {"url": place.address(findings="all"), "text": text.format(number=f"{len(findings):,}")}
    return {
        "findings": [
            {
                "kind": finding.kind,
                "severity": severities.get(finding.kind, finding.kind),
                "text": finding.text,
                "details": " · ".join(finding.details),
                "place": f"{finding.file}:{finding.line}",
                "url": place.context(finding.file, finding.line) or place.source(finding.file, finding.line),
            }
            for finding in shown
        ],
        "more_findings": more,
    }


def _table(accounts: Sequence[AwardAccount], place: PageAddress, role: str) -> dict[str, object]:
    columns = award_figures.columns_of(role)
    orders: Mapping[str, Callable[[AwardAccount], Any]] = {
        "name": lambda account: account.award,
        "organisation": lambda account: account.organisation_name,
        **{name: of for name, _label, of in columns},
        "last": lambda account: account.last,
    }
    by, down = query.sorted_by(place.parameters, orders)
    ordered = sorted(accounts, key=orders[by], reverse=down) if by else accounts
    shown, paging = query.paged(ordered, place)

    def heading(name: str, label: str, *, is_figure: bool = True) -> dict[str, object]:
        return {
            "label": label,
            "figure": is_figure,
            "sorted": ("descending" if down else "ascending") if by == name else "",
            "url": place.address(sort=name, order="up" if by == name and down else "", page=""),
        }

    return {
        "headings": [
            heading("name", _("award"), is_figure=False),
            heading("organisation", _("organisation"), is_figure=False),
            *(heading(name, label) for name, label, _of in columns),
            {"label": award_figures.rate_of([], role).label, "figure": False, "sorted": "", "url": ""},
            heading("last", _("last movement")),
        ],
        "rows": [_row(account, columns, place, role) for account in shown],
        "paging": paging,
    }


def _row(award: AwardAccount, columns: award_figures.Columns, place: PageAddress, role: str) -> dict[str, object]:
    drawn = award_figures.bar_of(award, role)
    return {
        "id": award.award,
        "name": benefit_title(award.policy, award.benefit),
        "url": place.address(award=award.award),
        "organisation": award.organisation_name or award.organisation,
        "measure": measure_title(award.policy),
        "year": award.year,
        "figures": [figure(label, of(award)) for _name, label, of in columns],
        "rate": award_figures.rate_of([award], role),
        "bar": drawn.parts,
        "over": drawn.over,
        "summary": award_figures.summary(award, role),
        "last": award.last.isoformat(),
    }


def _effect(movement: AwardMovement) -> int:
    """What a movement adds to what is left of the money."""
    match movement.kind:
        case "receipt" | "disbursement":
            return movement.fen
        case "spending" | "recovery":
            return -movement.fen
        case "return" if not movement.use:  # what was disallowed is returned out of own money
            return -movement.fen
    return 0


def _movements(award: AwardAccount, place: PageAddress) -> Iterator[dict[str, object]]:
    balance = 0
    for movement in award.movements:
        balance += _effect(movement)
        yield {
            "date": movement.on.isoformat(),
            "event": event_title(movement.kind),
            "text": " ".join(filter(None, (movement.payee, movement.text))),
            "use": use_title(movement.use) if movement.use else "",
            "amount": amount(movement.fen),
            "balance": amount(balance),
            "minus": balance < 0,
            "place": f"{movement.file}:{movement.line}",
            "source": place.source(movement.file, movement.line),
            "context": place.context(movement.file, movement.line),
        }


def _words() -> dict[str, str]:
    return {
        "organisation": _("organisation"),
        "name_or_number": _("name or number, or a part of it"),
        "show": _("Show"),
        "unfiltered": _("Clear the filter"),
        "uses": _("Spending by use"),
        "use": _("use"),
        "amount": _("amount"),
        "portion": _("share"),
        "findings": _("Findings"),
        "awards": _("Awards"),
        "movements": _("Movements"),
        "date": _("date"),
        "event": _("event"),
        "text": _("text"),
        "entry": _("entry"),
        "last": _("last movement"),
        "open": _("show"),
        "back": _("← all awards"),
    }
