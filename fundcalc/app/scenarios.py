"""Named scenarios of a what-if: a file of them, side by side, as a command."""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fundcalc.app.uploads import File
from fundcalc.app.what_if import ask
from fundcalc.base.errors import ScenarioError
from fundcalc.base.i18n import _
from fundcalc.policy.loading import Policy
from fundcalc.scenario import sentences
from fundcalc.scenario.prepared import PreparedPopulation
from fundcalc.scenario.request import WhatIfResult
from fundcalc.views.table import Change, Column, Money, Table

FILE = "scenarios.json"
_MOST = 20


@dataclass(frozen=True, slots=True)
class NamedScenario:
    """What is changed in a measure, under a name; values are texts."""

    name: str
    policy: str
    changes: Mapping[str, str]
    readings: Mapping[str, str]


def kept_with(kept: Sequence[NamedScenario], name: str, found: WhatIfResult) -> tuple[NamedScenario, ...]:
    """The scenarios and that of a result, in place of one of the same name.

    Raises ScenarioError without a name, and for too many.
    """
    name, policy, scenario = name.strip(), found.before.id, found.request.scenario
    if not name:
        raise ScenarioError(_("give the scenario a name"))
    changes, readings = (
        {key: str(value) for key, value in those.items()} for those in (scenario.changes, scenario.readings)
    )
    others = (other for other in kept if (other.name, other.policy) != (name, policy))
    return _not_too_many((*others, NamedScenario(name, policy, changes, readings)))


def _not_too_many(kept: tuple[NamedScenario, ...]) -> tuple[NamedScenario, ...]:
    if len(kept) > _MOST:
        raise ScenarioError(_("{most} scenarios are kept at most; save them, and begin anew").format(most=_MOST))
    return kept


# The file.


def as_file(kept: Sequence[NamedScenario]) -> bytes:
    """The scenarios as JSON."""
    document = [
        {"name": one.name, "policy": one.policy, "changes": dict(one.changes), "readings": dict(one.readings)}
        for one in kept
    ]
    return (json.dumps({"scenarios": document}, ensure_ascii=False, indent=2) + "\n").encode()


def read_files(files: Sequence[File]) -> tuple[NamedScenario, ...]:
    """The scenarios of files.

    Raises ScenarioError for anything that ``as_file`` would not write.
    """
    return _not_too_many(tuple(scenario for file in files for scenario in _of_file(file)))


def _of_file(file: File) -> tuple[NamedScenario, ...]:
    try:
        document = json.loads(file.content.decode("utf-8-sig"))
        return tuple(
            NamedScenario(_text(one["name"]), _text(one["policy"]), _texts(one["changes"]), _texts(one["readings"]))
            for one in document["scenarios"]
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = _("{file}: these are not scenarios that this page saved").format(file=file.name)
        raise ScenarioError(message) from error


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError(value)
    return value


def _texts(values: Mapping[object, object]) -> dict[str, str]:
    return {_text(key): _text(value) for key, value in values.items()}


# Side by side.


@dataclass(frozen=True, slots=True)
class _Evaluated:
    scenario: NamedScenario
    found: WhatIfResult

    @property
    def changes(self) -> str:
        """What is changed, in words."""
        lines = sentences.changed_lines(self.found.before, self.found.after, self.scenario.changes)
        lines += sentences.changed_readings(self.found.before, self.found.after, self.scenario.readings)
        return "\n".join(
            _("{line}: {before} → {after}").format(line=line.label, before=line.before, after=line.after)
            for line in lines
        )


def side_by_side(policy: Policy, prepared: PreparedPopulation, kept: Sequence[NamedScenario]) -> Table[_Evaluated]:
    """What each scenario of a measure comes to for the same applications.

    The first row is the measure as it stands. Raises PolicyError for a line or a reading that the measure does not have.
    """
    stands = NamedScenario(_("the measure as it stands"), policy.id, {}, {})
    of_measure = (stands, *(one for one in kept if one.policy == policy.id))
    evaluated = [_Evaluated(one, ask(policy, prepared, one.changes, one.readings, "")) for one in of_measure]
    columns: list[Column[_Evaluated]] = [
        Column("name", _("scenario"), lambda row: row.scenario.name, width=24),
        Column("changes", _("what is changed"), lambda row: row.changes, width=46),
        Column("payable", _("payable in all (yuan)"), lambda row: Money(row.found.totals[1]["total_fen"])),
        Column("difference", _("more or less than the measure (yuan)"), lambda row: Change(_difference(row.found))),
        Column("prospective", _("payable besides, once filed (yuan)"),
               lambda row: Money(row.found.totals[1]["prospective_fen"])),
        Column("paid", _("payable to, number"), lambda row: row.found.totals[1]["paid"]),
        Column("gain", _("applications that gain"), lambda row: row.found.moves["gainers"]),
        Column("lose", _("applications that lose"), lambda row: row.found.moves["losers"]),
    ]  # fmt: skip
    return Table(_("Scenarios side by side"), columns, evaluated)


def _difference(found: WhatIfResult) -> int:
    before, after = found.totals
    return after["total_fen"] - before["total_fen"]


# The same elsewhere.


def as_command(found: WhatIfResult) -> str:
    """The command that comes to the same, for a file that the user names."""
    scenario, budget = found.request.scenario, found.request.budget
    words = ["fundcalc", "what-if", "FILE.xlsx", "--policy", found.before.id]
    for path, value in found.before.changes.items():
        words += ["--given", f"{path}={value}"]
    for path, value in scenario.changes.items():
        words += ["--set", f"{path}={value}"]
    for name, value in scenario.readings.items():
        words += ["--reading", f"{name}={value}"]
    if budget is not None:
        words += ["--budget", str(budget), "--pro-rata"]
    return shlex.join(words)


def as_python(found: WhatIfResult) -> str:
    """Python that comes to the same."""
    scenario, before = found.request.scenario, {key: str(value) for key, value in found.before.changes.items()}
    changes, readings = (
        {key: str(value) for key, value in those.items()} for those in (scenario.changes, scenario.readings)
    )
    given = f", changes={before!r}" if before else ""
    return "\n".join(
        (
            "import fundcalc",
            "from fundcalc.scenario.definition import Scenario",
            "",
            f"policy = fundcalc.load({found.before.id!r}{given})",
            'population = fundcalc.read_population("FILE.xlsx", policy)',
            f"comparison = fundcalc.compare(policy, population, Scenario({changes!r}, {readings!r}))",
            "print(comparison.totals, comparison.moves)",
        )
    )
