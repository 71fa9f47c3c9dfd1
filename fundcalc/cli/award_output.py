"""The decisions of a round on the terminal and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fundcalc.base.i18n import _, either, ngettext
from fundcalc.cli.output import counted, decided
from fundcalc.cli.terminal import echo, print_table

if TYPE_CHECKING:
    from fundcalc.ledger.posting import PostedRound
    from fundcalc.policy.loading import Policy
    from fundcalc.workbooks import Round
    from fundcalc.workbooks.cell_faults import CellNote

_MOST_SHOWN = 200


def as_json(policy: Policy, file: Path, done: PostedRound, round_: Round) -> dict[str, Any]:
    """The JSON document of a round; amounts are decimal strings of yuan."""
    from fundcalc.base.money import plain

    document: dict[str, Any] = {
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
    if done.posting is not None:
        document["posting"] = {
            "batch": done.posting.batch,
            "posted": [{"award": award.id, "amount": plain(award.fen)} for award in done.posting.posted],
            "already": [{"award": award.id, "amount": plain(award.fen)} for award in done.posting.already],
            "conflicts": [
                {"award": conflict.award.id, "amount": plain(conflict.award.fen), "posted": plain(conflict.posted.fen)}
                for conflict in done.posting.conflicts
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
    _print_faults(round_)
    _print_posting(done)
    if output is not None:
        echo(_("Decisions, reasons and open questions: {path}").format(path=output))
    elif done.decisions:
        echo(_("Why: {command}").format(command=why))


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

    posting = done.posting
    if posting is None:
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
    for conflict in posting.conflicts:
        echo(
            _("Not posted: {award} is in the book with {posted}, decided on other inputs; it now comes to {amount}. "
              "Correct a posted award by a claw-back or a further award, not by posting it again.").format(
                award=conflict.award.id, posted=prose.amount(conflict.posted.fen), amount=prose.amount(conflict.award.fen))
        )  # fmt: skip
