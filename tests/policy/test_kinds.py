"""Kinds of clause are closed: a new kind is handled through its own members, or mypy names the places that miss it."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import fundcalc
from fundcalc.policy import model as m

from ..source import tree

PACKAGE = Path(fundcalc.__file__).parent
AMOUNTS = get_args(get_args(m.AnyAmount)[0])
KINDS = {kind.__name__ for kind in (*m.WORDS.values(), *m.BENEFIT_KINDS.values(), *AMOUNTS)} | {
    "Threshold",
    "Benefit",
    "Condition",
}

TOY_AMOUNT = '''
class Toy(Amount):
    """So much for each member of the team."""

    kind: Literal["toy"]
    per_member: Fen
{members}

AnyAmount = Annotated[Flat | Toy |'''
AMOUNT_MEMBERS = """
    @property
    def bases(self) -> tuple[str, ...]:
        return ()

    def most(self, largest: Largest, unit: int) -> int:
        return self.per_member * 1_000_000_000

    def sizes(self, largest: Largest, unit: int) -> Sizes:
        return Sizes(self.most(largest, unit))
"""
TOY_BENEFIT = '''
class ToyBenefit(Benefit, Toy):
    """So much for each member of the team."""


AnyBenefit = Annotated[
    ToyBenefit | '''
TOY_CONDITION = '''
class Toy(Condition):
    """A count is even."""

    even: str
{members}

WORDS: Mapping[str, type[Condition]] = {{
    "even": Toy,'''
CONDITION_MEMBERS = """
    @property
    def facts(self) -> tuple[str, ...]:
        return (self.even,)
"""
# What a new kind touches besides its model: its meaning for one application and for a table, and its sentence.
OF_AN_AMOUNT = {
    ("engine/benefits.py", "_amount"),
    ("engine/amounts.py", "_worth"),
    ("engine/table/benefits.py", "_formula"),
    ("engine/table/amounts.py", "worth"),
    ("prose/benefits.py", "formula"),
    ("prose/formulas.py", "amount_lines"),
    ("prose/formulas.py", "_sentence"),
    ("prose/formulas.py", "_limits"),
}
OF_A_CONDITION = {
    ("engine/conditions.py", "question"),
    ("engine/table/conditions.py", "answer"),
    ("engine/table/overflow.py", "_condition_faults"),
    ("prose/conditions.py", "_wording"),
    ("prose/conditions.py", "_checked"),
    ("prose/conditions.py", "_found"),
    ("prose/missing.py", "missing_of"),
    ("workbooks/template_articles.py", "_condition"),
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield str(path.relative_to(PACKAGE)), tree(path)


def names(node: ast.AST) -> set[str]:
    """The kinds of clause named anywhere in a piece of code."""
    attributes = {inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)}
    return KINDS & (attributes | {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)})


def test_every_match_over_kinds_is_closed() -> None:
    open_ones = [
        f"{path}:{node.lineno}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Match)
        and any(names(case.pattern) for case in node.cases)
        and "assert_never" not in ast.dump(node.cases[-1])
    ]
    assert open_ones == []


def test_nothing_asks_for_a_kind_with_isinstance() -> None:
    asking = [
        f"{path}:{node.lineno}"
        for path, tree in sources()
        if path != "policy/conditions.py"  # which asks whether a clause was read already
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("isinstance", "type", "issubclass")
        and names(node)
    ]
    assert asking == []


def copy(folder: Path) -> Path:
    package = folder / "fundcalc"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "locale", "app", "fava", "cli"))
    return package


def put(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text, before
    path.write_text(text.replace(before, after, 1), "utf-8")


def checked(folder: Path) -> tuple[set[tuple[str, str]], str]:
    """The functions in which mypy finds an error, and what it says."""
    mypy = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-warn-unused-ignores", "--ignore-missing-imports",
         "--cache-dir", str(folder / "cache"),
         "--config-file", str(folder / "mypy.ini"), "fundcalc/policy", "fundcalc/engine", "fundcalc/prose",
         "fundcalc/workbooks", "fundcalc/scenario", "fundcalc/tables"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = set()
    for name, line in re.findall(r"^fundcalc/(\S+?):(\d+): error:", mypy.stdout, re.M):
        tree = ast.parse((folder / "fundcalc" / name).read_text("utf-8"))
        around = [
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and node.lineno <= int(line) <= (node.end_lineno or 0)
        ]
        found.add((name, around[-1] if around else ""))
    return found, mypy.stdout + mypy.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy(tmp_path)
    (tmp_path / "mypy.ini").write_text("[mypy]\nplugins = pydantic.mypy\n", "utf-8")
    return tmp_path


def put_amount(folder: Path, members: str) -> None:
    """Add a toy kind of amount, with its benefit and its word."""
    policy = folder / "fundcalc/policy"
    put(policy / "amounts.py", "\nAnyAmount = Annotated[Flat |", TOY_AMOUNT.format(members=members))
    put(policy / "benefits.py", "import Amount,", "import Toy, Amount,")
    put(policy / "benefits.py", "\nAnyBenefit = Annotated[\n    ", TOY_BENEFIT)
    put(policy / "benefits.py", '"by_reference": ByReference,', '"by_reference": ByReference, "toy": ToyBenefit,')


@pytest.mark.slow
def test_a_new_kind_of_amount_is_named_where_it_has_a_meaning_and_nowhere_else(folder: Path) -> None:
    put_amount(folder, AMOUNT_MEMBERS)
    places, output = checked(folder)
    assert places == OF_AN_AMOUNT, output


@pytest.mark.slow
def test_a_new_kind_of_condition_is_named_where_it_has_a_meaning(folder: Path) -> None:
    conditions = folder / "fundcalc/policy/conditions.py"
    put(conditions, "WORDS: Mapping[str, type[Condition]] = {", TOY_CONDITION.format(members=CONDITION_MEMBERS))
    put(
        conditions,
        '    Annotated[Is, Tag("is")]\n',
        '    Annotated[Is, Tag("is")]\n    | Annotated[Toy, Tag("even")]\n',
    )
    places, output = checked(folder)
    assert places == OF_A_CONDITION, output


@pytest.mark.slow
@pytest.mark.parametrize("of", ["amount", "condition"])
def test_a_kind_that_leaves_out_what_others_ask_for_is_refused(folder: Path, of: str) -> None:
    if of == "amount":
        put_amount(folder, "")
    else:
        path = folder / "fundcalc/policy/conditions.py"
        put(path, "WORDS: Mapping[str, type[Condition]] = {", TOY_CONDITION.format(members=""))
    places, output = checked(folder)
    of_file = {"amount": "policy/benefits.py", "condition": "policy/conditions.py"}[of]
    assert (of_file, "") in places, output
