"""Books in Fava: read the safe way, refused by name when they would run code, and never loaded by Beancount."""

import pickle
import textwrap
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from fava.ext import FavaExtensionBase
from fava.helpers import FavaAPIError

from fundcalc.base.errors import BookError
from fundcalc.fava.page import SpecialAccounts
from fundcalc.fava.safe_ledger import Ledger
from tests.ledger.samples import award, new_book, post_round, round_of


def opened(folder: Path) -> Ledger:
    return Ledger(folder, SpecialAccounts, "en")


def add(folder: Path, line: str) -> None:
    with (folder / "main.beancount").open("a") as top:
        top.write(f"{line}\n")


def test_a_book_is_shown_with_its_options_and_our_page(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award()))
    opened_book = opened(folder)
    assert opened_book.errors == []
    assert opened_book.options["title"] == "云南省科技创新平台专项资金"
    assert opened_book.options["operating_currency"] == ["CNY"]
    assert [Path(path).parent.name for path in opened_book.options["include"]] == [
        "book",
        "batches",
        "batches",
        "batches",
        "batches",
    ]
    assert [details.name for details in opened_book.extensions.extension_details] == ["SpecialAccounts"]
    assert opened_book.fava_options.language == "en"
    assert len(opened_book.all_entries_by_type.Transaction) == 2


def test_faults_are_fava_s_errors_at_their_line(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    add(folder, "2026-02-01 balance Assets:Fund:YN-2026:Treasury 1.00 CNY")
    (error,) = opened(folder).errors
    assert error.source == {"filename": str(folder / "main.beancount"), "lineno": 9}
    assert error.message.startswith("Balance failed for 'Assets:Fund:YN-2026:Treasury': expected 1.00 CNY")


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ('plugin "evil"', "main.beancount:9: plugin 'evil' is code that would run"),
        ('2026-01-01 custom "fava-extension" "evil"', "main.beancount:9: fava-extension 'evil' is code that would run"),
        (
            '2026-01-01 custom "fava-option" "import-config" "evil.py"',
            "main.beancount:9: fava-option 'import-config' names code or folders for imports",
        ),
        (
            '2026-01-01 custom "fava-option" "import_config" "evil.py"',
            "main.beancount:9: fava-option 'import_config' names code or folders for imports",
        ),
        ('include "../evil.beancount"', "main.beancount:9: include '../evil.beancount' leads out of the book's folder"),
        (
            '2026-01-01 custom "fava-sidebar-link" "evil" "javascript:alert(1)"',
            "main.beancount:9: fava-sidebar-link 'evil' does not lead to a web address or into this book",
        ),
        (
            '2026-01-02 document Assets:Fund:YN-2026:Treasury "/etc/passwd"',
            "main.beancount:9: document '/etc/passwd' lies outside the book's folder",
        ),
    ],
)
def test_what_would_run_code_or_leave_the_folder_is_refused(tmp_path: Path, line: str, refused: str) -> None:
    folder = new_book(tmp_path / "book")
    planted = tmp_path / "ran"
    for place in (folder, tmp_path):
        for name in ("evil.py", "evil.beancount"):
            (place / name).write_text(f"open({str(planted)!r}, 'w')\n" if name.endswith("py") else "")
    add(folder, line)
    with pytest.raises(BookError) as raised:
        opened(folder)
    assert str(raised.value) == (
        f"{folder} is not opened, because it names code or files from outside its folder; take these lines out if you "
        f"do not know them, or open the book in Fava itself if you trust them:\n  {refused}"
    )
    assert not planted.exists()


def test_our_own_plugin_is_no_reason_to_refuse(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    add(folder, 'plugin "fundcalc.plugin"')
    assert opened(folder).errors == []


class _Planted:
    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return (Path.touch, (Path("ran"),))


def test_a_planted_cache_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = new_book(tmp_path / "book")
    cache = folder / ".main.beancount.picklecache"
    cache.write_bytes(pickle.dumps(_Planted()))
    opened(folder)
    assert cache.exists()
    assert not (tmp_path / "ran").exists()


def test_a_book_changed_to_run_code_is_refused_until_it_is_put_right(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    before = (folder / "main.beancount").read_text()
    opened_book = opened(folder)
    add(folder, 'plugin "evil"')
    assert _refused(opened_book.changed)
    with pytest.raises(FavaAPIError, match="plugin 'evil' is code that would run"):
        opened_book.changed()
    (folder / "main.beancount").write_text(before)
    assert _until(opened_book.changed)
    assert not opened_book.changed()


def _refused(changed: Callable[[], bool]) -> bool:
    for _ in range(250):
        try:
            changed()
        except FavaAPIError:
            return True
        time.sleep(0.02)
    return False


def _until(changed: Callable[[], bool]) -> bool:
    """Whether a change is noticed and accepted; the system tells the watcher within a moment."""
    for _ in range(250):
        with suppress(FavaAPIError):
            if changed():
                return True
        time.sleep(0.02)
    return False


def test_an_extension_of_a_book_can_never_take_the_place_of_ours(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    opened_book = opened(folder)

    class Other(FavaExtensionBase):
        report_title = "Other"

    opened_book.extensions.load_file()
    assert [type(extension) for extension in opened_book.extensions._exts] == [SpecialAccounts]


def test_a_folder_without_a_book_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookError) as raised:
        opened(tmp_path)
    assert (
        str(raised.value) == f"{tmp_path} is not a book: it has no main.beancount; make one with `fundcalc book init`"
    )


def test_a_division_by_zero_does_not_end_the_process(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    add(
        folder,
        textwrap.dedent("""\
        2026-02-01 price CNY (1/0) USD"""),
    )
    with pytest.raises(BookError, match="the divisor here may be zero"):
        opened(folder)
