"""Points of a decision in words: what a person should know and no reading decides."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from fundcalc.base.figures import count, day, in_yuan, several, years
from fundcalc.base.i18n import _, current
from fundcalc.engine.application import PaidAward
from fundcalc.engine.decision_parts import Point
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.model import conditions_of
from fundcalc.prose.amounts import with_row_of_paid
from fundcalc.prose.benefits import benefit_title
from fundcalc.prose.figures import choice, filing_word, name, names


def point_text(policy: Policy, point: Point) -> str:
    """A point as one line."""
    values = point.values
    match point.code:
        case "filed_in_another_year":
            message = _(
                "{benefit}: {filing} on {filed_on}, which is not in the year of the award; the measure sets no limit"
            )
        case "year_of_filing_counts_whole":
            message = _("{benefit}: {filing} within {year}, whose income counts whole")
        case "second_platform":
            message = _second_platform(policy.measure.benefit[values["benefit"]])
        case "same_class_does_not_compete":
            message = _("{platforms} of the same organisation and class do not compete with this one")
        case "other_platform_barred":
            message = _("barred platforms of the same organisation: {platforms}; a ban binds its own platform only")
        case "filing_ended":
            message = _("the {filing} of {filed_on} ended with the revocation of {revoked_on} and no longer counts")
        case "ban_ground":
            message = _(
                "revoked on {revoked_on}, ground: {ground}; this does not bar the application: a ban depends on the ground "
                "and lasts {years}"
            )
        case "soft_condition":
            message = _("not met, but asked in principle only: {condition}")
        case "kind_not_settled":
            message = _("the text does not settle whether this kind is meant: {kind}")
        case "same_record_twice":
            message = _("records also given for {platforms}: {number}; check that no expense is counted twice")
        case "recover":
            message = _("to be recovered from what was paid: {amount}")
        case "class_of_paid_unknown":
            message = _("the class of an award already paid is not known, and it decides: {awards}")
        case "filed_after_decision":
            message = _(
                "the {filing} of {filed_on} is dated after the day of the decision ({decided_on}) and does not count"
            )
        case "events_differ":
            message = _("{key}: the application says {given}, the events say {events}; a person decides which holds")
        case "graded_twice":
            message = _(
                "{key}: the events give one evaluation two grades, {given} and {events}; a person decides which holds"
            )
        case "cancelled_from_year":
            message = _("cancelled from {events} on because of a change; support of that year on is for a person")
        case "date_doubtful":
            return _doubtful(policy, values["key"], values["value"])
        case "doubt_not_known":
            message = _("{benefit}: whether a person has to decide is not known without {facts}")
        case "paid_not_counted":
            return _not_counted(values["reason"], values["awards"])
        case "programme_resembles":
            message = _("{programme} is counted as another programme; if this measure is meant, write {policy}")
        case "not_computed":
            message = _("this article moves money and is not computed: work it out by hand")
        case "upper_limit":
            message = _("{benefit}: the amount is an upper limit, the authority decides how much")
        case _:
            assert_never(point.code)
    return message.format(**_texts(policy, point))


def _texts(policy: Policy, point: Point) -> dict[str, str]:
    """The values of a point as texts, by the placeholders of the messages."""
    ban = policy.measure.ban
    texts = {"filing": filing_word(policy), "years": years(ban.years if ban else 0)}
    for key, value in point.values.items():
        match key:
            case "benefit":
                texts[key] = benefit_title(policy, value)
            case "platforms":
                texts[key] = several(value)
            case "awards":
                texts[key] = _awards(value)
            case "filed_on" | "revoked_on" | "decided_on":
                texts[key] = day(value)
            case "records":
                texts["number"] = count(value)
            case "fen":
                texts["amount"] = in_yuan(value)
            case "missing":
                texts["facts"] = names(policy, value)
            case "key":
                texts[key] = name(policy, value)
            case "seen":
                texts["kind"] = _kind(policy, value)
            case "condition" | "condition_en":
                if (key == "condition_en") == (current() == "en"):
                    texts["condition"] = value or point.cite
            case "given" | "events" if value and point.values.get("key") in ("grade", "platform_kind"):
                texts[key] = choice(policy, point.values["key"], value)
            case "events":
                texts[key] = value or _("nothing")
            case "ground":
                texts[key] = value or _("none stated")
            case _:
                texts[key] = str(value)
    return texts


def _second_platform(rule: m.AnyBenefit) -> str:
    if rule.per == "platform":
        return _("{benefit}: the organisation also has {platforms}; every platform is counted by itself")
    if rule.of_any_year:
        return _("{benefit}: paid once to an organisation, and claimed for {platforms} of the same organisation too")
    return _("{benefit}: paid to an organisation once a year, and claimed for {platforms} of the same organisation too")


def _doubtful(policy: Policy, key: str, value: date | int) -> str:
    if isinstance(value, date):
        return _("check the date: {fact} {day}").format(fact=name(policy, key), day=day(value))
    return _("check the year: {fact} {year} is far from the day of the application").format(
        fact=name(policy, key), year=value
    )


def _not_counted(reason: str, awards: Sequence[PaidAward]) -> str:
    message = {
        "year": _("awards of another year do not count: {awards}"),
        "programme": _("awards of programmes that do not compete: {awards}"),
        "local": _("money of cities and counties does not compete: {awards}"),
        "organisation": _("awards to another organisation do not compete: {awards}"),
        "platform": _("awards to another platform do not compete: {awards}"),
    }[reason]
    return message.format(awards=_awards(awards))


def _awards(awards: Sequence[PaidAward]) -> str:
    return several(
        with_row_of_paid(
            _("{amount} to {platform} under {programme} in {year}").format(
                amount=in_yuan(award.fen), platform=award.row_id, programme=award.programme, year=award.year
            ),
            award,
        )
        for award in awards
    )


def _kind(policy: Policy, seen: object) -> str:
    """A value that the text leaves to a person, as the measure calls it."""
    for condition in conditions_of(policy.measure):
        for fact, values in condition.open_values.items():
            if isinstance(seen, str) and seen in values:
                return choice(policy, fact, seen)
    return _("not stated")
