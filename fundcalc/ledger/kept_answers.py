"""What the applications kept beside a book answered.

For rules that hold on after the decision, such as quotas of use.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from fundcalc.ledger import kept_files


class AwardKey(NamedTuple):
    """What of an award its application says too."""

    policy: str
    platform: str
    year: int
    claim: str


def answers(folder: Path) -> Mapping[AwardKey, Mapping[str, bool | str]]:
    """The yes/no facts and choices of each application.

    A fact that two kept applications of one award answer differently is left out.
    """
    found: dict[AwardKey, dict[str, bool | str]] = {}
    doubtful: dict[AwardKey, set[str]] = {}
    for file in sorted((folder / "inputs").glob("*.jsonl")):
        content = kept_files.content(folder, f"inputs/{file.name}") or b""
        if hashlib.sha256(content).hexdigest() != file.stem:
            continue  # reported by the replay
        for line in content.splitlines():
            with suppress(LookupError, TypeError, ValueError, RecursionError):  # reported by the replay too
                raw = json.loads(line)
                given = raw["application"]
                key = AwardKey(
                    str(raw["policy"]), str(given["platform"]), int(given["award_year"]), given.get("claim", "")
                )
                own = {fact: value for fact, value in given.items() if isinstance(value, bool | str)}
                known = found.setdefault(key, {})
                doubtful.setdefault(key, set()).update(
                    fact for fact, value in own.items() if known.get(fact, value) != value
                )
                known |= own
    return {
        key: {fact: value for fact, value in known.items() if fact not in doubtful[key]} for key, known in found.items()
    }
