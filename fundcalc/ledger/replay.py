"""Replay: recompute every award from its kept inputs, policy and history.

A round is decided again as it was posted: all its applications together, against the awards that were in the book before its
batch, in the order in which batches were posted. Nothing is written.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Literal

from fundcalc.base.errors import FundcalcError, PolicyError
from fundcalc.base.figures import figure
from fundcalc.base.i18n import _
from fundcalc.base.ids import row_id
from fundcalc.base.money import fen
from fundcalc.engine.application import PaidAward
from fundcalc.engine.application_reader import read_application, read_paid
from fundcalc.engine.budget import Budget, within
from fundcalc.engine.decision import Decision
from fundcalc.engine.rounds import decide_all
from fundcalc.ledger import chain_messages, kept_files, loading, store
from fundcalc.ledger.book_history import BookHistory, decide_round
from fundcalc.ledger.event_reader import read_events
from fundcalc.ledger.events import Awarded, BatchOpened, Corrected, Event, live
from fundcalc.ledger.snapshot import corrected, number_of
from fundcalc.policy.loading import Policy, load, read

FindingKind = Literal[
    "differs", "inputs_missing", "inputs_changed", "policy_missing", "policy_changed", "policy_superseded", "not_kept",
    "not_decided", "book",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReplayFinding:
    """A finding of a replay: kind, award, place and message.

    The award is empty for a batch or the book.
    """

    kind: FindingKind
    award: str
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Replay:
    """The result of a replay: awards in the book, awards confirmed, findings."""

    awards: int
    confirmed: int
    findings: tuple[ReplayFinding, ...]


def replay(folder: Path | str) -> Replay:
    """Recompute every award in an authority's book.

    Raises BookError when the folder holds none.
    """
    folder = Path(folder)
    loading.require_role(folder, "authority")
    entries, errors = loading.read(folder)
    book = read_events(entries, folder)
    findings = [ReplayFinding("book", "", fault.file, fault.line, fault.message) for fault in (*errors, *book.faults)]
    order = {name: index for index, name in enumerate(store.batches(folder))}
    heads = {event.place.batch: event for event in book.events if isinstance(event, BatchOpened)}
    standing = live(book.events)
    posted: defaultdict[str, list[Awarded]] = defaultdict(list)
    for award in _as_posted(standing):
        posted[award.place.batch if award.place.batch in order else ""].append(award)
    bad: set[str] = set()
    for batch in sorted(posted, key=lambda name: order.get(name, -1)):
        awards, head = posted[batch], heads.get(batch) if batch else None
        if head is None:
            findings += map(_not_in_a_batch, awards)
            bad |= {award.id for award in awards}
            continue
        before = [event for event in book.events if order.get(event.place.batch, -1) < order[batch]]
        history = BookHistory(before, list(order))
        found = list(_round_findings(folder, head, awards, history))
        findings += found
        wrong = {finding.award for finding in found if finding.kind != "policy_superseded"}
        bad |= {award.id for award in awards} if "" in wrong else wrong
    ids = {award.id for awards in posted.values() for award in awards}
    return Replay(len(ids), len(ids - bad), tuple(findings))


def _as_posted(standing: Sequence[Event]) -> Iterator[Awarded]:
    """The awards as they were posted, and as each correction made them.

    The latter have the place of the correction.
    """
    first: dict[str, Awarded] = {}
    corrections: defaultdict[str, list[Corrected]] = defaultdict(list)
    for event in standing:
        if isinstance(event, Awarded):
            first[event.id] = event
            yield event
        elif isinstance(event, Corrected):
            corrections[event.award].append(event)
    for award_id, several in corrections.items():
        several.sort(key=number_of)
        for number, correction in enumerate(several, 1):
            if award_id in first:
                yield replace(corrected(first, several[:number])[award_id], place=correction.place)


def _not_in_a_batch(award: Awarded) -> ReplayFinding:
    message = _("award {award} is in no batch that names its inputs and its policy, so it cannot be recomputed")
    return ReplayFinding("not_kept", award.id, *award.place, message.format(award=award.id))


def _round_findings(
    folder: Path, head: BatchOpened, own: Sequence[Awarded], before: BookHistory
) -> Iterator[ReplayFinding]:
    def of_batch(kind: FindingKind, message: str) -> ReplayFinding:
        return ReplayFinding(kind, "", *head.place, message)

    text = kept_files.content(folder, f"policies/{head.policy_digest}.toml")
    lines = kept_files.content(folder, f"inputs/{head.inputs_digest}.jsonl")
    missing = False
    for kind, content, name in (
        ("policy", text, f"policies/{head.policy_digest}.toml"),
        ("inputs", lines, f"inputs/{head.inputs_digest}.jsonl"),
    ):
        if content is None:
            missing = True
            message = str(chain_messages.KEPT_FILE_MISSING)
            yield of_batch("policy_missing" if kind == "policy" else "inputs_missing", message.format(file=name))
        elif hashlib.sha256(content).hexdigest() != Path(name).stem:
            missing = True
            message = str(chain_messages.KEPT_FILE_CHANGED)
            yield of_batch("policy_changed" if kind == "policy" else "inputs_changed", message.format(file=name))
    if missing or text is None or lines is None:
        return
    by_digest = {hashlib.sha256(line).hexdigest(): line for line in lines.splitlines()}
    lost = [
        award
        for award in own
        if award.policy_digest != head.policy_digest or (award.fen and award.inputs_digest not in by_digest)
    ]
    for award in lost:
        message = _("award {award}: its inputs or its policy are not those kept with its batch")
        yield ReplayFinding("not_kept", award.id, *award.place, message.format(award=award.id))
    if superseded := _superseded(own[0].policy, head.policy_digest):
        yield of_batch("policy_superseded", superseded)
    try:
        decisions = _decided(folder, head, text, by_digest, before)
    except (FundcalcError, LookupError, TypeError, ValueError, RecursionError) as error:
        message = _("the round of this batch cannot be decided again: {reason}").format(reason=error)
        yield of_batch("not_decided", message)
        return
    for award in own:
        if award not in lost and (differs := _difference(award, decisions.get(row_id(award.platform, award.claim)))):
            yield ReplayFinding("differs", award.id, *award.place, differs)


def revocations(folder: Path) -> Mapping[tuple[str, str], tuple[date, ...]]:
    """The days of revocation by policy and platform, from the kept inputs.

    An application tells the last revocation of its platform, so what a later round was told bears on earlier awards.
    """
    days: dict[tuple[str, str], set[date]] = {}
    for file in sorted((folder / "inputs").glob("*.jsonl")):
        content = kept_files.content(folder, f"inputs/{file.name}") or b""
        if hashlib.sha256(content).hexdigest() != file.stem:
            continue  # reported by the replay
        for line in content.splitlines():
            if b'"revoked_on"' not in line:
                continue
            with suppress(LookupError, TypeError, ValueError, RecursionError):  # reported by the replay too
                raw = json.loads(line)
                key = str(raw["policy"]), str(raw["application"]["platform"])
                days.setdefault(key, set()).add(date.fromisoformat(raw["application"]["revoked_on"]))
    return {key: tuple(sorted(several)) for key, several in days.items()}


def _superseded(policy: str, digest: str) -> str:
    """That the policy installed here is another text than the one that decided.

    Nothing for one that is not installed.
    """
    try:
        now = load(policy).digest
    except PolicyError:
        return ""
    message = _(
        "policy {policy} has changed since: the awards of this batch were decided by {digest}, installed is {now}"
    )
    return "" if now == digest else message.format(policy=policy, digest=digest[:12], now=now[:12])


def _decided(
    folder: Path, head: BatchOpened, text: bytes, by_digest: Mapping[str, bytes], before: BookHistory
) -> dict[str, Decision]:
    """Decide a round again; the decisions by platform.

    All applications under the same changes and readings are decided together.
    """
    groups: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for digest, line in by_digest.items():
        raw = json.loads(line)
        key = json.dumps([raw["changes"], raw["readings"], raw.get("budget")], sort_keys=True)
        groups.setdefault(key, []).append((digest, raw))
    found: dict[str, Decision] = {}
    for rows in groups.values():
        first = rows[0][1]
        path = folder / "policies" / f"{head.policy_digest}.toml"
        policy: Policy = read(text, path, changes=first["changes"], readings=first["readings"])
        applications = [read_application(policy, raw["application"]) for _digest, raw in rows]
        of_platform = {
            application.row_id: digest for application, (digest, _raw) in zip(applications, rows, strict=True)
        }
        paid = _merged_rows(policy, [raw["paid"] for _digest, raw in rows])
        budget = _budget(first.get("budget"))
        again = within(budget, decide_round(policy, applications, paid, before, of_platform, decide_all))
        found |= {decision.platform: decision for decision in again}
        if any(application.award_year < head.on.year for application in applications):
            # Decided after the year of the award: what was filed by then counts.
            then = partial(decide_all, on=head.on)
            later = within(budget, decide_round(policy, applications, paid, before, of_platform, then))
            found |= {
                decision.platform: decision for decision in later if decision.application.award_year < head.on.year
            }
    return found


def _budget(given: object) -> Budget | None:
    """The budget of a round, where one was given."""
    if not isinstance(given, Mapping):
        return None
    return Budget(fen(given["amount"]), "in_order" if given["rule"] == "in_order" else "pro_rata")


def _merged_rows(policy: Policy, of_each: Sequence[Sequence[Mapping[str, Any]]]) -> list[PaidAward]:
    """The rows of the sheet of awards already paid.

    A row that several applications kept stood there once.
    """
    most: Counter[str] = Counter()
    for rows in of_each:
        most |= Counter(json.dumps(row, sort_keys=True) for row in rows)
    return [read_paid(json.loads(row), policy) for row in sorted(most.elements())]


def _difference(award: Awarded, decision: Decision | None) -> str:
    if decision is None:
        if not award.fen:
            return ""
        return _("award {award}: no application of its platform is among the kept inputs").format(award=award.id)
    again = decision.allotted.get(award.benefit, 0)
    if again == award.fen and (decision.status == "payable" or not again):
        return ""
    return _("award {award}: {fen} yuan in the book, and deciding it again gives {again} yuan ({status})").format(
        award=award.id, fen=figure(award.fen), again=figure(again), status=decision.status
    )
