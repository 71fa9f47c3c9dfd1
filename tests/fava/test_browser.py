"""The page in a real browser: it is shown, filtered, followed to an entry, in both languages, wide and narrow."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright import sync_api as playwright

from fundcalc.base.i18n import Language
from fundcalc.base.loopback import ANY
from fundcalc.fava import server
from tests.browser import CHROMIUM, FLAGS, MARKS
from tests.ledger.samples import award, new_book, post_round, round_of

from .samples import award_id, recipient

pytestmark = MARKS


WINDOWS: list[Any] = []


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@contextmanager
def served(folder: Path, language: Language) -> Iterator[str]:
    """The address of our page while a book is served."""
    app = server.application(folder, language)
    listening, key = server.server(app, ANY)
    thread = threading.Thread(target=listening.serve, daemon=True)
    thread.start()
    try:
        yield server.address(key, app)
    finally:
        while WINDOWS:  # a window that outlives its server rightly complains
            WINDOWS.pop().close()
        listening.stop()
        thread.join()


@pytest.fixture
def page(browser: Any) -> Iterator[Callable[..., object]]:
    """Opens an address in a fresh window; at the end nothing may have gone wrong in any of them."""
    wrong: list[str] = []

    def opened(address: str, width: int = 1280, height: int = 900) -> object:
        context = browser.new_context(viewport={"width": width, "height": height})
        WINDOWS.append(context)
        context.set_default_timeout(10_000)
        window = context.new_page()
        window.on("pageerror", lambda error: wrong.append(str(error)))
        window.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        window.goto(address)
        window.wait_for_url(lambda url: "key=" not in url)
        window.wait_for_selector("aside .selected, aside a")
        return window

    yield opened
    assert wrong == []


def cells(window: Any, selector: str) -> list[str]:
    return [text.strip() for text in window.locator(selector).all_inner_texts()]


def test_the_page_in_chinese_and_its_filters(tmp_path: Path, page: Callable[..., Any]) -> None:
    with served(recipient(tmp_path / "book", 60), "zh") as address:
        window = page(address)
        assert cells(window, ".fundcalc h2") == ["专项资金台账"]
        assert cells(window, ".fundcalc .totals dt") == ["核定金额", "到账", "已支出", "已退回", "结余", "执行率"]
        assert cells(window, ".fundcalc .totals dd")[0] == "60,000,000.00"
        assert "第 1–50 项，共 60 项" in cells(window, ".fundcalc nav")[0]
        window.get_by_label("办法").select_option("inner-mongolia-2025")
        window.wait_for_function("document.querySelectorAll('.fundcalc .awards tbody tr').length === 20")
        assert cells(window, ".fundcalc .totals dd")[0] == "20,000,000.00"
        window.get_by_label("依托单位").fill("第5单位")
        window.get_by_role("button", name="查看").click()
        window.wait_for_function("document.querySelectorAll('.fundcalc .awards tbody tr').length === 1")
        assert cells(window, ".fundcalc .awards td:first-child small") == [award_id(5)]
        window.get_by_role("link", name="清除筛选").click()
        window.wait_for_function("document.querySelectorAll('.fundcalc .awards tbody tr').length === 50")
        window.get_by_role("link", name="下一页").click()
        window.wait_for_function("document.querySelectorAll('.fundcalc .awards tbody tr').length === 10")
        assert not window.locator("a[href*='/import/']").first.is_visible()


def test_from_the_page_to_the_entry(tmp_path: Path, page: Callable[..., Any]) -> None:
    wrong = f"2026-12-01 balance Assets:Special:{award_id(1)} 1.00 CNY\n"
    with served(recipient(tmp_path / "book", 2, more=wrong), "en") as address:
        window = page(address)
        window.locator(".fundcalc #findings a").first.click()
        window.wait_for_selector("dialog[open] >> text=main.beancount:")
        assert not window.locator("dialog[open] button[type=submit]").is_visible()  # nothing is saved from here
        window.keyboard.press("Escape")
        window.wait_for_selector("dialog[open]", state="hidden")
        window.locator(".fundcalc .awards tbody a").first.click()
        window.wait_for_selector(".fundcalc .bar.large")
        assert cells(window, ".fundcalc .bar.large + .key span") == ["spent", "returned", "balance", "not received yet"]
        widths = window.locator(".fundcalc .bar.large i").evaluate_all("all => all.map(each => each.style.width)")
        assert widths == ["60%", "19.9%"]
        window.locator("a[href*='/editor/']").filter(has_text="main.beancount").first.click()
        window.wait_for_selector(".cm-content")


def test_fava_s_own_filter_holds_on_the_page(tmp_path: Path, page: Callable[..., Any]) -> None:
    with served(recipient(tmp_path / "book", 4), "en") as address:
        window = page(f"{address}&time=2025")
        assert len(cells(window, ".fundcalc .awards tbody tr")) == 2
        window.get_by_label("measure").select_option("yunnan-2025")
        window.wait_for_function("document.querySelectorAll('.fundcalc .awards tbody tr').length === 1")
        assert "time=2025" in window.url


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 820, 1280, 1920])
def test_nothing_is_wider_than_the_window(
    tmp_path: Path, page: Callable[..., Any], language: Language, width: int
) -> None:
    with served(recipient(tmp_path / "book", 3), language) as address:
        for query in ("", f"&award={award_id(1)}"):
            window = page(f"{address}{query}", width=width)
            too_wide = (
                "() => document.querySelector('article').scrollWidth > document.querySelector('article').clientWidth"
            )
            assert not window.evaluate(too_wide)
            unseen = "all => all.filter(each => each.getBoundingClientRect().right > innerWidth + 1).length"
            assert window.locator(".fundcalc .awards td.figure span").evaluate_all(unseen) == 0


def test_an_empty_book(tmp_path: Path, page: Callable[..., object]) -> None:
    with served(new_book(tmp_path / "book", 0), "zh") as address:
        assert "本账簿尚无核定的支持" in cells(page(address), ".fundcalc .empty")[0]


def test_five_thousand_awards(tmp_path: Path, page: Callable[..., Any]) -> None:
    folder = new_book(tmp_path / "book", 10**10)
    post_round(folder, round_of(*(award(f"p{number}") for number in range(5000))))
    with served(folder, "zh") as address:
        window = page(address)
        assert "第 1–50 项，共 5,000 项" in cells(window, ".fundcalc nav")[0]
        window.get_by_role("link", name="末页").click()
        window.wait_for_function("document.querySelector('.fundcalc nav').innerText.includes('4,951–5,000')")
