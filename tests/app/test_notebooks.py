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
from tests.source import ROOT

NOTEBOOKS = sorted(notebooks_folder().glob("*.py"))
PLAIN = notebooks_folder() / "plain" / "change.py"


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
    command = [sys.executable, "-m", "marimo", "check", "--strict", *map(str, (*NOTEBOOKS, PLAIN))]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout + run.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("notebook", [*NOTEBOOKS, PLAIN], ids=lambda path: path.stem)
def test_a_notebook_taken_to_jupyter_runs_from_top_to_bottom(notebook: Path, tmp_path: Path) -> None:
    there = tmp_path / "notebook.ipynb"
    command = [sys.executable, "-m", "marimo", "export", "ipynb", str(notebook), "-o", str(there), "--sort", "top-down"]
    subprocess.run(command, capture_output=True, check=True)
    cells = json.loads(there.read_text("utf-8"))["cells"]
    names: dict[str, object] = {}
    for cell in (cell for cell in cells if cell["cell_type"] == "code"):
        exec("".join(cell["source"]), names)
    assert any(name in names for name in ("decided", "audited", "found", "compared"))


@pytest.mark.slow
def test_the_plain_notebook_compares_sweeps_meets_a_budget_and_prices_a_reading() -> None:
    _shown, defined = runpy.run_path(str(PLAIN))["app"].run()
    before, after = defined["compared"].totals["total_fen"].to_list()
    assert before < after
    assert defined["swept"]["change_fen"].is_sorted()
    met = defined["met"]
    assert met.total_fen <= met.budget_fen < met.beyond_fen
    assert defined["readings"].values["change_fen"].to_list()[0] == 0


@pytest.mark.slow
def test_marimo_shows_the_output_of_a_notebook_at_once() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "marimo", "config", "show"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "auto_instantiate = true" in run.stdout
