"""Kill writers at random instants while others write and read the same book."""

import random
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

TASKS = ("write",) * 4 + ("read",)
SECONDS = 30
MOST_SECONDS = 240  # a loaded machine needs longer until writers have posted
KILLS = 24
EARLY = 0.1  # of the kills: at any moment, even before the first batch
BATCHES = 24


class Race:
    """Processes that write or read one book; every writer reports each batch on a line of its own log."""

    def __init__(self, command: Sequence[str], folder: Path, logs: Path) -> None:
        self.command, self.folder, self.logs = command, folder, logs
        self.chance = random.Random()
        self.running: dict[subprocess.Popen[bytes], tuple[str, Path]] = {}
        self.started = 0

    def start(self, task: str) -> None:
        """Start a process for a task."""
        log = self.logs / f"{self.started:05}"
        self.started += 1
        seed = str(self.chance.randrange(10**9))
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*self.command, task, str(self.folder), seed], stdout=output, stderr=subprocess.PIPE
            )
        self.running[process] = task, log

    def writers(self, *, at_work: bool) -> list[subprocess.Popen[bytes]]:
        """The writers; ``at_work`` those that have posted at least one batch, so that a kill meets them writing."""
        return [
            process
            for process, (task, log) in self.running.items()
            if task == "write" and (log.stat().st_size > 0 or not at_work)
        ]

    def replace_ended(self, victim: subprocess.Popen[bytes] | None) -> int:
        """Start a successor for the victim and for every process that ended; how many ended well by themselves."""
        finished = 0
        for process, (task, _log) in list(self.running.items()):
            if process is victim or process.poll() is not None:
                del self.running[process]
                self.start(task)
                _, errors = process.communicate()
                assert process is victim or process.returncode == 0, errors.decode()
                finished += process is not victim
        return finished

    def batches(self) -> list[str]:
        """Every batch that a process reported as posted."""
        return [batch for log in sorted(self.logs.iterdir()) for batch in log.read_text().split()]


def kill_and_race(command: Sequence[str], folder: Path, posted_log: Path) -> tuple[int, int]:
    """Run writers and a reader side by side and kill writers at random instants; the kills and the clean ends.

    It lasts ``SECONDS``, and on a slow machine until there were ``KILLS`` kills and ``BATCHES`` batches. Most kills meet
    writers that have posted already, a random moment later: in the middle of whatever they write then; these are
    counted. What all processes reported as posted is written to ``posted_log``.
    """
    logs = posted_log.with_name("logs")
    logs.mkdir()
    race = Race(command, folder, logs)
    kills, finished, begun = 0, 0, time.monotonic()
    try:
        for task in TASKS:
            race.start(task)
        while time.monotonic() < begun + SECONDS or (
            (kills < KILLS or len(race.batches()) < BATCHES) and time.monotonic() < begun + MOST_SECONDS
        ):
            time.sleep(race.chance.uniform(0.02, 0.6))
            working = race.writers(at_work=True)
            early = race.chance.random() < EARLY
            victims = race.writers(at_work=False) if early else working
            victim = race.chance.choice(victims) if victims else None
            if victim is not None:
                victim.kill()
                kills += victim in working
            finished += race.replace_ended(victim)
    finally:
        for process in race.running:
            process.kill()
            process.communicate()
    posted_log.write_text("".join(f"{batch}\n" for batch in race.batches()))
    assert kills >= KILLS
    return kills, finished
