"""The tables of a policy file before they are checked: going through them, and finding a place by its dotted path."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Raw = dict[str, Any]


class Place(NamedTuple):
    """A table of the file, its dotted path, and the article it stands under."""

    path: str
    table: Raw
    cite: str


def walk(node: Any, path: str = "", *, cite: str = "", readings: Mapping[str, str] | None = None) -> Iterator[Place]:
    """Yield every table at or below a node, outer ones first, in the order of the file.

    With ``readings`` only the branch that the reading takes is entered; without, every branch is.
    """
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from walk(item, _joined(path, index), cite=cite, readings=readings)
    elif isinstance(node, dict):
        if readings is not None and isinstance(node.get("reading"), str):
            chosen = readings.get(node["reading"], "")
            if chosen in node:
                yield from walk(node[chosen], _joined(path, chosen), cite=cite, readings=readings)
            return
        cite = node["cite"] if isinstance(node.get("cite"), str) else cite
        yield Place(path, node, cite)
        for key, value in node.items():
            yield from walk(value, _joined(path, key), cite=cite, readings=readings)


def inside(node: Any, step: str) -> Any:
    """Return what stands under a key or an index of a table or list; None where nothing does."""
    if isinstance(node, dict):
        return node.get(step)
    return node[int(step)] if has_index(node, step) else None


def has_index(node: Any, step: str) -> bool:
    """Whether a step of a path is an index that a list has."""
    is_index = step.isascii() and step.isdecimal() and len(step) < 10
    return isinstance(node, list) and is_index and int(step) < len(node)


def find(node: Any, path: Sequence[str]) -> Any:
    """Return what stands at a path below a node; None where nothing does."""
    for step in path:
        node = inside(node, step)
    return node


def put(node: Any, step: str, value: object) -> None:
    """Put a value under a key, or in place of an item of a list."""
    node[int(step) if isinstance(node, list) else step] = value


def _joined(path: str, step: object) -> str:
    return f"{path}.{step}" if path else str(step)
