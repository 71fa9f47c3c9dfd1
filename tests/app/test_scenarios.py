"""Named scenarios of a what-if: a file, a table side by side, the same as a command and in Python."""

import shlex
from decimal import Decimal
from pathlib import Path

import pytest

from fundcalc.app import rounds, scenarios
from fundcalc.app import what_if as trying
from fundcalc.app.uploads import File
from fundcalc.base.errors import PolicyError, ScenarioError
from fundcalc.base.money import fen
from fundcalc.policy.loading import Policy, load
from fundcalc.scenario.prepared import PreparedPopulation, prepare
from fundcalc.scenario.request import WhatIfResult


@pytest.fixture(scope="module")
def yunnan() -> Policy:
    return load("yunnan-2025")


@pytest.fixture(scope="module")
def prepared(yunnan: Policy) -> PreparedPopulation:
    return prepare(trying.dropped(yunnan, [rounds.sample("yunnan-2025")]), yunnan)


@pytest.fixture(scope="module")
def raised(yunnan: Policy, prepared: PreparedPopulation) -> WhatIfResult:
    return trying.ask(yunnan, prepared, {"benefit.build.cap": Decimal(3_000_000)}, {"already_paid": "first_only"}, "")


def test_scenarios_stand_side_by_side_with_the_measure(
    yunnan: Policy, prepared: PreparedPopulation, raised: WhatIfResult
) -> None:
    kept = scenarios.kept_with((), " 上限三百万 ", raised)
    rows = scenarios.side_by_side(yunnan, prepared, kept).to_json()
    assert [row["name"] for row in rows] == ["the measure as it stands", "上限三百万"]
    before, after = raised.totals
    assert [fen(row["payable"]) for row in rows] == [before["total_fen"], after["total_fen"]]
    assert fen(rows[1]["difference"]) == after["total_fen"] - before["total_fen"]
    assert "2,000,000.00" in rows[1]["changes"]
    assert "3,000,000.00" in rows[1]["changes"]


def test_a_name_is_given_once(raised: WhatIfResult) -> None:
    kept = scenarios.kept_with(scenarios.kept_with((), "a", raised), "a", raised)
    assert len(kept) == 1
    with pytest.raises(ScenarioError):
        scenarios.kept_with((), "  ", raised)
    for number in range(19):
        kept = scenarios.kept_with(kept, str(number), raised)
    with pytest.raises(ScenarioError):
        scenarios.kept_with(kept, "one too many", raised)


def test_what_is_saved_is_read_back(raised: WhatIfResult) -> None:
    kept = scenarios.kept_with((), "上限三百万", raised)
    assert scenarios.read_files([File("s.json", scenarios.as_file(kept))]) == kept


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"\xff", b'{"scenarios": [{}]}', b"[" * 100_000,
     b'{"scenarios": [{"name": 1, "policy": "x", "changes": {}, "readings": {}}]}'],
)  # fmt: skip
def test_another_file_is_refused(content: bytes) -> None:
    with pytest.raises(ScenarioError, match=r"other\.json"):
        scenarios.read_files([File("other.json", content)])


def test_a_line_that_the_measure_does_not_have_is_refused(yunnan: Policy, prepared: PreparedPopulation) -> None:
    strange = scenarios.NamedScenario("x", yunnan.id, {"benefit.none.cap": "1"}, {})
    with pytest.raises(PolicyError):
        scenarios.side_by_side(yunnan, prepared, [strange])


def test_the_command_and_the_python_come_to_the_same(
    raised: WhatIfResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from fundcalc.cli import main

    (tmp_path / "FILE.xlsx").write_bytes(rounds.sample("yunnan-2025").content)
    monkeypatch.chdir(tmp_path)
    found: dict[str, object] = {}
    exec(scenarios.as_python(raised), found)
    totals = found["comparison"].totals["total_fen"].to_list()  # type: ignore[attr-defined]
    assert totals == [one["total_fen"] for one in raised.totals]
    capsys.readouterr()
    with pytest.raises(SystemExit, match="0"):
        main([*shlex.split(scenarios.as_command(raised))[1:], "--json"])
    amount = Decimal(raised.totals[1]["total_fen"]).scaleb(-2)
    assert str(amount) in capsys.readouterr().out
