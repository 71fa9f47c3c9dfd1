"""The house: modules import downwards, never in a circle, and no amount meets a float."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import fundcalc

HOUSE = Path(fundcalc.__file__).parent
FLOORS = {
    "errors": 0, "language": 0, "money": 0, "dates": 0, "capitals": 0, "uscc": 0, "collector": 0, "toml": 0,
    "apportioning": 0, "memory": 0, "loopback": 0,
    "vocabulary": 1, "measure": 1, "soundness": 1, "policy": 1, "levers": 1, "uses": 1, "accounts": 1,
    "facts": 2, "decision": 2, "wording": 2, "lines": 2, "dossier": 2, "recipe": 2,
    "exact": 3, "contest": 3, "admission": 3, "assessing": 3, "noting": 3, "deciding": 3, "cases": 3,
    "columns": 3, "standing": 3, "spending": 3, "checks": 3, "auditing": 3,
    "words": 4, "sheet": 4, "book": 4, "bookkeeping": 4, "replaying": 4, "report": 4, "scenario": 4, "sources": 4,
    "tables": 4,
    "cli": 5, "plugin": 5, "fava": 5, "app": 5,
    "__init__": 6, "__main__": 6,
}  # fmt: skip
SCENARIO = (
    "trial",
    "outcomes",
    "comparing",
    "sweeping",
    "meeting",
    "interpreting",
    "distributing",
    "asking",
    "telling",
)
ROOMS = sorted({path.relative_to(HOUSE).parts[0].removesuffix(".py") for path in HOUSE.rglob("*.py")})
EXACT = ("money", "facts", "exact", "contest", "admission", "assessing", "deciding", "policy", "measure", "columns")


def files(room: str) -> list[Path]:
    folder = HOUSE / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [HOUSE / f"{room}.py"]


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
        f"{path.relative_to(HOUSE)} imports {other}"
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


@pytest.mark.parametrize("name", ["files", "page", "rounds", "spending"])
def test_of_the_app_only_the_charts_have_floats(name: str) -> None:
    _without_floats(HOUSE / "app" / f"{name}.py")


def test_a_scenario_is_worked_out_without_floats() -> None:
    for path in ("levers.py", "apportioning.py", *(f"scenario/{name}.py" for name in SCENARIO)):
        _without_floats(HOUSE / path)


def test_what_is_invented_meets_a_float_in_one_module_only() -> None:
    for path in ("recipe.py", "scenario/population.py", "scenario/inventing.py", "scenario/saving.py"):
        _without_floats(HOUSE / path)


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
        if room != "policy"  # whose slashes are those of paths
        for path in files(room)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
    }
    assert divisions == {
        ("money", "Fraction(Decimal(found[1])) / 100"),
        ("money", "Decimal(hundred.numerator) / Decimal(hundred.denominator)"),
    }
