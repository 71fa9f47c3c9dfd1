"""What the cases of a policy exercise, and what they leave untested."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple, assert_never, get_args

from fundcalc.base.errors import FundcalcError
from fundcalc.base.i18n import _
from fundcalc.base.toml import tables
from fundcalc.engine.application import Application
from fundcalc.engine.application_reader import read_application
from fundcalc.engine.cases import Case, read
from fundcalc.engine.conditions import answer
from fundcalc.engine.derived import route_of
from fundcalc.engine.limit_coverage import LimitSide, limits_met, limits_of
from fundcalc.engine.rounds import decide_all
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy, load
from fundcalc.policy.nodes import Clause, figure_lines
from fundcalc.policy.tree import walk

Section = Literal["benefits", "clauses", "thresholds", "gates", "limits", "readings"]
# A condition with its dotted path, and the routes that it is for.
Placed = tuple[str, m.AnyCondition, tuple[str, ...]]
SECTIONS: tuple[Section, ...] = get_args(Section)
Side = Literal["paid", "reached", "met", "failed", "binds", "below", "before", "taken"]


def section_name(section: Section) -> str:
    """A section in the current language."""
    match section:
        case "benefits":
            return _("benefits")
        case "clauses":
            return _("clauses")
        case "thresholds":
            return _("sides of thresholds")
        case "gates":
            return _("sides of gates")
        case "limits":
            return _("limits")
        case "readings":
            return _("values of readings")
        case _:
            assert_never(section)


class CoveragePoint(NamedTuple):
    """Something of a policy that a case should exercise: a dotted path and a side.

    ``value`` is that of a reading.
    """

    section: Section
    path: str
    side: Side
    covered: bool
    value: str = ""

    def __str__(self) -> str:
        match self.side:
            case "paid":
                text = _("{path}: no case pays it")
            case "reached":
                text = _("{path}: no case reaches it")
            case "met":
                text = _("{path}: no case meets it")
            case "failed":
                text = _("{path}: no case fails it")
            case "binds":
                text = _("{path}: no case goes beyond it")
            case "below":
                text = _("{path}: no case stays within it")
            case "before":
                text = _("{path}: in no case it was paid before")
            case "taken":
                text = _("{path} = {value}: no case takes it")
            case _:
                assert_never(self.side)
        return text.format(path=self.path, value=self.value)


@dataclass(frozen=True)
class Coverage:
    """What the cases of a policy exercise.

    ``clauses`` are conditions that some case answers, and rules whose article a case cites or a step of a decision does, or
    whose note a case expects. Of each threshold and gate both sides count, of each reading that decides every value.
    Limits are caps and ceilings, both sides; floors and minimums; and of each benefit that it was paid before.
    """

    points: tuple[CoveragePoint, ...]

    def of(self, section: Section) -> tuple[CoveragePoint, ...]:
        return tuple(point for point in self.points if point.section == section)

    @property
    def missing(self) -> tuple[CoveragePoint, ...]:
        """What no case exercises."""
        return tuple(point for point in self.points if not point.covered)

    def to_dict(self) -> dict[str, object]:
        """The coverage as JSON of the commands."""
        return {
            section: {
                "covered": sum(point.covered for point in self.of(section)),
                "of": len(self.of(section)),
                "missing": [
                    {"path": point.path, "side": point.side, **({"value": point.value} if point.value else {})}
                    for point in self.of(section)
                    if not point.covered
                ],
            }
            for section in SECTIONS
        }


@dataclass
class _Seen:
    """What the cases have come by so far."""

    paid: set[str] = field(default_factory=set)
    answers: defaultdict[str, set[bool | None]] = field(default_factory=lambda: defaultdict(set))
    cites: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    values: set[tuple[str, str]] = field(default_factory=set)
    limits: set[tuple[str, LimitSide]] = field(default_factory=set)


def coverage(policy: Policy, cases: Sequence[Case]) -> Coverage:
    """What some cases exercise of a policy."""
    seen = _Seen()
    for case in cases:
        try:
            _collect(policy.path, case, seen)
        except FundcalcError:
            continue  # a case that cannot be decided fails by itself, and tests nothing
    return Coverage(tuple(_points(policy, seen)))


def coverage_warnings(policy: Policy) -> tuple[str, ...]:
    """Name the benefits and the sides of thresholds without a case.

    The cases are those of the ``cases.toml`` beside the policy.
    Raises PolicyError if the file of cases has another form.
    """
    path = policy.path.with_name("cases.toml")
    if not path.is_file():
        return (_("cases.toml: is missing; no benefit and no threshold has a case"),)
    found = coverage(policy, read(path))
    return tuple(str(point) for point in found.missing if point.section in ("benefits", "thresholds"))


def _collect(path: Path, case: Case, seen: _Seen) -> None:
    """Add what a case pays, answers, takes and rests on."""
    policy = load(path, changes=case.get("changes", {}), readings=case.get("readings", {}))
    seen.values |= set(policy.readings.items())
    seen.cites.add(str(case.get("cite", "")))
    seen.notes |= {note for expected in case["expect"] for note in expected.get("notes", ())}
    for decision in decide_all(policy, case["applications"], case.get("paid", ())):
        seen.paid |= {name for name, due in decision.benefits.items() if due.fen or due.reason == "by_reference"}
        seen.cites |= {step.cite for step in decision.steps}
        seen.limits |= set(limits_met(decision))
    for raw in case["applications"]:
        application = read_application(policy, raw)
        text = policy.on(application.application_date)
        for place, condition in _measured_by(text, application):
            seen.answers[_in_text(text, place)].add(answer(condition, application, text).answer)


def _measured_by(policy: Policy, application: Application) -> Iterator[tuple[str, m.AnyCondition]]:
    """The conditions, gates and thresholds that an application is measured by."""
    route = route_of(policy, application)
    for path, condition, routes in (*_conditions_of(policy.measure), *_thresholds_of(policy.measure)):
        if not routes or route in routes:
            yield path, condition


def _conditions_of(measure: m.Measure) -> Iterator[Placed]:
    """The conditions of filing and of benefits, each with its dotted path."""
    for name, condition in measure.condition.items():
        yield f"condition.{name}", condition, condition.routes
    for name, benefit in measure.benefit.items():
        for index, gate in enumerate(benefit.only_if):
            yield f"benefit.{name}.only_if.{index}", gate, ()


def _thresholds_of(measure: m.Measure) -> Iterator[Placed]:
    """Every condition at any depth that compares a figure."""
    for path, condition, routes in _conditions_of(measure):
        for place, part in _thresholds(path, condition):
            yield place, part, routes


def _thresholds(path: str, condition: m.AnyCondition) -> Iterator[tuple[str, m.AnyCondition]]:
    """The conditions at or below one that compare a figure, each with its dotted path."""
    if figure_lines(type(condition)):
        yield path, condition
    for index, part in enumerate(condition.parts):
        yield from _thresholds(f"{path}.{m.word_of(condition)}.{index}", part)


def _in_every_text(policy: Policy, of: Callable[[m.Measure], Iterator[Placed]]) -> Iterator[str]:
    """The conditions that each text of a measure says otherwise than the last."""
    earlier: Mapping[str, m.AnyCondition] = {}
    for text in policy.versions or (policy,):
        found = {path: condition for path, condition, _routes in of(text.measure)}
        yield from (_in_text(text, path) for path in found if found[path] != earlier.get(path))
        earlier = found


def _in_text(text: Policy, path: str) -> str:
    """The path of a condition, named by the version that says it."""
    return path if text.version.start is None else f"version.{text.version.name}.{path}"


def _rules_of(measure: m.Measure) -> Iterator[tuple[str, Clause]]:
    """The clauses that decide and are no conditions."""
    single = {word: getattr(measure, word) for word in ("filed", "together", "election", "contest", "ban")}
    yield from ((word, rule) for word, rule in single.items() if rule is not None)
    for section in ("derived", "computed", "ceiling", "doubt", "remark"):
        for name, rule in getattr(measure, section).items():
            yield f"{section}.{name}", rule


# Parts of a measure that decide no application.
_ELSEWHERE = frozenset({"reading", "life", "uses", "notice", "duty", "indicators"})


def _deciding_readings(policy: Policy) -> list[str]:
    """The readings on which decisions may rest."""
    named: set[object] = set()
    raw = tables(policy.text, str(policy.path))
    for section in raw.keys() - _ELSEWHERE:
        named |= {place.table.get("reading") for place in walk(raw[section])}
    return [name for name in policy.measure.reading if name in named]


def _points(policy: Policy, seen: _Seen) -> Iterator[CoveragePoint]:
    measure = policy.measure
    for name in measure.benefit:
        yield CoveragePoint("benefits", f"benefit.{name}", "paid", name in seen.paid)
    conditions = list(_in_every_text(policy, _conditions_of))
    for path in (path for path in conditions if ".only_if." not in path):
        yield CoveragePoint("clauses", path, "reached", bool({True, False} & seen.answers[path]))
    for path, rule in _rules_of(measure):
        yield CoveragePoint(
            "clauses", path, "reached", rule.cite in seen.cites or path.rpartition(".")[2] in seen.notes
        )
    thresholds = list(_in_every_text(policy, _thresholds_of))
    sections: Mapping[Section, Sequence[str]] = {
        "thresholds": thresholds,
        "gates": [path for path in conditions if ".only_if." in path and path not in thresholds],
    }
    for section, paths in sections.items():
        for path in paths:
            yield CoveragePoint(section, path, "met", True in seen.answers[path])
            yield CoveragePoint(section, path, "failed", False in seen.answers[path])
    for path, sides in limits_of(measure):
        for side in sides:
            yield CoveragePoint("limits", path, side, (path, side) in seen.limits)
    for name in _deciding_readings(policy):
        reading = measure.reading[name]
        for value in reading.values:
            yield CoveragePoint("readings", f"reading.{name}", "taken", (name, value) in seen.values, value)
