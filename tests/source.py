"""The project's own Python files, parsed once for every test that reads code."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "fundcalc"
CODE = ("fundcalc", "ledgers", "notebooks", "benchmarks")

Node = tuple[str, ast.AST]  # the file, as a path from the root, and a node of its tree


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a file."""
    return tuple(ast.walk(tree(path)))


def paths(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def nodes(*folders: str) -> dict[type[ast.AST], list[Node]]:
    """Every node of these folders by its type, in the order of the files."""
    found: dict[type[ast.AST], list[Node]] = {}
    for path in paths(*folders):
        name = path.relative_to(ROOT).as_posix()
        for node in nodes_of(path):
            found.setdefault(type(node), []).append((name, node))
    return found


def of_type(folders: tuple[str, ...], *types: type[ast.AST]) -> list[Node]:
    """The nodes of some types in some folders."""
    by_type = nodes(*folders)
    return [pair for kind in types for pair in by_type.get(kind, [])]
