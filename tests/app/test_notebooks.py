"""Every notebook as a script, in both languages, and as marimo reads it."""

import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from fundcalc.app.resources import notebooks_folder
from fundcalc.base.i18n import Language, speaking
from fundcalc.site import notebooks

NOTEBOOKS = sorted(notebooks_folder().glob("*.py"))


def test_the_app_has_every_notebook() -> None:
    assert {path.stem for path in NOTEBOOKS} == {notebook.name for notebook in notebooks.NOTEBOOKS}


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_as_a_script(notebook: Path, language: Language) -> None:
    with speaking(language):
        shown, defined = runpy.run_path(str(notebook))["app"].run()
    said = "".join(getattr(part, "text", "") for part in shown)
    assert f'lang="{ {"zh": "zh-CN", "en": "en"}[language] }"' in said
    assert 'class="trouble"' not in said
    assert defined["language"].value == language


@pytest.mark.slow
def test_a_script_tells_the_sums_of_the_sample() -> None:
    run = subprocess.run(
        [sys.executable, str(notebooks_folder() / "award.py")], capture_output=True, text=True, check=True
    )
    assert "payable in all (yuan): 7,985,802.45 柒佰玖拾捌万伍仟捌佰零贰元肆角伍分\n" in run.stdout
    assert run.stderr == ""


@pytest.mark.slow
def test_marimo_finds_nothing_to_say_about_them() -> None:
    command = [sys.executable, "-m", "marimo", "check", "--strict", *map(str, NOTEBOOKS)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout + run.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_taken_to_jupyter_runs_from_top_to_bottom(notebook: Path, tmp_path: Path) -> None:
    there = tmp_path / "notebook.ipynb"
    command = [sys.executable, "-m", "marimo", "export", "ipynb", str(notebook), "-o", str(there), "--sort", "top-down"]
    subprocess.run(command, capture_output=True, check=True)
    cells = json.loads(there.read_text("utf-8"))["cells"]
    names: dict[str, object] = {}
    for cell in cells:
        exec("".join(cell["source"]), names)
    assert names.get("decided") or names.get("audited") or names.get("found")
