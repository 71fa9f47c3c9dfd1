"""Confirm a milestone of an award, which opens a part of it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from fundcalc.base.errors import RefusedError
from fundcalc.base.figures import figure
from fundcalc.base.i18n import did_you_mean
from fundcalc.ledger import messages, schedule_messages, store, writer
from fundcalc.ledger.arguments import require_day
from fundcalc.ledger.authority.parts import payment_facts, scheduled_awards
from fundcalc.ledger.known import first_day, suggestion
from fundcalc.ledger.milestones import MILESTONE
from fundcalc.ledger.noting import Noting, facts_line
from fundcalc.ledger.plausible_days import require_plausible
from fundcalc.ledger.session import locked


def confirm_milestone(
    folder: Path | str,
    award: str,
    milestone: str,
    on: date,
    *,
    document: str = "",
    durable: bool = True,
    wait: float = store.WAIT,
) -> Noting:
    """Confirm that a milestone of an award was reached on a day, or correct that day.

    ``document`` is what says so. Raises ``RefusedError`` for an award or a milestone that is not in the book, and for
    another day of a milestone by which payments would have been made before they were due.
    """
    folder = Path(folder)
    require_day("on", on)
    with locked(folder, durable=durable, wait=wait) as book:
        before = book.snapshot
        posted = before.awards.get(award)
        if posted is None:
            meant = suggestion(award, before.awards)
            raise RefusedError(messages.NOT_HERE.format(folder=folder, award=award, meant=meant), {"award": award})
        scheduled = scheduled_awards(before, (award,)).get(award)
        known = scheduled.schedule.milestones if scheduled is not None else {}
        if scheduled is None or not known:
            raise RefusedError(schedule_messages.NO_SCHEDULE.format(award=award), {"award": award})
        if milestone not in known:
            message = schedule_messages.NO_MILESTONE.format(
                award=award, milestone=milestone, meant=did_you_mean(milestone, known), milestones=", ".join(known)
            )
            raise RefusedError(message, {"award": award})
        require_plausible(on, first_day(posted.policy))
        facts = {f"{MILESTONE}{milestone}": on.isoformat()}
        facts |= {"document": writer.read_back(document)} if document else {}
        if scheduled.milestones.get(milestone) == on:
            return Noting("already", facts, None)
        moved = replace(scheduled, milestones={**scheduled.milestones, milestone: on})
        if moved.ahead > scheduled.ahead:
            message = schedule_messages.MILESTONE_OF_PAID.format(
                award=award, milestone=milestone, on=on, fen=figure(moved.ahead)
            )
            raise RefusedError(message, {"award": award})
        text = facts_line(on, award, facts, payment_facts(before, (award,))[award].revision + 1)
        return Noting("posted", facts, book.post(on, "note", (text,)))
