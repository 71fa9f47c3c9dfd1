"""``population`` as a user runs it: what it writes, what it says, and that the other commands read it."""

from pathlib import Path

import pytest

from .test_commands import answer, run

pytest.importorskip("polars", reason="Polars is not installed")

POLICY = ("--policy", "yunnan-2025")
RECIPE = """
applications = 40
seed = 9
[application]
award_year = { value = 2026 }
application_date = { value = 2026-03-01 }
"""


def test_an_invented_round_is_written_and_decided(tmp_path: Path) -> None:
    place = tmp_path / "round"
    document = answer("population", "yunnan-2025", "-o", place, "--applications", "300")
    assert document == {
        "exit": 0,
        "policy": "yunnan-2025",
        "invented": True,
        "told": "yunnan-2025/population.toml: 300 invented applications (seed 1); nobody in them exists",
        "recipe": "yunnan-2025/population.toml",
        "seed": 1,
        "applications": 300,
        "organisations": 268,
        "paid": 137,
        "groups": ["region"],
        "written": [str(place / name) for name in ("applications.parquet", "paid.parquet", "README.txt")],
    }
    decided = answer("award", place, *POLICY)
    assert (decided["exit"], decided["engine"], decided["rows"], decided["payable"]) == (
        *(0, "polars", 300),
        "209098275.59",
    )


@pytest.mark.parametrize(("name", "more"), [("round", ("--csv",)), ("round.xlsx", ())])
def test_small_rounds_are_decided_by_the_exact_engine_to_the_same(
    name: str, more: tuple[str, ...], tmp_path: Path
) -> None:
    run("population", "yunnan-2025", "-o", tmp_path / name, "--applications", "300", *more)
    decided = run("award", tmp_path / name, *POLICY)
    assert decided.exit_code == 0
    assert "300 applications decided, 162 payable, in all CNY 209,098,275.59" in decided.stdout


def test_it_says_that_nobody_exists_and_what_to_do_next(tmp_path: Path) -> None:
    recipe = tmp_path / "mine.toml"
    recipe.write_text(RECIPE + '[group.region]\nchoices = { "昆明" = 1 }\n', "utf-8")
    file = tmp_path / "round.xlsx"
    done = run("population", "yunnan-2025", "-o", file, "--recipe", recipe)
    assert done.exit_code == 0
    assert done.stdout == (
        "mine.toml: 40 invented applications (seed 9); nobody in them exists\n\n"
        "Organisations\n  platforms of an organisation: 1 (100%)\n\n"
        "To group by\n  region: 昆明 (100%)\n\n"
        "Applications\n  year of the award: always 2026\n  date of application: always 1 March 2026\n\n"
        f"Written: {file}\n"
        "A workbook has no columns to group by; left out: region\n"
        f"Decide it: fundcalc award {file} --policy yunnan-2025\n"
    )
    table = tmp_path / "round.parquet"
    chinese = run("population", "yunnan-2025", "-o", table, "--recipe", recipe, "--seed", "3", language="zh").stdout
    assert chinese.startswith("mine.toml：40 份虚构申请（随机种子 3），均非真实单位\n")
    assert chinese.endswith(f"已写出：{table}\n测算：fundcalc award {table} --policy yunnan-2025\n")
    assert answer("award", table, *POLICY)["rows"] == 40


def test_faults_of_a_recipe_are_reported_and_nothing_is_written(tmp_path: Path) -> None:
    recipe, place = tmp_path / "mine.toml", tmp_path / "round"
    recipe.write_text(RECIPE + "filed_on = { values = 3 }\nadvisers = { mean = 3 }\n", "utf-8")
    done = run("population", "yunnan-2025", "-o", place, "--recipe", recipe)
    assert done.exit_code == 2
    assert done.stderr == (
        f"fundcalc: {recipe}\n"
        "  application.filed_on: says by exactly one of value, yes, choices, median, mean, between, part_of, by how it is "
        "drawn; did you mean value?\n"
        "  application.advisers.deviation: is missing\n"
    )
    assert not place.exists()


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    place = tmp_path / "round.xlsx"
    place.write_text("mine")
    done = run("population", "xpcc", "-o", place)
    assert (done.exit_code, done.stderr) == (2, f"fundcalc: {place}: is there already; give another name.\n")
    assert place.read_text() == "mine"
