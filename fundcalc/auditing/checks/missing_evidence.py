"""Lines without invoice, voucher or payee; assets without a card number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from fundcalc.auditing.account_map import number_of
from fundcalc.auditing.context import AuditContext, JudgedLine
from fundcalc.auditing.findings import AuditCheck, Finding, Severity, line_key
from fundcalc.auditing.invoice_numbers import invoice_numbers
from fundcalc.auditing.lines import Line
from fundcalc.base.figures import in_yuan, several
from fundcalc.base.i18n import _

_CARD = re.compile(r"卡片|资产(编|卡)?号|资产编码|固资编号|card\s*no|asset\s*no", re.IGNORECASE)
_ASSET_CODE = re.compile(r"3(09|10)(02|03|07|13|19|21|22)")
_ASSET_ACCOUNTS = ("1601", "1701")
_ASSET_USES = ("special_equipment", "office_equipment", "software_and_intangibles")


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingEvidence(Finding):
    """What is ``missing`` of a line: of invoice, voucher, payee and card."""

    check: ClassVar[str] = "missing_evidence"
    severity: Severity = "hint"
    fen: int
    missing: tuple[str, ...]

    @staticmethod
    def title() -> str:
        return _("missing evidence")

    def sentence(self) -> str:
        names = {
            "invoice": _("invoice"),
            "voucher": _("voucher"),
            "payee": _("payee"),
            "card": _("card number of the asset"),
        }
        return _("{amount} without {missing}.").format(
            amount=in_yuan(self.fen), missing=several(names[name] for name in self.missing)
        )


def find(context: AuditContext) -> Iterator[MissingEvidence]:
    """One finding per line of the amount that the settings name or more.

    A card number is expected where other assets have one; without such an amount, where it has a column of its own.
    """
    least = context.hints.evidence_above
    hinted = [judged for judged in context.hinted if least is None or judged.line.fen >= least]
    with_cards = any(judged.line.card or (least is not None and _has_card(judged)) for judged in hinted)
    if least is None and not with_cards:
        return
    for judged in hinted:
        line = judged.line
        missing = [*_missing(line)] if least is not None else []
        if with_cards and _is_asset(judged) and not _has_card(judged):
            missing.append("card")
        if missing:
            yield MissingEvidence(
                **context.about_judged(judged),
                cite=context.article_of_account(line.award),
                fen=line.fen,
                key=line_key(line),
                missing=tuple(missing),
            )


def _missing(line: Line) -> Iterator[str]:
    if not invoice_numbers(line.invoice):
        yield "invoice"
    if not line.document.strip():
        yield "voucher"
    if not line.payee.strip():
        yield "payee"


def _has_card(judged: JudgedLine) -> bool:
    line = judged.line
    return bool(line.card) or (_is_asset(judged) and _CARD.search(f"{line.text} {line.document}") is not None)


def _is_asset(judged: JudgedLine) -> bool:
    line, verdict = judged.line, judged.verdict
    if verdict is not None and verdict.uses and set(verdict.uses) <= set(_ASSET_USES):
        return True
    return bool(_ASSET_CODE.fullmatch(line.code)) or number_of(line.account).startswith(_ASSET_ACCOUNTS)


CHECK = AuditCheck(MissingEvidence, find, ("hint",))
