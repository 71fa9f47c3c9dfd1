"""The house: modules import downwards, never in a circle, and no amount meets a float."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

import pytest

import fundcalc

PACKAGE = Path(fundcalc.__file__).parent
FLOORS = {
    "base": 0,
    "policy": 1,
    "engine": 2, "auditing": 2,
    "prose": 3, "ledger": 3,
    "views": 4, "workbooks": 4,
    "documents": 5, "tables": 5, "sources": 5, "plugin": 5,
    "scenario": 6, "fava": 6,
    "app": 7,
    "cli": 8,
    "__init__": 9, "__main__": 9,
}  # fmt: skip
SCENARIO = (
    "definition",
    "prepared",
    "comparison",
    "sweeping",
    "budget",
    "interpretation",
    "distribution",
    "request",
    "result_tables",
)
ROOMS = sorted({path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in PACKAGE.rglob("*.py")})
EXACT = ("base/money", "base/apportionment", "policy/model", "policy/parameters", "engine")


def files(room: str) -> list[Path]:
    folder = PACKAGE / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{room}.py"]


def imported(path: Path) -> Iterator[str]:
    """The rooms that a file imports, at the top or within a function."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                modules = [each.name for each in names]
            case ast.ImportFrom(module="fundcalc", names=names, level=0):
                modules = [f"fundcalc.{each.name}" for each in names if each.name != "__version__"]
            case ast.ImportFrom(module=str() as module, level=0):
                modules = [module]
            case ast.ImportFrom(level=level) if level:
                raise AssertionError(
                    f"{path.name}:{node.lineno}: imports are written from the top, without leading dots"
                )
            case _:
                continue
        for module in modules:
            top, _dot, rest = module.partition(".")
            if top == "fundcalc" and rest:
                yield rest.partition(".")[0]


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_floor(room: str) -> None:
    assert room in FLOORS, f"put {room} on a floor, here and in the design"


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "__init__"])  # it only hands on names
def test_a_room_imports_from_its_floor_or_below(room: str) -> None:
    upwards = {
        f"{path.relative_to(PACKAGE)} imports {other}"
        for path in files(room)
        for other in imported(path)
        if FLOORS.get(other, 0) > FLOORS.get(room, 0)
    }
    assert not upwards


def test_rooms_do_not_import_each_other_in_a_circle() -> None:
    below = {room: {other for path in files(room) for other in imported(path)} - {room} for room in ROOMS}
    standing = dict(below)
    while free := [room for room, others in standing.items() if not others & standing.keys()]:
        for room in free:
            del standing[room]
    assert not standing


@pytest.mark.parametrize("room", EXACT)
def test_where_amounts_are_computed_there_is_no_float(room: str) -> None:
    for path in files(room):
        _without_floats(path)


@pytest.mark.parametrize("name", ["uploads", "page", "rounds", "audit"])
def test_of_the_app_only_the_charts_have_floats(name: str) -> None:
    _without_floats(PACKAGE / "app" / f"{name}.py")


def test_a_scenario_is_worked_out_without_floats() -> None:
    for path in (f"scenario/{name}.py" for name in SCENARIO):
        _without_floats(PACKAGE / path)


def test_what_is_invented_meets_a_float_in_one_module_only() -> None:
    for path in ("recipe", "population", "invention", "population_files"):
        _without_floats(PACKAGE / "scenario" / f"{path}.py")


def _without_floats(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    patterns = {id(each) for node in ast.walk(tree) if isinstance(node, ast.MatchClass) for each in ast.walk(node)}
    for node in ast.walk(tree):
        where = f"{path.name}:{getattr(node, 'lineno', '?')}"
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
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
    }
    assert divisions == {
        ("base/money", "Fraction(Decimal(found[1])) / 100"),
        ("engine", "Decimal(in_yuan.numerator) / Decimal(in_yuan.denominator)"),
        ("engine", "self.rate * self.base / 100"),
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
