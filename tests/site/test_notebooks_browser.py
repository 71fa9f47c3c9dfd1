"""The app in a real browser: a round from the template to the results, and nothing asked of any other machine."""

import base64
import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright import sync_api as playwright

from fundcalc.policy.loading import load
from fundcalc.scenario.definition import Scenario
from fundcalc.scenario.invention import invent
from fundcalc.scenario.request import WhatIfRequest, answer
from tests.browser import CHROMIUM, FLAGS, MARKS

from .test_server import served

pytestmark = MARKS


@pytest.fixture(scope="module")
def window() -> Iterator[Callable[[str], object]]:
    """Opens a page of the app; at the end nothing may have gone wrong, and no other machine may have been asked."""
    wrong: list[str] = []
    with served("zh") as key, playwright.sync_playwright() as driver:
        address = f"http://127.0.0.1:{key.port}/"
        started = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        context = started.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
        context.set_default_timeout(20_000)
        only = page_of(context, address, wrong)
        only.goto(key.address())
        only.wait_for_url(address)

        def opened(path: str) -> object:
            only.goto(f"{address}{path}")
            return only

        yield opened
        started.close()
    assert wrong == []


def page_of(context: Any, address: str, wrong: list[str]) -> Any:
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)

    def note_request(url: str) -> None:
        ours = (address, address.replace("http", "ws"), "data:", "blob:")
        if not url.startswith(ours):
            wrong.append(url)

    page.on("request", lambda request: note_request(request.url))
    page.on("websocket", lambda socket: note_request(socket.url))
    return page


def downloaded(page: Any, button: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.locator("marimo-download").get_by_text(button).click()
    path: Path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def dropped(page: Any, path: Path) -> None:
    """Drop a file on the page, as a hand does."""
    content = base64.b64encode(path.read_bytes()).decode()
    handle = page.evaluate_handle(
        """([name, content]) => { const held = new DataTransfer();
           held.items.add(new File([Uint8Array.from(atob(content), each => each.charCodeAt(0))], name)); return held; }""",
        [path.name, content],
    )
    page.locator("marimo-file [role=presentation], marimo-file [role=button]").first.dispatch_event(
        "drop", {"dataTransfer": handle}
    )


def chosen(page: Any, path: Path) -> None:
    """Choose a file in the dialog that a click opens."""
    with page.expect_file_chooser() as waiting:
        page.get_by_text("将填好的工作簿拖到此处，或点击选择文件").click()
    waiting.value.set_files(path)


def cells(page: Any, selector: str) -> list[str]:
    return [text.strip() for text in page.locator(selector).all_inner_texts()]


def filled(template: Path, income: int | str) -> None:
    """Two invented applications in the template; ``income`` is what the second has for its service income."""
    book = load_workbook(template)
    sheet = book["申请 applications"]
    [top] = [row for row in sheet.iter_rows(max_row=4) if any(str(cell.value).endswith("platform") for cell in row)]
    column = {str(cell.value).split("\n")[-1].split(" ")[0]: cell.column for cell in top if cell.value}
    common: dict[str, object] = {
        "award_year": 2026,
        "application_date": "2026-03-01",
        "filed_on": "2026-02-10",
        "plaque_only": "否",
    }
    rows: list[dict[str, Any]] = [
        {"platform": "p1", "organisation": "o1", "platform_kind": "proof_of_concept", "eligible_investment": 8_000_000},
        {"platform": "p2", "organisation": "o2", "platform_kind": "pilot_base", "eligible_investment": 123_456.78,
         "service_mechanism": "是", "service_income": income},
    ]  # fmt: skip
    for number, row in enumerate(rows, start=(top[0].row or 0) + 1):
        for key, value in {**common, **row}.items():
            sheet.cell(number, column[key], value)
    book.save(template)


def fits(page: Any) -> None:
    """Nothing on the page is wider than its window, on a telephone as on a large screen."""
    for width in (390, 820, 1920, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(150)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


def test_a_round_from_the_template_to_the_results(
    window: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    page = window("")
    fits(page)
    page.get_by_role("link", name="审核一个批次的申报").click()
    page.wait_for_selector("text=选择办法，下载工作簿")
    page.locator("select").first.select_option("云南省概念验证中心和中试基地（平台）备案管理办法（试行）")
    template = downloaded(page, "下载空白工作簿", tmp_path)
    assert template.name == "yunnan-2025.xlsx"

    filled(template, "一百万")
    dropped(page, template)
    page.wait_for_selector("text=工作簿中须更正之处")
    assert "已读取：yunnan-2025.xlsx" in cells(page, ".read")
    fault = cells(page, "table tbody tr")[0]
    assert fault.startswith("yunnan-2025.xlsx")
    assert "一百万" in fault
    assert cells(page, ".sums dd") == ["1", "1", "1,600,000.00", "1", "1"]

    filled(template, 1_000_000)
    chosen(page, template)
    page.wait_for_selector("text=工作簿中须更正之处", state="detached")
    page.wait_for_selector("td >> text=224,691.36")
    assert cells(page, "table:has-text('应拨付（元）') tbody td:last-child") == ["1,600,000.00", "224,691.36"]
    page.locator("select", has_text="p2").select_option("p2")
    page.wait_for_selector("article >> text=1,000,000.00 元 × 20%")

    result = load_workbook(downloaded(page, "下载结果工作簿", tmp_path))["结论 decisions"]
    heading, *rows = result.iter_rows(values_only=True)
    payable = heading.index("应拨付（元）")
    assert [Decimal(str(row[payable])) for row in rows] == [Decimal("1600000"), Decimal("224691.36")]

    page.get_by_text("文本未明确之处及采用的解释口径").last.click()
    ceiling = page.locator("select", has_text="仅为上限")
    ceiling.select_option("仅为上限")
    page.wait_for_selector("td mark >> text=应拨付", state="detached")
    ceiling.select_option("应得金额（测算金额，以预算和审批为准）")
    page.wait_for_selector("td mark >> text=应拨付")
    page.get_by_label("English").check()
    page.wait_for_selector("text=Download the workbook of results")
    page.wait_for_selector("article >> text=CNY 1,000,000.00 × 20%")
    assert cells(page, ".sums dt")[:2] == ["applications decided", "applications payable"]
    assert cells(page, ".read") == ["Read: yunnan-2025.xlsx"]
    assert cells(page, "article h3")[0].startswith("p2")
    assert list(temporary.iterdir()) == []
    fits(page)


def test_a_draft_asks_for_its_date_and_a_hostile_file_gives_its_message(window: Callable[[str], Any]) -> None:
    page = window("award/?lang=zh")
    page.wait_for_selector("text=选择办法，下载工作簿")
    page.locator("select").first.select_option("乌鲁木齐市概念验证中心建设工作指引（征求意见稿）")
    page.get_by_role("button", name="用虚构样例试一试").click()
    page.wait_for_selector("mark >> text=不在有效期")
    page.get_by_label("施行日期").fill("2026-01-01")
    page.get_by_label("施行日期").press("Enter")
    page.wait_for_selector("mark >> text=不在有效期", state="detached")
    page.get_by_label("施行日期").fill("明年")
    page.get_by_label("施行日期").press("Enter")
    page.wait_for_selector(".trouble >> text=validity.from")
    page.get_by_label("施行日期").fill("2026-01-01")
    page.get_by_label("施行日期").press("Enter")
    page.wait_for_selector(".trouble", state="detached")
    page.locator("input[type=file]").set_input_files(
        {"name": "<b>坏</b>.xlsx", "mimeType": "application/x", "buffer": b"PK\x03\x04 not really"}
    )
    page.wait_for_selector(".trouble >> text=坏")
    assert "Traceback" not in page.inner_text("body")


def test_an_audit_of_the_example_and_of_a_sheet(window: Callable[[str], Any], tmp_path: Path) -> None:
    page = window("audit/")
    page.wait_for_selector("canvas, svg.marks")
    assert cells(page, ".sums dd") == ["14", "1,480,580.60", "2", "2", "0"]
    assert len(cells(page, ".grave tbody tr")) == 4
    paper = load_workbook(downloaded(page, "下载工作底稿", tmp_path))
    assert paper["发现 findings"].max_row == 5
    fits(page)

    sheet = tmp_path / "spent.csv"
    sheet.write_text("award,date,amount,use\nYN-2026-p1-build,2026-03-01,100.00,罚款、滞纳金、赔偿\n", "utf-8")
    dropped(page, sheet)
    page.wait_for_selector(".read >> text=spent.csv")
    page.wait_for_selector(".sums >> text=100.00")
    page.get_by_label("列出未用余额，截至").fill("年底")
    page.get_by_label("列出未用余额，截至").press("Enter")
    page.wait_for_selector(".trouble >> text=“年底”不是日期；请写成 2026-12-31 的形式。")
    page.get_by_label("或本机上的文件夹、账簿").fill(str(tmp_path / "nothing"))
    page.get_by_label("或本机上的文件夹、账簿").press("Enter")
    page.get_by_label("列出未用余额，截至").fill("")
    page.get_by_label("列出未用余额，截至").press("Enter")
    page.wait_for_selector(".trouble >> text=没有这个文件或文件夹")


def test_a_slider_that_is_moved_changes_the_total(window: Callable[[str], Any], tmp_path: Path) -> None:
    """The cap of the building subsidy from 2 to 3 million, as dragged; what is shown is what the command comes to."""
    policy = load("yunnan-2025")
    population = invent(policy, applications=2_000, seed=1)
    answered = answer(policy, population, WhatIfRequest(Scenario({"benefit.build.cap": 3_000_000})))
    was, now = (f"{Decimal(total['total_fen']).scaleb(-2):,}" for total in answered.totals)
    page = window("what_if/?lang=zh")
    page.wait_for_selector("text=一份申请，调整前后", timeout=60_000)
    assert cells(page, ".sums dd")[0] == was
    assert "【虚构】" in page.inner_text("body")
    knob = page.locator("marimo-slider", has_text="一次性建设补助：最高限额").first
    thumb, step = knob.get_by_role("slider"), 5
    thumb.focus()
    for _ in range(100 // step):
        thumb.press("ArrowRight")
    page.wait_for_function("total => document.querySelector('.sums dd').innerText === total", arg=now)
    changed = cells(page, "table:has-text('调整事项') tbody td")
    assert changed == ["一次性建设补助：最高限额", "2,000,000.00 元", "3,000,000.00 元", "第十三条（一）"]
    assert page.locator("canvas, svg.marks").count() >= 3

    page.get_by_label("每年预算（元），如有").fill("一亿")
    page.get_by_label("每年预算（元），如有").press("Enter")
    page.wait_for_selector(".trouble >> text=一亿")
    page.get_by_label("每年预算（元），如有").fill("1000000000")
    page.get_by_label("每年预算（元），如有").press("Enter")
    page.wait_for_selector("td >> text=1,000,000,000.00")
    book = load_workbook(downloaded(page, "下载带图表的工作簿", tmp_path))
    assert "预算 budget" in book.sheetnames

    page.get_by_label("名称", exact=True).fill("上限调整")
    page.get_by_label("名称", exact=True).blur()
    page.get_by_role("button", name="保留此方案").click()
    page.get_by_text("方案并列比较").first.wait_for()
    page.get_by_role("cell", name="上限调整").wait_for()
    assert "上限调整" in downloaded(page, "保存方案（.json）", tmp_path).read_text("utf-8")
    page.get_by_role("button", name="等同的命令").click()
    command = page.get_by_role("region", name="等同的命令")
    command.get_by_text("fundcalc what-if FILE.xlsx --policy yunnan-2025").wait_for()

    page.get_by_label("English").check()
    page.wait_for_selector("text=One application, before and after")
    page.wait_for_function("total => document.querySelector('.sums dd').innerText === total", arg=now)
    page.get_by_role("button", name="Reset to the measure").click()
    page.wait_for_function("total => document.querySelector('.sums dd').innerText === total", arg=was)
    fits(page)
