"""The Fava page of special accounts.

It shows every award with its money, its spending by use and its findings.

Fava finds the template and the module of JavaScript by the name of the class. The page only reads.
"""

import re
from collections.abc import Mapping, Sequence
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
from fundcalc.fava import query, view
from fundcalc.fava.safe_ledger import Ledger
from fundcalc.ledger import accounts, kept_files
from fundcalc.ledger.audit_view import evidence_in, place_in
from fundcalc.ledger.award_accounts import accounts_of
from fundcalc.ledger.event_reader import Events, read_events
from fundcalc.ledger.loading import Fault
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
        self._kept: tuple[Fault, ...] = ()
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
            self._kept = tuple(kept_files.faults(self.ledger.folder, self._events))
            known = set(available())
            self._policies = [
                load(policy_id) for policy_id in sorted({award.policy for award in self._evidence.awards} & known)
            ]
            self._judged = judge_lines(self._evidence, self._policies, OwnAccounts())
            self._books = {None: self._read(None)}

    def page_context(self) -> dict[str, object]:
        """What the template shows for the address of this request."""
        with speaking(self.ledger.language):
            parameters = {name: request.args.get(name, "") for name in query.PARAMETERS}
            url = url_for("extension_report", extension_name=self.name)
            place = query.PageAddress(url.partition("?")[0], parameters, self._source, self._context)
            try:
                book, notice = self._book(parameters), ""
            except (FavaAPIError, re.error) as error:
                book = self._book({**parameters, "account": "", "filter": "", "time": ""})
                notice = _("Fava's filter is not understood ({reason}); everything is shown.").format(reason=error)
            shown = next((account for account in book.accounts if account.award == parameters["award"]), None)
            made = view.one_award(book, shown, place) if shown else view.overview(book, place)
            return made | {"page_url": place.url, "parameters": parameters, "notice": notice}

    def _book(self, parameters: Mapping[str, str]) -> view.Book:
        filtered = self.ledger.get_filtered(
            account=parameters["account"], filter=parameters["filter"], time=parameters["time"]
        )
        until = filtered.end_date
        if until not in self._books:
            self._books[until] = self._read(until)
        book = self._books[until]
        if not (parameters["account"] or parameters["filter"]):
            return book
        # An award is shown when one of its entries passes Fava's filters, and then whole.
        passed = {(entry.meta["filename"], entry.meta["lineno"]) for entry in filtered.entries if entry.meta}
        folder = self.ledger.folder
        kept = [
            account
            for account in book.accounts
            if any((str(folder / movement.file), movement.line) in passed for movement in account.movements)
        ]
        return book._replace(accounts=kept)

    def _read(self, until: date | None) -> view.Book:
        found = accounts_of(self._events.until(until))
        faults = [*self.ledger.faults, *self._events.faults, *found.faults, *self._kept]
        findings = [
            view.PageFinding("fault", fault.message, fault.file, fault.line, self._award_at(fault.file, fault.line))
            for fault in sorted(set(faults))
        ]
        findings += self._audited(until)
        there = [account for account in found.accounts if account.movements or until is None]
        return view.Book(there, findings, self._role(), until)

    def _audited(self, until: date | None) -> list[view.PageFinding]:
        """What the audit finds in the book, gravest first.

        Faults of the book itself are reported already.
        """
        result = audit_by(self._evidence, self._judged, self._policies, until)
        reported = (finding for finding in result.findings if finding.check != "book_rejected")
        return [self._found(finding) for finding in reported if finding.severity != "note"]

    def _found(self, found: Finding) -> view.PageFinding:
        file, line = place_in(self.ledger.folder, found.place)
        return view.PageFinding(found.severity, found.cited(), file, line, found.award, _details(found))

    def _award_at(self, file: str, line: int) -> str:
        """The award that the entry at a line is about, "" if it is about none."""
        entry = self._entry(file, line)
        if isinstance(entry, data.Transaction):
            return str(entry.meta.get("award-id", ""))
        account = accounts.parse(getattr(entry, "account", ""))
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


def _details(found: Finding) -> Sequence[str]:
    """What the line of a finding says of itself, as far as it says anything."""
    on, payee, text, invoice, document = found.details
    labelled = ((_("invoice"), invoice), (_("document"), document))
    named = [_("{label} {value}").format(label=label, value=value) for label, value in labelled if value]
    return [*filter(None, (on.isoformat() if on else "", payee, text)), *named]
