"""The rows of a public notice from a book, and the measures kept with it."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from fundcalc.base.errors import BookError, PolicyError
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _
from fundcalc.base.ids import row_id
from fundcalc.documents.notice import NoticeRow
from fundcalc.documents.outcomes import ApplicantOutcome, Grant, RoundOutcomes
from fundcalc.documents.report_data import ReportRequest
from fundcalc.ledger import loading, store
from fundcalc.ledger.award_accounts import AwardAccount, accounts_of
from fundcalc.ledger.book_events import read_book
from fundcalc.ledger.events import Awarded, Committed, Event
from fundcalc.ledger.loading import Fault
from fundcalc.policy.loading import Policy, read

_DIGEST = re.compile("[0-9a-f]{64}")

Stage = Literal["commitments", "awards"]


def notice_rows(
    folder: Path, request: ReportRequest, stage: Stage | None = None
) -> tuple[tuple[NoticeRow, ...], tuple[Fault, ...]]:
    """What is committed in a book, or awarded, and the faults of the book.

    In the order in which it was posted.

    Raises ``BookError`` for a recipient's book, for one that holds nothing of the year, and, without ``stage``, for one that
    holds both.
    """
    role = loading.known_role_of(folder)
    if role != "authority":
        raise BookError(_("the list for public notice is made from the book of the authority, not of a recipient; give "
                          "that book, or ask for --kind use"))  # fmt: skip
    book = read_book(folder)
    events = book.events.until(request.until)
    found = accounts_of(events)
    chosen = [account for account in found.accounts if _is_of(account, request)]
    committed = [account for account in chosen if account.committed > 0 and not account.awarded]
    awarded = [account for account in chosen if account.awarded]
    if stage is None and committed and awarded:
        message = _("{folder} holds awards of {year} and commitments that are not decided yet; choose "
                        "which of them are to be made known: --stage commitments, or --stage awards")  # fmt: skip
        raise BookError(message.format(folder=folder, year=request.year))
    listed = committed if stage == "commitments" or (stage is None and committed) else awarded
    if not listed:
        raise BookError(_("the book has no award of {year} by {day}; a notice lists the awards of one year").format(
            year=request.year, day=request.until))  # fmt: skip
    policies = kept_policies(folder, events.events)
    order = {f"{store.BATCHES}/{name}.beancount": at for at, name in enumerate(store.batches(folder))}
    rows = tuple(_row(account, policies) for account in sorted(listed, key=lambda account: _place(account, order)))
    return rows, tuple(sorted({*book.errors, *events.faults, *found.faults}))


def _is_of(account: AwardAccount, request: ReportRequest) -> bool:
    return (
        account.year == request.year
        and request.policy in ("", account.policy)
        and request.organisation in ("", account.organisation)
    )


def _place(account: AwardAccount, order: Mapping[str, int]) -> tuple[int, str, int]:
    """Where the award, or what is committed to it, was posted first."""
    kind = "award" if account.awarded else "commitment"
    moved = next(movement for movement in account.movements if movement.kind == kind)
    return order.get(moved.file, -1), moved.file, moved.line


def _row(account: AwardAccount, policies: Mapping[str, Policy]) -> NoticeRow:
    return NoticeRow(
        policies.get(account.policy, account.policy),
        account.organisation_name or account.organisation or account.award,
        account.platform_name or account.platform or account.award,
        account.platform_kind,
        account.benefit,
        account.cite,
        account.awarded or account.committed,
    )


def kept_policies(folder: Path, events: Iterable[Event]) -> dict[str, Policy]:
    """The measures that awards were decided by, by id: the latest text of each.

    They are kept beside the book. One that is not there, was changed or cannot be read is left out.
    """
    digests = {event.policy: event.policy_digest for event in events if isinstance(event, Awarded | Committed)}
    found = {}
    for policy, digest in digests.items():
        if not _DIGEST.fullmatch(digest):
            continue
        path = folder / "policies" / f"{digest}.toml"
        try:
            text = path.read_bytes()
            if hashlib.sha256(text).hexdigest() == digest:
                found[policy] = read(text, path, changes={}, readings={})
        except (OSError, ValueError, PolicyError):
            continue
    return found


def awarded_outcomes(folder: Path, request: ReportRequest) -> RoundOutcomes:
    """The awards of a year in a book as outcomes, a platform each.

    How an amount was worked out stands in the round alone. Raises ``BookError`` where there is none.
    """
    rows: dict[str, list[AwardAccount]] = {}
    loading.require_role(folder, "authority")
    events = read_book(folder).events.until(request.until)
    policies = kept_policies(folder, events.events)
    for account in accounts_of(events).accounts:
        if account.awarded and _is_of(account, request):
            row = row_id(account.platform, account.claim)
            rows.setdefault(f"{account.policy} {row}", []).append(account)
    if not rows:
        raise BookError(_("the book has no award of {year} by {day}; a notice lists the awards of one year").format(
            year=request.year, day=request.until))  # fmt: skip
    return RoundOutcomes(tuple(_outcome(accounts, policies) for accounts in rows.values()))


def _outcome(accounts: Sequence[AwardAccount], policies: Mapping[str, Policy]) -> ApplicantOutcome:
    first, total = accounts[0], sum(account.awarded for account in accounts)
    return ApplicantOutcome(
        policy=policies.get(first.policy, first.policy),
        year=first.year,
        platform=row_id(first.platform, first.claim),
        platform_name=first.platform_name,
        organisation=first.organisation,
        organisation_name=first.organisation_name,
        kind=first.platform_kind,
        status="payable",
        sentence=_("Awarded: {amount}.").format(amount=in_yuan(total)),
        grants=tuple(Grant(account.benefit, account.awarded, account.cite) for account in accounts),
    )
