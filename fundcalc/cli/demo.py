"""``fundcalc demo``: run the main commands on invented data."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import _, current, speaking
from fundcalc.cli.command import command
from fundcalc.cli.output import DONE, print_json
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.workbooks.sample import Sample

_DAY = "2026-06-01"
_PAY_DAY = "2026-06-15"


@command("demo")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
def demo(folder: Path | None, *, as_json: bool) -> int:
    place = _fresh(folder)
    samples = list(_samples(place))
    steps = list(_steps(place, samples))
    if as_json:
        ran = [_run(step, quiet=True) | {"command": _shown(step)} for step in steps]
        print_json({"folder": str(place), "steps": ran})
        return DONE
    echo(_("Invented sample data: no such platform, unit or award exists. Everything is written to {folder}").format(
        folder=place))  # fmt: skip
    for step in steps:
        echo(f"\n$ {_shown(step)}")
        _run(step, quiet=False)
    _where_it_lies(place)
    return DONE


def _fresh(folder: Path | None) -> Path:
    from fundcalc.base.errors import BookError

    if folder is None:
        name, number = Path("fundcalc-demo"), 1
        folder = name
        while folder.exists():
            number += 1
            folder = Path(f"{name}-{number}")
    if folder.exists() and any(folder.iterdir()):
        raise BookError(_("{folder} is not empty; name a folder that is, or leave the name out").format(folder=folder))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _samples(place: Path) -> Iterator[tuple[str, Sample, Path]]:
    """Each measure's sample and the workbook it was written to."""
    from fundcalc.policy.loading import available, load
    from fundcalc.workbooks.sample import read_sample, write_sample

    for name in available():
        if (sample := read_sample(name)) is not None:
            workbook = place / f"{name}.xlsx"
            write_sample(load(name), sample, workbook)
            yield name, sample, workbook


def _steps(place: Path, samples: Sequence[tuple[str, Sample, Path]]) -> Iterator[list[str]]:
    ledger = str(place / "book")
    yield ["book", "init", ledger, "--role", "authority"]
    for name, sample, _workbook in samples:
        if sample.appropriation is not None:
            yield [
                *("book", "appropriate", ledger, "--policy", name, "--year", str(sample.year)),
                *("--amount", str(sample.appropriation), "--date", "2026-01-10"),
            ]
    for name, sample, workbook in samples:
        changes = [f"--set={line}={value}" for line, value in sample.changes.items()]
        result = str(place / f"{name}-result.xlsx")
        yield [
            *("award", str(workbook), "--policy", name, *changes),
            *("--book", ledger, "--post", "--date", _DAY, "-o", result),
        ]
    yield [
        *("book", "pay", ledger, "--award", "XZ-2026-XZ-PB-01-recognition"),
        *("--award", "YN-2026-YN-POC-03-build=1200000", "--date", _PAY_DAY, "--reference", "2026-0615"),
    ]
    yield ["book", "status", ledger]
    yield ["explain", str(place / "yunnan-2025.xlsx"), "--policy", "yunnan-2025", "--platform", "YN-POC-05"]


def _shown(step: Sequence[str]) -> str:
    return " ".join([_program(), *map(shlex.quote, step)])


def _program() -> str:
    """The command that calls this program: its name if on the path, else as called."""
    called = Path(sys.argv[0])
    if shutil.which("fundcalc"):
        return "fundcalc"
    if called.stem == "__main__":
        return f"{shlex.quote(sys.executable)} -m fundcalc"
    return shlex.quote(str(called)) if called.name.startswith("fundcalc") else "fundcalc"


def _run(step: Sequence[str], *, quiet: bool) -> dict[str, object]:
    """Run one command in this process; exit code 1 (the answer is no) is expected."""
    import json
    from contextlib import redirect_stdout
    from io import StringIO

    from fundcalc.cli import commands

    said = StringIO()
    arguments = [*step, "--json"] if quiet else list(step)
    with speaking(current()):
        try:
            if quiet:
                with redirect_stdout(said):
                    commands()(arguments, prog_name="fundcalc")
            else:
                commands()(arguments, prog_name="fundcalc")
        except SystemExit as stopped:
            if stopped.code not in (0, 1):
                raise
            code = int(stopped.code or 0)
    return {"exit": code, "result": json.loads(said.getvalue())} if quiet else {"exit": code}


def _where_it_lies(place: Path) -> None:
    echo("\n" + _("Contents of {folder}:").format(folder=place))
    for what in (
        _("  <policy>.xlsx          the round as a finance officer fills it in"),
        _("  <policy>-result.xlsx   summary, decisions, reasons, open questions"),
        _("  book/main.beancount    the ledger, for bean-check, bean-query and Fava"),
    ):
        echo(what)
    workbook = place / "yunnan-2025.xlsx"
    echo("\n" + _("Now change an amount in {file}, save it, and see what it changes:").format(file=workbook))
    echo(f"  {_shown(['award', str(workbook), '--policy', 'yunnan-2025'])}")
