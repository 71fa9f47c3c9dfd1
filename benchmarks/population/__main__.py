"""Decide a population with this project, by hand, and with other engines.

It is a population of Yunnan applications, and it is invented.

    python -m benchmarks.population [ROWS …] [--peers PYTHON] [--engines NAME …] [--variants NAME …] [--only PART …]

Each engine is a process of its own; up to two million rows all are loaded and take turns, above that one after another.
"amounts" are building and operating subsidy before elections, "statuses" these with reasons, status and payable after
elections and competition; "call" is ``decide_table`` on a lazy table, which looks at every value. Medians; ratios are to
Polars written by hand, of the same work and of the amounts alone; "growth" is to the size before. The peak is that of one
work in a new process, above what was resident before.
"""

import argparse
import gc
import platform
import statistics
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.population.agreement import before_elections, differences
from benchmarks.population.driver import Child, Missing, RivalEngine, engines, found, write
from benchmarks.population.invented import VARIANTS, mixed

TOGETHER = 2_000_000  # rows; more of them in every engine at once fill the memory
DECIMAL_UP_TO = 100_000
RATES = (Fraction(1, 5), Fraction(3, 10), Fraction(1, 8))
AGREED_ON = 100_000

Seconds = Mapping[tuple[str, str], float]


def main() -> None:
    """Run the parts and print them as Markdown."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.population", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("rows", nargs="*", type=int, default=[1_000, 100_000, 1_000_000])
    parser.add_argument(
        "--peers", metavar="PYTHON", help="the interpreter that OpenFisca-Core and ttsim-backend are installed for"
    )
    parser.add_argument("--engines", nargs="+", metavar="NAME", help="only these")
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=list(VARIANTS))
    parser.add_argument("--only", nargs="+", choices=("speed", "exact"), default=["exact", "speed"])
    arguments = parser.parse_args()
    chosen = {
        name: engine
        for name, engine in engines(arguments.peers).items()
        if arguments.engines is None or name in arguments.engines
    }
    chosen = {name: engine for name, engine in chosen.items() if _starts(engine)}
    print(f"{platform.machine()}, Python {platform.python_version()}, ", end="")
    print(", ".join(f"{name} {version(name)}" for name in ("polars", "duckdb", "narwhals", "numpy")), flush=True)
    if "exact" in arguments.only:
        agreement(chosen)
        exactness(chosen)
    if "speed" in arguments.only:
        for variant in arguments.variants:
            before: Seconds = {}
            for rows in arguments.rows:
                before = speed(variant, rows, chosen, before)


def _starts(engine: RivalEngine) -> bool:
    try:
        with Child(engine):
            return True
    except Missing as error:
        print(f"{engine.label}: not measured: {error}")
        return False


def agreement(chosen: Mapping[str, RivalEngine]) -> None:
    """Count the rows in which an engine differs from fundcalc in Polars.

    All columns; without this the timings would mean nothing.
    """
    print(f"\nRows of {AGREED_ON:,} that differ from fundcalc in Polars, at 20 %\n")
    for variant, invent in VARIANTS.items():
        population = invent(AGREED_ON)
        with TemporaryDirectory() as place:
            write(population, Path(place), codes=True)
            with Child(engines(None)["polars"]) as child:
                child.load(Path(place))
                child.ask("save", work="statuses", to=f"{place}/wanted")
            wanted = found(Path(place) / "wanted", population.applications, of_codes=False)
            for engine in chosen.values():
                with Child(engine) as child:
                    if "statuses" not in child.load(Path(place)):
                        continue
                    child.ask("save", work="statuses", to=f"{place}/told")
                answers = found(Path(place) / "told", population.applications, of_codes=engine.of_codes)
                print(f"* {variant}, {engine.label}: {differences(wanted, answers) or 'none'}", flush=True)


def exactness(chosen: Mapping[str, RivalEngine]) -> None:
    """Rows of which an amount is not what Decimal gives."""
    population = before_elections(mixed(AGREED_ON))
    print(f"\nRows of {AGREED_ON:,} with an amount that differs from Decimal by a fen or more\n")
    print("| engine | " + " | ".join(f"{float(rate):.1%}" for rate in RATES) + " |\n|---|" + "---:|" * len(RATES))
    wrong: dict[str, list[str]] = {engine.label: [] for engine in chosen.values()}
    with TemporaryDirectory() as place:
        write(population, Path(place), codes=True)
        for rate in RATES:
            with Child(engines(None)["by_decimal"]) as child:
                child.load(Path(place), rate)
                child.ask("save", work="amounts", to=f"{place}/wanted")
            wanted = found(Path(place) / "wanted", population.applications, of_codes=False).sort("platform")
            for engine in chosen.values():
                with Child(engine) as child:
                    work = "amounts" if "amounts" in child.load(Path(place), rate) else "statuses"
                    child.ask("save", work=work, to=f"{place}/told")
                answers = found(Path(place) / "told", population.applications, of_codes=engine.of_codes).sort(
                    "platform"
                )
                differs = [wanted[name].ne_missing(answers[name]) for name in ("build.amount", "operating.amount")]
                wrong[engine.label].append(f"{int((differs[0] | differs[1]).sum()):,}")
    for label, counts in wrong.items():
        print(f"| {label} | " + " | ".join(counts) + " |", flush=True)


def speed(variant: str, rows: int, chosen: Mapping[str, RivalEngine], before: Seconds) -> Seconds:
    """Print the table of one population; the median seconds of each engine and work."""
    kept = {name: engine for name, engine in chosen.items() if name != "by_decimal" or rows <= DECIMAL_UP_TO}
    with TemporaryDirectory() as place:
        write(VARIANTS[variant](rows), Path(place), codes=any(engine.of_codes for engine in kept.values()))
        gc.collect()
        rounds = 15 if rows <= 10_000 else 5 if rows <= TOGETHER else 3
        if rows <= TOGETHER:
            median = _in_turn(kept, Path(place), rounds)
        else:
            median = {}
            for name, engine in kept.items():
                median |= _in_turn({name: engine}, Path(place), rounds)
        peaks = _peaks(kept, Path(place), median) if rows >= 100_000 else {}
    print(f"\n{variant}, {rows:,} rows, median of {rounds} rounds\n")
    print("| engine | work | ms | M rows/s | to by hand | to amounts by hand | peak MB | growth |")
    print("|---|---|" + "---:|" * 6)
    for (name, work), seconds in median.items():
        hand, least = (median.get(("by_polars", level)) for level in (work.split()[0].rstrip(","), "amounts"))
        cells = [
            f"{seconds * 1000:.1f}",
            f"{rows / seconds / 1e6:.2f}",
            f"{seconds / hand:.2f}" if hand else "",
            f"{seconds / least:.1f}" if least else "",
            f"{peaks[name, work]:.0f}" if (name, work) in peaks else "",
            f"{seconds / before[name, work]:.1f}" if (name, work) in before else "",
        ]
        print(f"| {kept[name].label} | {work} | {' | '.join(cells)} |", flush=True)
    return median


def _in_turn(chosen: Mapping[str, RivalEngine], folder: Path, rounds: int) -> Seconds:
    taken: dict[tuple[str, str], list[float]] = {}
    with ExitStack() as stack:
        running = {name: stack.enter_context(Child(engine)) for name, engine in chosen.items()}
        works = [(name, work) for name, child in running.items() for work in child.load(folder)]
        for name, work in works:  # to warm up
            running[name].ask("run", work=work)
        for _turn in range(rounds):
            for name, work in works:
                taken.setdefault((name, work), []).append(running[name].ask("run", work=work)["seconds"])
    return {key: statistics.median(times) for key, times in taken.items()}


def _peaks(
    chosen: Mapping[str, RivalEngine], folder: Path, works: Iterable[tuple[str, str]]
) -> Mapping[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for name, work in works:
        with Child(chosen[name]) as child:
            child.load(folder)
            found[name, work] = child.ask("peak", work=work)["mb"]
    return found


if __name__ == "__main__":
    main()
