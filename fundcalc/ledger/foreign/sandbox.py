"""Read a ledger in a child process with limits on memory, time and files.

Nothing in it can harm the process that asks.

What the child finds comes back as JSON. A file at which the child dies is a finding, and the others are read without it.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from fundcalc.auditing.evidence import AwardFacts, Evidence, Movement, OtherSum, PlatformRow, Rejected, RevokedPlatform
from fundcalc.auditing.lines import Line
from fundcalc.base.i18n import current
from fundcalc.ledger import messages
from fundcalc.ledger.foreign.child import SECONDS

_MOST_DEATHS = 20
_DATES = ("date", "on", "until", "revoked_on")


def read_confined(
    top: Path, *, mapped: Sequence[str] = (), basis: str | None = None
) -> tuple[Evidence, str, tuple[str, ...]]:
    """What a ledger holds, its digest, and what was left out.

    ``top`` is its top file, ours or anyone's.

    ``mapped`` are accounts that count as spending, and ``basis`` when spending counts, see ``foreign/reader.py``.
    """
    skip: list[str] = []
    while True:
        request = {"top": str(top), "mapped": list(mapped), "basis": basis, "skip": skip, "language": current()}
        answer, digest, last = _ask(request)
        if answer is not None:
            break
        if not last or last in skip or len(skip) >= _MOST_DEATHS:
            dead = Rejected(top.name, str(messages.CRASHED_PARSER))
            return Evidence(rejected=(dead,)), f"{top.resolve()}", ()
        skip.append(last)
    evidence = Evidence(
        tuple(Line(date.fromisoformat(day) if day else None, *rest) for day, *rest in answer["lines"]),
        tuple(AwardFacts(**_dated(award)) for award in answer["awards"]),
        tuple(Movement(**_dated(movement)) for movement in answer["movements"]),
        tuple(Rejected(**rejected) for rejected in answer["rejected"]),
        others=tuple(OtherSum(**other) for other in answer["others"]),
        revocations=tuple(RevokedPlatform(**_dated(revoked)) for revoked in answer["revocations"]),
        events=tuple(PlatformRow(**row) for row in answer["events"]),
    )
    return evidence, digest, tuple(answer["notes"])


def _dated(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: date.fromisoformat(value) if key in _DATES and value else value for key, value in fields.items()}


def _ask(request: Mapping[str, object]) -> tuple[dict[str, Any] | None, str, str]:
    """The child's answer and its SHA-256, or None and the file it was at when it died."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "LANG", "LC_ALL") if key in os.environ}
    # -I: nothing of the folder we are in, of the user's own packages or of PYTHON… variables is imported.
    command = [sys.executable, "-I", "-B", "-m", "fundcalc.ledger.foreign.child"]
    try:
        child = subprocess.run(  # noqa: S603, our own interpreter and module
            command,
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=SECONDS + 30,
            env=kept,
            check=False,
        )
        said = child.stderr
        if child.returncode == 0:
            answer: dict[str, object] = json.loads(child.stdout)
            return answer, hashlib.sha256(child.stdout).hexdigest(), ""
    except subprocess.TimeoutExpired as error:
        said = error.stderr or b""
    at = [line for line in said.decode("utf-8", "replace").splitlines() if line.startswith("at ")]
    return None, "", at[-1].removeprefix("at ") if at else ""
