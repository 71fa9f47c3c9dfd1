"""The season in a real browser, by somebody who has only ever used a spreadsheet."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright import sync_api as playwright

from fundcalc import ledger
from fundcalc.app import rounds
from fundcalc.app.resources import example_book
from fundcalc.policy.library import find
from fundcalc.site import visit
from tests.browser import CHROMIUM, FLAGS, MARKS

from .test_server import served

pytestmark = MARKS
GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def page() -> Iterator[object]:
    """The pages in Chinese, opened with their key; at the end nothing may have gone wrong."""
    wrong: list[str] = []
    with served("zh") as key, playwright.sync_playwright() as driver:
        address = f"http://127.0.0.1:{key.port}/"
        started = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        context = started.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
        context.set_default_timeout(20_000)
        window = context.new_page()
        window.on("pageerror", lambda error: wrong.append(str(error)))
        window.on(
            "request", lambda request: None if request.url.startswith((address, "data:")) else wrong.append(request.url)
        )
        window.goto(key.address())
        window.wait_for_url(address)
        yield window
        started.close()
    assert wrong == []


@pytest.fixture
def check(page: Any) -> Callable[[], None]:
    """Check that a page can be used by everybody: axe, a narrow window (200 % of a laptop), one heading."""

    def checked() -> None:
        found = [
            (fault["id"], fault["impact"], [node["html"][:200] for node in fault["nodes"]])
            for fault in Axe().run(page).response["violations"]
            if fault["impact"] in GRAVE
        ]
        assert found == [], page.url
        for width in (683, 1366):
            page.set_viewport_size({"width": width, "height": 768})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, width)

    return checked


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Any, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def saved(page: Any, name: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).first.click()
    path: Path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def as_dropped(path: Path) -> object:
    return {"name": path.name, "mimeType": "application/octet-stream", "buffer": path.read_bytes()}


def test_a_round_from_the_empty_workbook_to_the_list_to_the_bank(
    page: Any, check: Callable[[], None], tmp_path: Path
) -> None:
    check()
    follow(page, "新建账簿")
    page.get_by_label("标题").fill("2026 年专项资金")
    page.get_by_label("放在哪个文件夹").fill(str(tmp_path))
    check()
    press(page, "建立账簿")
    folder = tmp_path / "book"
    follow(page, "下达")
    page.get_by_label("办法", exact=True).select_option("云南省概念验证中心和中试基地（平台）备案管理办法（试行）")
    page.get_by_label("支持年度").fill("2026")
    page.get_by_label("金额").fill("12000000")
    page.get_by_label("日期（默认：今天）").fill("2026-03-01")
    press(page, "查看将要入账的内容")
    page.get_by_text("壹仟贰佰万元整").wait_for()
    check()
    assert not ledger.status(folder).funds
    press(page, "确认入账")
    page.get_by_text("已入账 1 笔").wait_for()

    follow(page, "批次")
    page.get_by_role("link", name="审核一个批次").or_(
        page.get_by_role("link", name="用本账簿审核一个批次")
    ).first.click()
    page.get_by_label("办法", exact=True).select_option("云南省概念验证中心和中试基地（平台）备案管理办法（试行）")
    press(page, "选定")
    assert load_workbook(saved(page, "下载空白工作簿", tmp_path)).sheetnames
    sample = tmp_path / "昆明批次.xlsx"
    sample.write_bytes(rounds.sample("yunnan-2025").content)
    page.get_by_label("以哪本账簿中的支持为历史").select_option("2026 年专项资金")
    check()
    page.get_by_label("填好的工作簿", exact=True).set_input_files(as_dropped(sample))
    press(page, "作出结论")
    page.get_by_text("17 份申请").wait_for()
    check()
    page.get_by_role("combobox", name="结论").select_option(label="应拨付（6）")
    press(page, "查看")
    page.get_by_text("6 份申请").wait_for()
    follow(page, "示例就高不重复概念验证中心")
    page.get_by_text("6,000,000.00 元 × 20%").first.wait_for()
    check()
    page.go_back()
    page.get_by_text("6 份申请").wait_for()  # the back button works
    assert saved(page, "2026 年度公示名单（.docx）", tmp_path).read_bytes().startswith(b"PK")

    page.get_by_label("日期（默认：今天）").fill("2026-11-30")
    press(page, "查看将要入账的内容")
    page.get_by_text("8 笔，¥7,985,802.45").wait_for()
    check()
    page.get_by_label("经办人").fill("王会计")
    page.get_by_label("经办人").press("Enter")  # by keyboard alone
    page.get_by_text("已入账 8 笔").wait_for()
    assert len(ledger.status(folder).accounts) == 8

    follow(page, "收款账户")
    accounts = load_workbook(saved(page, "下载收款账户工作簿", tmp_path)).worksheets[0]
    named = [str(row[0]) for row in accounts.values if row[0] and "organisation" not in str(row[0])]
    lines = "".join(f"{name},{name},工行,62{number:014}\n" for number, name in enumerate(named))
    (tmp_path / "账户.csv").write_text(f"organisation,户名,开户行,账号\n{lines}", "utf-8")
    page.get_by_label("填好的收款账户工作簿").set_input_files(as_dropped(tmp_path / "账户.csv"))
    press(page, "查看将要入账的内容")
    press(page, "确认入账")
    follow(page, "拨付")
    check()
    page.get_by_label("日期（默认：今天）").fill("2026-12-01")
    press(page, "查看将要拨付的内容")
    page.get_by_text("柒佰玖拾捌万伍仟捌佰零贰元肆角伍分").wait_for()
    press(page, "确认入账")
    listed = load_workbook(saved(page, "下载付款清单（.xlsx）", tmp_path))
    assert listed.worksheets[0].max_row == 9
    assert sum(account.paid for account in ledger.status(folder).accounts) == 798_580_245

    follow(page, "明细")
    check()
    page.get_by_role("link", name=re.compile("^冲销")).first.click()
    page.get_by_role("textbox", name="理由").fill("付错了")
    page.get_by_label("日期（默认：今天）").fill("2026-12-02")
    press(page, "查看将要入账的内容")
    page.get_by_text("尚未入账").first.wait_for()
    press(page, "确认入账")
    follow(page, "概览")
    page.get_by_text("付错了").wait_for()
    check()
    follow(page, "批次")
    assert saved_again(page, tmp_path) == sample.read_bytes()


def saved_again(page: Any, folder: Path) -> bytes:
    """The workbook that the book keeps of its round."""
    page.get_by_role("link", name=re.compile("-awards-")).last.click()
    return saved(page, "据以作出结论的工作簿", folder).read_bytes()


def test_a_wrong_file_gets_a_sentence_in_chinese(page: Any, check: Callable[[], None]) -> None:
    follow(page, "fundcalc")
    page.get_by_role("link", name=re.compile("^审核一个批次 ")).click()
    for name, content in {"<b>坏</b>.xlsx": b"PK\x03\x04 not really", "通知.docx": b"PK\x03\x04"}.items():
        page.get_by_label("填好的工作簿", exact=True).set_input_files(
            {"name": name, "mimeType": "application/x", "buffer": content}
        )
        press(page, "作出结论")
        alert = page.get_by_role("alert")
        alert.wait_for()
        assert re.search("[\u4e00-\u9fff]", alert.inner_text())
        assert page.get_by_text("份申请").count() == 0
        check()


def test_the_findings_of_an_audit_are_closed_with_notes(page: Any, check: Callable[[], None], tmp_path: Path) -> None:
    follow(page, "fundcalc")
    page.get_by_label("打开账簿：文件夹的完整路径").fill(str(example_book()))
    press(page, "打开")
    check()
    follow(page, "审计本账簿")
    check()
    press(page, "审计")
    page.get_by_text("4 项发现").wait_for()
    check()
    for number in range(4):
        page.get_by_role("link", name=re.compile("^认定 ")).nth(number).click()
        page.get_by_role("combobox", name="认定意见").select_option(index=2)
        page.get_by_role("textbox", name="理由").fill(f"已核实第 {number + 1} 项")
        press(page, "记下认定意见")
        page.get_by_text(f"已核实第 {number + 1} 项").wait_for()
    page.get_by_role("combobox", name="认定", exact=True).select_option("已由人工结案")
    press(page, "查看")
    page.get_by_text("4 项发现").wait_for()
    paper = load_workbook(saved(page, "下载工作底稿（.xlsx）", tmp_path))["发现 findings"]
    notes = [str(cell.value) for row in paper.iter_rows() for cell in row if "已核实" in str(cell.value)]
    assert len(notes) == 4


def test_what_takes_long_says_so_and_then_shows_its_result(
    page: Any, check: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "PATIENCE", 0.0)
    sample = tmp_path / "昆明批次.xlsx"
    sample.write_bytes(rounds.sample("yunnan-2025").content)
    follow(page, "批次")
    follow(page, "审核一个批次")
    page.get_by_label("办法", exact=True).select_option("云南省概念验证中心和中试基地（平台）备案管理办法（试行）")
    press(page, "选定")
    page.get_by_label("填好的工作簿", exact=True).set_input_files(as_dropped(sample))
    press(page, "作出结论")
    page.get_by_text("17 份申请").wait_for()
    follow(page, "结果工作簿（.xlsx）")
    page.get_by_role("heading", name="文件已生成").wait_for()
    check()
    assert saved(page, "下载文件", tmp_path).read_bytes().startswith(b"PK")


def test_a_special_account_from_the_first_receipt_to_a_return(
    page: Any, check: Callable[[], None], tmp_path: Path
) -> None:
    follow(page, "fundcalc")
    follow(page, "新建账簿")
    page.get_by_label("谁的账簿").select_option("recipient")
    page.get_by_label("标题").fill("专项台账")
    page.get_by_label("放在哪个文件夹").fill(str(tmp_path))
    press(page, "建立账簿")
    folder = tmp_path / "book"
    follow(page, "到账")
    page.get_by_label("新支持的编号").fill("YN-2026-P1-build")
    page.get_by_label("到账金额").fill("1000000")
    page.get_by_label("由谁拨付").fill("省科技厅")
    enter(page, check, "2026-06-01")
    follow(page, "支出")
    sheet = {"name": "支出.csv", "mimeType": "text/csv"}
    sheet["buffer"] = "日期,金额,用途,收款单位\n2026-06-20,5000,设备购置费,甲公司\n".encode()  # type: ignore[assignment]
    page.get_by_label("填好的支出明细表").set_input_files(sheet)
    page.get_by_label("未注明支持的行属于哪笔支持").select_option("YN-2026-P1-build")
    press(page, "查看这些行将如何入账")
    page.get_by_text("甲公司").first.wait_for()
    check()
    press(page, "确认入账")
    follow(page, "被追缴")
    page.get_by_label("金额").fill("200")
    enter(page, check, "2026-07-01")
    follow(page, "退回")
    page.get_by_label("金额").fill("200")
    enter(page, check, "2026-07-02")
    account = ledger.status(folder).accounts[0]
    assert (account.received, account.spending, account.returned) == (100_000_000, 500_000, 20_000)

    follow(page, "更正")
    check()
    page.get_by_label("新标题").fill("2026 年专项台账")
    page.get_by_role("region", name="账簿名称").get_by_role("button").click()
    press(page, "确认入账")
    page.get_by_text("已入账 1 笔").wait_for()
    follow(page, "更正")
    follow(page, "账簿与入账时是否一致")
    page.get_by_text("无需修复").wait_for()
    check()
    follow(page, "结账")
    page.get_by_label("期间的最后一天").fill("2026-07-31")
    press(page, "查看将要入账的内容")
    press(page, "确认入账")
    assert str(ledger.status(folder).closed_through) == "2026-07-31"


def enter(page: Any, check: Callable[[], None], on: str) -> None:
    """Fill in the day of a form, look at what it would enter, and post it."""
    page.get_by_label("日期（默认：今天）").fill(on)
    press(page, "查看将要入账的内容")
    page.get_by_text("尚未入账").first.wait_for()
    check()
    press(page, "确认入账")
    page.get_by_text("已入账 1 笔").wait_for()


def test_deadlines_of_events_that_were_dropped(page: Any, check: Callable[[], None]) -> None:
    follow(page, "平台状态与期限")
    page.get_by_label("办法", exact=True).select_option("云南省概念验证中心和中试基地（平台）备案管理办法（试行）")
    press(page, "选定")
    events = "platform,organisation,date,event\nP1,O1,2026-01-10,applied\nP1,O1,2026-03-01,filed\n"
    sheet = {"name": "事件.csv", "mimeType": "text/csv", "buffer": events.encode()}
    page.get_by_label("事件表（批次工作簿中有一张）").set_input_files(sheet)
    page.get_by_label("截至哪一天").fill("2027-02-01")
    press(page, "继续")
    page.get_by_role("cell", name="P1").first.wait_for()
    check()


def test_a_measure_is_checked_and_offered_to_be_added(page: Any, check: Callable[[], None], tmp_path: Path) -> None:
    text = find("yunnan-2025").read_text("utf-8").replace('id = "yunnan-2025"', 'id = "dali-2026"')
    (tmp_path / "policy.toml").write_text(text, "utf-8")
    follow(page, "依据办法")
    page.get_by_label("policy.toml，如有 cases.toml 一并放入").set_input_files(as_dropped(tmp_path / "policy.toml"))
    press(page, "检查")
    page.get_by_role("button", name="加入我的办法").wait_for()
    check()


def test_other_pages_can_be_used_by_everybody(page: Any, check: Callable[[], None]) -> None:
    for name in ("平台状态与期限", "依据办法", "审计", "批次"):
        follow(page, name)
        check()
    follow(page, "依据办法")
    page.get_by_role("link", name=re.compile("^云南省")).click()
    check()
    follow(page, "English")
    page.get_by_role("link", name="All measures").wait_for()
    check()
    follow(page, "中文")


def test_a_printed_page_is_a_clean_sheet(page: Any) -> None:
    follow(page, "fundcalc")
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation").first.is_visible()
    assert not page.get_by_role("button").first.is_visible()
    assert page.get_by_role("heading", name="我的账簿").is_visible()
    page.emulate_media(media="screen")
