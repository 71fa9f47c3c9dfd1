"""The floor of every room, measured from its imports; ``python -m tests.floors`` writes them into CONTRIBUTING.md."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .source import PACKAGE, ROOT, nodes_of

ROOMS = sorted({path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in PACKAGE.rglob("*.py")})
HANDING_ON = {"__init__", "__main__"}  # not rooms: they only hand on names
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
_ROW = re.compile(r"^\| (\d+) (\| `(\w+)(?:/|\.py)` \|.*\n)", re.M)


def files(room: str) -> list[Path]:
    folder = PACKAGE / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{room}.py"]


def modules(path: Path) -> Iterator[str]:
    """The modules that a file imports, at the top or within a function."""
    for node in nodes_of(path):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module="fundcalc", names=names, level=0):
                yield from (f"fundcalc.{alias.name}" for alias in names if alias.name != "__version__")
            case ast.ImportFrom(module=str() as module, level=0):
                yield module
            case ast.ImportFrom(level=level) if level:
                where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                raise AssertionError(f"{where}: imports are written from the top, without leading dots")


def imported_files(path: Path) -> set[Path]:
    """The files of the package that a file imports to run, at the top or within a function."""
    typing_only = {
        id(inner)
        for node in nodes_of(path)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    named = (
        f"{node.module}.{alias.name}"
        for node in nodes_of(path)
        if isinstance(node, ast.ImportFrom) and id(node) not in typing_only
        for alias in node.names
    )
    return {found for name in named if (found := _file_of(name)) is not None} - {path}


@cache
def _file_of(name: str) -> Path | None:
    """The file of a module, or of the module that a name is imported from; None for another package."""
    top, *parts = name.split(".")
    if top != "fundcalc":
        return None
    for place in (PACKAGE.joinpath(*parts), PACKAGE.joinpath(*parts[:-1])):
        for file in (place.with_suffix(".py"), place / "__init__.py"):
            if file.is_file():
                return file
    return None


@cache
def arrows() -> dict[str, dict[str, list[str]]]:
    """What each room imports from which others, and where."""
    found: dict[str, dict[str, list[str]]] = {room: {} for room in ROOMS if room not in HANDING_ON}
    for room, others in found.items():
        for path in files(room):
            for module in modules(path):
                top, _dot, rest = module.partition(".")
                other = rest.partition(".")[0]
                if top == "fundcalc" and other not in {"", room}:
                    others.setdefault(other, []).append(path.relative_to(PACKAGE).as_posix())
    return found


@cache
def measured_floors() -> dict[str, int]:
    """The floor of each room: one above the highest of those it imports; without the rooms of a circle."""
    floors: dict[str, int] = {}
    while free := [room for room, others in arrows().items() if room not in floors and others.keys() <= floors.keys()]:
        for room in free:
            floors[room] = max((floors[other] + 1 for other in arrows()[room]), default=0)
    return floors


def written_floors() -> dict[str, int]:
    """The floor of each room in the table of CONTRIBUTING.md."""
    return {room: int(floor) for floor, _rest, room in _ROW.findall(CONTRIBUTING.read_text("utf-8"))}


def write_floors() -> None:
    """Number and sort the table of CONTRIBUTING.md; a new room needs a row first, on any floor."""
    text = CONTRIBUTING.read_text("utf-8")
    floors = measured_floors()
    rows = {room: rest for _floor, rest, room in _ROW.findall(text) if room in floors}
    table = "".join(f"| {floors[room]} {rows[room]}" for room in sorted(rows, key=lambda room: (floors[room], room)))
    first = _ROW.search(text)
    assert first
    CONTRIBUTING.write_text(text[: first.start()] + table + _ROW.sub("", text[first.start() :]), "utf-8")


if __name__ == "__main__":
    write_floors()
