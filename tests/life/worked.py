"""Worked histories of ``worked.toml``: each measure from the first application to a revocation and a new application.

``python -m tests.life.worked`` writes the page ``docs/life-histories.md`` from it.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.source import ROOT

PAGE = ROOT / "docs" / "life-histories.md"
HEAD = """\
# Worked histories

One invented platform under each measure, from the first application to a revocation and a new application: what happened, and
where it stands afterwards. Every day is a test. `!` marks what is overdue; how to read the rest: [life.md](life.md). Written by
`python -m tests.life.worked`.
"""


@dataclass(frozen=True)
class Day:
    """A day, what happened on it, and what holds after it."""

    on: str
    state: str
    event: str = ""
    cite: str = ""
    until: str = ""
    due: Sequence[str] = ()
    proposed: Sequence[str] = ()


@dataclass(frozen=True)
class History:
    """A worked history of one platform under one measure."""

    policy: str
    about: str
    days: Sequence[Day]
    platform: Mapping[str, str]
    changes: Mapping[str, object] = field(default_factory=dict)
    paid: Sequence[Mapping[str, object]] = ()


def _histories() -> list[History]:
    read = tomllib.loads(Path(__file__).with_name("worked.toml").read_text("utf-8"))["history"]
    return [History(**{**history, "days": [Day(**day) for day in history["days"]]}) for history in read]


HISTORIES = _histories()


def rows_of(history: History) -> list[dict[str, str]]:
    """The events of a history as rows of the sheet."""
    rows = []
    for day in history.days:
        if day.event:
            word, *more = day.event.split()
            given = {"date": day.on, "event": word, **dict(part.split("=") for part in more)}
            rows.append({"platform": "p1", "organisation": "o1", **history.platform, **given})
    return rows


def page() -> str:
    """The histories as a page of the documentation."""
    lines = [HEAD.rstrip()]
    for history in HISTORIES:
        lines += ["", f"## `{history.policy}`", "", f"{history.about[:1].upper()}{history.about[1:]}.", ""]
        lines += ["| day | what happened | state | until | due | must follow |", "|---|---|---|---|---|---|"]
        for day in history.days:
            state = f"`{day.state}` {day.cite}".strip()
            cells = (day.on, day.event, state, day.until, "; ".join(day.due), "; ".join(day.proposed))
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
