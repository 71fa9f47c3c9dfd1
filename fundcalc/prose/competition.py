"""Rules over several benefits in words.

Also the steps in which the awards of one year compete.
"""

from collections.abc import Iterator
from typing import assert_never

from fundcalc.base.figures import clauses, in_yuan, several, years
from fundcalc.base.i18n import _
from fundcalc.engine.steps import Competition, OnlyFirst, OnlyHigher
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.prose.benefits import benefit_title


def rules_over_benefits(measure: m.Measure) -> Iterator[tuple[str, str]]:
    """The rules on class choice, competition, the ban and rounding, with articles."""
    if measure.election:
        yield (
            measure.election.cite,
            (
                _("of the classes applied for in one year of award only one is accepted; the organisation chooses")
                if measure.election.round == "award_year"
                else _("of the classes applied for in any open year only one is accepted; the organisation chooses")
            ),
        )
    if measure.contest:
        yield measure.contest.cite, _contest(measure.contest)
    if measure.together:
        yield measure.together.cite, _together(measure.together)
    if measure.ban:
        yield measure.ban.cite, _ban(measure.ban)
    if any(benefit.base for benefit in measure.benefit.values()):
        yield measure.rounding.cite, _rounding(measure.rounding)


def _together(together: m.Together) -> str:
    match together.rule:
        case "add":
            return _("the supports of one platform in one year add up")
        case "higher_only":
            return _("of the supports of one platform in one year only the highest is paid")
        case "first_only":
            return _("of the supports of one platform in one year only the first in order is paid")
        case _:
            assert_never(together.rule)


def _rounding(rounding: m.RoundingRule) -> str:
    if rounding.unit > 1:
        return _("a product is rounded once, before the cap: down to whole {unit}").format(unit=in_yuan(rounding.unit))
    if rounding.mode == "down":
        return _("a product is cut to the fen once, before the cap")
    return _("a product is rounded half up to the fen once, before the cap")


def _contest(contest: m.Contest) -> str:
    match contest.of:
        case "identity_totals":
            compared = _("the highest applies, nothing is paid twice: the totals of the year are compared")
        case "each_benefit":
            compared = _("the highest applies, nothing is paid twice: supports of the same kind are compared")
        case "every_award":
            compared = _("the highest applies, nothing is paid twice: single supports are compared")
        case _:
            assert_never(contest.of)
    among = (
        _("among all platforms of the organisation")
        if contest.per == "organisation"
        else _("among the titles of one platform")
    )
    match contest.already_paid:
        case "top_up":
            paid = _("where a lower one was already paid, the difference is paid")
        case "first_only":
            paid = _("where a lower one was already paid, nothing more is paid")
        case "replace":
            paid = _("where a lower one was already paid, the whole is paid and the lower recovered")
        case _:
            assert_never(contest.already_paid)
    years_of_award = _("supports of every year compete") if contest.over == "lifetime" else ""
    against = _("only against {programmes}").format(programmes=several(contest.against)) if contest.against else ""
    return clauses([compared, among, years_of_award, against, paid])


def _ban(ban: m.Ban) -> str:
    parts = [_("no new application within {years} of a revocation").format(years=years(ban.years))]
    if ban.grounds:
        parts.append(_("this holds for a revocation under {articles}").format(articles=several(ban.grounds)))
        parts.append(
            _("it holds for any other ground too")
            if ban.other_grounds == "second_fail"
            else _("it does not hold for any other ground")
        )
    if ban.never:
        parts.append(_("it never holds for a revocation under {articles}").format(articles=several(ban.never)))
    parts.append(
        _("the corresponding day is still barred")
        if ban.end == "anniversary_barred"
        else _("the corresponding day is free")
    )
    return clauses(parts)


# The steps of a decision.


def only_higher(policy: Policy, taken: OnlyHigher) -> str:
    """The step in which only the highest support of one platform and year is paid."""
    return _only_one(policy, taken, _("of the supports of one year only the highest is paid: {amounts}"))


def only_first(policy: Policy, taken: OnlyFirst) -> str:
    """The step in which only the first support of one platform and year is paid."""
    return _only_one(policy, taken, _("of the supports of one year only the first in order is paid: {amounts}"))


def _only_one(policy: Policy, taken: OnlyHigher | OnlyFirst, text: str) -> str:
    amounts = several(
        _("{benefit} {amount}").format(benefit=benefit_title(policy, id_), amount=in_yuan(fen))
        for id_, fen in taken.amounts.items()
    )
    to_pay = _("to pay: {amount}").format(amount=in_yuan(taken.payable))
    return clauses([text.format(amounts=amounts), _own_paid(taken.own_paid), to_pay])


def _own_paid(fen: int) -> str:
    return _("already paid to this platform in the year: {amount}").format(amount=in_yuan(fen)) if fen else ""


def competition(policy: Policy, taken: Competition) -> str:
    """The step in which supports of one year compete and the highest applies."""
    contest = policy.measure.contest
    compared = contest.of if contest else "identity_totals"
    if compared == "identity_totals" or not taken.item:
        own = _("this platform's supports of the year: {amount} in all").format(amount=in_yuan(taken.own))
    elif compared == "each_benefit":
        own = _("this platform's {benefit}: {amount}").format(
            benefit=benefit_title(policy, taken.item), amount=in_yuan(taken.own)
        )
    else:
        own = _("this platform's highest support of the year: {amount}").format(amount=in_yuan(taken.own))
    rivals = several(_rival(policy, *rival) for rival in taken.rivals)
    return clauses(
        [
            own,
            _own_paid(taken.own_paid),
            _("other supports of the year: {supports}").format(supports=rivals) if rivals else "",
            result(taken),
        ]
    )


def _rival(policy: Policy, programme: str, platform: str, fen: int) -> str:
    text = (
        _("{platform} under this measure, {amount}")
        if programme == policy.id
        else _("{platform} under {programme}, {amount}")
    )
    return text.format(platform=platform, programme=programme, amount=in_yuan(fen))


def result(taken: Competition) -> str:
    """What follows from a contest."""
    rivals = [fen for _programme, _platform, fen in taken.rivals]
    paid = taken.own_paid + sum(rivals)
    if rivals and taken.own <= max(rivals):
        return _("the highest applies, and another support is as high or higher: nothing more is paid")
    if taken.recover:
        return _("the highest applies: {amount} is paid in full, and {recover} already paid is to be recovered").format(
            amount=in_yuan(taken.payable), recover=in_yuan(taken.recover)
        )
    if taken.already_paid == "first_only" and not taken.payable:
        return _("the highest applies, and what was paid stays: nothing more is paid")
    if paid and taken.own - paid == taken.payable:
        return _("the highest applies, and the difference is paid: {own} - {paid} = {amount}").format(
            own=in_yuan(taken.own), paid=in_yuan(paid), amount=in_yuan(taken.payable)
        )
    return _("the highest applies: {amount} is still to be paid").format(amount=in_yuan(taken.payable))
