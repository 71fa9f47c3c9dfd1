"""The commands of the pages on subjects, run in a folder with the files that the pages speak of.

The ids that a page shows are an example; those of the folder stand in for them. What opens a browser or a cluster is left out.
"""

import csv
import io
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from fundcalc.base.i18n import speaking
from fundcalc.cli import commands

from .cli.test_indicators import fill
from .documents.rounds import sample_round
from .pages import CHINESE, DOCS, PAGES, Shown, commands_shown, files_shown, name
from .source import ROOT
from .test_tutorials import follow, run

SUBJECTS = [page for page in PAGES if page.parent == DOCS and commands_shown(page)]
SUBJECTS += [ROOT / "policies" / "README.md"]
NEEDS_A_SERVER = ("app", "web", "--spark-master")
BATCH = re.compile(r"\d{4}-\d\d-\d\d-payments-[0-9a-f]{16}")
ENTRY = re.compile(r"[0-9a-f]{16}-1")
UNIT = """platform,organisation,platform_kind,date,event,grade,year
p1,o1,proof_of_concept,2026-02-01,applied,,
p1,o1,proof_of_concept,2026-05-01,filed,,
"""
LEDGER = """2026-01-01 open Assets:Bank CNY
2026-01-01 open Expenses:Equipment CNY
2026-07-08 * "equipment (invented)"
  Expenses:Equipment  486000.00 CNY
  Assets:Bank
"""


def as_workbook(text: str, path: Path, sheet: str) -> None:
    """Write a CSV as a workbook of one sheet."""
    book = openpyxl.Workbook()
    page = book.create_sheet(sheet, 0)
    for row in csv.reader(io.StringIO(text)):
        page.append(row)
    book.save(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The books, rounds, journals and events of the pages, by the names that the pages give them."""
    made = tmp_path_factory.mktemp("subjects")
    with pytest.MonkeyPatch.context() as patch, speaking("en"):
        patch.chdir(made)
        follow(DOCS / "how-to" / "correct-an-award.md")
        follow(DOCS / "tutorials" / "accountant.md")
        run(["fundcalc", "indicators", "inner-mongolia-2025", "--kind", "pilot_base", "-o", "form-2026.xlsx"])
        fill(made / "form-2026.xlsx")
        run(["fundcalc", "population", "yunnan-2025", "-o", "folder", "--applications", "100"])
    shutil.copytree(made / "book", made / "bureau-book")
    round_, _policy = sample_round(made)
    round_.rename(made / "round.xlsx")
    journal = files_shown(DOCS / "how-to" / "map-a-journal.md")["journal.csv"]
    for file in ("journal.xlsx", "2026.xlsx"):
        as_workbook(journal, made / file, "序时账")
    (made / "year").mkdir()
    (made / "year" / "journal.csv").write_text(journal, "utf-8")
    lines = files_shown(DOCS / "tutorials" / "auditor.md")["unit.csv"]
    (made / "lab-b.csv").write_text(lines.replace("A1", "B1"), "utf-8")
    as_workbook(lines, made / "lab-a.xlsx", "支出")
    as_workbook(UNIT, made / "events.xlsx", "events")
    (made / "theirs.beancount").write_text(LEDGER, "utf-8")
    shutil.copytree(ROOT / "ledgers", made / "ledgers")
    shutil.copyfile(made / "folder" / "applications.parquet", made / "round.parquet")
    return made


def with_ids_of(book: Path, word: str) -> str:
    """A word of a command with the payments, the entry and the platform that there are."""
    batches = [path.stem for path in (book / "batches").glob("20*-*.beancount")]
    payments = [batch for batch in batches if "-payments-" in batch]
    word = ENTRY.sub(f"{max(batches)[-16:]}-1", word)
    word = BATCH.sub(max(payments), word) if payments else word
    return word.replace("p77", "INVENTED-YN-0000001")


def invoke(book: Path, words: list[str]) -> Result:
    """Run a command, its output in the file that the page sends it to."""
    to_file = ">" in words
    ended = CliRunner().invoke(commands(), [with_ids_of(book, word) for word in words[1 : -2 if to_file else None]])
    if to_file:
        Path(words[-1]).write_text(ended.stdout, "utf-8")
    return ended


@pytest.mark.slow
@pytest.mark.parametrize("page", SUBJECTS, ids=name)
def test_the_commands_of_a_page_run(page: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No command is misunderstood (exit status 2) or fails; 1 is an answer: findings, a shortfall, a seal of another book."""
    here = shutil.copytree(folder, tmp_path / "here")
    monkeypatch.chdir(here)
    for file, text in files_shown(page).items():
        (here / file).parent.mkdir(exist_ok=True)
        (here / file).write_text(text, "utf-8")
    if page.parent != DOCS:
        (here / "round.xlsx").unlink()  # that page makes it
    failed = []
    for words, _status in commands_shown(page):
        if any(word in words for word in NEEDS_A_SERVER):
            continue
        ended = invoke(here / "book", words)
        if ended.exit_code not in (0, 1) or not isinstance(ended.exception, SystemExit | None):
            failed.append(f"{' '.join(words)}: {ended.exit_code} {ended.exception!r}\n{ended.output}")
    assert failed == []


def options(shown: Shown) -> list[str]:
    """The name of a command and its options: pages name files and people in their own language."""
    return [shown.words[1], *(word for word in shown.words if word.startswith("-"))]


@pytest.mark.parametrize("page", [page for page in SUBJECTS if page.parent == DOCS], ids=name)
def test_a_page_has_the_same_commands_in_chinese(page: Path) -> None:
    shapes = [[options(shown) for shown in commands_shown(one)] for one in (page, CHINESE / page.name)]
    assert shapes[0] == shapes[1]
