"""Records of the accounts of awards."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from fundcalc.ledger.event_base import Kind
from fundcalc.ledger.loading import Fault, Role
from fundcalc.ledger.quick_records import quick_dataclass
from fundcalc.ledger.schedules import ScheduledAward, read_schedule


class AwardMovement(NamedTuple):
    """A movement on an award.

    ``fen`` is below 0 for one that takes another back (a red entry, a released commitment).

    ``use`` is the last part of the account that was spent on, or that a claw-back disallows; ``file`` and ``line`` say
    where it stands, the file as seen from the book's folder. ``is_reversed`` of an entry that was taken back: it does
    not count, nor does the reversal, whose text is its reason.
    """

    kind: Kind
    on: date
    fen: int
    use: str
    payee: str
    text: str
    file: str
    line: int
    is_reversed: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is in the sums of the account."""
        return not self.is_reversed and self.kind != "reversal"


@quick_dataclass(frozen=True, slots=True)
class AwardAccount:
    """The account of an award. Amounts are whole fen.

    ``awarded`` is as it was corrected, and ``beyond`` what was paid beyond that and is in ``clawed``.
    ``awarded`` and ``committed`` are those of the decision (0 where a recipient's book was not told); ``received`` was
    paid to the recipient; ``spent`` is by use (the last part of the expense account), what own money replaced taken off;
    ``returned`` went back to the authority; ``clawed`` was demanded back, of which ``met`` came back. ``advanced`` is own
    money that paid for spending before the award's arrived: then the balance may be below 0. ``last`` is the day of the
    last movement, ``movements`` are all of them in the order of the book. ``until`` is the last day for use and
    ``revoked_on`` the day the platform was revoked, where the book was told. ``revision`` is the highest of its facts.
    ``schedule`` are the parts in which it is paid, ``milestones`` those that are confirmed, with their days.
    """

    award: str
    role: Role
    policy: str
    fund: str
    code: str
    year: int
    organisation: str
    organisation_name: str
    platform: str
    platform_name: str
    benefit: str
    cite: str
    awarded: int
    committed: int
    received: int
    spent: Mapping[str, int]
    returned: int
    clawed: int
    met: int
    advanced: int
    last: date
    movements: tuple[AwardMovement, ...]
    platform_kind: str = ""
    until: date | None = None
    revoked_on: date | None = None
    beyond: int = 0
    revision: int = 0
    claim: str = ""
    schedule: str = ""
    milestones: tuple[tuple[str, date], ...] = ()

    @property
    def stands(self) -> bool:
        """Whether anything of it was not reversed; an award that is only noted stands."""
        return not self.movements or any(movement.counts for movement in self.movements)

    @property
    def paid(self) -> int:
        """What the authority paid is what the recipient received."""
        return self.received

    @property
    def spending(self) -> int:
        """What was spent under all uses."""
        return sum(self.spent.values())

    @property
    def balance(self) -> int:
        """What is left of what was received: received - spent - returned."""
        return self.received - self.spending - self.returned

    @property
    def due(self) -> int:
        """What is demanded back and has not come."""
        return self.clawed - self.met

    @property
    def unpaid(self) -> int:
        """What was awarded and is not paid; 0 where the amount awarded is not known."""
        return max(self.awarded - self.received + self.beyond, 0)

    @property
    def scheduled(self) -> ScheduledAward | None:
        """It with its parts; None for one that is due as a whole."""
        schedule = read_schedule(self.schedule) if self.schedule else None
        if schedule is None:
            return None
        payments = tuple((move.on, move.fen) for move in self.movements if move.kind == "disbursement" and move.counts)
        return ScheduledAward(schedule, self.awarded, payments, self.beyond, dict(self.milestones), self.revoked_on)

    def payable(self, day: date) -> int:
        """What can be paid on it on a day."""
        scheduled = self.scheduled
        return self.unpaid if scheduled is None else scheduled.payable(day)

    @property
    def execution(self) -> Fraction:
        """The execution rate; 0 of nothing.

        For an authority it is paid of awarded, for a recipient spent of received.
        """
        done, whole = (self.received, self.awarded) if self.role == "authority" else (self.spending, self.received)
        return Fraction(done, whole) if whole else Fraction(0)


class Accounts(NamedTuple):
    """The accounts of awards in the order of the book, and its faults."""

    accounts: tuple[AwardAccount, ...]
    faults: tuple[Fault, ...]
