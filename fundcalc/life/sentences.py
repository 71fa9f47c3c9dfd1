"""States, duties, proposals and notes in words, in the current language."""

from collections.abc import Mapping
from datetime import date
from typing import assert_never, cast

from fundcalc.base.figures import clauses, day, several
from fundcalc.base.i18n import _, ngettext
from fundcalc.life.due import Duty, OpenDuty, Proposed
from fundcalc.life.notes import Note
from fundcalc.life.standing_records import Standing
from fundcalc.policy.life_rules import EventWord, State
from fundcalc.policy.loading import Policy
from fundcalc.prose.figures import filing_word
from fundcalc.prose.life import event_word, shown_form, state_word
from fundcalc.prose.notes import question, taken


def state_of(policy: Policy, state: State) -> str:
    """A state in a word or two, in the words of the measure."""
    return state_word(state, filing_word(policy))


def state_of_standing(policy: Policy, standing: Standing) -> str:
    """The state of a platform in words, or that it is not known."""
    return state_of(policy, standing.state) if standing.is_known else _("not known")


def until_of(standing: Standing) -> date | None:
    """The last day of the period that the state has."""
    return standing.build_until or standing.rectify_until or standing.barred_until


def duty_word(duty: Duty) -> str:
    """What is to be done."""
    match duty:
        case "report":
            return _("annual report")
        case "evaluation":
            return _("evaluation")
        case "recheck":
            return _("check after rectification")
        case "change_report":
            return _("report of a major change")
        case "acceptance_application":
            return _("application for acceptance")
        case "implementation_report":
            return _("report on the use of the support")
        case _:
            assert_never(duty)


def is_year_over(due: OpenDuty, on: date) -> bool:
    """Whether the year of an evaluation has passed, which the text gives no last day."""
    return due.duty == "evaluation" and due.year is not None and due.year < on.year


def duty_sentence(due: OpenDuty, on: date) -> str:
    """A duty with its year and last day."""
    text = duty_word(due.duty)
    if due.year is not None:
        text = _("{duty} of {year}").format(duty=text, year=due.year)
    if is_year_over(due, on):
        return _("{duty}, whose year is over").format(duty=text)
    if due.last_day is None:
        return text
    if due.overdue:
        return _("{duty}, overdue since {day}").format(duty=text, day=day(due.last_day))
    return _("{duty}, by {day}").format(duty=text, day=day(due.last_day))


def proposed_sentence(policy: Policy, proposed: Proposed) -> str:
    """What must follow by the measure, and since when."""
    match proposed.action:
        case "revoke":
            text = _("by the measure the {filing} is to be revoked, since {day}; the authority has not decided")
        case "withdraw":
            text = _(
                "by the measure the approval to build is to be withdrawn, since {day}; the authority has not decided"
            )
        case _:
            assert_never(proposed.action)
    return text.format(filing=filing_word(policy), day=day(proposed.since))


def note_sentence(policy: Policy, note: Note) -> str:
    """A note as one sentence."""
    values = note.values
    match note.code:
        case "reading":
            return _reading(policy, note)
        case "rows_not_used":
            return _rows_sentence(note)
        case "evaluation_year_over":
            message = _("{year} is over and no evaluation of it is entered")
            return message.format(year=values["year"])
        case "after_validity" | "evaluation_after_validity":
            return _validity_sentence(note)
        case "ends_on_day_off" | "general_period" | "building_over" | "rectification_over":
            return _period_sentence(note)
        case "first_evaluation_inferred":
            message = _("the first evaluation in {year} is inferred from the year of the filing and the cycle")
            return message.format(year=values["year"])
        case "plaque":
            return _("by plaque only: the evaluation serves funding alone; that no revocation follows is inferred")
        case "not_first_filing":
            message = _("the {filing} of {day} is not the first")
            return message.format(filing=filing_word(policy), day=_day(values, "filed_on"))
        case "name":
            message = _("the name {name!r} does not follow the rule; the form is {form}")
            return message.format(name=values["name"], form=shown_form(str(values["form"])))
        case "other_platform_barred":
            names = several(map(str, cast("tuple[str, ...]", values["platforms"])))
            return _(
                "other platforms of the unit are barred ({platforms}); whether a ban binds the unit is open"
            ).format(platforms=names)
        case (
            "no_rule" | "no_filing" | "cancelled_from_year" | "filed_in_ban" | "laid_out_in_ban" | "recheck_not_counted"
        ):
            return _event_sentence(note)
        case _:
            assert_never(note.code)


def _day(values: Mapping[str, object], key: str) -> str:
    value = values[key]
    return day(value) if isinstance(value, date) else ""


def _rows_sentence(note: Note) -> str:
    refused, used = (cast(int, note.values[key]) for key in ("refused", "used"))
    if not used:
        message = ngettext(
            "not known: its {count} row cannot be used",
            "not known: none of its {count} rows can be used",
            refused,
        )
    else:
        message = ngettext(
            "{count} row of this platform is not used, so this standing may be wrong",
            "{count} rows of this platform are not used, so this standing may be wrong",
            refused,
        )
    return message.format(count=refused)


def _validity_sentence(note: Note) -> str:
    last = _day(note.values, "last")
    if note.code == "after_validity":
        return _("the measure was in force until {day}; nothing is due or proposed by it afterwards").format(day=last)
    message = _("the next evaluation, {year}, may fall after the measure's last day, {day}")
    return message.format(year=note.values["year"], day=last)


def _period_sentence(note: Note) -> str:
    values = note.values
    if note.code == "ends_on_day_off":
        message = _("{day} is a day off; the period of months or years is not moved, the next working day is {next}")
        return message.format(day=_day(values, "day"), next=_day(values, "next_workday"))
    until = _day(values, "until")
    if note.code == "general_period":
        return _("the building period until {day} is a general limit of the text").format(day=until)
    if note.code == "building_over":
        return _("the building period ended on {day}").format(day=until)
    return _("the rectification ended on {day}; the state stays until the authority decides").format(day=until)


def _event_sentence(note: Note) -> str:
    values = note.values
    event, on = event_word(cast(EventWord, values["event"])), _day(values, "on")
    match note.code:
        case "no_rule":
            message = _("{event} ({day}): this measure draws no consequence from it")
        case "no_filing":
            message = _("{event} ({day}): there was no filing that it could end")
        case "cancelled_from_year":
            message = _("{event} ({day}): cancelled from {year} on; support of that year on is for a person to decide")
        case "filed_in_ban":
            message = _("{event} ({day}): within the ban until {until}; a person decides what it means")
        case "laid_out_in_ban":
            message = _("{event} ({day}): within the ban until {until}")
        case _:
            message = _(
                "{event} ({day}): the measure has no check after rectification; it is not counted as an evaluation"
            )
    return message.format(
        event=event, day=on, year=values.get("year"), until=_day(values, "until") if "until" in values else ""
    )


def _reading(policy: Policy, note: Note) -> str:
    """A reading that decided, and what would hold under another value."""
    reading, other = str(note.values["reading"]), str(note.values["other"])
    outcome = cast("Mapping[str, object]", note.values["outcome"])
    said: list[str] = []
    if "state" in outcome:
        said.append(_("state: {state}").format(state=state_of(policy, cast(State, outcome["state"]))))
    for key in ("build_until", "rectify_until", "barred_until"):
        until = outcome.get(key)
        if isinstance(until, str):
            said.append(_("until {day}").format(day=day(date.fromisoformat(until))))
    proposals = outcome.get("proposed")
    if isinstance(proposals, list):
        said.append(
            _("to be decided: {articles}").format(
                articles=several(proposal["cite"] for proposal in proposals) or _("nothing")
            )
        )
    return _("{question} Taken: {value}. Under the other reading ({other}): {outcome}").format(
        question=question(policy, reading),
        value=taken(policy, reading, policy.readings[reading]),
        other=taken(policy, reading, other),
        outcome=clauses(said) or _("the day or the article differs"),
    )


def label(standing: Standing) -> str:
    """A platform by its name and id."""
    return f"{standing.platform_name} {standing.platform}".strip()
