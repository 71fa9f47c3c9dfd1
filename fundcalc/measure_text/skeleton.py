"""A skeleton of a policy, from nothing or from the text of the measure.

What the text says stands in comments beside the articles: a person writes the clauses, and ``policies check`` names every
article that nothing accounts for yet.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fundcalc.measure_text.articles import FOOT, HEAD, Article
from fundcalc.measure_text.figures import PrintedFigure, figures
from fundcalc.measure_text.in_force import article_in_force, of_others, term

CASES = "cases.toml"
# Beside the folder of the policy, so that several policies share them.
SCHEMAS = ".schemas"
_SCHEMA_OF = f"#:schema ../{SCHEMAS}/{{file}}.schema.json"

# Words by which an article is proposed to be set aside, if it has no figures; the first that fits.
_SET_ASIDE: Mapping[str, str] = {
    "explanation": r"负责解释",
    "purpose": r"制定本(?:办法|指引|细则|规定)|本(?:办法|指引|细则|规定)所称|遵循.{0,20}原则|坚持.{0,30}原则",
    "encouragement": r"^鼓励|^支持.{0,40}(?:开展|参与|建设)",
    "duties": r"主要职责|负责.{0,30}(?:管理|指导|监督|工作)",
    "procedure": r"发布.{0,8}通知|受理|初审|组织专家|提交.{0,10}材料|评审",
}

_EXAMPLE = (
    ("第一条", "为促进示例，制定本办法。"),
    ("第二条", "场地面积不少于500平方米的单位可以申报。"),
    ("第三条", "新备案的，给予30万元奖励。"),
    ("第四条", "本办法自2026年1月1日起施行，有效期3年。"),
)


def example() -> tuple[Article, ...]:
    """An invented measure of four articles, which the skeleton says whole."""
    return tuple(Article(address, text) for address, text in _EXAMPLE)


def skeleton(id_: str, text: Sequence[Article] | None = None) -> Mapping[str, str]:
    """Return the files of a new policy by name.

    Without a text it is the invented measure, ready to be changed.
    """
    articles = [article for article in text or example() if article.text or article.address != HEAD]
    lines = list(_policy(id_, articles, complete=text is None))
    return {"policy.toml": "\n".join(lines) + "\n", CASES: _CASES if text is None else _CASES_TO_WRITE}


def _policy(id_: str, text: Sequence[Article], *, complete: bool) -> Iterator[str]:
    body = _to_account_for(text)
    yield _SCHEMA_OF.format(file="policy")
    yield f"# {id_}: policies/README.md of fundcalc says how to write this file. 写法见 policies/README.zh-CN.md。"
    yield '# Amounts are yuan, areas square metres, rates "20%". 金额单位为元，面积单位为平方米，比例写作 "20%"。'
    yield ""
    yield f'id = "{id_}"'
    yield f'code = "{_code(id_)}"                       # its funds in the ledger: {_code(id_)}-2026, {_code(id_)}-2027, …'
    title = _title(text) or "示例办法"
    yield f'title = {{ zh = "{title}", en = "A measure" }}'
    yield f'short = {{ zh = "{title}", en = "A measure" }}'
    yield f'issuer = {{ zh = "{_issuer(text) or "示例局"}", en = "A bureau" }}'
    if number := _number(text):
        yield f'number = "{number}"'
    yield ""
    yield "articles = ["
    yield from (f'    "{article.address}",' for article in body)
    yield "]"
    yield ""
    yield from _validity(body)
    yield ""
    aside = _aside(body)
    yield "# What is not computed, and why. 不计算的条款及原因（以下为建议，请逐条核对）。"
    yield "[set_aside]"
    for reason, addresses in aside.items():
        yield f"{reason} = [{', '.join(_quoted(address) for address in addresses)}]"
    yield ""
    if complete:
        yield from _EXAMPLE_CLAUSES
        return
    named = {address for addresses in aside.values() for address in addresses}
    yield "# The articles that clauses have to say, with their figures. 须写成条款的条文及其中的数字："
    in_force = article_in_force(body)
    for article in body:
        found = figures(article.text)
        if article.address in named or article is in_force or not article.text:
            continue
        yield f"#   {article.address}: {_listed(found) or '—'}"
    yield ""
    yield from _FORMS
    yield from _explained(text)


def _explained(text: Sequence[Article]) -> Iterator[str]:
    """Dates around the articles, and dates and documents of other measures."""
    in_force = article_in_force([article for article in text if article.address not in (HEAD, FOOT)])
    for article in text:
        if article.address in (HEAD, FOOT):
            dates = [figure for figure in figures(article.text) if figure.kind == "date"]
            yield from _explanations(article, dates, "成文日期", "the day it was signed")
        elif article is in_force:
            yield from _explanations(article, of_others(article), "另一办法", "of another measure")
        else:
            documents = [figure for figure in figures(article.text) if figure.kind == "document"]
            yield from _explanations(article, documents, "另一文件", "another document")


def _explanations(article: Article, found: Iterable[PrintedFigure], zh: str, en: str) -> Iterator[str]:
    for figure in found:
        yield ""
        yield "[[explained]]                             # a figure that decides nothing"
        yield f'figure = "{figure.printed}"'
        yield f'at = "{article.address}"'
        yield f'zh = "{zh}"'
        yield f'en = "{en}"'


def _to_account_for(text: Sequence[Article]) -> list[Article]:
    """The articles a policy has to account for.

    The opening words of one with items count only where they hold a figure.
    """
    body = [
        article for article in text if article.address not in (HEAD, FOOT) and not article.address.startswith("附件")
    ]
    return [
        article
        for at, article in enumerate(body)
        if figures(article.text) or at + 1 == len(body) or not body[at + 1].address.startswith(article.address)
    ]


def _validity(body: Sequence[Article]) -> Iterator[str]:
    """The article by which the measure is in force, with the dates that stand in it."""
    article = article_in_force(body)
    found = term(article)
    yield "[validity]"
    yield f'cite = "{article.address if article else "第一条"}"'
    if found.first is None:
        yield 'status = "undated"                 # write: from = 2026-01-01, and take this line out'
    else:
        yield f"from = {found.first.isoformat()}"
    if found.last is not None:
        yield f"until = {found.last.isoformat()}"
    elif found.years is not None:
        yield f"years = {found.years}"


def _aside(body: Sequence[Article]) -> dict[str, list[str]]:
    """The articles that may be set aside, by reason."""
    aside: dict[str, list[str]] = {}
    for article in body:
        if figures(article.text) or not article.text:
            continue
        reason = next((reason for reason, words in _SET_ASIDE.items() if re.search(words, article.text)), None)
        if reason is not None:
            aside.setdefault(reason, []).append(article.address)
    return aside


def _title(text: Sequence[Article]) -> str:
    """The last line before the first article that looks like a title."""
    head = next((article.text for article in text if article.address == HEAD), "")
    titles = [line for line in head.splitlines() if re.search(r"(?:办法|指引|细则|规定|措施)(?:（.*）)?$", line)]
    return re.sub(r'[\s"\\]', "", titles[-1]) if titles else ""


def _issuer(text: Sequence[Article]) -> str:
    """The office that signs above the date."""
    lines = [line.strip() for article in text if article.address in (HEAD, FOOT) for line in article.text.splitlines()]
    dated = [at for at, line in enumerate(lines) if at and any(figure.kind == "date" for figure in figures(line))]
    signed = [lines[at - 1] for at in dated if re.fullmatch(r"[\u4e00-\u9fff]{2,30}[局厅委会室部府处]", lines[at - 1])]
    return signed[0] if signed else ""


def _number(text: Sequence[Article]) -> str:
    head = next((article.text for article in text if article.address == HEAD), "")
    return next((str(figure.value) for figure in figures(head) if figure.kind == "document"), "")


def _code(id_: str) -> str:
    """A short code: the initials of an id's words."""
    letters = "".join(word[0] for word in id_.split("-") if word[:1].isalpha()).upper()
    return letters if len(letters) > 1 else id_[:2].upper()


def _listed(found: Sequence[PrintedFigure]) -> str:
    return ", ".join(figure.printed for figure in found)


def _quoted(text: str) -> str:
    return f'"{text}"'


_EXAMPLE_CLAUSES = """\
[condition.site]
cite = "第二条"
fact = "site_area"
at_least = 500

[benefit.award]
kind = "flat"                             # or share, by_reference, …: policies/README.md
cite = "第三条"
zh = "备案奖励"
en = "award for a filing"
trigger = "filed_on"
paid = "once"
amount = 300_000
""".splitlines()

_FORMS = """\
# A condition, and a benefit; take the comment signs away and write what the text says. 条件和支持的写法：
#
# [condition.site]
# cite = "第二条"
# fact = "site_area"                      # facts.toml lists the facts; attested = "…" is what the department confirms
# at_least = 500                          # 不低于; more_than 超过; at_most 不超过

[benefit.award]
kind = "by_reference"                     # or flat (amount = 300_000), share (of, rate = "20%", cap), …
cite = "第一条"
zh = "支持"
en = "support"
paid = "once"                             # yearly, every_evaluation, difference, every_time
trigger = "filed_on"
document = { zh = "…", en = "…" }
""".splitlines()

_APPLICATION = 'platform = "p1", organisation = "o1", award_year = 2026, application_date = 2026-03-01'

_CASES = f"""\
{_SCHEMA_OF.format(file="cases")}
# What the policy must decide; every figure from both sides. 每个数字都从两边各写一个案例。

[[case]]
name = "a site of exactly 500 square metres is enough"
cite = "第二条"
applications = [ {{ {_APPLICATION}, filed_on = 2026-05-01, site_area = "500" }} ]
expect = [ {{ platform = "p1", status = "payable", payable = "300000.00", benefits = {{ award = "300000.00" }} }} ]

[[case]]
name = "a smaller site is not"
cite = "第二条"
applications = [ {{ {_APPLICATION}, site_area = "499.99" }} ]
expect = [ {{ platform = "p1", status = "ineligible", payable = "0.00", unmet = ["第二条"] }} ]
"""

_CASES_TO_WRITE = f"""\
{_SCHEMA_OF.format(file="cases")}
# What the policy must decide; every figure from both sides. 每个数字都从两边各写一个案例。
#
# [[case]]
# name = "a site of exactly 500 square metres is enough"
# cite = "第二条"
# applications = [ {{ {_APPLICATION}, filed_on = 2026-05-01, site_area = "500" }} ]
# expect = [ {{ platform = "p1", status = "payable", payable = "300000.00" }} ]

case = []
"""
