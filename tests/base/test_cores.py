"""Work for every core, in a process without other threads."""

import subprocess
import sys
import textwrap

import pytest

PREPARED = """
    import os, signal, sys, threading
    from fundcalc.base import cores
    from fundcalc.base.i18n import current, speaking

    cores.LEAST = 4
    cores._cores = lambda: 2
    here = os.getpid()
"""


def run(code: str) -> str:
    """What a program says that is run by itself."""
    text = textwrap.dedent(PREPARED) + textwrap.dedent(code)
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="a process is copied on Linux only")
def test_answers_come_in_order_from_other_processes_that_know_the_language() -> None:
    said = run("""
        with speaking("en"):
            answers = list(cores.on_every_core(lambda thing: (thing, current(), os.getpid() != here), range(100)))
        print(answers == [(thing, "en", True) for thing in range(100)])
    """)
    assert said == "True\n"


def test_little_work_or_work_in_a_process_with_threads_is_done_here() -> None:
    said = run("""
        print(set(cores.on_every_core(lambda _thing: os.getpid(), range(3))) == {here})
        waiting = threading.Event()
        threading.Thread(target=waiting.wait).start()
        print(set(cores.on_every_core(lambda _thing: os.getpid(), range(100))) == {here})
        waiting.set()
    """)
    assert said == "True\nTrue\n"


def test_what_a_killed_process_left_is_done_here() -> None:
    said = run("""
        def work(thing):
            if thing == 50 and os.getpid() != here:
                os.kill(os.getpid(), signal.SIGKILL)
            return thing

        print(list(cores.on_every_core(work, range(100))) == list(range(100)))
    """)
    assert said == "True\n"


def test_an_error_is_raised_here() -> None:
    said = run("""
        try:
            list(cores.on_every_core(lambda thing: 1 // (thing - 50), range(100)))
        except ZeroDivisionError as error:
            print(error)
    """)
    assert said == "integer division or modulo by zero\n"


def test_a_system_without_processes_does_the_work_here() -> None:
    said = run("""
        def none(*_args):
            raise OSError("no semaphore")

        cores.ProcessPoolExecutor = none
        print(set(cores.on_every_core(lambda _thing: os.getpid(), range(100))) == {here})
    """)
    assert said == "True\n"
