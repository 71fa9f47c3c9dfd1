"""The child process that reads a ledger for ``sandbox`` and answers in JSON.

It imports the reader only when its memory, its time and its files are limited.
"""

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

from fundcalc.base.garbage_collection import collect_rarely, without_collecting
from fundcalc.base.memory import limit_process

MEMORY = 8 << 30
SECONDS = 300


def main() -> None:
    """Read the ledger named on standard input; write its evidence to standard output."""
    limit_process(MEMORY, SECONDS)
    collect_rarely()
    from fundcalc.base.i18n import choose
    from fundcalc.ledger.audit_view import evidence_of, is_ours
    from fundcalc.ledger.foreign.reader import evidence_of_foreign

    request = json.load(sys.stdin)
    choose(request["language"])
    top = Path(request["top"])

    def at(name: str) -> None:
        sys.stderr.write(f"at {name}\n")
        sys.stderr.flush()

    with without_collecting():
        notes: tuple[str, ...] = ()
        if not request["skip"] and is_ours(top, at):
            evidence = evidence_of(top.parent)
        else:
            evidence, notes = evidence_of_foreign(
                top, mapped=request["mapped"], basis=request["basis"], skip=request["skip"], progress=at
            )
        answer = {
            "notes": notes,
            "lines": evidence.lines,
            **{
                part: list(map(asdict, getattr(evidence, part)))
                for part in ("awards", "movements", "rejected", "others", "revocations", "events")
            },
        }
        sys.stdout.write(json.dumps(answer, default=date.isoformat))


if __name__ == "__main__":
    main()
