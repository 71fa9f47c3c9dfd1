"""Regenerate the example books from ``year-2026.txt``.

Run ``python -m ledgers.make`` after a policy or the format of ledgers has changed.
"""

import contextlib
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from fundcalc.base.dates import TODAY
from fundcalc.base.i18n import speaking
from fundcalc.cli import main
from fundcalc.ledger.authorship import entered_by

HERE = Path(__file__).parent
STORY = HERE / "year-2026.txt"
BOOKS = ("authority", "special")


def commands() -> Iterator[list[str]]:
    """The commands of the story, each as its words after ``fundcalc``."""
    for line in STORY.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield shlex.split(line)[1:]


def make(folder: Path) -> None:
    """Run the story in a folder.

    Raises RuntimeError for a command that does not end well.
    """
    if folder.resolve() != HERE.resolve():
        shutil.copytree(HERE / "inputs", folder / "inputs", dirs_exist_ok=True)
    os.environ.setdefault(TODAY, "2026-12-31")
    with contextlib.chdir(folder), speaking("zh"), entered_by("示例经办人（虚构）"):
        for words in commands():
            try:
                main(words)
            except SystemExit as done:
                if done.code:
                    raise RuntimeError(f"fundcalc {shlex.join(words)}: exit {done.code}") from done


if __name__ == "__main__":
    for name in BOOKS:
        shutil.rmtree(HERE / name, ignore_errors=True)
    make(HERE)
    for name in BOOKS:
        (HERE / name / "batches" / ".lock").unlink(missing_ok=True)
    print(os.linesep.join(str(HERE / name) for name in BOOKS), file=sys.stderr)
