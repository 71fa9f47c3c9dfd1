"""Ceilings in words: what a measure says, and what one left of an amount."""

from collections.abc import Iterator
from typing import assert_never

from fundcalc.base.figures import clauses, count, in_yuan, several, years
from fundcalc.base.i18n import _
from fundcalc.engine.ceiling_steps import AwardsCeiling, MoneyCeiling
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.prose.benefits import benefit_title


def ceiling_lines(policy: Policy) -> Iterator[tuple[str, str]]:
    """What a measure says of the most that is paid, with articles."""
    for ceiling in policy.measure.ceiling.values():
        most = (
            _("at most {number} awards").format(number=count(ceiling.awards))
            if ceiling.awards is not None
            else _("at most {amount}").format(amount=in_yuan(ceiling.amount or 0))
        )
        reached = (
            _("where it is exceeded, the rest is paid")
            if ceiling.when_reached == "rest" and ceiling.awards is None
            else _("where it is exceeded, nothing is paid")
        )
        yield ceiling.cite, clauses([ceiling_title(policy, ceiling), _unit(ceiling), _time(ceiling), most, reached])


def ceiling_title(policy: Policy, ceiling: m.Ceiling) -> str:
    """The benefits that a ceiling holds together."""
    if not ceiling.benefits:
        return _("all supports together")
    return several(benefit_title(policy, name) for name in ceiling.benefits)


def _unit(ceiling: m.Ceiling) -> str:
    match ceiling.per:
        case "platform":
            return _("to one platform")
        case "organisation":
            return _("to one organisation")
        case "group":
            return _("to one organisation with those linked to it")
        case _:
            assert_never(ceiling.per)


def _time(ceiling: m.Ceiling) -> str:
    match ceiling.over:
        case "year":
            return _("in one year of award")
        case "years":
            return _("in {years} of award, the present one included").format(years=years(ceiling.years or 1))
        case "lifetime":
            return _("in all years together")
        case "rolling":
            return _("in the last {years} before the application, from the day of each award").format(
                years=years(ceiling.years or 1)
            )
        case _:
            assert_never(ceiling.over)


def ceiling_step(policy: Policy, taken: MoneyCeiling | AwardsCeiling) -> str:
    """What a ceiling leaves of what an application asks for."""
    ceiling = policy.measure.ceiling[taken.ceiling]
    rule = clauses([ceiling_title(policy, ceiling), _unit(ceiling), _time(ceiling)])
    match taken:
        case MoneyCeiling():
            return _(
                "ceiling of {limit} ({rule}): paid before {paid}, earlier in the round {earlier}; of {due}: {amount}"
            ).format(
                limit=in_yuan(taken.limit),
                rule=rule,
                paid=in_yuan(taken.own_paid),
                earlier=in_yuan(taken.earlier),
                due=in_yuan(taken.due),
                amount=in_yuan(taken.payable),
            )
        case AwardsCeiling():
            return _(
                "ceiling of {most} awards ({rule}): before {awards}, earlier in the round {in_round}; to pay: {amount}"
            ).format(
                most=count(taken.most),
                rule=rule,
                awards=count(taken.awards),
                in_round=count(taken.in_round),
                amount=in_yuan(taken.payable),
            )
        case _:
            assert_never(taken)
