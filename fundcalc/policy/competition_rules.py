"""How the benefits of one platform, one organisation and one year compete."""

from typing import Literal

from fundcalc.policy.nodes import Clause


class Together(Clause):
    """Whether a platform's benefits of a year add up or only the highest is paid."""

    rule: Literal["add", "higher_only"]


class Election(Clause):
    """Of several classes an organisation applies for, only one is accepted.

    The organisation chooses which.
    """

    round: Literal["award_year", "any_year"]


class Contest(Clause):
    """Supports of one unit in one year compete and the highest applies (就高不重复)."""

    of: Literal["identity_totals", "each_benefit", "every_award"]
    per: Literal["organisation", "platform"]
    already_paid: Literal["top_up", "first_only", "replace"]
