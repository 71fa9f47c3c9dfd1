"""Notes on a decision in words.

Points, remarks of the measure, and the readings that decided something.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import assert_never

from fundcalc.base.figures import clauses, in_yuan
from fundcalc.base.i18n import Language, _, current, either
from fundcalc.base.money import fen
from fundcalc.engine.decision import Decision
from fundcalc.engine.decision_parts import Bounds, Note, Point, ReadingNote, Remarked
from fundcalc.policy.loading import Policy
from fundcalc.prose.benefits import benefit_title
from fundcalc.prose.conditions import outcome
from fundcalc.prose.figures import filing_word
from fundcalc.prose.points import point_text
from fundcalc.prose.statuses import reason, status


def note(policy: Policy, noted: Note) -> str:
    """A note as one line."""
    match noted:
        case Point():
            return point_text(policy, noted)
        case Remarked(remark=remark):
            return either(policy.measure.remark[remark])
        case ReadingNote():
            return _read(policy, noted)
        case _:
            assert_never(noted)


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
    text, value, other = _in_words(policy, current(), noted.reading, noted.value, noted.other)
    return _("reading “{question}” is taken as “{value}”; under “{other}” it would be: {outcome}").format(
        question=text, value=value, other=other, outcome=clauses(outcomes)
    )


@lru_cache(maxsize=1024)
def _in_words(policy: Policy, language: Language, reading: str, value: str, other: str) -> tuple[str, str, str]:  # noqa: ARG001
    """A reading, how it is taken, and how else it could be."""
    return _quoted(question(policy, reading)), taken(policy, reading, value), taken(policy, reading, other)


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


def readings(decision: Decision) -> Sequence[tuple[str, str]]:
    """The readings a decision rests on, with their articles and values."""
    return _readings(decision.policy, current(), decision.readings)


@lru_cache(maxsize=1024)
def _readings(policy: Policy, language: Language, names: frozenset[str]) -> tuple[tuple[str, str], ...]:  # noqa: ARG001
    return tuple(
        (
            article(policy, name),
            _("{question} – {value}").format(
                question=question(policy, name), value=taken(policy, name, policy.readings[name])
            ),
        )
        for name in in_order(policy)
        if name in names
    )


def readings_line(decision: Decision) -> str:
    """The readings that the decision rests on, in one line."""
    texts = [text for _cite, text in readings(decision)]
    return _("readings taken: {readings}").format(readings=clauses(texts)) if texts else ""
