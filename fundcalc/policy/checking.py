"""Check a policy file under every value of every reading."""

from dataclasses import dataclass
from pathlib import Path

from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import placed
from fundcalc.base.toml import content, tables
from fundcalc.policy.loading import Policy, load
from fundcalc.policy.policy_warnings import policy_warnings
from fundcalc.policy.readings import values_of


@dataclass(frozen=True)
class CheckReport:
    """What is wrong with a file (``faults``) or odd about it (``warnings``).

    ``policy`` is None if it cannot be read.
    ``tried`` is the number of combinations of ``readings`` under which it was read.
    """

    policy: Policy | None
    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    tried: int
    readings: int


def check(path: Path) -> CheckReport:
    """Read a policy under its defaults and each other value of each reading.

    A fault or warning of another reading is reported only if the defaults do not have it, after the reading's value.
    """
    policy: Policy | None = None
    faults: tuple[str, ...] = ()
    try:
        policy = load(path)
    except PolicyError as error:
        faults = error.faults
    try:
        values = values_of(tables(content(path), str(path)))
    except PolicyError:
        return CheckReport(None, faults, (), 1, 0)
    warnings = policy_warnings(policy) if policy is not None else ()
    others = [(name, value) for name, allowed in values.items() for value in allowed[1:]]
    for name, value in others:
        try:
            other = load(path, readings={name: value})
        except PolicyError as error:
            faults += tuple(placed(f"{name} = {value}", fault) for fault in error.faults if fault not in faults)
        else:
            own = [warning for warning in policy_warnings(other) if warning not in warnings]
            warnings += tuple(placed(f"{name} = {value}", warning) for warning in own)
    return CheckReport(policy, faults, warnings, 1 + len(others), len(values))
