"""One engine in a process of its own, asked over pipes: the engine's side.

Nothing but the standard library is imported here.

A line in is ``{"do": "run", "work": …}`` and its kind, a line out the answer, both JSON. The seconds are measured here, so a
pipe costs nothing; the peak is what the highest resident memory was above that before the work (Linux tells both).
"""

import json
import os
import resource
import sys
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from time import perf_counter

Work = Callable[[], object]
Load = Callable[[Path, Fraction], Mapping[str, Work]]
Save = Callable[[object, Path], None]


def serve(load: Load, save: Save) -> None:
    """Answer until the pipe closes.

    ``load`` makes the works by name, of the population in a folder at a rate; ``save`` writes a work's result to a file.
    """
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what an engine prints is no answer
    works: Mapping[str, Work] = {}
    print(json.dumps({}), file=out, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        answer: dict[str, object] = {}
        match request["do"]:
            case "load":
                works = load(Path(request["folder"]), Fraction(request["rate"]))
                answer = {"works": list(works)}
            case "run":
                start = perf_counter()
                works[request["work"]]()
                answer = {"seconds": perf_counter() - start}
            case "peak":
                before = _resident("VmRSS")
                Path("/proc/self/clear_refs").write_text("5")
                result = works[request["work"]]()
                answer = {"mb": (_resident("VmHWM") - before) / 1024}
                del result
            case "save":
                save(works[request["work"]](), Path(request["to"]))
        print(json.dumps(answer), file=out, flush=True)


def _resident(what: str) -> int:
    """KiB."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except FileNotFoundError:  # no Linux: the highest so far, for both
        return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return next(int(line.split()[1]) for line in lines if line.startswith(what))
