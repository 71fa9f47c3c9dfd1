"""The awards of an authority's book as open data: 360Giving and CommonGrants.

Both are written from what the book holds, with stable ids. Organisations are named by the prefix of org-id.guide for the
unified social credit code, CN-USCI; one without a code that checks keeps the authority's own id under its prefix.
"""

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from fundcalc.base.i18n import _, either
from fundcalc.base.ids import credit_code_fault, looks_like_credit_code
from fundcalc.base.money import plain
from fundcalc.ledger.account_records import AwardAccount
from fundcalc.policy.loading import available, load

_LIST = "CN-USCI"
_VERSION_360 = "1.1"
Document = dict[str, object]


@dataclass(frozen=True)
class Funder:
    """The authority that publishes: its name and unified social credit code."""

    name: str
    code: str

    @property
    def id(self) -> str:
        return f"{_LIST}-{self.code}"


def export(accounts: Sequence[AwardAccount], funder: Funder, format_: str, on: date) -> str:
    """The awards that stand, as one JSON document of a format; ``on`` is its date."""
    standing = [account for account in accounts if account.stands and account.awarded > 0]
    if format_ == "360giving":
        return _with_numbers({
            "version": _VERSION_360,
            "issued": on.isoformat(),
            "publisher": {"name": funder.name, "identifier": funder.id},
            "grants": [_grant(account, funder) for account in standing],
        })  # fmt: skip
    return json.dumps({"items": [_award(account, funder) for account in standing]}, ensure_ascii=False, indent=1)


@dataclass(frozen=True)
class _Number:
    """An amount that is written as a number with two decimals, never as a float."""

    fen: int


def _with_numbers(document: Document) -> str:
    mark = secrets.token_hex(8)

    def marked(value: object) -> str:
        if isinstance(value, _Number):
            return f"{mark}{plain(value.fen)}"
        raise TypeError(type(value).__name__)

    text = json.dumps(document, ensure_ascii=False, indent=1, default=marked)
    return re.sub(rf'"{mark}(-?\d+\.\d\d)"', r"\1", text)


def _organisation_id(account: AwardAccount, funder: Funder) -> str:
    code = account.organisation.upper()
    if looks_like_credit_code(code) and credit_code_fault(code) is None:
        return f"{_LIST}-{code}"
    return f"{funder.id}-{account.organisation}"


def _title(account: AwardAccount) -> str:
    if account.policy not in available():
        return f"{account.policy} {account.benefit}"
    measure = load(account.policy).measure
    benefit = measure.benefit.get(account.benefit)
    named = either(benefit) if benefit is not None else account.benefit
    return _("{measure}: {benefit}").format(measure=either(measure.short), benefit=named)


def _description(account: AwardAccount) -> str:
    platform = account.platform_name or account.platform
    return _("{platform}, {year}, {cite}").format(platform=platform, year=account.year, cite=account.cite)


def _awarded_on(account: AwardAccount) -> date:
    days = [movement.on for movement in account.movements if movement.kind == "award" and movement.counts]
    return min(days, default=account.last)


def _grant(account: AwardAccount, funder: Funder) -> Document:
    """A grant of 360Giving."""
    return {
        "id": f"{funder.id}-{account.award}",
        "title": _title(account)[:140],
        "description": _description(account),
        "currency": "CNY",
        "amountAwarded": _Number(account.awarded),
        "amountDisbursed": _Number(account.paid),
        "awardDate": _awarded_on(account).isoformat(),
        "recipientOrganization": [
            {"id": _organisation_id(account, funder), "name": account.organisation_name or account.organisation}
        ],
        "fundingOrganization": [{"id": funder.id, "name": funder.name}],
        "grantProgramme": [{"code": account.policy, "title": _title(account)}],
    }


def _award(account: AwardAccount, funder: Funder) -> Document:
    """An award of CommonGrants (``AwardBase`` of protocol 0.4)."""
    organisation = _organisation_id(account, funder)
    awarded_on, id_ = _awarded_on(account), f"{funder.id}-{account.award}"
    return {
        "id": str(uuid5(NAMESPACE_URL, id_)),
        "title": _title(account),
        "identifiers": {"otherIds": {"awd:cn:fundcalc": _identifier("awd:cn:fundcalc", id_)}},
        "description": _description(account),
        "status": {"value": "awarded"},
        "funding": {
            "awardedAmount": {"amount": plain(account.awarded), "currency": "CNY"},
            "disbursedAmount": {"amount": plain(account.paid), "currency": "CNY"},
        },
        "keyDates": {
            "awardDate": {"name": _("award"), "eventType": "singleDate", "date": awarded_on.isoformat()},
        },
        "funders": {"primary": _reference(funder.id, funder.name)},
        "recipientOrganizations": {
            "primary": _reference(organisation, account.organisation_name or account.organisation)
        },
        "createdAt": f"{awarded_on.isoformat()}T00:00:00Z",
        "lastModifiedAt": f"{account.last.isoformat()}T00:00:00Z",
    }


def _reference(id_: str, name: str) -> Document:
    """A reference to an organisation: an id that follows from its code."""
    identifiers = {"otherIds": {"org:cn:usci": _identifier("org:cn:usci", id_)}}
    return {"id": str(uuid5(NAMESPACE_URL, id_)), "name": name, "identifiers": identifiers}


def _identifier(registry: str, id_: str) -> Document:
    return {"registry": {"code": registry}, "id": id_}
