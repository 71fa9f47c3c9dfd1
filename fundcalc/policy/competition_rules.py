"""How the benefits of one platform, one organisation and one year compete."""

from typing import Literal

from fundcalc.base.ids import normalised
from fundcalc.policy.nodes import Clause, Names


class Together(Clause):
    """Whether a platform's benefits of a year add up or only one of them is paid.

    That is the highest, or with "first_only" the first that is due, in the order of the file; where the platform was paid
    one in the year already, nothing.
    """

    rule: Literal["add", "higher_only", "first_only"]


class Election(Clause):
    """Of several classes an organisation applies for, only one is accepted.

    The organisation chooses which.
    """

    round: Literal["award_year", "any_year"]


class Contest(Clause):
    """Supports of one unit compete and the highest applies (就高不重复).

    Those of one year of award do, or of any year; against every programme, or against those named.
    """

    of: Literal["identity_totals", "each_benefit", "every_award"]
    per: Literal["organisation", "platform"]
    already_paid: Literal["top_up", "first_only", "replace"]
    over: Literal["year", "lifetime"] = "year"
    against: Names = ()

    def competes_with(self, programme: str) -> bool:
        """Whether awards of a programme may be rivals."""
        return not self.against or normalised(programme) in map(normalised, self.against)
