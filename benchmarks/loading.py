"""The file of each measure read and checked, beside its TOML alone.

    python -m benchmarks.loading

Processor time, the best of ten runs. A file that was read is kept by the process, so each run has a comment of its own.
"""

from collections.abc import Callable
from functools import partial
from time import process_time

from fundcalc.base.toml import tables
from fundcalc.policy.library import available, find
from fundcalc.policy.loading import read

RUNS = 10


def best(work: Callable[[bytes], object], text: bytes) -> float:
    """The milliseconds that the fastest of several runs takes."""
    seconds = []
    for run in range(RUNS):
        started = process_time()
        work(text + b"\n# %d" % run)
        seconds.append(process_time() - started)
    return min(seconds) * 1000


def main() -> None:
    """Run and print the table."""
    print(f"{'measure':24} {'TOML alone, ms':>15} {'read and checked, ms':>21} {'times':>7}")
    for id_ in available():
        path = find(id_)
        text = path.read_bytes()
        alone = best(partial(tables, where=""), text)
        whole = best(partial(read, path=path, changes={}, readings={}), text)
        print(f"{id_:24} {alone:15.1f} {whole:21.1f} {whole / alone:7.1f}")


if __name__ == "__main__":
    main()
