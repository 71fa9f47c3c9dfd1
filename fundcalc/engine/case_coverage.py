"""What the cases of a policy leave untested: benefits, and sides of a threshold."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from fundcalc.base.errors import FundcalcError
from fundcalc.base.i18n import _
from fundcalc.engine.application import Application
from fundcalc.engine.application_reader import read_application
from fundcalc.engine.cases import Case, read
from fundcalc.engine.conditions import answer
from fundcalc.engine.derived import route_of
from fundcalc.engine.rounds import decide_all
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy, load
from fundcalc.policy.nodes import figure_lines

Answers = Mapping[str, set[bool | None]]


def coverage_warnings(policy: Policy) -> tuple[str, ...]:
    """Name the benefits and the sides of thresholds without a case.

    The cases are those of the ``cases.toml`` beside the policy.
    Raises PolicyError if the file of cases has another form.
    """
    path = policy.path.with_name("cases.toml")
    if not path.is_file():
        return (_("cases.toml: is missing; no benefit and no threshold has a case"),)
    paid: set[str] = set()
    answers: defaultdict[str, set[bool | None]] = defaultdict(set)
    for case in read(path):
        try:
            _collect(policy.path, case, paid, answers)
        except FundcalcError:
            continue  # a case that cannot be decided fails by itself, and tests nothing
    return tuple(_without_a_case(policy, paid, answers))


def _collect(path: Path, case: Case, paid: set[str], answers: defaultdict[str, set[bool | None]]) -> None:
    """Add the benefits that a case pays, and how it answers each condition."""
    policy = load(path, changes=case.get("changes", {}), readings=case.get("readings", {}))
    for decision in decide_all(policy, case["applications"], case.get("paid", ())):
        paid |= {name for name, due in decision.benefits.items() if due.fen or due.reason == "by_reference"}
    for raw in case["applications"]:
        application = read_application(policy, raw)
        text = policy.on(application.application_date)
        for place, condition in _measured_by(text, application):
            answers[_in_text(text, place)].add(answer(condition, application, text).answer)


def _measured_by(policy: Policy, application: Application) -> Iterator[tuple[str, m.AnyCondition]]:
    """The thresholds that an application is measured by."""
    route = route_of(policy, application)
    for path, condition, routes in _thresholds_of(policy.measure):
        if not routes or route in routes:
            yield path, condition


def _thresholds_of(measure: m.Measure) -> Iterator[tuple[str, m.AnyCondition, tuple[str, ...]]]:
    """Every threshold with its dotted path, and the routes that it is for."""
    for name, condition in measure.condition.items():
        for path, part in _thresholds(f"condition.{name}", condition):
            yield path, part, condition.routes
    for name, benefit in measure.benefit.items():
        for index, gate in enumerate(benefit.only_if):
            for path, part in _thresholds(f"benefit.{name}.only_if.{index}", gate):
                yield path, part, ()


def _thresholds(path: str, condition: m.AnyCondition) -> Iterator[tuple[str, m.AnyCondition]]:
    """The conditions at or below one that compare a figure, each with its dotted path."""
    if figure_lines(type(condition)):
        yield path, condition
    for index, part in enumerate(condition.parts):
        yield from _thresholds(f"{path}.{m.word_of(condition)}.{index}", part)


def _without_a_case(policy: Policy, paid: set[str], answers: Answers) -> Iterator[str]:
    for name in policy.measure.benefit:
        if name not in paid:
            yield _("benefit.{name}: no case pays it").format(name=name)
    earlier: Mapping[str, m.AnyCondition] = {}
    for text in policy.versions or (policy,):
        found = {path: condition for path, condition, _routes in _thresholds_of(text.measure)}
        for place in (_in_text(text, path) for path in found if found[path] != earlier.get(path)):
            if True not in answers.get(place, ()):
                yield _("{path}: no case meets it").format(path=place)
            if False not in answers.get(place, ()):
                yield _("{path}: no case fails it").format(path=place)
        earlier = found


def _in_text(text: Policy, path: str) -> str:
    """The path of a threshold, named by the version that says it."""
    return path if text.version.start is None else f"version.{text.version.name}.{path}"
