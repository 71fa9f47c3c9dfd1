"""The house: modules import downwards, never in a circle, and no amount meets a float."""

import ast
import re
import sys
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path
from pkgutil import walk_packages
from tomllib import loads
from types import ModuleType

import pytest
from openpyxl import DEFUSEDXML

import fundcalc

from .floors import arrows, files, imported_files, measured_floors, modules, written_floors
from .source import PACKAGE, ROOT, nodes_of

EXACT = ("base/money", "base/apportionment", "policy/model", "policy/parameters", "engine")
# Seconds, widths and the shapes of charts are floats; a cell of a workbook holds one, which is read as text.
WITH_FLOATS = ("app/charts", "app/what_if", "cli", "documents", "ledger", "workbooks")


def test_rooms_do_not_import_each_other_in_a_circle() -> None:
    floors = measured_floors()
    assert {room: others for room, others in arrows().items() if room not in floors} == {}


def test_files_do_not_import_each_other_in_a_circle() -> None:
    try:
        TopologicalSorter({path: imported_files(path) for path in PACKAGE.rglob("*.py")}).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(path.relative_to(PACKAGE).as_posix() for path in reversed(error.args[1])))


def test_the_floors_in_contributing_are_those_of_the_imports() -> None:
    wrong = {
        f"{room}: floor {floor} by its imports, {written_floors().get(room, 'none')} in CONTRIBUTING.md"
        for room, floor in measured_floors().items()
        if written_floors().get(room) != floor
    }
    assert wrong == set(), "run python -m tests.floors"
    assert written_floors().keys() == measured_floors().keys()


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    project = loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    declared = {re.split(r"[^\w.-]", line)[0].lower() for line in [*project["dependencies"], *extras]}
    shipped = (path for path in PACKAGE.rglob("*.py") if path.name != "hatch_build.py")  # which only builds the wheel
    tops = {module.partition(".")[0] for path in shipped for module in modules(path)}
    distributions = {**packages_distributions(), "pyspark": ["pyspark"], "py4j": ["pyspark"]}  # may not be installed
    used = {distributions[top][0].lower() for top in tops - sys.stdlib_module_names - {"fundcalc"}}
    assert DEFUSEDXML, "openpyxl takes defusedxml where it is installed"
    assert used | {"defusedxml"} == declared


def test_floats_have_their_places() -> None:
    for path in PACKAGE.rglob("*.py"):
        if not path.relative_to(PACKAGE).as_posix().startswith(WITH_FLOATS):
            _without_floats(path)


def _without_floats(path: Path) -> None:
    patterns = {id(part) for node in nodes_of(path) if isinstance(node, ast.MatchClass) for part in ast.walk(node)}
    for node in nodes_of(path):
        where = f"{path.relative_to(PACKAGE)}:{getattr(node, 'lineno', '?')}"
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float | complex), where
        if isinstance(node, ast.Name) and node.id == "float":
            # A float may be named only to be recognised and refused.
            assert id(node) in patterns, where


def test_an_amount_is_never_divided_but_as_a_fraction_or_a_decimal() -> None:
    divisions = {
        (room, ast.unparse(node))
        for room in EXACT
        for path in files(room)
        for node in nodes_of(path)
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
    }
    assert divisions == {
        ("engine", "Decimal(in_yuan.numerator) / Decimal(in_yuan.denominator)"),
        ("engine", "find(policy).parent / 'cases.toml'"),
        ("base/money", "Decimal(hundred.numerator) / Decimal(hundred.denominator)"),
    }


def test_no_module_hides_a_public_name() -> None:
    for info in walk_packages(fundcalc.__path__, "fundcalc."):
        if info.name not in ("fundcalc.__main__", "fundcalc.tables.spark_files"):
            import_module(info.name)
    hidden = [name for name in fundcalc.__all__ if isinstance(getattr(fundcalc, name), ModuleType)]
    assert not hidden
    assert all(callable(getattr(fundcalc, name)) for name in fundcalc.__all__ if name != "__version__")


@pytest.mark.parametrize(("old", "new"), fundcalc._RENAMED.items())
def test_an_old_public_name_still_works_and_warns(old: str, new: str) -> None:
    with pytest.warns(DeprecationWarning, match=new):
        assert getattr(fundcalc, old) is getattr(fundcalc, new)
