"""The life of a platform drawn: boxes for the states, arrows for what leads on."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import NamedTuple

from fundcalc.base.figures import several
from fundcalc.policy.life_rules import State
from fundcalc.policy.loading import Policy
from fundcalc.prose.figures import filing_word
from fundcalc.prose.life import state_word
from fundcalc.prose.life_diagram import Arrow, arrows

_WIDTH, _HEIGHT = 120, 40  # of a box, in pixels
_COLUMN, _ROW = 330, 190
_LINE = 15
_APART = 8  # half the distance between two parallel arrows

# Where a state stands: its column and row. No line between two of them passes a third.
_PLACES: Mapping[State, tuple[int, int]] = {
    "none": (0, 0),
    "applied": (1, 0),
    "building": (1, 1),
    "filed": (2, 0),
    "rectifying": (3, 0),
    "barred": (3, 1),
    "revoked": (2, 2),
}


class _Spot(NamedTuple):
    """A place in the drawing."""

    x: int
    y: int


def life_drawing(policy: Policy) -> str:
    """The diagram as SVG; empty where the measure rules no life."""
    made = arrows(policy)
    if not made:
        return ""
    states = [state for state in _PLACES if any(state in (arrow.start, arrow.end) for arrow in made)]
    spots = [_middle(state) for state in states]
    width, height = max(spot.x for spot in spots) + _WIDTH, max(spot.y for spot in spots) + _HEIGHT
    filing = filing_word(policy)
    pairs = {(start, end): group for start, end, group in _pairs(made)}
    parts = [
        part
        for (start, end), group in pairs.items()
        for part in _drawn(start, end, group, returns=(end, start) in pairs)
    ]
    parts += [part for state in states for part in _box(_middle(state), state_word(state, filing))]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="100%" role="img" font-size="12">'
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="10" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 10 5 0 10z" fill="#555"/></marker></defs>'
        f"{''.join(parts)}</svg>"
    )


def _middle(state: State) -> _Spot:
    column, row = _PLACES[state]
    return _Spot(_WIDTH // 2 + 10 + column * _COLUMN, _HEIGHT + row * _ROW)


def _pairs(made: Sequence[Arrow]) -> Iterator[tuple[State, State, list[Arrow]]]:
    """The arrows between two states, drawn as one."""
    ordered = sorted(made, key=lambda arrow: (arrow.start, arrow.end))
    for (start, end), group in groupby(ordered, key=lambda arrow: (arrow.start, arrow.end)):
        yield start, end, list(group)


def _box(spot: _Spot, text: str) -> Iterator[str]:
    x, y = spot.x - _WIDTH // 2, spot.y - _HEIGHT // 2
    yield f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="6" fill="#f5f5f5" stroke="#333"/>'
    yield f'<text x="{spot.x}" y="{spot.y + 5}" text-anchor="middle" font-size="14">{escape(text)}</text>'


def _drawn(start: State, end: State, group: Sequence[Arrow], *, returns: bool) -> Iterator[str]:
    """An arrow with what leads on and its articles beside its middle.

    Where another ``returns``, the two run in parallel.
    """
    back = _PLACES[start] > _PLACES[end]
    shift = 0 if not returns else _APART if back else -_APART
    first, last = _edge(_middle(start), _middle(end)), _edge(_middle(end), _middle(start))
    ends = f'x1="{first.x}" y1="{first.y + shift}" x2="{last.x}" y2="{last.y + shift}"'
    yield f'<line {ends} stroke="#555" marker-end="url(#tip)"/>'
    part = _label_at(start, end)
    x = first.x + (last.x - first.x) * part // 100
    y = first.y + (last.y - first.y) * part // 100 + shift
    texts = [text for arrow in group for text in (arrow.label, *_lines(arrow))]
    top = y + _LINE if returns and back else y - _LINE * (len(texts) - 1) - 5
    for number, text in enumerate(texts):
        line = f'<text x="{x}" y="{top + number * _LINE}" text-anchor="middle" stroke="#fff" stroke-width="4"'
        yield f'{line} paint-order="stroke">{escape(text)}</text>'


def _label_at(start: State, end: State) -> int:
    """How far along an arrow its label stands, in per cent, so that no two meet."""
    (column, row), (other_column, other_row) = _PLACES[start], _PLACES[end]
    if column == other_column:
        return 35
    return 62 if other_row > row else 50


def _lines(arrow: Arrow) -> Iterator[str]:
    """The articles of an arrow, two on a line."""
    for at in range(0, len(arrow.cites), 2):
        yield several(arrow.cites[at : at + 2])


def _edge(spot: _Spot, towards: _Spot) -> _Spot:
    """Where a line from the middle of a box towards another leaves it."""
    across, down = towards.x - spot.x, towards.y - spot.y
    if abs(across) * _HEIGHT >= abs(down) * _WIDTH:
        half = _WIDTH // 2 if across > 0 else -_WIDTH // 2
        return _Spot(spot.x + half, spot.y + down * abs(half) // abs(across))
    half = _HEIGHT // 2 if down > 0 else -_HEIGHT // 2
    return _Spot(spot.x + across * abs(half) // abs(down), spot.y + half)
