"""The account and the details of a posting, from the texts of its columns."""

import re
from collections.abc import Mapping

from fundcalc.journals.charts import split_account
from fundcalc.journals.records import Details
from fundcalc.workbooks.cell_text import narrow

# 【项目：P001 中心建设】, [项目:中心建设], 项目:中心建设;部门:…
_AUXILIARY = re.compile(
    r"(项目|课题|专项|供应商|客户|往来单位|客商|个人|职员|经济分类|部门支出经济分类|经济科目)[^:：【】\[\];；,，/]{0,6}[:：]\s*([^】\];；,，|]+)"
)
_PARTY_WORDS = ("供应商", "客户", "往来单位", "客商", "个人", "职员")


def account_of(code_text: str, name_text: str, sub: str) -> tuple[str, str]:
    code, name = split_account(code_text) if code_text else ("", "")
    own_code, own_name = split_account(name_text) if name_text else ("", "")
    code = code or own_code
    name = own_name or name
    return code, f"{name}_{sub}" if sub and name else name or sub


def details_of(texts: Mapping[str, str]) -> Details:
    """The details of a posting from its columns and its auxiliary accounting."""
    auxiliary = texts.get("auxiliary", "")
    said = {word: value.strip() for word, value in _AUXILIARY.findall(narrow(auxiliary))} if auxiliary else {}
    project = texts.get("project", "") or next((said[word] for word in ("项目", "课题", "专项") if word in said), "")
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
    )
