"""What a what-if warns of: options without effect, and changes that a measure would hardly make."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import load, read
from fundcalc.scenario.definition import Scenario, varied
from fundcalc.scenario.request import WhatIfRequest, answer
from fundcalc.scenario.warnings import doubtful_changes
from tests.policy.test_warnings import TEAM

from .rounds import of_bases

RATE = "benefit.build.rate"
EXCESSIVE = f'{RATE}: 200% is more than the whole; write 20 per cent as "20%"'


def warnings(request: WhatIfRequest, given: Mapping[str, object] | None = None) -> list[str]:
    with speaking("en"):
        return list(answer(load("yunnan-2025", changes=given or {}), of_bases(5_000_000), request).warnings)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (WhatIfRequest(), []),
        (WhatIfRequest(Scenario({RATE: "100%", "validity.until": "2025-12-31"})), []),
        (WhatIfRequest(Scenario({RATE: "200%"})), [EXCESSIVE]),
        (WhatIfRequest(swept={RATE: "20%:300%:180%"}), [EXCESSIVE]),
        (
            WhatIfRequest(Scenario({"validity.until": "2024-01-01"})),
            ["validity.until: 1 January 2024 is before the first day, 6 December 2025; the measure is never in force"],
        ),
        (
            WhatIfRequest(by=["platform_kind"]),
            ["--by shows a change, and nothing is changed; add --set, --reading or --instead"],
        ),
        (
            WhatIfRequest(thresholds=["1000000"]),
            ["--threshold shows a change, and nothing is changed; add --set, --reading or --instead"],
        ),
        (WhatIfRequest(Scenario({RATE: "10%"}), thresholds=["1000000"], by=["platform_kind"]), []),
    ],
)
def test_what_is_doubtful_or_without_effect_is_named(request_: WhatIfRequest, expected: list[str]) -> None:
    assert warnings(request_) == expected


def test_a_given_line_that_the_other_measure_lacks_is_named() -> None:
    given = {"benefit.build.cap": "1000000"}
    assert warnings(WhatIfRequest(Scenario(instead="xpcc", given=given)), given) == [
        "--given does not apply to xpcc: benefit.build.cap: there is no such line; [benefit] has "
        "excellent (support for an excellent evaluation)"
    ]


def test_a_measure_in_place_of_itself_changes_nothing() -> None:
    given = {"benefit.build.cap": "1000000"}
    policy = load("yunnan-2025", changes=given)
    found = answer(policy, of_bases(20_000_000), WhatIfRequest(Scenario(instead="yunnan-2025", given=given)))
    assert found.totals[0] == found.totals[1]
    assert found.totals[0]["total_fen"] == 100_000_000
    assert found.warnings == ()


def test_what_is_doubtful_under_another_reading_only_is_named_with_it() -> None:
    before = read(TEAM.encode(), Path("policy.toml"), changes={"condition.small.at_most": 31}, readings={})
    after = varied(before, {"condition.small.at_most": 30})
    with speaking("en"):
        assert [*doubtful_changes(before, after)] == [
            "limit = lenient: condition.small: cannot hold together with condition.team; both are about team_size"
        ]
    assert not [*doubtful_changes(after, varied(after, {"benefit.build.cap": 1_000_000}))]
