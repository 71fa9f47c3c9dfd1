"""The snapshot helper: a wording that changes fails with a diff, and one option renews it."""

from pathlib import Path

import pytest

TEST = """
    def test_greeting(snapshot):
        snapshot("en/greeting", "Good morning\\nand welcome")
"""


@pytest.fixture
def room(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # each run would import them all again
    pytester.makeconftest('pytest_plugins = ["tests.snapshots"]')
    pytester.makepyfile(test_words=TEST)
    return pytester


def stored(room: pytest.Pytester) -> Path:
    return room.path / "snapshots" / "words" / "en" / "greeting.txt"


def test_a_missing_snapshot_fails_until_it_is_written(room: pytest.Pytester) -> None:
    room.runpytest().assert_outcomes(failed=1)
    assert not stored(room).exists()
    room.runpytest("--snapshot-update").assert_outcomes(passed=1)
    assert stored(room).read_bytes() == b"Good morning\nand welcome\n"
    room.runpytest().assert_outcomes(passed=1)


def test_another_wording_fails_with_a_diff(room: pytest.Pytester) -> None:
    stored(room).parent.mkdir(parents=True)
    stored(room).write_text("Good evening\nand welcome\n", "utf-8")
    result = room.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["-Good evening", "+Good morning"])


@pytest.mark.parametrize("options", [[], ["-p", "xdist", "-n", "1"]], ids=["alone", "xdist"])
def test_a_snapshot_that_nothing_asks_for_fails_the_run_and_is_removed(
    room: pytest.Pytester, options: list[str]
) -> None:
    stored(room).parent.mkdir(parents=True)
    stored(room).write_text("Good morning\nand welcome\n", "utf-8")
    leftover = stored(room).with_name("farewell.txt")
    leftover.write_text("Goodbye\n", "utf-8")
    result = room.runpytest(*options)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["snapshot *farewell.txt: no test asks for it; run `make snapshots`"])
    assert room.runpytest("-k", "nothing").ret == pytest.ExitCode.NO_TESTS_COLLECTED
    assert leftover.exists()
    room.runpytest(*options, "--snapshot-update").assert_outcomes(passed=1)
    assert not leftover.exists()
    assert stored(room).exists()
