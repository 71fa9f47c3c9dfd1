"""Schedules in words: in which parts an award is paid, and when."""

from collections.abc import Iterator

from fundcalc.base.figures import clauses, in_yuan, months, years
from fundcalc.base.i18n import _, either
from fundcalc.base.money import percent
from fundcalc.engine.decision import Decision
from fundcalc.engine.schedules import PartDue
from fundcalc.policy import model as m


def schedule_lines(schedule: m.Schedule) -> Iterator[tuple[str, str]]:
    """What a measure says of the parts in which a benefit is paid, with articles."""
    for number, part in enumerate(schedule.parts, start=1):
        yield (
            part.cite or schedule.cite,
            _("paid in parts, part {number}: {share}, {opened}").format(
                number=number, share=percent(part.share), opened=opened(part)
            ),
        )
    if schedule.at_most_per_year is not None:
        yield schedule.cite, _per_year(schedule.at_most_per_year)


def opened(part: m.SchedulePart) -> str:
    """What opens a part."""
    if part.milestone is not None:
        return _("when this is confirmed: {milestone}").format(milestone=either(part))
    if part.after_months is not None:
        return _("{period} after the award").format(period=months(part.after_months))
    return _("{period} after the award").format(period=years(part.after_years)) if part.after_years else _("on award")


def payment_lines(decision: Decision) -> Iterator[tuple[str, str]]:
    """The parts in which what a decision grants is paid, with articles."""
    for name, parts in decision.parts_due.items():
        for number, part in enumerate(parts, start=1):
            yield part.cite, _part(either(decision.policy.measure.benefit[name]), number, len(parts), part)
        schedule = decision.policy.measure.benefit[name].schedule
        if schedule is not None and schedule.at_most_per_year is not None:
            yield schedule.cite, _limited(decision, name, schedule.at_most_per_year)


def _part(benefit: str, number: int, number_of_parts: int, part: PartDue) -> str:
    return _("{benefit}, part {number} of {parts}: {amount} ({share}), {opened}").format(
        benefit=benefit,
        number=number,
        parts=number_of_parts,
        amount=in_yuan(part.fen),
        share=percent(part.rule.share),
        opened=opened(part.rule),
    )


def _limited(decision: Decision, name: str, limit: int) -> str:
    """How many years an award takes at least, because of the limit of a year."""
    whole, rest = divmod(decision.allotted[name], limit)
    number = whole + bool(rest)
    texts = [
        _("{benefit}: {limit}").format(benefit=either(decision.policy.measure.benefit[name]), limit=_per_year(limit))
    ]
    if number > 1:
        texts.append(
            _("in {years} at least, {amount} in the last").format(years=years(number), amount=in_yuan(rest or limit))
        )
    return clauses(texts)


def _per_year(limit: int) -> str:
    return _("at most {amount} is paid in a calendar year, and the rest in the years after").format(
        amount=in_yuan(limit)
    )
