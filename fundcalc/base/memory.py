"""Bounds on memory and time, for while what may be hostile is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def limit_process(memory: int, seconds: int) -> None:
    """Limit this process for good.

    Its memory, its time, no files to write, no processes to start.

    Windows has no such limits; the time that the parent waits is the limit there.
    """
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard < 0 else min(most, hard),) * 2)


@contextmanager
def bounded(more: int) -> Iterator[None]:
    """Let the process take only so many bytes more than it has.

    Beyond that Python raises MemoryError.
    For a command, which does one thing at a time: the bound is the whole process's. Where the system knows no such bound
    (Windows, macOS) there is none.
    """
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (ImportError, OSError):
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = pages * resource.getpagesize() + more
    bounds = [bound for bound in (soft, hard) if bound != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([most, *bounds]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
