"""The pictures of the documentation, from the running pages: ``python -m tests.pictures`` (``make pictures``)."""

import os
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from playwright import sync_api as playwright

from fundcalc.app import rounds
from fundcalc.app.resources import example_book
from fundcalc.base.i18n import LANGUAGES, Language, speaking
from fundcalc.base.i18n import _ as said
from fundcalc.policy.loading import load
from tests.browser import CHROMIUM, FLAGS
from tests.pages import DOCS
from tests.serving import serving

FOLDER = DOCS / "pictures"
SIZE: Any = {"width": 1280, "height": 900}


def press(page: Any, message: str) -> None:
    page.get_by_role("button", name=said(message), exact=True).click()


def follow(page: Any, message: str) -> None:
    page.get_by_role("link", name=said(message), exact=True).first.click()


def new_book(page: Any, folder: Path) -> None:
    """Make a book with twelve million yuan."""
    follow(page, "Make a book")
    page.get_by_label(said("Title"), exact=True).fill("2026")
    page.get_by_label(said("In which folder")).fill(str(folder))
    press(page, "Make the book")
    follow(page, "Appropriate")
    choose_measure(page)
    page.get_by_label(said("Year of the awards")).fill("2026")
    page.get_by_label(said("Amount")).fill("12000000")
    page.get_by_label(said("Day (default: today)")).fill("2026-03-01")
    press(page, "Show what would be entered")
    press(page, "Yes, post it")


def choose_measure(page: Any) -> None:
    title = load("yunnan-2025").measure.title
    page.get_by_label(said("Measure"), exact=True).select_option(title.zh if said("Measure") == "办法" else title.en)


def a_round(page: Any, folder: Path, language: Language) -> None:
    """The page of a round, and that of the awards that would be entered."""
    new_book(page, folder)
    follow(page, "Rounds")
    page.get_by_role("link", name=said("Decide a round")).first.click()
    choose_measure(page)
    press(page, "Choose")
    page.get_by_label(said("Awards of which book are history")).select_option("2026")
    file = {"name": "2026.xlsx", "mimeType": "application/octet-stream", "buffer": rounds.sample("yunnan-2025").content}
    page.get_by_label(said("The filled-in workbook"), exact=True).set_input_files(file)
    press(page, "Decide")
    page.get_by_text("7,985,802.45").first.wait_for()
    page.screenshot(path=FOLDER / f"round-{language}.png")
    page.get_by_label(said("Day (default: today)")).fill("2026-11-30")
    press(page, "Show what would be entered")
    page.get_by_role("button", name=said("Yes, post it"), exact=True).wait_for()
    page.get_by_label(said("Entered by"), exact=True).fill("示例经办人（虚构）")
    page.screenshot(path=FOLDER / f"post-{language}.png")


def what_if(page: Any, language: Language) -> None:
    """The page of sliders; it asks a kernel, which takes a while."""
    page.set_viewport_size({"width": 1060, "height": 1625})
    page.goto(urljoin(page.url, f"/what_if/?lang={language}"))
    page.locator("canvas, svg.marks").first.wait_for(timeout=120_000)
    page.wait_for_timeout(5_000)  # the figures below it
    page.screenshot(path=FOLDER / f"what-if-{language}.png")


def pictures(driver: Any, language: Language, home: Path) -> None:
    os.environ["XDG_CONFIG_HOME"] = str(home)
    browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    with speaking(language):
        page = browser.new_page(viewport=SIZE)
        page.set_default_timeout(30_000)
        with serving("app", "--lang", language) as app:
            page.goto(app.address)
            a_round(page, home, language)
            what_if(page, language)
        with serving("web", example_book(), "--lang", language) as web:
            page.set_viewport_size(SIZE)
            page.goto(web.address)
            page.get_by_text("YN-2026-EX-POC-1-build").first.wait_for()
            page.screenshot(path=FOLDER / f"special-account-{language}.png")
    browser.close()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    with playwright.sync_playwright() as driver:
        for language in LANGUAGES:
            with tempfile.TemporaryDirectory() as home:
                pictures(driver, language, Path(home))
