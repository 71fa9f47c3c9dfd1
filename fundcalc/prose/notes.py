"""Notes on a decision in words.

Points, remarks of the measure, and the readings that decided something.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, assert_never

from fundcalc.base.figures import clauses, count, day, in_yuan, several, years
from fundcalc.base.i18n import _, current, either
from fundcalc.base.money import fen
from fundcalc.engine.application import PaidAward
from fundcalc.engine.decision import Decision
from fundcalc.engine.decision_parts import Bounds, Note, Point, ReadingNote, Remarked
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.model import conditions_of
from fundcalc.prose.benefits import benefit_title
from fundcalc.prose.conditions import outcome
from fundcalc.prose.figures import choice, filing_word, name, names
from fundcalc.prose.statuses import reason, status


def note(policy: Policy, noted: Note) -> str:
    """A note as one line."""
    match noted:
        case Point():
            return _point(policy, noted, noted.values)
        case Remarked(remark=remark):
            return either(policy.measure.remark[remark])
        case ReadingNote():
            return _read(policy, noted)
        case _:
            assert_never(noted)


def _second_platform(rule: m.AnyBenefit) -> str:
    if rule.per == "platform":
        return _("{benefit}: the organisation also has {platforms}; every platform is counted by itself")
    if rule.of_any_year:
        return _("{benefit}: paid once to an organisation, and claimed for {platforms} of the same organisation too")
    return _("{benefit}: paid to an organisation once a year, and claimed for {platforms} of the same organisation too")


def _point(policy: Policy, point: Point, values: Mapping[str, Any]) -> str:
    match point.code:
        case "filed_in_another_year":
            return _(
                "{benefit}: {filing} on {day}, which is not in the year of the award; the measure sets no limit"
            ).format(
                filing=filing_word(policy),
                benefit=benefit_title(policy, values["benefit"]),
                day=day(values["filed_on"]),
            )
        case "year_of_filing_counts_whole":
            return _("{benefit}: {filing} within {year}, whose income counts whole").format(
                filing=filing_word(policy), benefit=benefit_title(policy, values["benefit"]), year=values["year"]
            )
        case "second_platform":
            return _second_platform(policy.measure.benefit[values["benefit"]]).format(
                benefit=benefit_title(policy, values["benefit"]), platforms=several(values["platforms"])
            )
        case "same_class_does_not_compete":
            return _("{platforms} of the same organisation and class do not compete with this one").format(
                platforms=several(values["platforms"])
            )
        case "other_platform_barred":
            return _(
                "barred platforms of the same organisation: {platforms}; a ban binds its own platform only"
            ).format(platforms=several(values["platforms"]))
        case "filing_ended":
            return _(
                "the {filing} of {filed_on} ended with the revocation of {revoked_on} and no longer counts"
            ).format(filing=filing_word(policy), filed_on=day(values["filed_on"]), revoked_on=day(values["revoked_on"]))
        case "ban_ground":
            return _ban_ground(policy, values["revoked_on"], values["ground"])
        case "soft_condition":
            text = (values["condition"], values["condition_en"])[current() == "en"]
            return _("not met, but asked in principle only: {condition}").format(condition=text or point.cite)
        case "kind_not_settled":
            return _("the text does not settle whether this kind is meant: {kind}").format(
                kind=_kind(policy, values["seen"])
            )
        case "same_record_twice":
            return _("records also given for {platforms}: {number}; check that no expense is counted twice").format(
                platforms=several(values["platforms"]), number=count(values["records"])
            )
        case "recover":
            return _("to be recovered from what was paid: {amount}").format(amount=in_yuan(values["fen"]))
        case "class_of_paid_unknown":
            return _("the class of an award already paid is not known, and it decides")
        case "filed_after_decision":
            return _(
                "the {filing} of {filed_on} is dated after the day of the decision ({day}) and does not count"
            ).format(filing=filing_word(policy), filed_on=day(values["filed_on"]), day=day(values["decided_on"]))
        case "events_differ":
            return _(
                "{key}: the application says {given}, the events say {events}; a person decides which holds"
            ).format(key=name(policy, values["key"]), given=values["given"], events=values["events"] or _("nothing"))
        case "cancelled_from_year":
            return _("cancelled from {year} on because of a change; support of that year on is for a person").format(
                year=values["events"]
            )
        case "date_doubtful":
            return _doubtful(policy, values["key"], values["value"])
        case "doubt_not_known":
            return _("{benefit}: whether a person has to look cannot be told without {facts}").format(
                benefit=benefit_title(policy, values["benefit"]), facts=names(policy, values["missing"])
            )
        case "paid_not_counted":
            return _not_counted(values["reason"], values["awards"])
        case "programme_resembles":
            return _("{programme} is counted as another programme; if this measure is meant, write {policy}").format(
                programme=values["programme"], policy=values["policy"]
            )
        case "not_computed":
            return _("this article moves money and is not computed: work it out by hand")
        case "upper_limit":
            return _("{benefit}: the amount is an upper limit, the authority decides how much").format(
                benefit=benefit_title(policy, values["benefit"])
            )
        case _:
            assert_never(point.code)


def _doubtful(policy: Policy, key: str, value: date | int) -> str:
    if isinstance(value, date):
        return _("check the date: {fact} {day}").format(fact=name(policy, key), day=day(value))
    return _("check the year: {fact} {year} is far from the day of the application").format(
        fact=name(policy, key), year=value
    )


def _not_counted(reason: str, awards: Sequence[PaidAward]) -> str:
    message = {
        "year": _("awards of another year do not count: {awards}"),
        "local": _("money of cities and counties does not compete: {awards}"),
        "organisation": _("awards to another organisation do not compete: {awards}"),
        "platform": _("awards to another platform do not compete: {awards}"),
    }[reason]
    return message.format(
        awards=several(
            _("{amount} to {platform} under {programme} in {year}").format(
                amount=in_yuan(award.fen), platform=award.platform, programme=award.programme, year=award.year
            )
            for award in awards
        )
    )


def _ban_ground(policy: Policy, revoked_on: date, ground: str) -> str:
    ban = policy.measure.ban
    return _(
        "revoked on {day}, ground: {ground}; this does not bar the application: a ban depends on the ground "
        "and lasts {years}"
    ).format(day=day(revoked_on), ground=ground or _("none stated"), years=years(ban.years if ban else 0))


def _kind(policy: Policy, seen: object) -> str:
    """A value that the text leaves to a person, as the measure calls it."""
    for condition in conditions_of(policy.measure):
        for fact, values in condition.open_values.items():
            if isinstance(seen, str) and seen in values:
                return choice(policy, fact, seen)
    return _("not stated")


# Readings.


def question(policy: Policy, reading: str) -> str:
    """What a reading asks."""
    if declared := policy.measure.reading.get(reading):
        return either(declared)
    return _("How is a product rounded?") if reading == "rounding" else _("To which unit is a product rounded?")


def taken(policy: Policy, reading: str, value: str) -> str:
    """One answer to a reading."""
    if declared := policy.measure.reading.get(reading):
        return either(declared.values[value])
    if reading == "rounding":
        return _("half up") if value == "half_up" else _("always down")
    return _("to the fen") if value == "0.01" else _("down to whole {unit}").format(unit=in_yuan(fen(value)))


def between(bounds: Bounds) -> str:
    """The least and the most that can come out."""
    return _("from {least} to {most} can come out").format(least=in_yuan(bounds.least), most=in_yuan(bounds.most))


def _read(policy: Policy, noted: ReadingNote) -> str:
    outcomes = [status(noted.status)]
    if noted.payable:
        outcomes = [_("payable {amount}").format(amount=in_yuan(noted.payable))]
    if noted.prospective:
        outcomes.append(
            _("payable after {filing}: {amount}").format(filing=filing_word(policy), amount=in_yuan(noted.prospective))
        )
    if noted.bounds is not None and noted.bounds.least < noted.bounds.most:
        outcomes.append(between(noted.bounds))
    for id_, due in noted.benefits.items():
        outcomes.append(
            _("{benefit} – {reason}").format(benefit=benefit_title(policy, id_), reason=reason(policy, id_, due))
            if due.fen is None
            else _("{benefit} {amount}").format(benefit=benefit_title(policy, id_), amount=in_yuan(due.fen))
        )
    for id_, answer in noted.answers.items():
        outcomes.append(
            _("{article} {answer}").format(
                article=policy.measure.condition[id_].cite,
                answer=outcome({"yes": True, "no": False, "unknown": None}[answer]),
            )
        )
    return _("reading “{question}” is taken as “{value}”; under “{other}” it would be: {outcome}").format(
        question=_quoted(question(policy, noted.reading)),
        value=taken(policy, noted.reading, noted.value),
        other=taken(policy, noted.reading, noted.other),
        outcome=clauses(outcomes),
    )


def _quoted(text: str) -> str:
    """A text to stand inside quotation marks: its own become single ones."""
    return text.replace("“", "‘").replace("”", "’")


def in_order(policy: Policy) -> Iterator[str]:
    """The readings of a measure in its order, then those of rounding."""
    yield from policy.measure.reading
    yield from (name for name in policy.readings if name not in policy.measure.reading)


def article(policy: Policy, reading: str) -> str:
    """The article that a reading reads."""
    declared = policy.measure.reading.get(reading)
    return declared.cite if declared else policy.measure.rounding.cite


def readings(decision: Decision) -> list[tuple[str, str]]:
    """The readings a decision rests on, with their articles and values."""
    policy = decision.policy
    return [
        (
            article(policy, name),
            _("{question} – {value}").format(
                question=question(policy, name), value=taken(policy, name, policy.readings[name])
            ),
        )
        for name in in_order(policy)
        if name in decision.readings
    ]


def readings_line(decision: Decision) -> str:
    """The readings that the decision rests on, in one line."""
    texts = [text for _cite, text in readings(decision)]
    return _("readings taken: {readings}").format(readings=clauses(texts)) if texts else ""
