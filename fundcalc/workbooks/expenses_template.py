"""The empty workbook for lines of spending.

It has headings in both languages, and drop-downs of awards, uses and codes.

For a unit without a book it has sheets for what was awarded and what came, too.
"""

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter import Workbook

from fundcalc.auditing.evidence import every_policy
from fundcalc.policy.uses import catalogue
from fundcalc.policy.vocabulary import Kind
from fundcalc.workbooks.expenses import FORM
from fundcalc.workbooks.grid import MOST_ROWS
from fundcalc.workbooks.headings import GUIDE, LISTS, SPENDING_FORMS, columns, sheet_name
from fundcalc.workbooks.safe_writing import FONT, replaced, safe
from fundcalc.workbooks.units import UNIT_SHOWN

_FORMATS: dict[Kind, str] = {"money": "#,##0.00", "date": "yyyy-mm-dd"}
_MOST_AWARDS = 500  # rows of awards that a drop-down lists
_WIDTHS = {"date": 14, "amount": 18, "award": 28, "use": 34, "code": 30, "payee": 26, "text": 34, "invoice": 24}
_HELP = {
    "expenses": {
        "amount": "单位：元，最多两位小数；冲销填负数 / yuan; below zero takes an earlier line back",
        "award": "只有一项支持时可不填，用 --award 指定 / may be blank if --award says it",
        "use": "用途、经济分类科目、会计科目至少填一项 / one of use, code and account is needed",
        "code": "五位编码，名称可带可不带 / five figures, with or without the name",
        "account": "本单位账上的会计科目 / the account in the unit's own books",
        "invoice": "同一支持下重复的发票会被提示 / an invoice that stands twice in an award is reported",
        "purpose": "按管理办法的专项目的，如 概念验证、中试熟化 / the purpose the measure asks for",
        "document": "记账凭证号 / the voucher",
        "card": "购置资产的固定资产卡片编号 / the card of a purchased asset",
    },
    "awards": {
        "award": "与支出明细中的支持编号一致 / as the lines of spending write it",
        "awarded": "批复的支持总额，单位：元 / what was awarded in all, in yuan",
        "awarded_on": "早于此日的支出会被指出 / what is spent before this day is reported",
        "policy": "办法名称或编号；支持编号能看出时可不填 / the measure, where the award's id does not tell it",
        "benefit": "办法中的支持项目，可不填 / the benefit of the measure, may be blank",
        "until": "文件或合同规定的资金使用最后一日；此日之后的支出会被指出 / what is spent after this day is reported",
        "revoked_on": "平台被撤销的日期；此日之后的支出会被指出 / what is spent after this day is reported",
        "platform_kind": "办法按平台类型规定用途限额时填写 / where quotas of use differ by kind of platform",
    },
    "receipts": {
        "amount": "单位：元；退回主管部门的填负数 / yuan; what was returned to the authority is below zero",
        "award": "只有一项支持时可不填，用 --award 指定 / may be blank if --award says it",
    },
}  # fmt: skip
_GUIDE = (
    ("每笔支出一行，整表一次入账：有一行不能入账，全部不入账，并逐行说明。",
     "One line of spending a row. The file is posted as a whole: if one row cannot be posted none is, and each is named."),
    ("同一文件重复入账不会重复；以后可在表尾追加新行后再次入账。",
     "Posting the same file again changes nothing; add rows at the end and post it again."),
    ("改错不要改已入账的行：另填一行负数冲销，再填正确的一行。",
     "To correct a posted line leave it as it is: take it back with a row below zero, and write the right one."),
    ("需要更多工作表（如按月）时复制“支出明细”表，标题不变。",
     "For more sheets, one a month, copy the sheet and keep its headings."),
)  # fmt: skip


_GUIDE_OF_ACCOUNT = (
    ("没有建账的单位：在“支持清单”填写支持金额、使用截止日期、撤销日期，在“到账明细”填写每笔到账和退回，"
     "审计（fundcalc audit）即可核对超支、垫付、逾期支出和余额。已建账的单位不填：入账时这两张表不读取。",
     "A unit without a book: write what was awarded, its last day and a revocation in “awards”, and what came and what was "
     "returned in “receipts”; fundcalc audit then finds what is overspent, advanced, too late or unspent. "
     "A unit with a book leaves them blank: they are not posted."),
)  # fmt: skip


def write_expenses_template(path: Path | str, *, awards: Sequence[str] = (), with_account: bool = True) -> None:
    """Write the empty workbook, whole or not at all.

    ``awards`` are listed to choose from. Raises SheetError.

    ``with_account``: with the sheets for what was awarded and what came, which a book holds itself.
    """
    forms = SPENDING_FORMS if with_account else (FORM,)
    with replaced(Path(path)) as temporary:
        book = xlsxwriter.Workbook(str(temporary), {"default_format_properties": {"font_name": FONT, "font_size": 10}})
        for form in forms:
            book.add_worksheet(sheet_name(form))
        places = _lists(book, awards)
        if with_account:
            places["award"] = f"='{sheet_name('awards')}'!$A$2:$A${_MOST_AWARDS}"
        for form in forms:
            _sheet(book, form, places)
        _guide(book, _GUIDE + (_GUIDE_OF_ACCOUNT if with_account else ()))
        book.get_worksheet_by_name(LISTS).hide()
        book.close()


def _lists(book: Workbook, awards: Sequence[str]) -> dict[str, str]:
    """Write the words of the drop-downs; where each list stands."""
    uses = catalogue()
    words = {
        "award": list(awards),
        "use": [use.zh for name, use in uses.file.use.items() if not use.parts] + [
            part.zh for use in uses.file.use.values() for part in use.parts.values()
        ],
        "code": [f"{code} {entry.zh}" for code, entry in sorted(uses.codes.items())],
        "policy": [policy.id for policy in every_policy()],
    }  # fmt: skip
    book.get_worksheet_by_name(sheet_name(FORM)).activate()
    hidden = book.add_worksheet(LISTS)
    places = {}
    for at, (key, column) in enumerate(words.items()):
        if column:
            hidden.write_column(0, at, [safe(word) for word in column])
            letter = chr(65 + at)
            places[key] = f"='{LISTS}'!${letter}$1:${letter}${len(column)}"
    return places


def _sheet(book: Workbook, form: str, places: dict[str, str]) -> None:
    sheet, helps = book.get_worksheet_by_name(sheet_name(form)), _HELP[form]
    base = {"font_name": FONT, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#DDEBF7"}
    for at, (key, named) in enumerate(columns(None, form).read.items()):
        look = book.add_format(base | {"bold": True, "font_color": "#C00000" if named.required else "#000000"})
        unit = UNIT_SHOWN.get(named.kind)
        sheet.set_column(at, at, _WIDTHS.get(key, 18), book.add_format({"num_format": _FORMATS.get(named.kind, "@")}))
        sheet.write_string(
            0, at, f"{named.zh}（{unit}）\n{named.en}\n{key}" if unit else f"{named.zh}\n{named.en}\n{key}", look
        )
        if key in helps:
            sheet.write_comment(0, at, helps[key], {"width": 300, "height": 60, "font_size": 9, "font_name": FONT})
        if key in places and (form, key) != ("awards", "award"):
            message = {"error_type": "information", "error_title": "不在列表中 not in the list",
                    "error_message": "列表以外的内容请再核对。\nNot in the list: please check."}  # fmt: skip
            sheet.data_validation(1, at, MOST_ROWS - 1, at, {"validate": "list", "source": places[key]} | message)
    sheet.set_row(0, 44)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _guide(book: Workbook, texts: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(GUIDE)
    text = book.add_format({"font_name": FONT, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 1, 62)
    for row, (zh, en) in enumerate(texts):
        sheet.write_string(row, 0, zh, text)
        sheet.write_string(row, 1, en, text)
