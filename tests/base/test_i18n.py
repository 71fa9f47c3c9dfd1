"""The language spoken, and the Chinese catalogue: everything said is translated, and nothing is left of what no longer is."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

import fundcalc
from fundcalc.app.resources import notebooks_folder
from fundcalc.base import i18n as language
from fundcalc.base.catalogue import compile_catalogue, translations
from fundcalc.base.i18n import _, choose, current, either, ngettext, placed, speaking
from fundcalc.policy.vocabulary import Text

from ..source import nodes_of

PACKAGE = Path(fundcalc.__file__).parent
SOURCES = [("**.py", "python"), ("site/templates/*.html", "jinja2")]  # as pyproject.toml has it for `make messages`
CATALOGUE = PACKAGE / "base" / "locale" / "zh" / "fundcalc.po"

Message = str | tuple[str, ...]


def _id(found: object) -> Message:
    return found if isinstance(found, str) else tuple(found)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="zh_CN", abort_invalid=True)


@pytest.fixture(scope="module")
def said() -> dict[Message, str]:
    """Every message of the source and a file it is said in."""
    keywords = DEFAULT_KEYWORDS | {"Message": None}
    found = [
        item
        for folder in (PACKAGE, notebooks_folder())
        for item in extract_from_dir(folder, SOURCES, {"site/templates/*.html": {"silent": "false"}}, keywords=keywords)
    ]
    return {_id(message): file for file, _line, message, _comments, _context in found}


# The catalogue


def test_everything_said_is_translated(said: dict[Message, str], catalogue: Catalog) -> None:
    translated = {_id(message.id) for message in catalogue if message.id and all(_texts(message.string))}
    assert {message: file for message, file in said.items() if message not in translated} == {}


def test_nothing_is_translated_that_is_not_said(said: dict[Message, str], catalogue: Catalog) -> None:
    assert [message.id for message in catalogue if message.id and _id(message.id) not in said] == []
    assert list(catalogue.obsolete) == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_translations_have_the_placeholders_of_the_message(catalogue: Catalog) -> None:
    wrong = [
        (message.id, text)
        for message in catalogue
        if message.id
        for text in _texts(message.string)
        if text
        if _placeholders(text) != _placeholders(_texts(message.id)[-1])
    ]
    assert wrong == []


def _texts(message: object) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)  # type: ignore[arg-type]


def _placeholders(text: str) -> list[tuple[str, str]]:
    return sorted((name, form or "") for _text, name, form, _kind in Formatter().parse(text) if name is not None)


def test_chinese_quotes_what_was_given_in_chinese(catalogue: Catalog) -> None:
    bare = []
    for message in catalogue:
        quoted = {name for name, kind in _conversions(_texts(message.id)[-1]) if kind == "r"}
        for text in _texts(message.string):
            bare += [text for name in quoted if f"“{{{name}}}”" not in text]
            bare += [text for _name, kind in _conversions(text) if kind]
    assert bare == []


def _conversions(text: str) -> list[tuple[str, str | None]]:
    return [(name, kind) for _text, name, _form, kind in Formatter().parse(text) if name is not None]


def test_messages_are_written_where_the_extractor_finds_them() -> None:
    """A message is one string in full."""
    wrong = [
        f"{path.relative_to(PACKAGE)}:{message.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name != "i18n.py"
        for message in _messages(path)
        if not (isinstance(message, ast.Constant) and isinstance(message.value, str))
    ]
    assert wrong == []


def _messages(path: Path) -> Iterator[ast.expr]:
    for node in nodes_of(path):
        match node:
            case ast.Call(func=ast.Name(id="_"), args=[message, *_more]):
                yield message
            case ast.Call(func=ast.Name(id="ngettext"), args=[one, several, *_more]):
                yield from (one, several)


# The language spoken


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({}, "zh"),
        ({"LANG": ""}, "zh"),
        ({"LANG": "C"}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "POSIX"}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_GB"}, "en"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LC_ALL": "", "LANG": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_system_says_which(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], spoken: str) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    language._of_the_system.cache_clear()
    choose(None)
    try:
        assert current() == spoken
    finally:
        language._of_the_system.cache_clear()


def test_a_language_is_spoken_for_a_while() -> None:
    choose("en")
    with speaking("zh"):
        assert (current(), _("yes")) == ("zh", "是")
        with speaking("en"):
            assert (current(), _("yes")) == ("en", "yes")
        with pytest.raises(RuntimeError), speaking("en"):
            raise RuntimeError
        assert current() == "zh"
    assert current() == "en"


def test_one_and_several() -> None:
    def years(number: int) -> str:
        return ngettext("{number} year", "{number} years", number).format(number=number)

    assert [years(1), years(2)] == ["1 year", "2 years"]
    with speaking("zh"):
        assert [years(1), years(2)] == ["1 年", "2 年"]


def test_a_message_without_translation_stays_english() -> None:
    untranslated = "this is said nowhere"
    with speaking("zh"):
        assert language._catalogue("zh").gettext(untranslated) == untranslated


def test_either_of_two_texts() -> None:
    both, one = Text(zh="中试基地", en="pilot base"), Text(zh="中试基地", en="")
    assert (either(both), either(one), either(both, "zh")) == ("pilot base", "中试基地", "中试基地")
    with speaking("zh"):
        assert either(both) == "中试基地"


# The catalogue as gettext reads it

PO = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "yes"\nmsgstr "%s"\n'


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "fundcalc.po").write_bytes(PO % "是".encode())
    return tmp_path


def _kept(locale: Path) -> list[Path]:
    return list((locale / "zh" / "__pycache__").iterdir())


def test_the_catalogue_is_compiled_once(locale: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert translations("zh", locale).gettext("yes") == "是"
    assert len(_kept(locale)) == 1
    monkeypatch.setattr("fundcalc.base.catalogue.compile_catalogue", None)
    assert translations("zh", locale).gettext("yes") == "是"


def test_a_changed_catalogue_is_compiled_anew(locale: Path) -> None:
    translations("zh", locale)
    (locale / "zh" / "fundcalc.po").write_bytes(PO % "对".encode())
    assert translations("zh", locale).gettext("yes") == "对"
    assert len(_kept(locale)) == 1


@pytest.mark.parametrize("damaged", [b"", b"no catalogue", b"\xde\x12\x04\x95", b"\xde\x12\x04\x95" + b"\xff" * 60])
def test_a_damaged_compiled_catalogue_is_made_again(locale: Path, damaged: bytes) -> None:
    translations("zh", locale)
    _kept(locale)[0].write_bytes(damaged)
    assert translations("zh", locale).gettext("yes") == "是"


def test_where_nothing_can_be_kept_it_is_compiled_in_memory(locale: Path) -> None:
    (locale / "zh" / "__pycache__").write_bytes(b"a file in the way")
    assert translations("zh", locale).gettext("yes") == "是"


def test_the_catalogue_of_a_wheel_is_taken_first(locale: Path) -> None:
    (locale / "zh" / "fundcalc.mo").write_bytes(compile_catalogue(PO % "有".encode()))
    assert translations("zh", locale).gettext("yes") == "有"
    assert not (locale / "zh" / "__pycache__").exists()


def test_a_language_without_a_catalogue_is_not_translated(tmp_path: Path) -> None:
    assert translations("zh", tmp_path).gettext("yes") == "yes"


def test_a_message_stands_after_its_place() -> None:
    with speaking("en"):
        assert (placed("a.csv", "no rows"), placed("", "no rows")) == ("a.csv: no rows", "no rows")
    with speaking("zh"):
        assert placed("a.csv", "没有数据") == "a.csv：没有数据"
