"""The account and the details of a posting, from the texts of its columns."""

import re
from collections.abc import Mapping

from fundcalc.journals.attribution import SEVERAL, alike
from fundcalc.journals.charts import split_account
from fundcalc.journals.records import Details
from fundcalc.workbooks.cell_text import narrow

# 【项目：P001 中心建设】, [项目:中心建设], 项目:中心建设;部门:…
_AUXILIARY = re.compile(
    r"(项目|课题|专项|供应商|客户|往来单位|客商|个人|职员|经济分类|部门支出经济分类|经济科目)[^:：=【】\[\];；,，/]{0,6}[:：=]\s*([^【】\[\];；,，|]+)"
)
_PROJECT_WORDS = ("项目", "课题", "专项")
# What follows an item up to the next one that says what it is.
_REST = re.compile(r"[^:：=【】\[\]]*")
_BETWEEN = re.compile(r"[;；,，、|/]")
_KIND = re.compile("项目|课题|专项|供应商|客户|往来单位|客商|个人|职员|经济")
_MARKED = re.compile("(?:项目|供应商|客户|部门|职员|往来单位|客商)(?:[:：]|---)")
# 金蝶 K3: 项目---P001---中心建设/供应商---S01---甲公司
_DASHED = re.compile(r"[/;；]([^/;；\-]+)---")
# 【项目】中心建设【部门】科研部
_LABELLED = re.compile(
    r"[【\[](项目|课题|专项|供应商|客户|往来单位|客商|个人|职员|部门|经济分类)[】\]](?=[^;；,，【\[])"
)
_PARTY_WORDS = ("供应商", "客户", "往来单位", "客商", "个人", "职员")


def account_of(code_text: str, name_text: str, sub: str) -> tuple[str, str]:
    """The code and the full name of an account, from the cells that give them."""
    code, name = split_account(code_text) if code_text else ("", "")
    own_code, own_name = split_account(name_text) if name_text else ("", "")
    code = code or own_code
    name = own_name or name
    return code, f"{name}_{sub}" if sub and name else name or sub


def _said_in(auxiliary: str) -> dict[str, str]:
    """What auxiliary items in one cell say, by the first word of what they are.

    Several projects are given together, since a person must say of which the posting is.
    """
    text = _LABELLED.sub(r";\1:", _DASHED.sub(r";\1:", f"/{narrow(auxiliary)}"))
    said: dict[str, str] = {}
    projects: list[str] = []
    for item in _AUXILIARY.finditer(text):
        word, value = item[1], item[2].strip(" -/")
        if word in _PROJECT_WORDS:
            projects += alike([value, *_BETWEEN.split((_REST.match(text, item.end()) or item)[0])])
            value = SEVERAL.join(dict.fromkeys(projects))
        said[word] = value
    return said


def _items(texts: Mapping[str, str]) -> dict[str, str]:
    """The items of 金蝶 KIS, of which kind, code and name stand in three columns."""
    found = {}
    for number in range(1, 5):
        name, code = texts.get(f"item{number}", ""), texts.get(f"item_code{number}", "")
        kind = texts.get(f"class{number}", "") or ("项目" if number == 1 else "")
        if match := _KIND.search(kind):
            found[match[0]] = f"{code} {name}".strip()
    return {word: value for word, value in found.items() if value}


def details_of(texts: Mapping[str, str]) -> Details:
    """The details of a posting from its columns and its auxiliary accounting."""
    auxiliary, own_project = texts.get("auxiliary", ""), texts.get("project", "")
    if _MARKED.search(own_project):
        auxiliary, own_project = f"{auxiliary};{own_project}".strip(";"), ""
    said = _said_in(auxiliary) if auxiliary else {}
    said |= _items(texts)
    project = own_project or next((said[word] for word in _PROJECT_WORDS if word in said), "")
    code = texts.get("project_code", "")
    if code and code not in project:
        project = f"{code} {project}".strip()
    if not project and auxiliary and not said:
        project = auxiliary.strip("【】[] ")
    party = texts.get("party", "") or next((said[word] for word in _PARTY_WORDS if word in said), "")
    economic = texts.get("code", "") or next((value for word, value in said.items() if "经济" in word), "")
    return Details(
        " ".join((project or texts.get("budget_project", "")).split()),
        " ".join(party.split()),
        texts.get("award", ""),
        economic,
        texts.get("use", ""),
        texts.get("purpose", ""),
        texts.get("invoice", ""),
        texts.get("payee", "") or party,
        texts.get("organisation", ""),
        texts.get("card", ""),
    )
