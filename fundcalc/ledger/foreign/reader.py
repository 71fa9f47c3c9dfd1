"""A ledger from anywhere, read without running or trusting anything in it.

What is left out is reported. Each file is parsed by itself and only inside the ledger's folder: no plugins, no cache, no
encrypted files, no devices. What was parsed is booked and validated with our tolerance, which is none. This runs in a child
process with limits, see ``sandbox``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from beancount.core import data

from fundcalc.auditing.audit import lines_in_question
from fundcalc.auditing.evidence import AwardFacts, Evidence, Rejected
from fundcalc.base.errors import MoneyError
from fundcalc.base.money import fen
from fundcalc.ledger import messages
from fundcalc.ledger.event_reader import FACTS, award_facts, day_in
from fundcalc.ledger.foreign.files import MOST_FILES, Walk, included_files, note_left_out, parse
from fundcalc.ledger.foreign.postings import LONGEST, line_fields, lines_of, spending_postings
from fundcalc.ledger.foreign.spending import Basis, spent_and_others
from fundcalc.ledger.loading import Fault, checked
from fundcalc.policy.loading import Policy

# How many errors of one ledger are listed; the rest is counted.
_MOST_MESSAGES = 1_000


def evidence_of_foreign(
    top: Path,
    *,
    mapped: Sequence[str] = (),
    basis: Basis | None = None,
    skip: Iterable[str] = (),
    progress: Any = None,
) -> tuple[Evidence, tuple[str, ...]]:
    """The lines of spending of a ledger, what is wrong with it, and what was left out.

    A posting is spending if its account is an expense, names an economic code, or is one of ``mapped`` or below it; by
    ``basis`` it counts when it is paid or when it is booked. ``skip`` are files (as seen from the ledger's folder) not to
    parse; ``progress`` gets the name of each file before it is parsed.
    """
    walk = Walk(top.resolve().parent)
    waiting, seen = [top.resolve()], set[Path]()
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        name = walk.name(path)
        if len(seen) > MOST_FILES:
            walk.left_out(path, messages.TOO_MANY_FILES.format(most=MOST_FILES))
            break
        if name in skip:
            walk.faults.append(Fault(name, 0, str(messages.CRASHED_PARSER)))
            continue
        if progress is not None:
            progress(name)
        said = parse(walk, path)
        waiting += included_files(walk, path, said.get("include", ()))
        note_left_out(walk, path, said)
    walk.entries.sort(key=data.entry_sortkey)
    entries, faults = checked(walk.root, walk.entries, walk.faults)
    spent, others = spent_and_others(entries, tuple(mapped), basis)
    lines = tuple(lines_of(spent, walk))
    awards, wrong = _awards(entries, walk)
    rejected = [*(Rejected(f"{fault.file}:{fault.line}", fault.message) for fault in faults), *wrong]
    notes = list(dict.fromkeys(walk.notes))
    more = [
        kind.format(count=len(messages_found) - _MOST_MESSAGES)
        for messages_found, kind in ((notes, messages.MORE_LEFT_OUT), (rejected, messages.MORE_REJECTED))
        if len(messages_found) > _MOST_MESSAGES
    ]
    return Evidence(lines, awards, rejected=rejected[:_MOST_MESSAGES], others=others), (*notes[:_MOST_MESSAGES], *more)


def evidence_for_violations(
    entries: Sequence[data.Directive], root: Path, policies: Sequence[Policy], award: str, mapped: Sequence[str]
) -> Evidence:
    """What the entries of any ledger hold, of its lines those in question alone.

    ``award`` is that of lines without one.
    """
    walk = Walk(root)
    awards, wrong = _awards(entries, walk)
    spent = list(spending_postings(entries, tuple(mapped)))
    bare = Evidence(awards=awards, rejected=wrong)
    chosen = lines_in_question(line_fields(spent, award), bare, policies)
    lines = lines_of((spent[at] for at in chosen), walk)
    return replace(bare, lines=[line if line.award else line._replace(award=award) for line in lines])


def _awards(entries: Sequence[data.Directive], walk: Walk) -> tuple[tuple[AwardFacts, ...], tuple[Rejected, ...]]:
    """The facts of awards in ``custom "fundcalc-award"`` lines, and their faults."""
    awards: dict[str, AwardFacts] = {}
    wrong: list[Rejected] = []
    for entry in entries:
        if not (isinstance(entry, data.Custom) and entry.type == FACTS and entry.values):
            continue
        facts, faults = award_facts(entry)
        award, place = str(entry.values[0].value)[:LONGEST], walk.place(entry.meta)
        wrong += [Rejected(place, fault) for fault in faults]
        before = awards.get(award, AwardFacts(award, place=place))

        def text(key: str, facts: Mapping[str, str] = facts, before: AwardFacts = before) -> str:
            return facts.get(key, str(getattr(before, key)))[:LONGEST]

        awards[award] = replace(
            before,
            policy=text("policy"),
            organisation=text("organisation"),
            platform=text("platform"),
            benefit=text("benefit"),
            until=day_in(facts, "until") or before.until,
            revoked_on=day_in(facts, "revoked-on") or before.revoked_on,
        )
        if "awarded" in entry.meta:
            try:
                awards[award] = replace(awards[award], fen=fen(entry.meta["awarded"]))
            except MoneyError as error:
                wrong.append(Rejected(place, str(error)[:LONGEST]))
    return tuple(awards.values()), tuple(wrong)
