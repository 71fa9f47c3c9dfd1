"""Paths of the notebooks and the example book, installed or in the source tree."""

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def notebooks_folder() -> Path:
    """The folder of the notebooks."""
    return _place("notebooks")


def example_book() -> Path:
    """The special account of an invented unit, with faults that an audit finds."""
    return _place("ledgers") / "special"


def _place(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
