"""Make typed events of transactions, from their tags, metadata and postings."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from beancount.core import data

from fundcalc.ledger.event_base import COMMITMENT_FACTS, Leg, moved
from fundcalc.ledger.events import (
    Appropriated,
    Awarded,
    Carried,
    ClawedBack,
    Committed,
    Corrected,
    Event,
    Paid,
    Received,
    Recovered,
    Returned,
    Settled,
    Spent,
)
from fundcalc.ledger.places import Place
from fundcalc.ledger.schedules import read_schedule

DETAILS = ("use", "code", "account", "invoice", "purpose", "document", "organisation", "card", "source")
# What a correction says of the award as it is now; the account on which it is owed comes first.
CORRECTED = ("owed-at", "organisation", "organisation-name", "cite", "policy-sha256", "inputs-sha256", "why")
_AWARD_KEYS = (
    "award-id", "policy", "year", "platform", "platform-kind", "organisation", "benefit", "cite", "policy-sha256",
    "inputs-sha256",
)  # fmt: skip


class Common(NamedTuple):
    """What every event has."""

    on: date
    place: Place
    legs: tuple[Leg, ...]
    payee: str
    text: str


def texts(meta: data.Meta) -> dict[str, str]:
    """The metadata that are text, without the name of the file."""
    return {key: value for key, value in meta.items() if isinstance(value, str) and key != "filename"}


def _debited(legs: Iterable[Leg]) -> int:
    return max([leg.fen for leg in legs], default=0)


def text(meta: data.Meta, key: str) -> str:
    """A text of the metadata; empty where there is none."""
    value = meta.get(key, "")
    return value if isinstance(value, str) else ""


def appropriated(links: Iterable[str], meta: data.Meta, common: Common) -> Appropriated:
    """The appropriation that a transaction posts, its fund by the link."""
    fund = next((link.removeprefix("fund-") for link in links if link.startswith("fund-")), "")
    fen = moved(common.legs, "treasury") or _debited(common.legs)
    return Appropriated(*common, fund, text(meta, "policy"), fen, text(meta, "doc-no"))


def carried(meta: data.Meta, common: Common) -> Carried:
    """The carrying over that a transaction posts."""
    fen = max([leg.fen for leg in common.legs if leg.account is not None and leg.account.kind == "treasury"], default=0)
    return Carried(*common, text(meta, "from-fund"), text(meta, "to-fund"), text(meta, "policy"), fen)


def _missing(meta: data.Meta) -> str:
    """The first key that an award lacks; empty if it lacks none."""
    for key in _AWARD_KEYS:
        if type(meta.get(key)) is not str:
            return key
    return ""


def awarded(meta: data.Meta, common: Common) -> Awarded | str:
    """The award that a transaction posts, or the word for what it lacks."""
    if missing := _missing(meta):
        return missing
    if not meta["year"].isdecimal():
        return "a year"
    schedule = text(meta, "schedule")
    if schedule and read_schedule(schedule) is None:
        return "a schedule"
    for leg in common.legs:
        if leg.account is not None and leg.account.kind == "owed":
            break
    else:
        return "a posting to Liabilities:Fund"
    return Awarded(
        *common,
        award=meta["award-id"],
        fen=_debited(common.legs),
        reference="",
        owed_at=leg.name,
        fund=leg.account.owner,
        policy=meta["policy"],
        year=int(meta["year"]),
        platform=meta["platform"],
        platform_name=common.text.removesuffix(f" {meta['benefit']} {meta['cite']}"),
        platform_kind=meta["platform-kind"],
        benefit=meta["benefit"],
        organisation=meta["organisation"],
        organisation_name=common.payee,
        cite=meta["cite"],
        policy_digest=meta["policy-sha256"],
        inputs_digest=meta["inputs-sha256"],
        group=text(meta, "group"),
        claim=text(meta, "claim"),
        schedule=schedule,
    )


# The other movements on an award, by tag: from its id, the metadata, and what every event has.
MAKERS: Mapping[str, Callable[[str, data.Meta, Common], Event]] = {
    "commitment": lambda award, meta, common: Committed(
        *common, award, -moved(common.legs, "committed"), text(meta, "reference"), text(meta, "policy"),
        {key: text(meta, key) for key in COMMITMENT_FACTS if key in meta},
    ),
    "correction": lambda award, meta, common: Corrected(
        *common, award, moved(common.legs, "awarded"), text(meta, "number"), moved(common.legs, "correction_due"),
        *(text(meta, key) for key in CORRECTED),
    ),
    "disbursement": lambda award, meta, common: Paid(*common, award, _debited(common.legs), text(meta, "reference")),
    "recovery": lambda award, meta, common: Recovered(
        *common, award, moved(common.legs, "treasury") or _debited(common.legs), text(meta, "reference")
    ),
    "clawback": lambda award, meta, common: ClawedBack(
        *common, award, _debited(common.legs), text(meta, "reference"), text(meta, "disallowed"), text(meta, "key")
    ),
    "receipt": lambda award, meta, common: Received(
        *common, award, moved(common.legs, "money"), text(meta, "reference"), text(meta, "key")
    ),
    "spending": lambda award, meta, common: Spent(
        *common, award, moved(common.legs, "spent"), "", text(meta, "key"),
        {key: str(meta[key]) for key in DETAILS if meta.get(key)},
    ),
    "return": lambda award, meta, common: Returned(
        *common, award, _debited(common.legs), text(meta, "reference"), text(meta, "disallowed"), text(meta, "key")
    ),
    "settlement": lambda award, _meta, common: Settled(*common, award, _debited(common.legs), ""),
}  # fmt: skip
