"""``fundcalc app`` and ``fundcalc web`` as processes that serve until they are interrupted."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from click.testing import CliRunner

from fundcalc.cli import commands


@dataclass
class Serving:
    """A server that runs: its address with the key, and after ``stop`` what it wrote to its standard error."""

    process: subprocess.Popen[bytes]
    address: str
    errors: str = ""

    @property
    def page(self) -> str:
        """The address without the key."""
        return self.address.partition("?")[0]

    def stop(self) -> None:
        """Interrupt it, as Ctrl-C does, and wait for its end."""
        self.process.send_signal(signal.SIGINT)
        self.errors = self.process.communicate(timeout=20)[1].decode()


@contextmanager
def serving(*arguments: object) -> Iterator[Serving]:
    """A server in a process of its own; one that was not stopped is killed."""
    command = [sys.executable, "-m", "fundcalc", *map(str, arguments), "--no-browser", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ}) as process:
        try:
            assert process.stdout is not None
            said = b""
            while not said.endswith(b"}\n") and (line := process.stdout.readline()):
                said += line
            address = json.loads(said)["address"]
            assert address.startswith("http://127.0.0.1:")
            yield Serving(process, address)
        finally:
            process.kill()


def refused(*arguments: object) -> tuple[int, str]:
    """The exit status and the message of a server that does not start."""
    result = CliRunner().invoke(commands(), [*map(str, arguments), "--no-browser"], prog_name="fundcalc")
    return result.exit_code, result.output
