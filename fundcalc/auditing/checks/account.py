"""Checks of the special account: overspent, spent too early or too late, moved out or in, unspent."""

from collections.abc import Iterator
from typing import Literal

from fundcalc.auditing.checks.context import Matter, about_award, about_line
from fundcalc.auditing.checks.finding import Data, Finding, Severity


def overspent(matter: Matter) -> Iterator[Finding]:
    """More spent and returned of an award than came in; where no receipt is known, more than was awarded."""
    for award, several in matter.of_award.items():
        if (limit := _limit(matter, award)) is None:
            continue
        out = sum(each.line.fen for each in several) + matter.sum_of(award, "returned")
        if out <= limit:
            continue
        data: Data = {"out": out, "limit": limit, "of": "received" if _receipts(matter, award) else "awarded"}
        cite, place = matter.article_of_account(award), several[-1].line.place
        yield about_award(matter, "overspent", "violation", award, cite, out - limit, data, place=place)


def _limit(matter: Matter, award: str) -> int | None:
    if _receipts(matter, award):
        return matter.sum_of(award, "received")
    return matter.awards[award].fen if award in matter.awards else None


def _receipts(matter: Matter, award: str) -> bool:
    return (award, "received") in matter.moved


def spent_before_receipt(matter: Matter) -> Iterator[Finding]:
    """A line paid when the award's money was not there yet (垫付): by how much, on that day.

    Only what later receipts cover is told here; what they never cover is overspent.
    """
    for award, several in matter.of_award.items():
        if not _receipts(matter, award):
            continue
        received = list(matter.moved[award, "received"])
        returned = list(matter.moved.get((award, "returned"), ()))
        whole = matter.sum_of(award, "received")
        spent = short = 0
        for each in several:
            line = each.line
            spent += line.fen
            if line.date is None:
                continue
            there = sum(one.fen for one in received if one.date <= line.date)
            there -= sum(one.fen for one in returned if one.date <= line.date)
            before, short = short, max(min(spent, whole) - max(there, 0), 0)
            if short > before:
                data: Data = {"date": line.date.isoformat(), "spent": spent, "there": there, "text": line.text}
                cite = matter.article_of_account(award)
                yield about_line(matter, "spent_before_receipt", "violation", line, cite, short - before, data)


def spent_after_revocation(matter: Matter) -> Iterator[Finding]:
    """A line dated after the day the platform was revoked."""
    for award, several in matter.of_award.items():
        known = matter.awards.get(award)
        if known is None or known.revoked_on is None:
            continue
        for each in several:
            if each.line.date is not None and each.line.date > known.revoked_on and each.line.fen > 0:
                data: Data = {
                    "date": each.line.date.isoformat(),
                    "revoked": known.revoked_on.isoformat(),
                    "text": each.line.text,
                }
                cite = matter.article_of_revocation(award)
                yield about_line(matter, "spent_after_revocation", "violation", each.line, cite, each.line.fen, data)


def outside_validity(matter: Matter) -> Iterator[Finding]:
    """A line dated before the award was made, or after the last day its money may be spent."""
    for award, several in matter.of_award.items():
        known = matter.awards.get(award)
        if known is None:
            continue
        for each in several:
            day = each.line.date
            if day is None or each.line.fen <= 0:
                continue
            early, late = known.on is not None and day < known.on, known.until is not None and day > known.until
            if early or late:
                bound = known.on if early else known.until
                data: Data = {
                    "date": day.isoformat(),
                    "bound": bound.isoformat() if bound else "",
                    "side": "before" if early else "after",
                    "text": each.line.text,
                }
                cite = matter.article_of_benefit(award) or matter.article_of_account(award)
                yield about_line(matter, "outside_validity", "violation", each.line, cite, each.line.fen, data)


def moved_out(matter: Matter) -> Iterator[Finding]:
    """Money that left the special account for another account, and was neither spent nor returned."""
    yield from _moved(matter, "moved_out")


def moved_in(matter: Matter) -> Iterator[Finding]:
    """Money that came into the special account from another account than the authority's."""
    yield from _moved(matter, "moved_in")


def _moved(matter: Matter, kind: Literal["moved_out", "moved_in"]) -> Iterator[Finding]:
    severity: Severity = "violation" if kind == "moved_out" else "review"
    for each in matter.evidence.movements:
        if each.kind == kind:
            day = each.date.isoformat()
            data: Data = {"date": day, "account": each.account, "text": each.text}
            key = (day, str(each.fen), each.account, each.text, each.document)
            cite = matter.article_of_account(each.award)
            yield about_award(matter, kind, severity, each.award, cite, each.fen, data, place=each.place, key=key)


def unspent(matter: Matter) -> Iterator[Finding]:
    """What is left of an award on the day of the audit, if one was named."""
    if matter.on is None:
        return
    for award in matter.known_awards:
        if not _receipts(matter, award):
            continue
        received = sum(each.fen for each in matter.moved[award, "received"] if each.date <= matter.on)
        returned = sum(each.fen for each in matter.moved.get((award, "returned"), ()) if each.date <= matter.on)
        lines = matter.of_award.get(award, ())
        spent = sum(each.line.fen for each in lines if each.line.date is None or each.line.date <= matter.on)
        left = received - returned - spent
        if left > 0:
            data: Data = {"date": matter.on.isoformat(), "received": received, "spent": spent, "returned": returned}
            yield about_award(matter, "unspent", "note", award, matter.article_of_account(award), left, data)
