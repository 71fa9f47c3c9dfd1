"""The invented rounds that come with the measures, and the papers made of them."""

from pathlib import Path
from typing import Any

import docx
from click.testing import CliRunner

from fundcalc.cli import commands
from fundcalc.engine.rounds import decide_all
from fundcalc.policy.loading import Policy, load
from fundcalc.workbooks import read_round, write_results
from fundcalc.workbooks.sample import read_sample, write_sample


def sample_round(folder: Path, policy_id: str = "yunnan-2025") -> tuple[Path, Policy]:
    """The round of a measure as a workbook."""
    sample = read_sample(policy_id)
    assert sample is not None
    policy = load(policy_id, changes=sample.changes)
    path = folder / f"{policy_id}.xlsx"
    write_sample(policy, sample, path)
    return path, policy


def results(path: Path, policy: Policy) -> Path:
    """The results of a round, as the command 'award -o' writes them."""
    round_ = read_round(path, policy)
    decisions = decide_all(policy, round_.applications, round_.paid)
    result = path.with_name(f"{path.stem}-result.xlsx")
    write_results(result, policy, decisions, round_)
    return result


def run(*arguments: object) -> tuple[int, str]:
    """A command's exit code and what it printed."""
    result = CliRunner().invoke(commands(), [*map(str, arguments)], prog_name="fundcalc")
    return result.exit_code, result.stdout


def text_of(path: Path) -> str:
    """All text of a .docx, paragraph by paragraph, then the cells of its tables."""
    document: Any = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
