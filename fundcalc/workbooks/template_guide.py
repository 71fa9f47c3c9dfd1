"""The first sheet of a template: how to fill it in, in both languages."""

from collections.abc import Mapping

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import Policy
from fundcalc.prose.steps import validity
from fundcalc.workbooks.headings import sheet_name
from fundcalc.workbooks.safe_writing import FONT
from fundcalc.workbooks.sheet_writer import LINE, lines

_STEPS = (
    (
        "在“申请”表中每个平台填一行。红色标题必填，其余按掌握的情况填写。",
        "Fill in one row for each platform on the sheet of applications. Red headings are required, the others as known.",
    ),
    (
        "空白表示“未提供”，绝不当作 0；确实为零请填 0。缺少决定金额的内容时，结果会列出缺什么。",
        "Blank means not given and is never taken for zero; write 0 where it is zero. "
        "Where something that decides an amount is missing, the result says what.",
    ),
    (
        "金额单位为元，最多两位小数，只填数字。要用万元，请把标题中的（元）改为（万元），整列即按万元读取。",
        "Amounts are in yuan with at most two decimals, figures alone. To use ten thousands of yuan change （元） in the "
        "heading to （万元）; the whole column is then read so.",
    ),
    (
        "面积单位为平方米。人数、项目数、台数填整数。",
        "Areas are in square metres. Persons, projects and pieces are whole numbers.",
    ),
    (
        "有下拉列表的请选择；是否类填 是 或 否。日期如 2026-03-01 或 2026年3月1日。",
        "Choose where there is a list; yes or no is 是 or 否. Dates are like 2026-03-01 or 2026年3月1日.",
    ),
    (
        "统一社会信用代码等代码列已设为文本格式，请保持；用数字格式会丢失第 15 位以后的数字。",
        "Columns for codes are formatted as text; keep them so, for a number loses the digits after the fifteenth.",
    ),
    (
        "有明细表的，按笔填写明细即可，系统按办法的条款汇总；平台编号与“申请”表一致。",
        "Where there is a sheet of records, fill in the records and they are added up by the articles of the measure; "
        "the id of the platform is the same as on the sheet of applications.",
    ),
    (
        "以前已支持的每一笔填在“已支持”表，用于判断{rules}等。",
        "Enter each award already paid on its sheet: {rules} rules look at them.",
    ),
    (
        "将鼠标停在标题上可看到所依据的条款和要求的数字。",
        "Hold the pointer on a heading to see the article and the figure it asks for.",
    ),
    (
        "不要合并单元格；可以调整列的顺序、隐藏或删除不用的列；“备注”“序号”列不读取。",
        "Do not merge cells. Columns may be moved, hidden or deleted; columns headed 备注 or 序号 are not read.",
    ),
    (
        "填好后运行：fundcalc award 本文件.xlsx --policy {policy} -o 结果.xlsx。有错误时逐格列出，正确的行照常计算。",
        "Then run: fundcalc award THIS.xlsx --policy {policy} -o RESULT.xlsx. Faults are listed cell by cell; "
        "the rows that are right are decided all the same.",
    ),
)

_EXAMPLE_NOTE = (
    "填写示例（仅供参考，数据表中没有示例行；请填自己的内容，不要照抄）",
    "An example, for reading only. The data sheets hold no example rows; write your own.",
)
_EXAMPLE = (
    ("平台编号 platform", "P-001", "每个平台一个编号，不可重复 / one id for each, never twice"),
    ("平台名称 name", "某某新材料中试基地", "如公示名单所写 / as printed in lists"),
    ("依托单位代码 organisation", "统一社会信用代码，18 位 characters", "文本格式 / as text"),
    ("支持年度 year", "2026", ""),
    ("申请日期 date", "2026-03-01", "决定适用的办法和“近三年”的起点 / decides what governs and where windows start"),
    ("金额（元） amount", "8000000.00", "若标题为（万元）则填 800 / 800 under （万元）"),
    ("是否类 yes or no", "是", "不清楚则留空 / blank if not known"),
)


_WIDTH = 62


def write_guide(book: Workbook, sheet: Worksheet, policy: Policy, purposes: Mapping[str, str]) -> None:
    """Fill the guide of a template.

    ``purposes`` says in a line what each sheet is for."""
    measure = policy.measure
    base = {"font_name": FONT, "font_size": 10, "text_wrap": True, "valign": "top"}
    text = book.add_format(base)
    head = book.add_format(base | {"bold": True, "font_size": 12, "font_color": "#1F4E79", "bottom": 1})
    title = book.add_format(base | {"bold": True, "font_size": 16, "text_wrap": False})
    grey = book.add_format(base | {"font_color": "#595959"})
    cell = book.add_format(base | {"border": 1, "border_color": "#BFBFBF"})
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 2, _WIDTH)
    sheet.write_string(0, 0, measure.title.zh, title)
    sheet.set_row(0, 26)
    sheet.write_string(1, 0, measure.title.en, book.add_format(base | {"text_wrap": False, "font_size": 11}))
    with speaking("zh"):
        validity_zh = validity(measure)
    with speaking("en"):
        validity_en = validity(measure)
    sheet.write_string(
        2,
        0,
        f"{measure.issuer.zh}  {measure.number}  {validity_zh} / {validity_en}  [{policy.id}]",
        book.add_format(base | {"text_wrap": False, "font_color": "#595959"}),
    )
    row = _section(sheet, 4, head, "怎样填写", "How to fill it in")
    rules_zh, rules_en = _rules_on_earlier_awards(policy)
    for number, (zh, en) in enumerate(_STEPS, start=1):
        sheet.write_number(row, 0, number, grey)
        sheet.write_string(row, 1, zh.format(policy=policy.id, rules=rules_zh), text)
        sheet.write_string(row, 2, en.format(policy=policy.id, rules=rules_en), text)
        _height(sheet, row, zh, en)
        row += 1
    row = _section(sheet, row + 1, head, "各表", "The sheets")
    for form, purpose in purposes.items():
        sheet.write_url(row, 1, f"internal:'{sheet_name(form)}'!A3", text, sheet_name(form))
        sheet.write_string(row, 2, purpose, text)
        _height(sheet, row, purpose)
        row += 1
    row = _section(sheet, row + 1, head, *_EXAMPLE_NOTE)
    for name, value, remark in _EXAMPLE:
        sheet.write_string(row, 1, f"{name}： {value}", cell)
        sheet.write_string(row, 2, remark, cell)
        _height(sheet, row, remark)
        row += 1
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _rules_on_earlier_awards(policy: Policy) -> tuple[str, str]:
    """The rules that look at awards already paid, in Chinese and English."""
    if policy.measure.contest is None:
        return "一次性", "one-off"
    return "一次性、就高不重复", "one-off and highest-applies"


def _section(sheet: Worksheet, row: int, look: Format, zh: str, en: str) -> int:
    sheet.write_string(row, 1, zh, look)
    sheet.write_string(row, 2, en, look)
    _height(sheet, row, zh + "字" * (len(zh) // 4), en + "x" * (len(en) // 4))
    return row + 1


def _height(sheet: Worksheet, row: int, *texts: str) -> None:
    sheet.set_row(row, LINE * lines(texts, [_WIDTH] * len(texts)) + 4)
