"""Post a round of awards to a locked book: each once, all or none."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import Any, TypeAlias

from fundcalc.base.errors import BookError, ShortfallError
from fundcalc.base.figures import figure
from fundcalc.base.ids import normalised, row_id
from fundcalc.ledger import accounts, messages, writer
from fundcalc.ledger.authority import recovery
from fundcalc.ledger.authority.correction import Corrections
from fundcalc.ledger.event_reader import BATCH
from fundcalc.ledger.events import Awarded
from fundcalc.ledger.records import Award, Conflict, Correction, DecidedRound, Payment, Posting
from fundcalc.ledger.schedule_messages import NOT_A_SCHEDULE
from fundcalc.ledger.schedules import read_schedule
from fundcalc.ledger.session import LockedBook, require_policies
from fundcalc.ledger.snapshot import LedgerSnapshot, available, sums

_FORMS: Mapping[str, writer.Form] = {
    "policy": "id",
    "code": "code",
    "platform": "id",
    "benefit": "benefit",
    "organisation": "id",
    "organisation_name": "text",
    "platform_name": "text",
    "platform_kind": "text",
    "cite": "text",
    "policy_digest": "text",
    "inputs_digest": "text",
    "version": "text",
    "group": "text",
    "claim": "text",
    "schedule": "text",
}
_FIELDS = (*_FORMS, "year", "fen", "on", "id", "fund")
_FIRST_FEW = 10

# Awards by field; a column of checked awards holds only what can be posted.
Columns: TypeAlias = Mapping[str, Sequence[Any]]


def post_awards(
    book: LockedBook[LedgerSnapshot], decided: DecidedRound, *, corrections: Sequence[Correction] = ()
) -> Posting:
    """Post the awards of a round that was decided on the snapshot of a locked book.

    An award whose id is in the book is not posted again: it is ``already`` there if it was decided on the same inputs,
    even to another amount, or to the same amount; else it is a conflict. The rest and the ``corrections`` of awards in the
    book are posted in one batch, or none. The inputs and the policy's text are kept beside it.

    Raises ``ShortfallError`` when a fund cannot bear its new awards, and ``BookError`` for an award, digest or book that
    does not fit; then nothing is posted.
    """
    before = book.snapshot
    _require_distinct(decided.awards)
    new, already, conflicts = _by_what_is_posted(decided.awards, before)
    if not (new or corrections):
        return Posting((), already, conflicts, None)
    columns = checked([*new, *(correction.now for correction in corrections if correction.now)])
    columns = {field: column[: len(new)] for field, column in columns.items()}
    require_policies(before, {(award.fund, award.policy) for award in new})
    _require_digests([*new, *(correction.now for correction in corrections if correction.now)], decided)
    corrected = Corrections(before, corrections)
    _require_cover(new, before, corrected.needed())
    inputs_file = book.keep("inputs", "jsonl", b"".join(line + b"\n" for line in decided.inputs.values()))
    policy_file = book.keep("policies", "toml", decided.policy_text)
    day = max(*(award.on for award in new), *map(corrected.day, corrections), date.min)
    head = writer.custom(day, BATCH, "awards", metadata={"inputs-file": inputs_file, "policy-file": policy_file})
    released = recovery.release(before, {award.id: Payment(award.id, award.fen, award.on, award.fund) for award in new})
    texts = chain((head,), released, text(columns, before.opened), corrected.opens(), corrected.text())
    batch = book.post(day, "corrections" if corrections else "awards", texts)
    return Posting(new, already, conflicts, batch, tuple(corrections))


def text(column: Columns, opened: Collection[str]) -> Iterator[str]:
    """The ledger text of awards: new accounts, then a transaction for each award."""
    pairs = list(zip(column["fund"], column["organisation"], strict=True))
    owed = {pair: accounts.owed(*pair) for pair in set(pairs)}
    credits = [owed[pair] for pair in pairs]
    name_of = dict(zip(credits, column["organisation_name"], strict=True))
    year_of = dict(zip(credits, column["year"], strict=True))
    new = [account for account in name_of if account not in opened]
    expenses = {fund: accounts.awarded(fund) for fund in set(column["fund"])}
    years = {year: str(year) for year in set(column["year"])}
    return chain(
        writer.opens(
            [accounts.opening_day(year_of[account]) for account in new], new, [name_of[account] for account in new]
        ),
        writer.transactions(
            on=column["on"],
            payees=column["organisation_name"],
            narrations=[
                f"{platform} {benefit} {cite}"
                for platform, benefit, cite in zip(
                    column["platform_name"], column["benefit"], column["cite"], strict=True
                )
            ],
            tag="award",
            links=[f"award-{award_id}" for award_id in column["id"]],
            metadata={
                "award-id": column["id"],
                "policy": column["policy"],
                "year": [years[year] for year in column["year"]],
                "platform": column["platform"],
                "platform-kind": column["platform_kind"],
                "organisation": column["organisation"],
                "benefit": column["benefit"],
                "cite": column["cite"],
                "policy-sha256": column["policy_digest"],
                "inputs-sha256": column["inputs_digest"],
                **({"policy-version": column["version"]} if any(column["version"]) else {}),
                **({"group": column["group"]} if any(column["group"]) else {}),
                **({"claim": column["claim"]} if any(column["claim"]) else {}),
                **({"schedule": column["schedule"]} if any(column["schedule"]) else {}),
            },
            debits=[expenses[fund] for fund in column["fund"]],
            credits=credits,
            fen=column["fen"],
        ),
    )


def checked(awards: Sequence[Award]) -> Columns:
    """The fields of awards as columns.

    Raises ``BookError``, naming the first faults, for what cannot be posted.
    """
    column = {field: list(map(attrgetter(field), awards)) for field in _FIELDS}
    faults = [
        (place, field, messages.FORMS[form])
        for field, form in _FORMS.items()
        for place in writer.mismatches(form, column[field])
    ]
    days = {day: _fault_of_day(*day) for day in set(zip(column["year"], column["on"], strict=True))}
    if any(days.values()):
        wrong = enumerate(map(days.get, zip(column["year"], column["on"], strict=True)))
        faults += [(place, *fault) for place, fault in wrong if fault]
    amount = messages.amount_form()
    faults += [(place, "fen", amount) for place, fen in enumerate(column["fen"]) if not writer.is_amount(fen)]
    unreadable = {text for text in set(column["schedule"]) if text and read_schedule(text) is None}
    faults += [
        (place, "schedule", str(NOT_A_SCHEDULE)) for place, text in enumerate(column["schedule"]) if text in unreadable
    ]
    if faults:
        raise BookError(_fault_message(faults, awards))
    return column


def _fault_message(faults: list[tuple[int, str, str]], awards: Sequence[Award]) -> str:
    lines = [
        messages.AWARD_FIELD.format(
            award_id=awards[place].id, **messages.field(field, getattr(awards[place], field)), form=form
        )
        for place, field, form in sorted(faults)[:_FIRST_FEW]
    ]
    if len(faults) > _FIRST_FEW:
        lines.append(messages.MORE_FAULTS.format(count=len(faults) - _FIRST_FEW))
    return "\n".join(lines)


def _fault_of_day(year: int, on: date) -> tuple[str, str] | None:
    if not accounts.is_year(year):
        return "year", messages.YEAR
    if not writer.is_date(on, accounts.opening_day(year)):
        return "on", messages.DATE.format(earliest=accounts.opening_day(year))
    return None


def _require_distinct(awards: Sequence[Award]) -> None:
    counted = Counter(award.id for award in awards)
    for award_id, times in counted.items() if len(counted) < len(awards) else ():
        if times > 1:
            raise BookError(messages.TWICE_IN_ROUND.format(award_id=award_id))


def _by_what_is_posted(
    awards: Sequence[Award], before: LedgerSnapshot
) -> tuple[tuple[Award, ...], tuple[Awarded, ...], tuple[Conflict, ...]]:
    """The awards that are new, those in the book, and those in conflict with it."""
    new, already, conflicts = [], [], []
    for award in awards:
        posted = before.awards.get(award.id)
        if posted is None:
            new.append(award)
        elif normalised(known := row_id(posted.platform, posted.claim)) != normalised(
            row_id(award.platform, award.claim)
        ):
            raise BookError(messages.SAME_ID.format(award_id=award.id, posted=known))
        elif posted.inputs_digest == award.inputs_digest or _is_same(posted, award):
            already.append(posted)
        else:
            conflicts.append(Conflict(award, posted))
    return tuple(new), tuple(already), tuple(conflicts)


def _is_same(posted: Awarded, award: Award) -> bool:
    return posted.fen == award.fen and normalised(posted.organisation) == normalised(award.organisation)


def _require_digests(awards: Sequence[Award], decided: DecidedRound) -> None:
    for digest, line in decided.inputs.items():
        found = hashlib.sha256(line).hexdigest()
        if found != digest:
            raise BookError(messages.WRONG_INPUTS.format(digest=digest, found=found))
        if not line or b"\n" in line:
            raise BookError(messages.SPLIT_INPUTS.format(digest=digest))
    policy = hashlib.sha256(decided.policy_text).hexdigest()
    for award in awards:
        if award.inputs_digest not in decided.inputs:
            raise BookError(messages.NO_INPUTS.format(award_id=award.id, digest=award.inputs_digest))
        if award.policy_digest != policy:
            raise BookError(messages.WRONG_POLICY.format(award_id=award.id, digest=award.policy_digest, found=policy))


def _require_cover(awards: Sequence[Award], before: LedgerSnapshot, corrected: Counter[str]) -> None:
    committed = sums(before.commitments)
    needed = Counter(corrected)
    kept: Counter[str] = Counter()
    for award in awards:
        needed[award.fund] += award.fen
        kept[award.fund] += committed[award.id]
    lines = [
        messages.SHORTFALL.format(fund=fund, available=figure(left), needed=figure(fen), short=figure(fen - left))
        for fund, fen in sorted(needed.items())
        if fen > (left := available(before, fund) + kept[fund])
    ]
    if lines:
        raise ShortfallError("\n".join((*lines, str(messages.SHORTFALL_REMEDY))))
