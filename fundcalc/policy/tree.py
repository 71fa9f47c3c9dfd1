"""Walk the tables of a policy file, and find a place by its dotted path."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    waiting: list[tuple[object, str, str]] = [(node, path, cite)]
    while waiting:
        node, path, cite = waiting.pop()
        items: Iterable[tuple[object, object]] = ()
        if isinstance(node, list):
            items = enumerate(node)
        elif isinstance(node, dict) and readings is not None and isinstance(node.get("reading"), str):
            chosen = readings.get(node["reading"], "")
            items = [(chosen, node[chosen])] if chosen in node else ()
        elif isinstance(node, dict):
            cite = node["cite"] if isinstance(node.get("cite"), str) else cite
            yield TreePlace(path, node, cite)
            items = node.items()
        below = [(value, _joined(path, step), cite) for step, value in items if isinstance(value, dict | list)]
        waiting += reversed(below)


def copied(node: object) -> object:
    """A node with tables and lists of its own."""
    if isinstance(node, dict):
        return {key: copied(value) if isinstance(value, dict | list) else value for key, value in node.items()}
    return [copied(item) for item in node] if isinstance(node, list) else node


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
