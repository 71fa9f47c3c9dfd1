"""The data of a report on the use of money.

The accounts of the awards in question, before the year and at its end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.findings import Finding
from fundcalc.base.errors import BookError
from fundcalc.base.i18n import _
from fundcalc.ledger import balances, kept_files
from fundcalc.ledger import loading as reading
from fundcalc.ledger.audit_view import evidence_in
from fundcalc.ledger.award_accounts import AwardAccount, AwardMovement, accounts_of
from fundcalc.ledger.book_events import read_book
from fundcalc.ledger.event_reader import Events
from fundcalc.ledger.loading import Fault
from fundcalc.ledger.places import batch_of
from fundcalc.ledger.session import closed_through
from fundcalc.ledger.snapshot import snapshot
from fundcalc.life.periods import with_periods
from fundcalc.policy.loading import available, load


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """The subject of a report.

    A year, counted up to a day in it, one policy or all (""), one organisation or all.
    """

    year: int
    until: date
    policy: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class AnnexEntry:
    """A movement of the year under its number in the annex."""

    number: int
    award: AwardAccount
    movement: AwardMovement
    by: str = ""


@dataclass(frozen=True, slots=True)
class ReportData:
    """The part of a book that a report is made from.

    ``awards`` are those in question as they stand at the end, ``before`` the same by id as they stood at the end of the
    year before, ``entries`` their movements of the year by award, ``funds`` the authority's funds, ``faults`` the faults
    of the book. ``findings`` are violations and matters for review that the audit finds on these awards. ``seal`` is that
    of the book (None: not sealed yet), ``closed_through`` the last day of its closed period.
    """

    role: str
    request: ReportRequest
    awards: Sequence[AwardAccount]
    before: Mapping[str, AwardAccount]
    entries: Mapping[str, Sequence[AnnexEntry]]
    funds: Sequence[balances.FundStatus]
    faults: Sequence[Fault]
    findings: Sequence[Finding] = ()
    seal: str | None = None
    closed_through: date | None = None


def gather(folder: Path, request: ReportRequest) -> ReportData:
    """Read a book for a report.

    Raises ``BookError`` if fundcalc does not keep it, or it holds nothing in question.
    """
    role = reading.role_of(folder)
    if role is None:
        raise BookError(_("{folder} is not a book that fundcalc keeps; give the folder of one").format(folder=folder))
    book = read_book(folder)
    events = book.events.until(request.until)
    then = accounts_of(events.until(date(request.year - 1, 12, 31)))
    now = accounts_of(events)
    funds = balances.funds_of(snapshot(events)) if role == "authority" else ()
    chosen = [account for account in now.accounts if _in_question(account, request)]
    if not chosen:
        raise BookError(_nothing(folder, request, now.accounts))
    of_awards = {account.award for account in chosen}
    return ReportData(
        role=role,
        request=request,
        awards=chosen,
        before={account.award: account for account in then.accounts},
        entries=_numbered(chosen, request, book.files.posted_by),
        funds=[fund for fund in funds if _is_of(fund, request)],
        faults=sorted({*book.errors, *events.faults, *now.faults, *kept_files.faults(folder, events)}),
        findings=[finding for finding in _audited(events, folder) if finding.award in of_awards],
        seal=balances.seal_of(book.errors, book.files),
        closed_through=closed_through(events),
    )


def _audited(events: Events, folder: Path) -> list[Finding]:
    """The violations and matters for review that the audit finds in a book."""
    evidence = evidence_in(events, folder)
    known = set(available())
    policies = [load(policy) for policy in sorted({award.policy for award in evidence.awards} & known)]
    found = audit_evidence(with_periods(evidence, policies), policies).findings
    return [finding for finding in found if finding.severity in ("violation", "review")]


def _in_question(award: AwardAccount, request: ReportRequest) -> bool:
    if request.policy not in ("", award.policy) or request.organisation not in ("", award.organisation):
        return False
    # An award of the year, one that moved in it, or one that still had money when it began.
    moved = any(_is_in(movement, request) for movement in award.movements)
    before = [movement for movement in award.movements if movement.on.year < request.year]
    return award.year == request.year or moved or (bool(before) and award.balance != 0)


def _is_in(movement: AwardMovement, request: ReportRequest) -> bool:
    return movement.on.year == request.year and movement.on <= request.until


def _is_of(fund: balances.FundStatus, request: ReportRequest) -> bool:
    return request.policy in ("", fund.policy) and fund.fund.endswith(f"-{request.year}")


def _numbered(
    awards: Sequence[AwardAccount], request: ReportRequest, posted_by: Mapping[str, str]
) -> dict[str, list[AnnexEntry]]:
    entries: dict[str, list[AnnexEntry]] = {}
    number = 0
    for award in awards:
        entries[award.award] = []
        for movement in award.movements:
            if _is_in(movement, request):
                number += 1
                entries[award.award].append(
                    AnnexEntry(number, award, movement, posted_by.get(batch_of(movement.file), ""))
                )
    return entries


def _nothing(folder: Path, request: ReportRequest, known: Sequence[AwardAccount]) -> str:
    if not known:
        return _("{folder} holds no award by {day}, so there is nothing to report").format(
            folder=folder, day=request.until
        )
    message = _("{folder} holds no award of what was asked for; it holds these years: {years}; policies: {policies}; "
                "organisations: {organisations}")  # fmt: skip
    return message.format(
        folder=folder,
        years=_few(str(award.year) for award in known),
        policies=_few(award.policy for award in known),
        organisations=_few(award.organisation for award in known),
    )


def _few(names: Iterable[str]) -> str:
    listed = sorted(set(names) - {""})
    return ", ".join(listed[:8]) + (" …" if len(listed) > 8 else "")
