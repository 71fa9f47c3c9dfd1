"""How the code reads, as counts that may only fall: each has a ceiling, and a lower count lowers the ceiling."""

import ast
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from .source import CODE, ROOT, of_type, paths

CEILINGS = {
    "loop variables called each": 0,
    "loop variables called each in tests": 0,
    "vague names": 0,
    "vague names in tests": 0,
    "messages with 'is no'": 12,
    "class names used twice": 0,
    "functions over 60 lines": 0,
    "modules over 300 lines": 2,
    "docstrings whose first line is over 80 columns": 0,
    "Any": 140,
}
VAGUE = {
    "told", "held", "asked", "looked", "leans", "whose", "amiss", "matter", "beside", "sound",
    "Matter", "Surroundings", "Past", "Held", "Met", "Looked", "Differs",
}  # fmt: skip
FIRST_COMMIT = "layout: import from the new packages"  # subjects are counted from here on
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def loops_over_each(*folders: str) -> Iterator[str]:
    for path, node in of_type(folders, ast.For, ast.AsyncFor, ast.comprehension):
        assert isinstance(node, ast.For | ast.AsyncFor | ast.comprehension)
        if any(isinstance(part, ast.Name) and part.id == "each" for part in ast.walk(node.target)):
            yield f"{path}:{node.target.lineno}"


def bound_name(node: ast.AST) -> str | None:
    """The name that a node gives to something."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.ClassDef(name=name):
            return name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return name
        case ast.alias(asname=name) | ast.MatchAs(name=name) | ast.MatchStar(name=name):
            return name
    return None


def vague_names(*folders: str) -> Iterator[str]:
    naming = (ast.Name, ast.arg, ast.ClassDef, ast.alias, ast.MatchAs, ast.MatchStar, *FUNCTIONS)
    for path, node in of_type(folders, *naming):
        name = bound_name(node) or ""
        if VAGUE & {name, *name.split("_")}:
            yield f"{path}:{getattr(node, 'lineno', '?')} {name}"


def docstrings() -> Iterator[tuple[str, ast.Constant]]:
    for path, node in of_type(CODE, ast.Module, ast.ClassDef, *FUNCTIONS):
        match node:
            case (
                ast.Module(body=[ast.Expr(value=ast.Constant(value=str()) as text), *_])
                | ast.ClassDef(body=[ast.Expr(value=ast.Constant(value=str()) as text), *_])
                | ast.FunctionDef(body=[ast.Expr(value=ast.Constant(value=str()) as text), *_])
                | ast.AsyncFunctionDef(body=[ast.Expr(value=ast.Constant(value=str()) as text), *_])
            ):
                yield path, text


def messages_with_is_no() -> Iterator[str]:
    documentation = {id(text) for _path, text in docstrings()}
    for path, node in of_type(CODE, ast.Constant):
        assert isinstance(node, ast.Constant)
        if (
            isinstance(node.value, str)
            and id(node) not in documentation
            and re.search(r"\bis no (?!longer)", node.value)
        ):
            yield f"{path}:{node.lineno} {node.value}"


def class_names_used_twice() -> Iterator[str]:
    classes = [(node.name, path) for path, node in of_type(CODE, ast.ClassDef) if isinstance(node, ast.ClassDef)]
    counts = Counter(name for name, _path in classes)
    for name in sorted(name for name, count in counts.items() if count > 1):
        yield f"{name}: " + ", ".join(path for other, path in classes if other == name)


def functions_over_60_lines() -> Iterator[str]:
    for path, node in of_type(CODE, *FUNCTIONS):
        assert isinstance(node, FUNCTIONS)
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > 60:
            yield f"{path}:{node.lineno} {node.name} ({lines})"


def modules_over_300_lines() -> Iterator[str]:
    for path in paths(*CODE):
        lines = len(path.read_text("utf-8").splitlines())
        if lines > 300:
            yield f"{path.relative_to(ROOT).as_posix()} ({lines})"


def long_first_lines() -> Iterator[str]:
    for path, text in docstrings():
        first = str(text.value).strip().splitlines()[0]
        if len(first) > 80:
            yield f"{path}:{text.lineno} {first}"


def uses_of_any() -> Iterator[str]:
    for path, node in of_type(CODE, ast.Name):
        assert isinstance(node, ast.Name)
        if node.id == "Any":
            yield f"{path}:{node.lineno}"


COUNTS: dict[str, Callable[[], Iterator[str]]] = {
    "loop variables called each": lambda: loops_over_each(*CODE),
    "loop variables called each in tests": lambda: loops_over_each("tests"),
    "vague names": lambda: vague_names(*CODE),
    "vague names in tests": lambda: vague_names("tests"),
    "messages with 'is no'": messages_with_is_no,
    "class names used twice": class_names_used_twice,
    "functions over 60 lines": functions_over_60_lines,
    "modules over 300 lines": modules_over_300_lines,
    "docstrings whose first line is over 80 columns": long_first_lines,
    "Any": uses_of_any,
}


@pytest.mark.parametrize("what", COUNTS)
def test_a_count_does_not_rise(what: str) -> None:
    places = list(COUNTS[what]())
    ceiling = CEILINGS[what]
    assert len(places) <= ceiling, f"{what}: {len(places)}, more than {ceiling}:\n" + "\n".join(places)
    assert len(places) == ceiling, f"{what}: {len(places)} now; lower the ceiling of {ceiling} to keep it so"


def test_a_commit_subject_fits_72_columns() -> None:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("this copy has no history")
    log = subprocess.run(["git", "log", "--format=%s"], cwd=ROOT, capture_output=True, text=True, check=True)
    subjects = log.stdout.splitlines()
    first = next((place for place, subject in enumerate(subjects) if subject.startswith(FIRST_COMMIT)), None)
    if first is None:
        pytest.skip("the history of this copy is cut off")
    assert [subject for subject in subjects[:first] if len(subject) > 72] == []
