"""A round on the pages: read, decided with or without a book, shown, posted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from fundcalc import ledger, prose
from fundcalc.app import rounds
from fundcalc.app.rounds import Decided
from fundcalc.app.uploads import File
from fundcalc.base.i18n import _, either
from fundcalc.base.ids import is_id, normalised
from fundcalc.base.progress import DECIDING, counted
from fundcalc.documents.outcomes import RoundOutcomes, outcomes_of
from fundcalc.engine.decision import Decision
from fundcalc.engine.rounds import decide_all
from fundcalc.ledger import posting
from fundcalc.ledger.accounts import fund_of
from fundcalc.ledger.book_history import Decide
from fundcalc.ledger.listing import entries
from fundcalc.ledger.platform_events import kept_rows
from fundcalc.ledger.posted_round import PostedRound
from fundcalc.policy.loading import Policy
from fundcalc.site.act_records import ActOutcome
from fundcalc.site.known_books import KnownBook
from fundcalc.views.award_differences import award_differences
from fundcalc.workbooks import with_award_doubts

KEPT = "rounds"  # the folder of a book with the workbooks of its rounds


@dataclass(frozen=True)
class KeptRound:
    """A round that was dropped: its files, what was decided, and its book."""

    files: tuple[File, ...]
    decided: Decided
    book: KnownBook | None
    posted: PostedRound | None
    on: date | None

    @property
    def policy(self) -> Policy:
        return self.decided.policy

    @property
    def title(self) -> str:
        """The name of the file, and the measure."""
        return _("{file}: {measure}").format(file=self.files[0].name, measure=either(self.policy.measure.short))

    @property
    def outcomes(self) -> RoundOutcomes:
        """The outcomes, for notices, letters and commitments."""
        return outcomes_of(self.decided.round_, self.decided.decisions)


def decide(files: Sequence[File], policy: Policy, book: KnownBook | None, on: date | None) -> KeptRound:
    """Read and decide a round, with the awards of a book as history if there is one.

    Raises SheetError if nothing can be read, and BookError.
    """
    round_ = rounds.read(policy, files, on=on, events=kept_rows(book.folder, policy.id) if book else ())
    posted = None
    if book is not None:
        posted = posting.decide_with_book(policy, round_.applications, round_.paid, book.folder, decide=_deciding(on))
        decisions = posted.decisions
    else:
        decisions = tuple(_deciding(on)(policy, round_.applications, round_.paid))
    return KeptRound(tuple(files), Decided(policy, with_award_doubts(round_, decisions), decisions), book, posted, on)


def _deciding(on: date | None) -> Decide:
    return lambda policy, applications, paid: decide_all(
        policy, applications, paid, on=on, progress=lambda round_: counted(round_, DECIDING)
    )


def decide_again(kept: KeptRound) -> KeptRound:
    """Decide a round again with its book as it is now."""
    return decide(kept.files, kept.policy, kept.book, kept.on)


def post(kept: KeptRound, on: date, correct: Sequence[str] | None, folder: Path) -> ActOutcome:
    """Post what is payable in a round, as ``award --post`` does."""
    round_ = kept.decided.round_
    done = posting.post(
        kept.policy, round_.applications, round_.paid, folder, on=on, correct=correct, decide=_deciding(kept.on)
    )
    left = (award_differences(done.differences),) if done.differences else ()
    if done.is_refused:
        message = _("Nothing can be posted: awards in the book come to other amounts now. Correct them along with it.")
        return ActOutcome((message,), left, refused=True)
    assert done.posting is not None  # noqa: S101, as nothing was refused
    lines = []
    if number := len(done.posting.already):
        lines.append(_("posted before, left as they are: {count}").format(count=number))
    if refused := len(round_.refused):
        lines.append(_("rows that are not decided, and get nothing now: {count}").format(count=refused))
    lines += [
        _("Corrected: {award}, {posted} in the book, now {amount}").format(
            award=correction.posted.id, posted=prose.amount(correction.posted.fen), amount=prose.amount(correction.fen)
        )
        for correction in done.posting.corrected
    ]
    lines += [
        _("{award}: {due} of what was paid is due back").format(award=award, due=prose.amount(fen))
        for award, fen in done.due_back.items()
    ]
    return ActOutcome(tuple(lines), left)


def keep_files(files: Sequence[File], folder: Path, batches: Sequence[str]) -> None:
    """Keep the workbook of a round beside the book, under the name of its batch."""
    for batch in batches[:1]:
        place = folder / KEPT / batch
        place.mkdir(parents=True, exist_ok=True)
        for file in files:
            (place / file.name).write_bytes(file.content)


def in_order(decisions: Sequence[Decision], sort: str) -> list[Decision]:
    """Decisions in the order that was asked for; the round's own otherwise."""
    match sort:
        case "platform":
            return sorted(decisions, key=lambda one: normalised(one.platform))
        case "organisation":
            return sorted(decisions, key=lambda one: one.application.organisation_name or one.application.organisation)
        case "status":
            return sorted(decisions, key=lambda one: one.status)
        case "payable":
            return sorted(decisions, key=lambda one: -(one.payable_fen or one.prospective_fen))
        case _:
            return list(decisions)


# Last year's platforms, and the rounds of a book.


def known_platforms(folder: Path, policy: Policy) -> list[Mapping[str, object]]:
    """The platforms that a book holds awards of, as rows of a measure's workbook."""
    rows: dict[str, Mapping[str, object]] = {}
    for account in ledger.status(folder).accounts:
        if account.policy == policy.id and account.platform:
            row: dict[str, object] = {
                "platform": account.platform,
                "organisation": account.organisation,
                "platform_name": account.platform_name,
                "organisation_name": account.organisation_name,
            }
            if account.platform_kind and "platform_kind" in policy.facts:
                row["platform_kind"] = account.platform_kind
            rows[account.platform] = {key: value for key, value in row.items() if value}
    return list(rows.values())


@dataclass(frozen=True)
class RoundOfBook:
    """A batch of awards in a book: a round as it was posted."""

    batch: str
    on: date
    policies: tuple[str, ...]
    awards: tuple[str, ...]
    fen: int
    files: tuple[str, ...]


def rounds_of(folder: Path) -> list[RoundOfBook]:
    """The rounds that were posted to a book, the newest first."""
    found: dict[str, list[tuple[date, str, str, int]]] = {}
    for entry in entries(folder).entries:
        if entry.kind in ("award", "correction"):
            fund = entry.fund or fund_of(entry.award)
            found.setdefault(entry.batch, []).append((entry.on, fund, entry.award, entry.fen or 0))
    return [
        RoundOfBook(
            batch,
            max(on for on, *_rest in rows),
            tuple(sorted({fund for _on, fund, _award, _fen in rows})),
            tuple(sorted({award for _on, _fund, award, _fen in rows})),
            sum(fen for *_rest, fen in rows),
            kept_files(folder, batch),
        )
        for batch, rows in found.items()
    ]


def kept_files(folder: Path, batch: str) -> tuple[str, ...]:
    """The names of the files that are kept of a round."""
    place = folder / KEPT / batch
    if not is_id(batch) or not place.is_dir():
        return ()
    return tuple(sorted(path.name for path in place.iterdir() if path.is_file()))


def with_book(kept: KeptRound, book: KnownBook | None) -> KeptRound:
    """The same round, beside another book."""
    return decide_again(replace(kept, book=book))
