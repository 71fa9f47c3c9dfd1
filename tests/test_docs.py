"""The documentation: its commands exist, its Python runs, its links lead somewhere, and its languages keep in step."""

import doctest
import re
import shlex
from pathlib import Path

import click
import pytest

import fundcalc
from fundcalc import ledger
from fundcalc.base.ids import credit_code_fault
from fundcalc.cli import commands

from .pages import BLOCK, CHINESE, DOCS, PAGES, blocks, commands_shown, headings, name

# One page for both languages: its text has both, or is a table written by the tests.
FOR_BOTH = {page for page in PAGES if DOCS / "checks" in page.parents} | {DOCS / "life-histories.md"}
ENGLISH = [page for page in PAGES if DOCS in page.parents and CHINESE not in page.parents and page not in FOR_BOTH]


def twin(page: Path) -> Path:
    return CHINESE / page.relative_to(DOCS)


def parse(words: list[str]) -> None:
    """Parse a command line without running it; raises ``click.UsageError`` for what does not exist."""
    command, context = commands(), click.Context(commands(), info_name="fundcalc")
    words = [word for word in words if word not in {"…", "..."}]
    if words[-1].startswith("--"):
        words.append("value")  # a sentence may name an option without its value
    while isinstance(command, click.Group) and words:
        title, found, words = command.resolve_command(context, words)
        assert found is not None
        command, context = found, click.Context(found, info_name=title, parent=context)
    command.make_parser(context).parse_args(words)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_commands_of_a_page_exist(page: Path) -> None:
    mentioned = re.findall(r"`(fundcalc [^`]+)`", BLOCK.sub("", page.read_text("utf-8")))
    shown = [words for words, _status in commands_shown(page)]
    for words in shown + [shlex.split(line, comments=True) for line in mentioned]:
        try:
            parse(words[1:])
        except click.UsageError as error:
            pytest.fail(f"{page.name}: {shlex.join(words)}: {error.format_message()}", pytrace=False)


CREDIT_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Z]{2}\d{6}[0-9A-Z]{9}[0-9A-Z](?![0-9A-Za-z])")


def test_the_credit_codes_of_the_pages_check() -> None:
    codes = {code for page in PAGES for code in CREDIT_CODE.findall(page.read_text("utf-8"))}
    assert {code: fault for code in codes if (fault := credit_code_fault(code))} == {}


def test_the_links_of_the_pages_lead_somewhere() -> None:
    links = ((page, link) for page in PAGES for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")))
    assert [
        f"{name(page)}: {link}" for page, link in links if ":" not in link and not (page.parent / link).exists()
    ] == []


@pytest.mark.parametrize(
    "page", [page for page in PAGES if blocks(page, "python") and CHINESE not in page.parents], ids=name
)
def test_the_python_of_a_page_runs(page: Path) -> None:
    examples = doctest.DocTestParser().get_doctest(
        "\n".join(blocks(page, "python")), {}, page.name, str(page), lineno=0
    )
    output: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(examples, out=output.append)
    assert result.failed == 0, "".join(output)


def test_every_page_is_there_in_both_languages() -> None:
    chinese = {page for page in PAGES if CHINESE in page.parents}
    assert {name(twin(page)) for page in ENGLISH} == {name(page) for page in chinese}


@pytest.mark.parametrize("index", [DOCS / "index.md", CHINESE / "index.md"], ids=name)
def test_every_page_is_in_the_contents_of_its_language(index: Path) -> None:
    contents = re.findall(r"^```{toctree}\n.*?\n\n(.*?)^```$", index.read_text("utf-8"), re.M | re.S)
    listed = {(index.parent / f"{line}.md").resolve() for text in contents for line in text.splitlines()}
    pages = ENGLISH if index.parent == DOCS else [twin(page) for page in ENGLISH]
    assert [name(page) for page in pages if page not in listed and page != index] == []


@pytest.mark.parametrize("page", ENGLISH, ids=name)
def test_the_languages_of_a_page_keep_in_step(page: Path) -> None:
    """The same headings, the same number of blocks of each kind, the same Python."""
    assert headings(page) == headings(twin(page))
    kinds = [
        [kind.partition(" ")[0] for kind, _text in BLOCK.findall(one.read_text("utf-8"))] for one in (page, twin(page))
    ]
    assert kinds[0] == kinds[1]
    assert blocks(page, "python") == blocks(twin(page), "python")


def test_the_reference_has_every_public_name() -> None:
    page = (DOCS / "reference" / "api.md").read_text("utf-8")
    documented = set(re.findall(r"auto(?:function|class|exception):: (\w+)", page))
    assert documented == set(fundcalc.__all__) - {"__version__"}


@pytest.mark.parametrize("page", [DOCS / "reference" / "releases.md", CHINESE / "reference" / "releases.md"], ids=name)
def test_the_page_on_releases_has_every_deprecated_name(page: Path) -> None:
    written = dict(re.findall(r"\| `([\w.]+)` \| `([\w.]+)` \|", page.read_text("utf-8")))
    renamed = {"fundcalc": fundcalc._RENAMED, "fundcalc.ledger": ledger._RENAMED}
    assert written == {f"{of}.{old}": f"{of}.{new}" for of, names in renamed.items() for old, new in names.items()}
