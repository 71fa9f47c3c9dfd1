"""A policy under many choices of readings is put together of parts, and is what reading it anew gives."""

import pytest

from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import available, load
from fundcalc.scenario.definition import Scenario, policy_under, read_as, replacement, varied


@pytest.mark.parametrize("id_", available())
def test_put_together_of_parts_is_read_anew(id_: str) -> None:
    policy = load(id_)
    alone = [{name: value} for name, values in policy.alternatives.items() for value in values]
    everything = {name: values[-1] for name, values in policy.alternatives.items()}
    half = {name: values[0] for name, values in list(policy.alternatives.items())[::2]}
    for chosen, found in zip(
        [*alone, everything, half, {}], read_as(policy, [*alone, everything, half, {}]), strict=True
    ):
        anew = varied(policy, readings=chosen)
        assert (found.measure, found.readings, found.facts) == (anew.measure, anew.readings, anew.facts)


def test_a_policy_in_place_of_itself_with_what_is_given_is_the_same() -> None:
    given = {"benefit.build.cap": "1000000", "rounding": "down", "already_paid": "first_only"}
    lines = {"benefit.build.cap": "1000000"}
    baseline = load("yunnan-2025", changes=lines, readings={"rounding": "down", "already_paid": "first_only"})
    other = policy_under(baseline, Scenario(instead="yunnan-2025", given=given))
    assert (other.measure, other.readings, other.changes) == (baseline.measure, baseline.readings, baseline.changes)
    changed = policy_under(baseline, Scenario(lines | {"benefit.build.cap": "2"}, instead="yunnan-2025", given=given))
    assert changed.changes == {"benefit.build.cap": "2"}


def test_a_given_line_that_the_other_policy_has_must_fit_it() -> None:
    with pytest.raises(PolicyError, match="lots"):
        replacement("yunnan-2025", {"benefit.build.cap": "lots"})


def test_a_given_line_or_reading_that_the_other_policy_lacks_is_left_out_with_the_reason() -> None:
    with speaking("en"):
        policy, faults = replacement(
            "xpcc", {"benefit.build.cap": "1", "already_paid": "first_only", "rounding": "down"}
        )
    assert policy.readings["rounding"] == "down"
    assert [fault.split(":")[0] for fault in faults] == ["benefit.build.cap", "reading already_paid"]
