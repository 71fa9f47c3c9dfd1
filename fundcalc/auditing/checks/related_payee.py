"""Payments to payees on the user's list (staff, related parties), and to persons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity, line_key
from fundcalc.auditing.invoice_numbers import payee_key
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _

# The commonest surnames; a name is one of them with one or two characters more, and perhaps a form of address.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_PERSON = re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff某]{{1,2}}(?:女士|先生|教授|老师)?")
_ORGANISATION = re.compile(
    r"公司|厂|院|所|中心|大学|学校|局|店|部|行|社|馆|会|站|队|台|办|集团|商|工|室|府|委|户|网|区|市|县|镇|村|街"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPayee(Finding):
    """A payment to a payee of the list, or to a person."""

    check: ClassVar[str] = "related_payee"
    severity: Severity = "hint"
    fen: int
    payee: str
    kind: Literal["listed", "person"]

    @staticmethod
    def title() -> str:
        return _("payee to be checked")

    def sentence(self) -> str:
        sentence = (
            _("{amount} to {payee}, which is on the list of payees.")
            if self.kind == "listed"
            else _("{amount} to {payee}, which seems to be a person.")
        )
        return sentence.format(amount=in_yuan(self.fen), payee=self.payee)


def find(context: AuditContext) -> Iterator[RelatedPayee]:
    """One finding per line to a payee of the list, or to a person."""
    listed, least = {payee_key(payee) for payee in context.hints.payees} - {""}, context.hints.persons_above
    if not listed and least is None:
        return
    for judged in context.hinted:
        line = judged.line
        if not line.payee:
            continue
        kind: Literal["listed", "person", ""] = "listed" if payee_key(line.payee) in listed else ""
        if not kind and least is not None and line.fen >= least and is_person(line.payee):
            kind = "person"
        if kind:
            yield RelatedPayee(
                **context.about_judged(judged),
                cite=context.article_of_account(line.award),
                fen=line.fen,
                key=line_key(line),
                payee=line.payee,
                kind=kind,
            )


def is_person(payee: str) -> bool:
    """Whether a payee looks like the name of a person.

    >>> is_person("王某"), is_person("李晓明"), is_person("王府井"), is_person("江西大学")
    (True, True, False, False)
    """
    name = payee.strip()
    return _PERSON.fullmatch(name) is not None and _ORGANISATION.search(name[1:]) is None


CHECK = AuditCheck(RelatedPayee, find, ("hint",))
