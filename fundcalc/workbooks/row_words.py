"""Texts of rows that are no data: totals, signatures, notes, hints."""

import re

from fundcalc.workbooks.cell_text import narrow

_BEFORE = (
    r"(?:\d{4}年度?|\d{1,2}月份?|第?[一二三四1-4]季度?|[本当全上前以]?[年月日季页期周次]度?|"
    "全部|以上|当前|各项|各类|人民币|大写|小写|支出|收入|费用|经费|资金|金额|投入|补助|拨付|到账|项目|科目|部门|单位|明细|发生额|借方|贷方|总)*"
)
_COUNTED = r"(?:\d+|[一二三四五六七八九十百]+)[项笔家个户条人次份]"
_SUM = rf"(?:合计|小计|总计|共计|累计|[日月季年]计|合共|总和|总额)(?:数|额|金额|发生额|支出|收入)?(?:{_COUNTED})?"
_CARRIED = (
    r"(?:承前页|接前页|承上页|过次页|转次页|转下页|(?:本?期末?|累计)?(?:余额|结余|结存)|上[年月期]结[转余]|结转[上下][年月期]"
    r"|[期年月][初末](?:余额|数))"
)
_ENGLISH = r"(?:(?:grand|sub)-?)?totals?|sum|(?:carried|brought)(?:forward|down)|(?:opening|closing)balance"
_IN_CAPITALS = rf"(?:{_BEFORE}(?:{_SUM}))?(?:人民币)?[(\[]?大写[)\]]?[:]?.*"
_TOTAL = re.compile(rf"(?:{_BEFORE}(?:{_SUM})|{_CARRIED}|{_ENGLISH})(?:[(\[].*[)\]])?[:=]?|{_IN_CAPITALS}")

# A sum of some rows: 材料费小计, P1合计, 共3家. Such a text may also stand in a line, so that more than it must tell.
_SUM_OF = re.compile(rf".{{1,30}}(?:合计|小计|总计|累计)(?:[(\[].*[)\]])?[:=]?|共{_COUNTED}(?:单位|平台|企业)?")
_PART_OF = re.compile("其中[:].*")
_MAYBE_TOTAL = re.compile("[计页额余结和转数共]|大写|t.?o.?t.?a.?l|ｔ|sum|balance|forward|down", re.IGNORECASE)

_SIGNATURE = re.compile(
    r"(?:制表|制单|编制|填表|填报|经办|复核|审核|审批|审定|记账|核准|批准|申报|报送|项目|财务|单位|分管|主管|部门|机构|科室|法定)*"
    r"(?:制表|制单|编制|填表|填报|经办|复核|审核|审批|审定|会计|出纳|负责|领导|联系|代表|盖章|公章|签字|签章|签名)(?:人员?|主管|单位|部门|意见|日期|时间|电话|方式)*"
    r"(?:[(].{0,12}[)])?(?:[:\s_].*|$)"
    r"|(?:联系电话|电话|日期|单位公章|单位[(](?:盖章|公章|签章)[)]|[(](?:单位)?(?:盖章|公章|签字|签章)[)])(?:[:\s_].*|$)"
    r"|(?:prepared|checked|reviewed|approved)by\b.*",
    re.DOTALL,
)
_NOTE = re.compile(
    r"(?:附?注释?|说明|备注|填[表报写]说明|附件|附言|notes?|remarks?)\s*\d{0,2}\s*(?:[:.、\s].*|$)|[※★▲].*|共计?\s*\d+\s*[个家项笔户条].*|以下(?:空白|无正文).*"
    r"|(?:第\s*\d+\s*页|共\s*\d+\s*页|page\s*\d+)[\s,/]*(?:[共第]\s*\d+\s*页|of\s*\d+)?",
    re.DOTALL | re.IGNORECASE,
)
_SECTION = re.compile(
    r"[一二三四五六七八九十]+[、.].*|[(][一二三四五六七八九十\d]+[)].*|第[一二三四五六七八九十\d]+[批类部组章].*|\d{1,2}[、.]\s*[^\d\s.].*",
    re.DOTALL,
)
_EXAMPLE = re.compile(r"(?:[(]?(?:填报|填写)?(?:举?例|示例|样例)[)]?|example|e\.g\.)\s*[:].*", re.DOTALL)
_HINT = frozenset(re.split(r"\s", "必填 选填 必填项 选填项 是/否 是或否 下拉选择 自动计算 required optional yes/no"))
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_DAY = re.compile(r"(?:19|20)\d{2}(?:\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?|[-/.]\d{1,2}[-/.]\d{1,2})")
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


def is_sum_of(text: str) -> bool:
    """Whether a text may be the label of a sum of some rows: 材料费小计, P1合计."""
    return _MAYBE_TOTAL.search(text) is not None and _SUM_OF.fullmatch("".join(narrow(text).split())) is not None


def is_part(text: str) -> bool:
    """Whether a text says what part of a total a row is: 其中：材料费."""
    return "其中" in text and _PART_OF.fullmatch("".join(narrow(text).split())) is not None


def is_section(text: str) -> bool:
    """Whether a text is numbered as the title of a part of a table: 一、材料费."""
    return _SECTION.fullmatch(narrow(text)) is not None


def is_example(text: str) -> bool:
    """Whether a text marks a row as an example: 例：P001."""
    return _EXAMPLE.fullmatch(narrow(text).casefold()) is not None


def is_hint(text: str) -> bool:
    """Whether a text says how to fill in a column: 必填."""
    return narrow(text).casefold().strip("()[]*") in _HINT


def is_day(text: str) -> bool:
    """Whether a text is a day or a month alone: 2026年6月30日."""
    return _DAY.fullmatch(narrow(text)) is not None


def number_columns(texts: list[str]) -> bool:
    """Whether the texts of a row number its columns: 1 2 3, or 甲 乙 1 2.

    >>> number_columns(["栏次", "1", "2", "3"]), number_columns(["甲", "乙", "1", "2"]), number_columns(["1", "2", "4"])
    (True, True, False)
    """
    texts = [narrow(text).strip("()") for text in texts]
    numbers = texts[1:] if texts[0] in ("栏次", "行次", "列次") else texts
    stems = 0
    while stems < min(len(numbers), len(_STEMS)) and numbers[stems] == _STEMS[stems]:
        stems += 1
    rest = numbers[stems:]
    runs = ([str(at + first) for at in range(len(rest))] for first in (1, stems + 1))
    return len(numbers) > 2 and rest in runs
