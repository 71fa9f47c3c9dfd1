"""Rows of a table that are no data, such as totals, signatures and notes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from fundcalc.base.i18n import Message
from fundcalc.workbooks.cell_text import narrow, shown, tight
from fundcalc.workbooks.grid import Cell

# total: a sum of other rows or a balance carried over; signature: who made the table; note: a remark below it; none: a
# row that says there is nothing; heading: the headings again, as on every printed page.
RowKind = Literal["total", "signature", "note", "none", "heading"]

LEFT_OUT: Mapping[RowKind, Message] = {
    "total": Message("This row is a total or a balance carried over, so it is left out."),
    "signature": Message("This row says who made or checked the table, so it is left out."),
    "none": Message("This row says that there is nothing, so it is left out."),
    "heading": Message("This row repeats the headings, so it is left out."),
    "note": Message("This row is a remark, so it is left out."),
}

_BEFORE = (
    r"(?:\d{4}年度?|\d{1,2}月份?|第?[一二三四1-4]季度?|[本当全上前以]?[年月日季页期周次]度?|[本上]?季度|"
    "全部|以上|各项|各类|人民币|大写|小写|支出|收入|费用|经费|资金|金额|投入|补助|拨付|到账|项目|科目|部门|单位|明细|发生额|借方|贷方|总)*"
)
_SUM = r"(?:合计|小计|总计|共计|累计|合共|总和|总额)(?:数|额|金额|发生额|支出|收入)?(?:\d+[项笔家个户条人次])?"
_CARRIED = (
    r"(?:承前页|接前页|承上页|过次页|转次页|转下页|余额|上[年月期]结[转余]|结转[上下][年月期]"
    r"|[期年月][初末](?:余额|数))"
)
_ENGLISH = r"(?:(?:grand|sub)-?)?totals?|sum|(?:carried|brought)(?:forward|down)|(?:opening|closing)balance"
_IN_CAPITALS = rf"(?:{_BEFORE}{_SUM})?(?:人民币)?[(\[]?大写[)\]]?[:]?.*"
_TOTAL = re.compile(rf"(?:{_BEFORE}{_SUM}|{_CARRIED}|{_ENGLISH})(?:[(\[].*[)\]])?[:=]?|{_IN_CAPITALS}")

_MAYBE_TOTAL = re.compile("[计页额余结和转数]|大写|t.?o.?t.?a.?l|ｔ|sum|balance|forward|down", re.IGNORECASE)

_SIGNATURE = re.compile(
    r"(?:制表|制单|编制|填表|填报|经办|复核|审核|审批|审定|记账|核准|批准|申报|报送|项目|财务|单位|分管|主管|部门|机构|科室|法定)*"
    r"(?:制表|制单|编制|填表|填报|经办|复核|审核|审批|审定|会计|出纳|负责|领导|联系|代表|盖章|公章|签字|签章|签名)(?:人员?|主管|单位|部门|意见|日期|时间|电话|方式)*"
    r"(?:[(].{0,12}[)])?(?:[:\s_].*|$)"
    r"|(?:联系电话|电话|日期|单位公章|单位[(](?:盖章|公章|签章)[)]|[(](?:单位)?(?:盖章|公章|签字|签章)[)])(?:[:\s_].*|$)"
    r"|(?:prepared|checked|reviewed|approved)by\b.*",
    re.DOTALL,
)
_NOTE = re.compile(
    r"(?:附?注释?|说明|备注|填[表报写]说明|附件|附言|notes?|remarks?)\s*\d{0,2}\s*(?:[:.、\s].*|$)|[※★▲].*|共计?\s*\d+\s*[个家项笔户条].*|以下(?:空白|无正文).*",
    re.DOTALL | re.IGNORECASE,
)
_NONE = frozenset(
    ("无", "暂无", "没有", "无记录", "none", "nil", "n/a", "na", "/", "\\", "-", "--", "—", "——", "－", "–", "0笔")
)


def is_total(text: str) -> bool:
    """Whether a text is the label of a sum or of a balance, and nothing else.

    >>> [is_total(text) for text in ("合  计", "本月合计：", "合计（3笔）", "总计三台反应釜", "合计通信服务费")]
    [True, True, True, False, False]
    """
    # Most texts are no total, and one search is cheaper than to make a text comparable.
    return (
        _MAYBE_TOTAL.search(text) is not None and _TOTAL.fullmatch("".join(narrow(text).casefold().split())) is not None
    )


def is_none(text: str) -> bool:
    """Whether a text says that there is nothing: 无, none, a dash."""
    return "".join(narrow(text).casefold().split()) in _NONE


def is_signature(text: str) -> bool:
    """Whether a text says who made or checked a table: 制表人：, 审核：."""
    return (
        _SIGNATURE.fullmatch(re.sub(r"(?<=\w)\s+(?=\w\s*[:：])|\s+(?=[:：])", "", narrow(text).casefold())) is not None
    )


def is_note(text: str) -> bool:
    """Whether a text is a remark below a table: 注：, 说明：."""
    return _NOTE.fullmatch(narrow(text)) is not None


def row_kind(texts: Sequence[str], *, has_figures: bool, below_data: bool = False) -> RowKind | None:
    """What a row is, by its texts; None if it is data.

    ``has_figures``: whether it has a number or amount; ``below_data``: whether a row that is no data stands above it, so
    that a single text continues that.
    """
    if not texts:
        return None
    # 合 and 计 may stand in a cell each.
    if any(map(is_total, texts)) or (len(texts[0].strip()) == 1 and is_total("".join(texts[:2]))):
        return "total"
    if has_figures:
        return None
    if all(map(is_none, texts)):
        return "none"
    if is_note(texts[0]):
        return "note"
    if is_signature(texts[0]):
        return "signature"
    return "note" if below_data and len(texts) == 1 and not texts[0].isascii() else None


class ReadHeadings(NamedTuple):
    """What a row is judged by.

    ``texts`` are the headings by column, ``tight``; ``keys`` the keys of the columns that are read; ``figures`` are the
    columns of numbers; ``identity`` are the keys that make a row data, whatever else it says.
    """

    texts: Mapping[int, str]
    keys: Mapping[int, str]
    figures: frozenset[int]
    identity: tuple[str, ...] = ()


FIGURES = ("money", "count", "area", "decimal")
# Rows of applications that name a platform and its organisation are applications, whatever else they say.
IDENTITY = {"applications": ("platform", "organisation")}


def kind_of_cells(cells: Sequence[Cell], headings: ReadHeadings, *, below_data: bool) -> RowKind | None:
    """What a row is, by its cells and the headings; None if it is data.

    ``cells`` are those that are not blank."""
    if len(cells) > 1 and all(_repeats(cell, headings) for cell in cells):
        return "heading"
    has_figures = any(_is_figure(cell, headings) for cell in cells)
    kind = row_kind(texts_of(cells), has_figures=has_figures, below_data=below_data)
    if kind == "total" and headings.identity:
        of_key = {headings.keys[cell.column]: shown(cell.value) for cell in cells if cell.column in headings.keys}
        if all(key in of_key and not is_total(of_key[key]) for key in headings.identity):
            return None
    return kind


def _repeats(cell: Cell, headings: ReadHeadings) -> bool:
    return isinstance(cell.value, str) and tight(cell.value) == headings.texts.get(cell.column)


def _is_figure(cell: Cell, headings: ReadHeadings) -> bool:
    """Whether a cell is a number, or stands in a column of figures and is no word."""
    if cell.kind in ("n", "f", "e"):
        return True
    return cell.column in headings.figures and isinstance(cell.value, str) and cell.value[:1].isdigit()


def texts_of(cells: Iterable[Cell]) -> list[str]:
    """The texts of a row that are not blank."""
    return [cell.value for cell in cells if cell.kind == "s" and isinstance(cell.value, str) and cell.value.strip()]


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds blanks only."""
    return cell.kind == "s" and isinstance(cell.value, str) and not cell.value.strip()
