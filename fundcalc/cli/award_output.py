"""The decisions of a round on the terminal and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fundcalc.base.i18n import _, did_you_mean, either, listed, ngettext, placed
from fundcalc.cli.output import counted, decided
from fundcalc.cli.terminal import echo, print_table

if TYPE_CHECKING:
    from fundcalc.engine.decision import Decision
    from fundcalc.ledger.posted_round import PostedRound
    from fundcalc.policy.loading import Policy
    from fundcalc.workbooks import Round
    from fundcalc.workbooks.cell_faults import CellNote

_MOST_SHOWN = 200


def as_json(policy: Policy, file: Path, done: PostedRound, round_: Round) -> dict[str, object]:
    """The JSON document of a round; amounts are decimal strings of yuan."""
    from fundcalc.base.money import plain

    document: dict[str, object] = {
        "policy": policy.id,
        "policy_digest": policy.digest,
        "file": str(file),
        "payable": plain(sum(decision.payable_fen for decision in done.decisions)),
        "statuses": dict(Counter(decision.status for decision in done.decisions)),
        "decisions": [decision.to_dict() for decision in counted(done.decisions, _("explaining"))],
        "refused": [
            {"sheet": row.sheet, "row": row.row, "platform": row.platform, "why": list(row.why)}
            for row in round_.refused
        ],
        "faults": [
            {
                "file": fault.file,
                "sheet": fault.sheet,
                "cell": fault.cell,
                "value": fault.value,
                "told": fault.message,
                "remedy": fault.remedy,
                "heading": fault.heading,
            }
            for fault in round_.faults
        ],
        "notes": [note.to_dict() for note in (*round_.notes, *round_.doubts)],
    }
    if done.has_book:
        document["differences"] = [
            {
                "award": difference.award_id,
                "in_book": plain(difference.in_book),
                "now": None if difference.now is None else plain(difference.now),
                **({"organisation": difference.organisation} if difference.moved else {}),
            }
            for difference in done.differences
        ]
        document["due_back"] = [{"award": award, "amount": plain(fen)} for award, fen in done.due_back.items()]
    if done.posting is not None:
        document["posting"] = {
            "batch": done.posting.batch,
            "posted": [{"award": award.id, "amount": plain(award.fen)} for award in done.posting.posted],
            "already": [{"award": award.id, "amount": plain(award.fen)} for award in done.posting.already],
            "corrected": [
                {
                    "award": correction.posted.id,
                    "in_book": plain(correction.posted.fen),
                    "now": plain(correction.fen),
                }
                for correction in done.posting.corrected
            ],
            "conflicts": [
                {"award": found.award_id, "amount": plain(found.now or 0), "posted": plain(found.in_book)}
                for found in (done.differences if done.is_refused else ())
                if found.is_due
            ],
        }
    return document


def print_round(policy: Policy, file: Path, done: PostedRound, round_: Round, output: Path | None, why: str) -> None:
    """Print the decisions of a round; ``why`` is the command to explain one."""
    from fundcalc.views import decisions as views

    echo(f"{either(policy.measure.title)} · {file.name}")
    print_table(views.overview(policy, done.decisions[:_MOST_SHOWN]))
    if done.decisions and policy.measure.contest:
        echo(_("Each benefit is shown as its formula gives it, before competition and whatever the outcome."))
    if len(done.decisions) > _MOST_SHOWN:
        echo(_("… and {count} more; -o RESULT.xlsx has them all").format(count=len(done.decisions) - _MOST_SHOWN))
    total = sum(decision.payable_fen for decision in done.decisions)
    payees = sum(decision.status == "payable" for decision in done.decisions)
    echo(decided(len(done.decisions), payees, total))
    _print_cut(done.decisions)
    print_gaps(policy)
    _print_dates(done.decisions)
    _print_faults(round_)
    _print_posting(done)
    _print_differences(done)
    if output is not None:
        echo(_("Decisions, reasons and open questions: {path}").format(path=output))
    elif done.decisions:
        echo(_("Why: {command}").format(command=why))


def _print_cut(decisions: Sequence[Decision]) -> None:
    """Print that the budget does not cover the round."""
    from fundcalc import prose
    from fundcalc.engine.steps import BudgetCut

    cuts = [decision.steps[-1] for decision in decisions if decision.steps]
    for cut in [cut for cut in cuts if isinstance(cut, BudgetCut)][:1]:
        text = _("The budget of {budget} does not cover the {total} that are due; it is shared in proportion.")
        if cut.rule == "in_order":
            text = _("The budget of {budget} does not cover the {total} that are due; it is paid in order.")
        echo(text.format(budget=prose.amount(cut.budget), total=prose.amount(cut.total)))


def print_gaps(policy: Policy) -> None:
    """Print which articles are not computed, if any."""
    from fundcalc.prose import not_computed

    if text := not_computed(policy):
        echo(_("note: {note}").format(note=text))


_OF_DATES = ("filed_after_decision", "date_doubtful")


def _print_dates(decisions: Sequence[Decision]) -> None:
    """Print which dates hold a decision back: most are slips of the hand."""
    from fundcalc import prose
    from fundcalc.engine.decision_parts import Point

    found = [
        (decision, note)
        for decision in decisions
        for note in decision.points
        if isinstance(note, Point) and note.code in _OF_DATES
    ]
    for decision, note in found[:_MOST_SHOWN]:
        line = _("{platform}: {note}").format(platform=decision.platform, note=prose.note(decision.policy, note))
        echo(_("note: {note}").format(note=line))


def _print_faults(round_: Round) -> None:
    from fundcalc.workbooks.cell_faults import grouped

    print_notes(round_.notes, round_.doubts)
    for fault in grouped(round_.faults):
        echo(f"✗ {fault}")
    for row in round_.refused:
        echo(_("Not decided: {row}").format(row=row))


def print_notes(notes: Iterable[CellNote], doubts: Iterable[CellNote]) -> None:
    """Print how a round was read, and the doubts about its amounts."""
    from fundcalc.workbooks.cell_faults import grouped

    for note in grouped(notes)[:_MOST_SHOWN]:
        echo(_("note: {note}").format(note=note))
    for doubt in grouped(doubts)[:_MOST_SHOWN]:
        echo(f"? {doubt}")


def _print_posting(done: PostedRound) -> None:
    from fundcalc import prose
    from fundcalc.base.money import plain

    posting = done.posting
    if posting is None or done.is_refused:
        return
    total = prose.amount(sum(award.fen for award in posting.posted))
    number = len(posting.posted)
    posted = ngettext("Posted: {count} award, {total}", "Posted: {count} awards, {total}", number)
    echo(posted.format(count=number, total=total))
    if posting.already:
        number = len(posting.already)
        already = ngettext(
            "Posted before, left as it is: {count} award", "Posted before, left as they are: {count} awards", number
        )
        echo(already.format(count=number))
    for correction in posting.corrected:
        echo(
            _("Corrected: {award}, {posted} in the book, now {amount}").format(
                award=correction.posted.id,
                posted=prose.amount(correction.posted.fen),
                amount=prose.amount(correction.fen),
            )
        )
        if due := done.due_back.get(correction.posted.id):
            message = _(
                "  {due} of what was paid is due back; when it comes: fundcalc book recover DIR --award {award}={yuan}"
            )
            echo(message.format(due=prose.amount(due), award=correction.posted.id, yuan=plain(due)))


def _print_differences(done: PostedRound) -> None:
    from fundcalc import prose

    if not done.differences:
        return
    if done.is_refused:
        echo(_("Nothing was posted: awards in the book come to other amounts now. --correct posts the differences."))
    else:
        echo(_("Awards in the book that come to other amounts now:"))
    for found in done.differences:
        if found.now is None:
            message = _("  {award}: {posted} in the book; its application is gone, refused or not decided now. Left as it "
                        "is; --correct --award {award} takes it to 0.")  # fmt: skip
        elif not found.is_due:
            message = _("  {award}: {posted} in the book, and nothing is due now. Left as it is; "
                        "--correct --award {award} takes it to 0.")  # fmt: skip
        elif found.moved:
            message = _("  {award}: {posted} in the book, now {now} to another organisation, {organisation}")
        else:
            message = _("  {award}: {posted} in the book, now {now}, a difference of {change}")
        echo(message.format(
            award=found.award_id,
            posted=prose.amount(found.in_book),
            now=prose.amount(found.now or 0),
            change=prose.amount((found.now or 0) - found.in_book),
            organisation=found.organisation,
        ))  # fmt: skip
        if found.due_back:
            message = _("    {paid} of it is paid, and {due} will be due back")
            echo(message.format(paid=prose.amount(found.paid), due=prose.amount(found.due_back)))


def not_found(platform: str, done: PostedRound, round_: Round, own: Sequence[Decision]) -> str:
    """Why a round has no decision on a platform; ``own`` are those on its claims."""
    from fundcalc.base.ids import normalised

    if own:
        several = _("has several claims; name one of them: {ids}")
        return placed(platform, several.format(ids=listed(decision.platform for decision in own)))
    refused = [row for row in round_.refused if normalised(row.platform) == normalised(platform)]
    if not refused:
        close = did_you_mean(platform, [decision.platform for decision in done.decisions])
        return _("{platform} is not a platform of this round{close}").format(platform=platform, close=close)
    faults = [fault for fault in round_.faults if any(row.has(fault) for row in refused)]
    lines = [*map(str, refused), *(f"✗ {fault}" for fault in faults)]
    if others := len(round_.faults) - len(faults):
        more = ngettext(
            "{count} fault of other rows is not shown; 'award' lists it.",
            "{count} faults of other rows are not shown; 'award' lists them.",
            others,
        )
        lines.append(more.format(count=others))
    return "\n".join(lines)
