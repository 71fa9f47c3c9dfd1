"""What the day of the filing means for a benefit, in words.

Also the situations that the measure leaves to a person.
"""

from collections.abc import Iterator
from typing import Literal, assert_never

from fundcalc.base.figures import clauses, day, years
from fundcalc.base.i18n import _, either
from fundcalc.engine.steps import Doubted, FiledBefore, FiledInBan, NotFirst
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.prose.amounts import not_first
from fundcalc.prose.figures import filing_word


def filing_step(policy: Policy, taken: NotFirst | FiledBefore | FiledInBan | Doubted) -> str:
    """A step about the filing as one line."""
    filing = filing_word(policy)
    match taken:
        case NotFirst(revoked_on=revoked_on):
            follows = not_first(policy, taken.treat)
            if revoked_on is None:
                return follows
            return clauses(
                [_("revoked on {day}, with a later {filing}").format(day=day(revoked_on), filing=filing), follows]
            )
        case FiledBefore():
            return _filed_before(taken, filing)
        case FiledInBan():
            return _(
                "{filing} of {filed_on}, within {years} of the revocation of {revoked_on}; whether it is supported is "
                "left to a person"
            ).format(
                filing=filing, filed_on=day(taken.filed_on), revoked_on=day(taken.revoked_on), years=years(taken.years)
            )
        case Doubted():
            return _doubt(policy.measure.doubt[taken.doubt], taken.treat)
        case _:
            assert_never(taken)


def _filed_before(taken: FiledBefore, filing: str) -> str:
    before = _("{filing} of {filed_on}, before the measure was in force ({first})").format(
        filing=filing, filed_on=day(taken.filed_on), first=day(taken.first)
    )
    match taken.treat:
        case "review":
            what_follows = _("whether it counts as a new {filing} is left to a person").format(filing=filing)
        case "pay":
            what_follows = _("it is supported as a new {filing}").format(filing=filing)
        case _:
            assert_never(taken.treat)
    return clauses([before, what_follows])


def _doubt(doubt: m.Doubt, treat: Literal["review", "ignore"]) -> str:
    match treat:
        case "review":
            return clauses([either(doubt), _("left to a person")])
        case "ignore":
            return clauses([either(doubt), _("does not affect the amount")])
        case _:
            assert_never(treat)


def filing_lines(policy: Policy) -> Iterator[tuple[str, str]]:
    """Say how a measure treats early filings and situations left to a person.

    Early filings are those of before it was in force.
    """
    rule, filing = policy.measure.filed, filing_word(policy)
    if rule is not None:
        match rule.before:
            case "review":
                message = _("whether a {filing} before this measure is supported is left to a person")
            case "pay":
                message = _("a {filing} before this measure is supported as a new one")
            case _:
                assert_never(rule.before)
        yield rule.cite, message.format(filing=filing)
    for doubt in policy.measure.doubt.values():
        yield doubt.cite, _doubt(doubt, doubt.treat)
