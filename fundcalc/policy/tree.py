"""Walk the tables of a policy file, and find a place by its dotted path."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Raw = dict[str, Any]


class TreePlace(NamedTuple):
    """A table of the file, its dotted path, and the article it stands under."""

    path: str
    table: Raw
    cite: str


def walk(
    node: object, path: str = "", *, cite: str = "", readings: Mapping[str, str] | None = None
) -> Iterator[TreePlace]:
    """Yield every table at or below a node, outer ones first.

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
        yield TreePlace(path, node, cite)
        for key, value in node.items():
            yield from walk(value, _joined(path, key), cite=cite, readings=readings)


def inside(node: object, step: str) -> object:
    """Return what stands under a key or an index; None where nothing does."""
    if isinstance(node, dict):
        return node.get(step)
    return node[int(step)] if isinstance(node, list) and has_index(node, step) else None


def has_index(node: object, step: str) -> bool:
    """Whether a step of a path is an index that a list has."""
    is_index = step.isascii() and step.isdecimal() and len(step) < 10
    return isinstance(node, list) and is_index and int(step) < len(node)


def find(node: object, path: Sequence[str]) -> object:
    """Return what stands at a path below a node; None where nothing does."""
    for step in path:
        node = inside(node, step)
    return node


def put(node: object, step: str, value: object) -> None:
    """Put a value under a key of a table, or in place of an item of a list."""
    match node:
        case dict():
            node[step] = value
        case list():
            node[int(step)] = value


def _joined(path: str, step: object) -> str:
    return f"{path}.{step}" if path else str(step)
