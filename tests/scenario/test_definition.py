"""A policy under many choices of readings is put together of parts, and is what reading it anew gives."""

import pytest

from fundcalc.policy.loading import available, load
from fundcalc.scenario.definition import read_as, varied


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
