"""Correct awards that are in the book: post the difference, linked to the award.

Less than before cancels what is not paid; what was paid beyond the new amount is due back. More than before calls off what
is due back first, and the rest is owed. An award that goes to another organisation is cancelled for the one and owed to
the other.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from fundcalc.base.errors import RefusedError
from fundcalc.base.figures import figure
from fundcalc.base.money import plain
from fundcalc.ledger import accounts, act_messages, writer
from fundcalc.ledger.events import Awarded, Corrected
from fundcalc.ledger.records import Correction
from fundcalc.ledger.snapshot import LedgerSnapshot, number_of, sums

_NARRATION = "更正支持金额"


class Corrections:
    """Corrections of awards in a book, as postings: debit, credit and fen."""

    def __init__(self, before: LedgerSnapshot, corrections: Sequence[Correction]) -> None:
        self._before, self.corrections = before, corrections
        self._paid, self._clawed = sums(before.payments), sums(before.clawbacks)
        self._beyond = before.beyond
        self._numbers: Counter[str] = Counter()
        for event in before.events:
            if isinstance(event, Corrected):
                self._numbers[event.award] = max(self._numbers[event.award], number_of(event))
        self.legs = {correction.posted.id: list(self._legs(correction)) for correction in corrections}

    def needed(self) -> Counter[str]:
        """What the corrections need of each fund, in fen, below 0 for what they set free."""
        needed: Counter[str] = Counter()
        for correction in self.corrections:
            fund = correction.posted.fund
            due = accounts.correction_due(fund)
            for debit, credit, fen in self.legs[correction.posted.id]:
                if due not in (debit, credit):
                    needed[fund] += fen if debit == accounts.awarded(fund) else -fen
        return needed

    def _legs(self, correction: Correction) -> Iterator[tuple[str, str, int]]:
        award, fund = correction.posted, correction.posted.fund
        expense, due = accounts.awarded(fund), accounts.correction_due(fund)
        paid = self._paid.get(award.id, 0) - self._beyond.get(award.id, 0)
        unpaid, change = award.fen - paid, correction.fen - award.fen
        if correction.is_moved:
            change = -award.fen
        if change < 0:
            cancelled = min(-change, unpaid)
            beyond = -change - cancelled
            self._require_not_demanded(award, paid, beyond)
            yield from ((debit, expense, fen) for debit, fen in ((award.owed_at, cancelled), (due, beyond)) if fen)
        if correction.is_moved and correction.now is not None:
            yield expense, accounts.owed(fund, correction.now.organisation), correction.fen
        elif change > 0:
            outstanding = self._beyond.get(award.id, 0) - self._before.recovered_beyond.get(award.id, 0)
            called_off = min(change, max(outstanding, 0))
            pairs = ((due, called_off), (award.owed_at, change - called_off))
            yield from ((expense, credit, fen) for credit, fen in pairs if fen)

    def _require_not_demanded(self, award: Awarded, paid: int, beyond: int) -> None:
        demanded = self._clawed.get(award.id, 0)
        if beyond > paid - demanded:
            raise RefusedError(act_messages.DEMANDED_ALREADY.format(award=award.id, fen=figure(demanded)))

    def opens(self) -> Iterator[str]:
        """The accounts that are not open yet."""
        new: dict[str, tuple[date, str]] = {}
        for correction in self.corrections:
            fund = correction.posted.fund
            opened = accounts.opening_day(correction.posted.year)
            names = {accounts.correction_due(fund): "应收多付资金"}
            if correction.now is not None:
                names[accounts.owed(fund, correction.now.organisation)] = correction.now.organisation_name
            used = {account for legs in self.legs[correction.posted.id] for account in legs[:2]}
            new |= {account: (opened, name) for account, name in names.items() if account in used}
        unopened = {account: known for account, known in new.items() if account not in self._before.opened}
        days, names_ = [day for day, _name in unopened.values()], [name for _day, name in unopened.values()]
        return writer.opens(days, list(unopened), names_)

    def text(self) -> Iterator[str]:
        """The transactions."""
        for correction in self.corrections:
            yield from self._transaction(correction, self.legs[correction.posted.id])

    def day(self, correction: Correction) -> date:
        """The day of a correction, not before what it corrects."""
        award = correction.posted.id
        moved = [*self._before.payments, *self._before.demands, *self._before.recoveries]
        later = (movement.on for movement in moved if movement.award_id == award)
        corrected = (event.on for event in self._before.corrections if event.award == award)
        return max(correction.on, correction.posted.on, *later, *corrected)

    def _transaction(self, correction: Correction, legs: Sequence[tuple[str, str, int]]) -> Iterator[str]:
        award, now = correction.posted, correction.now
        first, *also = [writer.LegColumns([debit], [credit], [fen]) for debit, credit, fen in legs]
        metadata = {
            "award-id": award.id,
            "number": str(self._numbers[award.id] + 1),
            "was": plain(award.fen),
            "now": plain(correction.fen),
            "owed-at": accounts.owed(award.fund, now.organisation) if now and correction.is_moved else award.owed_at,
            "organisation": now.organisation if now else award.organisation,
            "organisation-name": now.organisation_name if now else award.organisation_name,
            "cite": now.cite if now else award.cite,
            "policy-sha256": correction.policy_digest,
            "inputs-sha256": now.inputs_digest if now else "",
            **({"why": correction.why} if correction.why else {}),
        }
        return writer.transactions(
            on=[self.day(correction)],
            payees=[metadata["organisation-name"]],
            narrations=[" ".join(filter(None, (_NARRATION, award.platform_name, award.benefit, correction.why)))],
            tag="correction",
            links=[f"award-{award.id}"],
            metadata={key: [value] for key, value in metadata.items()},
            debits=first.debits,
            credits=first.credits,
            fen=first.fen,
            also=also,
        )
