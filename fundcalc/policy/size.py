"""Refuse a file that says more than a measure can, before its parts are read."""

from collections.abc import Iterator, Mapping

from fundcalc.base.i18n import _
from fundcalc.policy.tree import Raw, walk

_MOST_TABLES = 1_000
_MOST_ITEMS = 1_000
# Of the tables of a section of the head.
_MOST_OF: Mapping[str, int] = {"reading": 100, "version": 30}


def size_faults(raw: Raw) -> Iterator[str]:
    """Say what a file has more of than any measure needs."""
    message = _("{path}: has {count} items; no measure needs more than {most}")
    for section, most in _MOST_OF.items():
        if isinstance(raw.get(section), dict) and len(raw[section]) > most:
            yield message.format(path=section, count=len(raw[section]), most=most)
    tables = list(walk(raw))
    if len(tables) > _MOST_TABLES:
        yield _("holds {count} tables; no measure needs more than {most}").format(count=len(tables), most=_MOST_TABLES)
    for place in tables:
        for key, value in place.table.items():
            if isinstance(value, list) and len(value) > _MOST_ITEMS:
                yield message.format(path=f"{place.path}.{key}".lstrip("."), count=len(value), most=_MOST_ITEMS)
