"""Work for every core: many independent things, in order.

Sentences are made by Python, which uses one core. A copy of this process (``fork``) knows all that it knows, so that nothing
but the answers goes from one to the other. Where a process cannot be copied, or not safely because other threads run in
it, the work is done here.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar, cast

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")

# Fewer are done before another process has begun.
LEAST = 1_000
# So many parts for a core: it is seen how far the work is, and no core waits long for the last one.
_PARTS = 8

# What the copies of this process are to do: it is here before they are made.
_TASK: list[Callable[[int, int], object]] = []


def on_every_core(work: Callable[[Thing], Answer], things: Sequence[Thing]) -> Iterator[Answer]:
    """What ``work`` answers to each thing, in their order; the answers can be pickled.

    An error in ``work`` is raised here. What no other process can do, because none can be made or one was killed, is done
    here.
    """
    done = 0
    cores = _cores()
    if cores > 1 and len(things) >= LEAST and _can_be_copied():
        for answer in _in_copies(work, things, cores):
            yield answer
            done += 1
    for thing in things[done:]:
        yield work(thing)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _can_be_copied() -> bool:
    # A lock that another thread holds would stay locked in the copy.
    return sys.platform == "linux" and threading.active_count() == 1 and not multiprocessing.parent_process()


def _in_copies(work: Callable[[Thing], Answer], things: Sequence[Thing], cores: int) -> Iterator[Answer]:
    def part(start: int, end: int) -> list[Answer]:
        return [work(thing) for thing in things[start:end]]

    size = -(-len(things) // (cores * _PARTS))
    _TASK.append(part)
    try:
        pool = ProcessPoolExecutor(cores, multiprocessing.get_context("fork"), _leave_interrupts)
        parts = [pool.submit(_answer, start, start + size) for start in range(0, len(things), size)]
    except OSError:  # a system that gives no semaphore or no process
        return
    finally:
        _TASK.remove(part)
    try:
        for done in parts:
            yield from cast("list[Answer]", done.result())
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _answer(start: int, end: int) -> object:
    return _TASK[-1](start, end)


def _leave_interrupts() -> None:
    """Ctrl-C is for the process that waits, which ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
