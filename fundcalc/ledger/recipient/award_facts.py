"""Facts of an award that a recipient's book keeps, and their ledger text."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from fundcalc.auditing.evidence import read_id
from fundcalc.base import money
from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.money import plain
from fundcalc.ledger import creation, messages
from fundcalc.ledger.known import first_day
from fundcalc.ledger.noting import began, facts_line
from fundcalc.ledger.plausible_days import require_last_day
from fundcalc.ledger.recipient.snapshot import AwardBalances, RecipientSnapshot
from fundcalc.policy.model import Measure

FACTS = ("policy", "code", "year", "platform", "claim", "platform-name", "benefit", "cite", "awarded", "organisation",
         "organisation-name", "until", "revoked-on")  # fmt: skip


def facts_of_id(award: str, measures: Sequence[Measure]) -> dict[str, str]:
    """What the id of an award says of it: policy, year, platform, benefit.

    Nothing where the id is not one of the measures.
    """
    said = read_id(award, measures)
    if said is None:
        return {}
    measure = said.measure
    return {
        "policy": measure.id,
        "code": measure.code,
        "year": str(said.year),
        "platform": said.platform,
        "claim": said.claim,
        "benefit": said.benefit,
        "cite": measure.benefit[said.benefit].cite,
    }


def awarded_in(of: AwardBalances, facts: Mapping[str, str]) -> int:
    """The amount awarded in fen: as stated now, else as the book has it."""
    return money.fen(facts["awarded"]) if facts.get("awarded") else of.account.awarded if of.account else 0


def new_facts(now: RecipientSnapshot, award: str, facts: Mapping[str, str], on: date) -> Iterator[str]:
    """What the book does not know of an award yet.

    Raises ``RefusedError`` for what it knows otherwise.
    """
    known = now.awards.get(award)
    posted = _posted_facts(known) if known else {}
    for name in ("organisation", "organisation-name"):
        if name in now.facts and name not in facts:
            facts = {**facts, name: now.facts[name]}
    for name, value in facts.items():
        if (
            posted.get(name)
            and value
            and not _is_same(name, posted[name], value)
            and not _put_off(name, posted[name], value)
        ):
            raise RefusedError(messages.OTHER_FACT.format(award=award, fact=name, found=posted[name], given=value))
    new = {name: facts[name] for name in FACTS if facts.get(name) and not _is_same(name, posted.get(name), facts[name])}
    if "until" in new:
        account = known.account if known else None
        policy = facts.get("policy") or posted.get("policy", "")
        require_last_day(_day(new["until"]), first_day(policy), began(account) if account else None)
    if new:
        revision = known.account.revision if known and known.account else 0
        yield facts_line(on, award, new, revision)


def _is_same(name: str, posted: str | None, given: str) -> bool:
    """Whether the book has this value of a fact; amounts are compared as amounts."""
    if name == "awarded" and posted:
        return money.fen(posted) == money.fen(given)
    return posted == given


def _day(text: str) -> date:
    """The last day for use. Raises BookError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        form = messages.DATE.format(earliest=creation.OPENED)
        raise BookError(messages.ARGUMENT.format(**messages.field("until", text), form=form)) from error


def _put_off(name: str, posted: str, given: str) -> bool:
    """Whether a fact may replace the one in the book.

    The last day for use may be put off (延期).
    """
    return name == "until" and given > posted


def _posted_facts(of: AwardBalances) -> dict[str, str]:
    if (account := of.account) is None:
        return {}
    return {
        "policy": account.policy,
        "code": account.code,
        "year": str(account.year or ""),
        "platform": account.platform,
        "claim": account.claim,
        "platform-name": account.platform_name,
        "benefit": account.benefit,
        "cite": account.cite,
        "awarded": plain(account.awarded) if account.awarded else "",
        "organisation": account.organisation,
        "organisation-name": account.organisation_name,
        "until": account.until.isoformat() if account.until else "",
        "revoked-on": account.revoked_on.isoformat() if account.revoked_on else "",
    }
