"""The Beancount plugin: violations of a measure on their own lines.

``plugin "fundcalc.plugin"`` in a ledger's top file shows them in bean-check and Fava.

Only violations: what a person must look at fails no book, ``fundcalc audit`` tells it. The config is JSON and only data::

    plugin "fundcalc.plugin" "{'policy': 'yunnan-2025', 'award': 'A1', 'accounts': ['Expenses:Lab']}"

(in Beancount's text ' may stand for a quotation mark of the JSON). ``policy`` is an id or a list of ids (default: every measure
there is, each award under its own); ``award`` is that of lines which name none, ``accounts`` are spending beside expenses. A
book of ours needs no config.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from beancount.core import data

from fundcalc.auditing.audit import violations
from fundcalc.auditing.evidence import Evidence
from fundcalc.base.errors import PolicyError
from fundcalc.base.garbage_collection import without_collecting
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.ledger import loading
from fundcalc.ledger.audit_view import evidence_in, place_in
from fundcalc.ledger.event_reader import read_events
from fundcalc.ledger.foreign.reader import evidence_for_violations
from fundcalc.ledger.places import EntryIndex
from fundcalc.policy.loading import Policy, available, load

__plugins__ = ("audited",)


class Violation(NamedTuple):
    """An error as Beancount takes it: where, what, and the entry it is about."""

    source: Mapping[str, object]
    message: str
    entry: data.Directive | None


class _Config(NamedTuple):
    policies: Sequence[Policy]
    award: str
    accounts: Sequence[str]


def audited(
    entries: list[data.Directive], options: Mapping[str, Any], config: str | None = None
) -> tuple[list[data.Directive], list[Violation]]:
    """The entries as they are, and the violations among them."""
    top = Path(options["filename"])
    try:
        settings = _read_config(config)
    except ValueError as error:
        return entries, [Violation(data.new_metadata(str(top), 0), f"fundcalc.plugin: {error}", None)]
    with without_collecting():
        return entries, _violations(entries, top.parent, settings)


def _violations(entries: Sequence[data.Directive], root: Path, settings: _Config) -> list[Violation]:
    found = list(violations(_evidence(entries, root, settings), settings.policies))
    if not found:
        return []
    places = [(str(root / file), line) for file, line in (place_in(root, finding.place) for finding in found)]
    index = EntryIndex(entries, {file for file, _line in places})
    return [
        Violation(data.new_metadata(*place), finding.cited(), index.at(*place))
        for place, finding in zip(places, found, strict=True)
    ]


def _evidence(entries: Sequence[data.Directive], root: Path, settings: _Config) -> Evidence:
    if loading.role_in(entries) is not None:
        return evidence_in(read_events(entries, root), root)
    return evidence_for_violations(entries, root, settings.policies, settings.award, settings.accounts)


def _read_config(config: str | None) -> _Config:
    """What the config asks for. Raises ValueError, saying what is wrong with it."""
    text = (config or "").strip()
    try:
        given = json.loads(text if '"' in text else text.replace("'", '"')) if text else {}
    except (ValueError, RecursionError) as error:
        raise ValueError(_("the config is not JSON ({reason}); write {example}").format(
            reason=error, example="{'policy': 'yunnan-2025'}")) from error  # fmt: skip
    if not isinstance(given, dict):
        raise ValueError(  # noqa: TRY004
            _("the config is not a JSON object; write {example}").format(example="{'policy': 'yunnan-2025'}")
        )
    known = ("policy", "award", "accounts")
    for name in given:
        if name not in known:
            raise ValueError(_("the config has no '{name}'{close}").format(name=name, close=did_you_mean(name, known)))
    policies, award, accounts = given.get("policy", []), given.get("award", ""), given.get("accounts", [])
    ids = [policies] if isinstance(policies, str) else policies
    if not (_texts(ids) and isinstance(award, str) and _texts(accounts)):
        raise ValueError(_("in the config, policy and award are text, accounts a list of texts"))
    for policy_id in ids:
        # Ids alone: a ledger does not choose what files are read.
        if policy_id not in available():
            close = did_you_mean(policy_id, available())
            raise ValueError(
                _("the config names an unknown policy: {policy}{close}").format(policy=policy_id, close=close)
            )
    try:
        return _Config([load(policy_id) for policy_id in ids or available()], award, accounts)
    except PolicyError as error:
        raise ValueError(str(error)) from error


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
