"""Text snapshots: sentences people read, kept in files beside the tests.

``snapshot("quota_exceeded", text)`` in ``tests/prose/test_findings.py`` compares the text with
``tests/prose/snapshots/findings/quota_exceeded.txt``. A missing or different file fails the test;
``pytest --snapshot-update`` (``make snapshots``) writes the files anew, and the diff in git is what a reviewer reads.
A file that no test asks for fails the run, once every test of its module has run.

Snapshots hold wording only: assert amounts, statuses, ids and exit codes.
"""

import difflib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

Snapshot = Callable[[str, str], None]

_NAME = re.compile(r"[\w.-]+(/[\w.-]+)*")
_ADVICE = "if the new wording is right, run `make snapshots` and commit the file"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--snapshot-update", action="store_true", help="write the text snapshots anew")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(SnapshotRun(config), "fundcalc-snapshots")


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Snapshot:
    """Compare a text with the file of that name: ``snapshot("zh/explanation", text)``."""
    run = request.config.pluginmanager.get_plugin("fundcalc-snapshots")
    assert isinstance(run, SnapshotRun)
    folder = snapshot_folder(request.path)

    def check(name: str, text: str) -> None:
        assert _NAME.fullmatch(name), f"{name!r} is not a file name"
        run.check(folder / f"{name}.txt", text)

    return check


def snapshot_folder(module: Path) -> Path:
    """The folder with the snapshots of one test module."""
    return module.parent / "snapshots" / module.stem.removeprefix("test_")


class SnapshotRun:
    """What one run of pytest has compared; with pytest-xdist, the workers report to the controller."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.update: bool = config.getoption("--snapshot-update")
        self.used: dict[str, str] = {}  # file -> text
        self.finished: set[str] = set()  # modules of which a test has passed
        self.incomplete: set[str] = set()  # modules of which a test has failed, or was skipped or deselected
        self.unused: list[Path] = []

    def check(self, file: Path, text: str) -> None:
        text = text.rstrip("\n") + "\n"
        previous = self.used.setdefault(str(file), text)
        assert previous == text, f"two different texts are called {file.stem} in one run"
        stored = file.read_text("utf-8") if file.exists() else None
        if stored == text:
            return
        if self.update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8", newline="\n")
        elif stored is None:
            pytest.fail(f"there is no snapshot {file}; {_ADVICE}. The text is:\n{text}", pytrace=False)
        else:
            lines = difflib.unified_diff(stored.splitlines(), text.splitlines(), str(file), "this run", lineterm="")
            pytest.fail(f"the text differs from its snapshot; {_ADVICE}\n" + "\n".join(lines), pytrace=False)

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        self.incomplete |= {str(item.path) for item in items}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        module = str(self.config.rootpath / report.nodeid.partition("::")[0])
        (self.finished if report.passed else self.incomplete).add(module)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        """Take over what a worker of pytest-xdist reports."""
        output: dict[str, list[str]] = getattr(node, "workeroutput", {})
        self.used |= dict.fromkeys(output.get("snapshots", []), "")
        self.incomplete |= set(output.get("incomplete", []))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        workeroutput: dict[str, list[str]] | None = getattr(self.config, "workeroutput", None)
        if workeroutput is not None:
            workeroutput |= {"snapshots": list(self.used), "incomplete": sorted(self.incomplete)}
            return
        if any("::" in argument for argument in self.config.args) or session.shouldstop or session.shouldfail:
            return
        for module in sorted(self.finished - self.incomplete):
            files = snapshot_folder(Path(module)).rglob("*.txt")
            self.unused += sorted(file for file in files if str(file) not in self.used)
        if self.update:
            for file in self.unused:
                file.unlink()
        elif self.unused:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for file in self.unused:
            what = "removed, since no test asks for it" if self.update else "no test asks for it; run `make snapshots`"
            terminalreporter.write_line(f"snapshot {file}: {what}")
