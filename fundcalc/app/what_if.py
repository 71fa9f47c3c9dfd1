"""The page of a what-if: its population, the knobs of a measure, its results.

The results are those of ``fundcalc what-if`` (``fundcalc.scenario``). A knob shows amounts in 10,000 yuan and rates in per
cent; only the number of its stop is read from it, so no amount ever comes from a float.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import polars as pl

from fundcalc import prose
from fundcalc.app import uploads as files
from fundcalc.app.uploads import File, on_disk
from fundcalc.base.errors import ScenarioError
from fundcalc.base.i18n import _
from fundcalc.base.money import yuan
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameter_ranges import slider, stepped, steps
from fundcalc.policy.parameter_values import Number, Value, written
from fundcalc.policy.parameters import Parameter, parameter, parameters
from fundcalc.scenario.cross_check import decide_exactly
from fundcalc.scenario.definition import Scenario
from fundcalc.scenario.interpretation import Interpretations, interpretations
from fundcalc.scenario.invention import invent
from fundcalc.scenario.population import Population
from fundcalc.scenario.population_reader import read_population
from fundcalc.scenario.prepared import PreparedPopulation
from fundcalc.scenario.request import COMBINATIONS, Sweep, WhatIfRequest, WhatIfResult, answer
from fundcalc.scenario.sweeping import margins, sweep
from fundcalc.scenario.workbook import write_what_if

_MOST_INVENTED = 200_000
_POINTS = 12

# The population.


def invented(policy: Policy, number: str, seed: str) -> Population:
    """Invent as many applications as were entered. Raises ScenarioError."""
    texts = [text.strip().replace(",", "").replace("，", "") for text in (number, seed)]
    if not all(text.isascii() and text.isdecimal() for text in texts):
        raise ScenarioError(_("Write the number of applications and the seed as whole numbers, such as 2000 and 1."))
    if not 1 <= int(texts[0]) <= _MOST_INVENTED:
        message = _("A page tries 1 to {most} applications; the command what-if takes more.")
        raise ScenarioError(message.format(most=f"{_MOST_INVENTED:,}"))
    return invent(policy, applications=int(texts[0]), seed=int(texts[1]))


def dropped(policy: Policy, given: Sequence[File]) -> Population:
    """Read a population from a workbook, a table, or several tables of one round.

    Raises SheetError or ApplicationError.
    """
    with on_disk(given) as paths:
        return read_population(paths[0] if len(paths) == 1 else paths[0].parent, policy)


# Knobs.


@dataclass(frozen=True, slots=True)
class Knob:
    """A slider for a parameter, in the unit shown.

    ``label`` has the name, the unit and the article.
    """

    label: str
    least: float
    most: float
    step: float
    value: float


def knobs(policy: Policy) -> dict[str, dict[str, Knob]]:
    """The numeric parameters of a measure: supports, then conditions, then the rest."""
    headings = {"benefit": _("Supports"), "condition": _("Filing conditions"), "": _("Periods")}
    found: dict[str, dict[str, Knob]] = {heading: {} for heading in headings.values()}
    for path, of in parameters(policy).items():
        if (made := _knob(policy, of)) is not None:
            section = path.partition(".")[0]
            found[headings.get(section, headings[""])][path] = made
    return {heading: those for heading, those in found.items() if those}


def _knob(policy: Policy, of: Parameter) -> Knob | None:
    moves = slider(of)
    if moves is None or of.value is None:
        return None
    label = _("{line} ({unit}) {article}").format(
        line=prose.parameter(policy, of), unit=unit_shown(of), article=of.cite
    )
    return Knob(label, *(as_shown(of, value) for value in (moves.least, moves.most, moves.step, of.value)))


def unit_shown(of: Parameter) -> str:
    """The unit in which a page shows a parameter."""
    return _("CNY 10,000") if of.kind == "money" else prose.parameter_unit(of.kind)


def as_shown(of: Parameter, value: Value) -> float:
    """A value in the unit shown: 10,000 yuan, per cent, or as it is."""
    exact = Fraction(value)  # type: ignore[arg-type]  # days have no knob
    scaled = exact / 10_000 if of.kind == "money" else exact * 100 if of.kind == "rate" else exact
    return int(scaled) if scaled.denominator == 1 else float(scaled)


def value_at(of: Parameter, stands: float) -> Number:
    """The exact value at the position of a knob."""
    moves = slider(of)
    if moves is None:
        raise ScenarioError(_("{path}: has no range of its own; give the range and the step").format(path=of.path))
    least, step = as_shown(of, moves.least), as_shown(of, moves.step)
    return stepped(moves.least, moves.step, round((stands - least) / step))


def moved(policy: Policy, stands: Mapping[str, float]) -> dict[str, object]:
    """The changes of a policy for knobs that were moved."""
    every = parameters(policy)
    values = {path: value_at(every[path], position) for path, position in stands.items() if path in every}
    return {path: written(value) for path, value in values.items() if value != every[path].value}


def stops(of: Parameter) -> list[Number]:
    """A dozen values of a parameter over its whole range, its own among them."""
    moves = slider(of)
    if moves is None or of.value is None:
        return []
    number = steps(of, moves.least, moves.most, moves.step)
    places = {number * at // _POINTS for at in range(_POINTS + 1)} | {steps(of, moves.least, of.value, moves.step)}
    return [stepped(moves.least, moves.step, at) for at in sorted(places)]


def sweepable(policy: Policy) -> dict[str, str]:
    """The supports' parameters that can be swept, by their paths, with their names."""
    return {
        path: prose.parameter(policy, parameter)
        for path, parameter in parameters(policy).items()
        if path.startswith("benefit.") and slider(parameter) is not None
    }


# One application.


def applications(found: WhatIfResult, most: int = 100) -> dict[str, str]:
    """Applications to explain by platform, those that gain or lose the most first."""
    comparison = found.comparison
    rows = comparison.winners.head(most).vstack(comparison.losers.head(most)).vstack(comparison.rows.head(most))
    labels: dict[str, str] = {}
    for row in rows.iter_rows(named=True):
        name = row.get("platform_name") or row.get("organisation_name") or row["organisation"]
        labels.setdefault(row["platform"], _("{platform} {name}").format(platform=row["platform"], name=name))
    return labels


def before_and_after(found: WhatIfResult, prepared: PreparedPopulation, platform: str) -> tuple[prose.Page, prose.Page]:
    """Explain one application under the measure before and after the change."""
    exact = [decide_exactly(policy, prepared, platform) for policy in (found.before, found.after)]
    before, after = (prose.explain(result.decision, result.unit) for result in exact)
    return (
        prose.Page(_("As it stands: {title}").format(title=before.title), before.lines),
        prose.Page(_("As changed: {title}").format(title=after.title), after.lines),
    )


# The results of a scenario.


def figures(found: WhatIfResult) -> list[tuple[str, str, str]]:
    """The figures of a scenario: name, value after the change, and remark."""
    before, after = found.totals
    moves = found.moves
    change = after["total_fen"] - before["total_fen"]
    sums = [
        (
            _("payable in all (yuan)"),
            prose.figure(after["total_fen"]),
            _("{before} before, {change}").format(
                before=prose.figure(before["total_fen"]), change=f"{yuan(change):+,}"
            ),
        ),
        (_("payable to, number"), prose.count(after["paid"]), _was(prose.count(before["paid"]))),
        (_("applications that gain"), prose.count(moves["gainers"]), _in_all(moves["gained_fen"])),
        (_("applications that lose"), prose.count(moves["losers"]), _in_all(moves["lost_fen"])),
    ]
    if before["prospective_fen"] or after["prospective_fen"]:
        name = _("payable besides, once filed (yuan)")
        sums.append((name, prose.figure(after["prospective_fen"]), _was(prose.figure(before["prospective_fen"]))))
    if before["open"] or after["open"]:
        name = _("open: to be reviewed, completed or chosen")
        sums.append((name, prose.count(after["open"]), _was(prose.count(before["open"]))))
    return sums


def _was(figure: str) -> str:
    return _("{before} before").format(before=figure)


def _in_all(fen: int) -> str:
    return _("in all {amount} yuan").format(amount=prose.figure(fen))


# Evaluating a scenario.


def ask(
    policy: Policy,
    prepared: PreparedPopulation,
    changes: Mapping[str, object],
    readings: Mapping[str, str],
    budget: str,
) -> WhatIfResult:
    """Evaluate a scenario, with a budget if one is given.

    Raises PolicyError, MoneyError.
    """
    otherwise = {name: value for name, value in readings.items() if value != policy.readings[name]}
    money = budget.strip().replace("，", ",")
    return answer(
        policy, prepared, WhatIfRequest(Scenario(changes, otherwise), budget=money or None, pro_rata=bool(money))
    )


Curves = dict[tuple[object, ...], Sweep]


def swept(found: WhatIfResult, prepared: PreparedPopulation, path: str, curves: Curves) -> Sweep:
    """The measure as changed, while one of its lines moves over the range of its knob.

    ``curves`` keeps the last one: where only that line itself was moved since, it is the same.
    """
    scenario = found.request.scenario
    others = frozenset((line, str(value)) for line, value in scenario.changes.items() if line != path)
    key = (id(prepared), id(found.before), path, others, frozenset(scenario.readings.items()))
    if key not in curves:
        of = parameters(found.before).get(path) or parameter(found.after, path)
        values = tuple(stops(of))
        curves.clear()
        curves[key] = Sweep((of,), (values,), sweep(found.after, prepared, {path: values}))
    return curves[key]


def margins_of(found: WhatIfResult, prepared: PreparedPopulation) -> pl.DataFrame:
    """The cost of one step of each line of the supports."""
    return margins(found.after, prepared, tuple(sweepable(found.after)))


def readings_of(found: WhatIfResult, prepared: PreparedPopulation) -> Interpretations:
    """The effect of each reading; those that move most money are combined."""
    return interpretations(found.after, prepared, most=COMBINATIONS, fewer=True)


def workbook(found: WhatIfResult, curve: Sweep | None, read: Interpretations | None) -> bytes:
    """The workbook of a what-if, with the curve and readings of the page."""
    whole = replace(found, sweep=curve, interpretations=read)
    return files.written("what-if.xlsx", lambda path: write_what_if(path, whole))
