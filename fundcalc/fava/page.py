"""Our page in Fava: every award with its money, its spending by use and what is wrong with it.

Fava finds the template and the module of JavaScript by the name of the class. The page only reads.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from beancount.core import data
from fava.beans.funcs import hash_entry
from fava.core import FavaLedger
from fava.ext import FavaExtensionBase
from fava.helpers import FavaAPIError
from flask import request, url_for

from fundcalc.auditing.account_map import OwnAccounts
from fundcalc.auditing.audit import audit_by, judge_lines
from fundcalc.auditing.context import JudgedLine
from fundcalc.auditing.evidence import Evidence
from fundcalc.auditing.findings import Finding
from fundcalc.base.i18n import _, speaking
from fundcalc.fava import query as asking
from fundcalc.fava import view
from fundcalc.fava.safe_ledger import Ledger
from fundcalc.ledger import accounts as names
from fundcalc.ledger.audit_view import evidence_in, place_in
from fundcalc.ledger.award_accounts import accounts_of
from fundcalc.ledger.event_reader import Events, read_events
from fundcalc.ledger.places import EntryIndex
from fundcalc.policy.loading import Policy, available, load

_MOST_LINES = 60  # an entry of ours is shorter; a fault further below an entry does not belong to it


class SpecialAccounts(FavaExtensionBase):
    """The page of special accounts (专项资金台账)."""

    has_js_module = True
    ledger: Ledger

    def __init__(self, ledger: FavaLedger, config: str | None = None) -> None:
        super().__init__(ledger, config)
        self._books: dict[date | None, view.Book] = {}
        self._index: EntryIndex | None = None
        self._events = Events((), (), frozenset(), None, {})
        self._evidence, self._judged, self._policies = Evidence(), list[JudgedLine](), list[Policy]()

    def after_load_file(self) -> None:
        """Work out the accounts of all awards, once for every reading of the book."""
        self._index = None
        with speaking(self.ledger.language):
            self.report_title = _("Special accounts")
            self._events = read_events(self.ledger.entries, self.ledger.folder)
            # Verdicts do not depend on the day that a page is asked for; only what the checks find does.
            self._evidence = evidence_in(self._events, self.ledger.folder)
            known = set(available())
            self._policies = [load(each) for each in sorted({each.policy for each in self._evidence.awards} & known)]
            self._judged = judge_lines(self._evidence, self._policies, OwnAccounts())
            self._books = {None: self._read(None)}

    def shown(self) -> dict[str, Any]:
        """What the template shows for the address of this request."""
        with speaking(self.ledger.language):
            asked = {name: request.args.get(name, "") for name in asking.ASKED}
            url = url_for("extension_report", extension_name=self.name)
            place = asking.Place(url.partition("?")[0], asked, self._source, self._context)
            try:
                book, notice = self._book(asked), ""
            except (FavaAPIError, re.error) as error:
                book = self._book({**asked, "account": "", "filter": "", "time": ""})
                notice = _("Fava's filter is not understood ({reason}); everything is shown.").format(reason=error)
            shown = next((each for each in book.accounts if each.award == asked["award"]), None)
            made = view.one_award(book, shown, place) if shown else view.overview(book, place)
            return made | {"page_url": place.url, "asked": asked, "notice": notice}

    def _book(self, asked: Mapping[str, str]) -> view.Book:
        filtered = self.ledger.get_filtered(account=asked["account"], filter=asked["filter"], time=asked["time"])
        until = filtered.end_date
        if until not in self._books:
            self._books[until] = self._read(until)
        book = self._books[until]
        if not (asked["account"] or asked["filter"]):
            return book
        # An award is shown when one of its entries passes Fava's filters, and then whole.
        passed = {(each.meta["filename"], each.meta["lineno"]) for each in filtered.entries if each.meta}
        folder = self.ledger.folder
        kept = [
            account
            for account in book.accounts
            if any((str(folder / each.file), each.line) in passed for each in account.movements)
        ]
        return book._replace(accounts=kept)

    def _read(self, until: date | None) -> view.Book:
        found = accounts_of(self._events.until(until))
        faults = [*self.ledger.faults, *self._events.faults, *found.faults]
        findings = [
            view.Finding("fault", each.message, each.file, each.line, self._award_at(each.file, each.line))
            for each in sorted(set(faults))
        ]
        findings += self._audited(until)
        there = [each for each in found.accounts if each.movements or until is None]
        return view.Book(there, findings, self._role(), until)

    def _audited(self, until: date | None) -> list[view.Finding]:
        """What the audit finds in the book, gravest first; what is wrong with the book itself is told already."""
        result = audit_by(self._evidence, self._judged, self._policies, until)
        told = (each for each in result.findings if each.check != "book_rejected")
        return [self._found(each) for each in told if each.severity != "note"]

    def _found(self, found: Finding) -> view.Finding:
        file, line = place_in(self.ledger.folder, found.place)
        return view.Finding(found.severity, found.cited(), file, line, found.award)

    def _award_at(self, file: str, line: int) -> str:
        """The award that the entry at a line is about, "" if it is about none."""
        entry = self._entry(file, line)
        if isinstance(entry, data.Transaction):
            return str(entry.meta.get("award-id", ""))
        account = names.parse(getattr(entry, "account", ""))
        return account.owner if account is not None and not account.of_fund else ""

    def _role(self) -> str:
        return self._events.role or "recipient"

    def _source(self, file: str, line: int) -> str:
        return url_for("report", report_name="editor", file_path=str(self.ledger.folder / file), line=str(line))

    def _context(self, file: str, line: int) -> str:
        entry = self._entry(file, line)
        return f"#context-{hash_entry(cast('Any', entry))}" if entry is not None else ""

    def _entry(self, file: str, line: int) -> data.Directive | None:
        if self._index is None:  # made when a page first asks for an entry
            self._index = EntryIndex(self.ledger.entries)
        return self._index.at(str(self.ledger.folder / file), line, within=_MOST_LINES)
