"""Recipes that the tests of this folder write: a smallest one, and lines put in front of or after it."""

from pathlib import Path

LEAST = """
[application]
award_year = { value = 2026 }
application_date = { value = 2026-03-01 }
"""


def recipe(folder: Path, lines: str = "", *, first: str = "", least: str = LEAST) -> Path:
    """A recipe of ``first``, what every recipe has, and ``lines``, which stand in [application] until they say otherwise."""
    path = folder / "recipe.toml"
    path.write_text(first + least + lines, "utf-8")
    return path
