"""What a scenario changes and what it comes to, in sentences.

For a reader who knows the measure and not the program.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fundcalc.base.errors import FundcalcError
from fundcalc.base.figures import clauses, count, in_yuan
from fundcalc.base.i18n import Message, _, as_sentence, either
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameter_values import Value, read_value
from fundcalc.policy.parameters import Parameter, line, parameters
from fundcalc.prose.figures import choice, name
from fundcalc.prose.notes import article, question, taken
from fundcalc.prose.parameters import parameter, parameter_value

_FIGURES: Mapping[str, Message] = {
    "applications": Message("applications"),
    "paid": Message("payable to, number"),
    "total_fen": Message("payable in all (yuan)"),
    "eligible": Message("eligible, payable once filed: number"),
    "prospective_fen": Message("eligible, payable once filed: in all (yuan)"),
    "open": Message("open: to be reviewed, completed or chosen"),
    "mean_fen": Message("of those paid: on average (yuan)"),
    "p10_fen": Message("of those paid: a tenth get at most (yuan)"),
    "p25_fen": Message("of those paid: a quarter get at most (yuan)"),
    "median_fen": Message("of those paid: half get at most (median, yuan)"),
    "p75_fen": Message("of those paid: three quarters get at most (yuan)"),
    "p90_fen": Message("of those paid: nine tenths get at most (yuan)"),
    "most_fen": Message("of those paid: the most (yuan)"),
}


class Changed(NamedTuple):
    """A line or a reading that a scenario changes.

    Its name, its value before and after, and its article.
    """

    key: str
    label: str
    before: str
    after: str
    cite: str


def changed_lines(before: Policy, after: Policy, paths: Iterable[str]) -> list[Changed]:
    """Lines of a policy beside those of the same policy as changed."""
    were, are = parameters(before), parameters(after)
    return [_changed(before, after, were.get(path), are.get(path), path) for path in paths]


def _changed(before: Policy, after: Policy, was: Parameter | None, now: Parameter | None, path: str) -> Changed:
    of = now or was
    if of is None:  # a line that is no figure, or one under a reading that is not taken
        texts = ["—" if (found := line(policy, path)) is None else str(found) for policy in (before, after)]
        return Changed(path, path, texts[0], texts[1], "")
    values = [_said(of, line(policy, path)) for policy in (before, after)]
    return Changed(path, parameter(after if now else before, of), values[0], values[1], of.cite)


def _said(of: Parameter, found: object | None) -> str:
    """The value of a line, or its text where a parameter cannot hold it."""
    try:
        return parameter_value(of, None if found is None else read_value(of.kind, found))
    except FundcalcError:
        return str(found)


def changed_readings(before: Policy, after: Policy, names: Iterable[str]) -> list[Changed]:
    """Readings of a policy beside those of the same policy as read otherwise."""
    return [
        Changed(
            reading,
            question(after, reading),
            taken(after, reading, before.readings[reading]),
            taken(after, reading, after.readings[reading]),
            article(after, reading),
        )
        for reading in names
    ]


def figure_of_totals(key: str) -> str:
    """What a figure of the totals is of."""
    return str(_FIGURES[key])


def group(policy: Policy, key: str) -> str:
    """What the applications are grouped by."""
    # A column of one's own is called as its heading says; the one that invented populations have is known.
    return _("region") if key == "region" else name(policy, key)


def group_value(policy: Policy, key: str, value: str | None) -> str:
    """One of the groups."""
    return _("not stated") if value is None else choice(policy, key, value)


def as_read(policy: Policy, reading: str, value: str) -> str:
    """One answer to what a measure leaves open, with its question."""
    text = _("{question} – {value}")
    return text.format(question=question(policy, reading), value=taken(policy, reading, value))


def all_as_read(policy: Policy, chosen: Mapping[str, str]) -> str:
    """Several answers in one line."""
    return clauses(as_read(policy, reading, value) for reading, value in chosen.items())


# Sentences.


def cost(before: Mapping[str, int], after: Mapping[str, int] | None) -> str:
    """What a measure comes to, and what it comes to as changed."""
    if after is None:
        texts = [
            _("payable: {total} to {paid} applications").format(
                total=in_yuan(before["total_fen"]), paid=count(before["paid"])
            )
        ]
    else:
        texts = [
            _(
                "payable before: {before} to {paid_before} applications; after: {after} to {paid_after}; {change}"
            ).format(
                before=in_yuan(before["total_fen"]),
                paid_before=count(before["paid"]),
                after=in_yuan(after["total_fen"]),
                paid_after=count(after["paid"]),
                change=_more(after["total_fen"] - before["total_fen"]),
            )
        ]
        if change := after["prospective_fen"] - before["prospective_fen"]:
            texts.append(_("payable besides once filed: {change}").format(change=_more(change)))
    return _sentence(texts)


def _more(fen: int) -> str:
    if not fen:
        return _("nothing changes in all")
    return (_("{amount} more") if fen > 0 else _("{amount} less")).format(amount=in_yuan(abs(fen)))


def moves(moved: Mapping[str, int]) -> str:
    """Who gains and who loses."""
    text = _("gain: {gainers}, {gained} in all; lose: {losers}, {lost} in all; neither: {unchanged}")
    return _sentence([
        text.format(
            gainers=count(moved["gainers"]),
            gained=in_yuan(moved["gained_fen"]),
            losers=count(moved["losers"]),
            lost=in_yuan(moved["lost_fen"]),
            unchanged=count(moved["unchanged"]),
        )
    ])  # fmt: skip


def met(
    policy: Policy, of: Parameter, *, budget_fen: int, allowed: tuple[Value, int], beyond: tuple[Value, int] | None
) -> str:
    """The value of a line that a budget just allows.

    ``allowed`` and ``beyond`` are a value and what it comes to (fen).
    """
    texts = [
        _("a budget of {budget} allows – {line}: {value}, which comes to {total}").format(
            budget=in_yuan(budget_fen),
            line=parameter(policy, of),
            value=parameter_value(of, allowed[0]),
            total=in_yuan(allowed[1]),
        )
    ]
    if beyond is None:
        texts.append(_("the range ends there, and all of it is within the budget"))
    else:
        texts.append(
            _("the next step, {value}, comes to {total}, {over} more than there is").format(
                value=parameter_value(of, beyond[0]), total=in_yuan(beyond[1]), over=in_yuan(beyond[1] - budget_fen)
            )
        )
    return _sentence(texts)


def combination(policy: Policy, fen: int, open_: int, otherwise: Mapping[str, str]) -> str:
    """The total of a combination, with the readings that differ from those taken."""
    how = all_as_read(policy, otherwise) or _("everything as it is read now")
    text = _("{amount}, where it is read so: {how}").format(amount=in_yuan(fen), how=how)
    return (
        _("{sentence} ({number} applications are open then)").format(sentence=text, number=count(open_))
        if open_
        else text
    )


def questions(policy: Policy, readings: Sequence[str]) -> str:
    """What several readings ask, in one line."""
    return clauses(question(policy, reading) for reading in readings)


def title_of(policy: Policy) -> str:
    """A measure by its name and id."""
    return _("{title} ({id})").format(title=either(policy.measure.title), id=policy.id)


def _sentence(parts: Sequence[str]) -> str:
    """Clauses as a sentence, which begins with a capital where letters have any."""
    return as_sentence(clauses(parts))
