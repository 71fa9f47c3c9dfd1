"""How far long work is, and stopping it."""

from pathlib import Path

import pytest

from fundcalc.app import rounds
from fundcalc.auditing.account_map import OwnAccounts
from fundcalc.auditing.audit import judge_lines
from fundcalc.base.progress import READING, Progress, Stopped, counted, shown_in
from fundcalc.policy.loading import load
from fundcalc.sources.collect import gather
from fundcalc.workbooks import read_round


def test_it_is_shown_how_many_are_done() -> None:
    progress = Progress()
    with shown_in(progress):
        seen = [(progress.done, progress.total) for _thing in counted("abc", READING)]
    assert seen == [(0, 3), (1, 3), (2, 3)]
    assert progress.stage == READING


def test_nobody_waits_and_nothing_is_counted() -> None:
    assert list(counted("abc", READING)) == ["a", "b", "c"]


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    file = rounds.sample("yunnan-2025")
    (tmp_path / file.name).write_bytes(file.content)
    return tmp_path / file.name


def test_reading_and_auditing_can_be_stopped(sample: Path) -> None:
    policy = load("yunnan-2025")
    with shown_in(Progress(is_stopped=True)):
        with pytest.raises(Stopped):
            read_round(sample, policy)
        with pytest.raises(Stopped):
            gather([sample])


def test_a_line_that_is_judged_counts(tmp_path: Path) -> None:
    sheet = tmp_path / "支出.csv"
    sheet.write_text("award,date,amount,use\nYN-2026-p1-build,2026-03-01,100.00,材料费\n", "utf-8")
    evidence = gather([sheet]).evidence
    progress = Progress()
    with shown_in(progress):
        judge_lines(evidence, [load("yunnan-2025")], OwnAccounts())
    assert progress.total == 1
