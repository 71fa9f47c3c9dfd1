"""Read applications and awards already paid, and check them.

All faults of an application are found before any is reported.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from fundcalc.base.errors import ApplicationError, FundcalcError
from fundcalc.base.i18n import _, did_you_mean, placed
from fundcalc.base.ids import normalised, row_id
from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.computed import with_computed
from fundcalc.engine.values import Record, Value, parser, signed_money
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import DETAILS, forms, shared_facts


class InputFault(NamedTuple):
    """A fault of an input: its key, its value, and what was expected.

    The key is a path such as ``investments[2].amount``.
    """

    key: str
    value: object
    message: str

    def __str__(self) -> str:
        return placed(self.key, self.message)


Parsers = Mapping[str, Callable[[object], Any]]


class _Readers(NamedTuple):
    """The parsers of an application under one policy.

    ``keys`` are an application's own, ``facts`` the policy's, ``details`` those of detail records by form; ``ignored`` ids may
    be given and are not read.
    """

    keys: Parsers
    facts: Parsers
    ignored: frozenset[str]
    details: Mapping[str, Parsers]


@lru_cache(maxsize=1)
def _form_parsers() -> Mapping[str, Parsers]:
    return {name: {key: parser(column) for key, column in form.columns.items()} for name, form in forms().items()}


@lru_cache(maxsize=256)
def _readers(policy: Policy) -> _Readers:
    parsers = _form_parsers()
    keys = parsers["applications"]
    # A measure may know only some of the values that a choice of the sheet has, such as three grades.
    keys = {**keys, **{name: parser(named) for name, named in policy.facts.items() if name in keys}}
    facts = {name: parser(named) for name, named in policy.given_facts.items() if name not in keys}
    details = {name: {key: reader for key, reader in parsers[name].items() if key != "platform"} for name in DETAILS}
    # A computed fact stands among the inputs of an award, and is worked out again.
    ignored = (frozenset(shared_facts()) | policy.measure.computed.keys()) - facts.keys() - keys.keys()
    return _Readers(keys, facts, ignored, details)


_REQUIRED = ("platform", "organisation", "award_year", "application_date")


def check_application(policy: Policy, raw: Mapping[str, object]) -> tuple[Application | None, list[InputFault]]:
    """Read an application; with faults there is no application."""
    own_keys, fact_readers, ignored, details = _readers(policy)
    faults: list[InputFault] = []
    fields: dict[str, Any] = {}
    facts: dict[str, Value] = {}
    records: dict[str, tuple[Record, ...]] = {}
    for key, value in raw.items():
        if value is None or value == "":
            continue
        try:
            if key in fact_readers:
                facts[key] = fact_readers[key](value)
            elif key in own_keys:
                fields[key] = own_keys[key](value)
            elif key in details:
                records[key] = tuple(_records(key, value, details[key], faults))
            elif key not in ignored:
                close = did_you_mean(key, [*own_keys, *fact_readers, *details])
                faults.append(
                    InputFault(str(key), value, _("this policy asks for no such fact{close}").format(close=close))
                )
        except (ValueError, FundcalcError) as error:
            faults.append(InputFault(key, value, str(error)))
    faults += _absent((*_REQUIRED, "claim") if policy.by_claim else _REQUIRED, fields, faults)
    text = policy.on(fields["application_date"]) if "application_date" in fields else policy
    faults += _unknown_claims(policy, text, fields.get("claims", ()))
    if faults:
        return None, faults
    if "grade" in fields:
        facts["grade"] = fields["grade"]
    if not policy.by_claim:
        fields.pop("claim", None)
    return _application(fields, with_computed(facts, text.measure.computed), records), faults


def _absent(required: Iterable[str], fields: Mapping[str, object], faults: Sequence[InputFault]) -> list[InputFault]:
    """Faults for required keys that were neither read nor reported already."""
    absent = [key for key in required if key not in fields]
    reported = {fault.key for fault in faults} if absent else ()
    return [InputFault(key, None, _("is missing")) for key in absent if key not in reported]


def _unknown_claims(policy: Policy, text: Policy, claims: Iterable[str]) -> Iterator[InputFault]:
    """Faults of claims that the policy does not have, or the text in force does not."""
    benefits = text.measure.benefit
    for claim in claims:
        if claim not in benefits:
            message = _("{value!r} is not a benefit of this policy: {ids}")
            if claim in policy.measure.benefit:
                message = _("{value!r} is not a benefit of the text in force on the day of the application: {ids}")
            yield InputFault("claims", claim, message.format(value=claim, ids=", ".join(benefits)))


def _application(
    fields: Mapping[str, Any], facts: Mapping[str, Value], records: Mapping[str, tuple[Record, ...]]
) -> Application:
    get = fields.get
    return Application(
        fields["platform"],
        fields["organisation"],
        get("organisation_name", ""),
        get("platform_name", ""),
        fields["award_year"],
        fields["application_date"],
        get("filed_on"),
        get("first_filing", True),
        get("grade"),
        get("revoked_on"),
        get("revocation_ground", ""),
        get("elected"),
        get("claims"),
        get("all_attested", False),
        facts,
        records,
        group=get("group", ""),
        claim=get("claim", ""),
    )


def _records(name: str, rows: object, parsers: Parsers, faults: list[InputFault]) -> Iterator[Record]:
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        raise ValueError(_("is a list of records, each with {keys}").format(keys=", ".join(parsers)))
    columns = forms()[name].columns
    for index, row in enumerate(rows):
        record: dict[str, Value] = {}
        for key, value in row.items():
            place = f"{name}[{index}].{key}"
            if value is None or value == "":
                continue
            if key not in parsers:
                faults.append(
                    InputFault(place, value, _("a record here has only {keys}").format(keys=", ".join(parsers)))
                )
                continue
            try:
                record[key] = parsers[key](value)
            except (ValueError, FundcalcError) as error:
                faults.append(InputFault(place, value, str(error)))
        for key, column in columns.items():
            if column.required and key in parsers and row.get(key) in (None, ""):
                faults.append(InputFault(f"{name}[{index}].{key}", None, _("is missing")))
            elif column.default is not None and key not in record:
                record[key] = column.default
        yield record


def read_application(policy: Policy, raw: Mapping[str, object] | Application) -> Application:
    """Read an application from a mapping of keys, facts and detail records.

    Money is decimal text, a Decimal or a whole number of yuan. Raises ApplicationError listing every fault.
    """
    if isinstance(raw, Application):
        return raw
    _require_mapping(raw)
    application, faults = check_application(policy, raw)
    if application is None:
        where = _("application of {platform}").format(platform=_row_of(raw))
        raise ApplicationError(where, tuple(map(str, faults)))
    return application


def check_paid(raw: Mapping[str, object], policy: Policy | None = None) -> tuple[PaidAward | None, list[InputFault]]:
    """Read an award already paid; ``amount`` in yuan, below zero if recovered.

    One of the measure of ``policy`` is of a benefit that this measure has.
    """
    parsers, columns = _form_parsers()["paid"], forms()["paid"].columns
    faults: list[InputFault] = []
    fields: dict[str, Any] = {}
    for key, value in raw.items():
        if value is None or value == "":
            continue
        if key not in parsers:
            message = _("an award already paid has only {keys}").format(keys=", ".join(parsers))
            faults.append(InputFault(str(key), value, message))
            continue
        try:
            fields[key] = signed_money(value) if key == "amount" else parsers[key](value)
        except (ValueError, FundcalcError) as error:
            faults.append(InputFault(key, value, str(error)))
    faults += _absent((key for key, column in columns.items() if column.required), fields, faults)
    if policy is not None:
        faults += _unknown_benefit(policy, fields.get("programme", ""), fields.get("benefit", ""))
        faults += _day_unknown(policy, fields)
        faults += _claim_unknown(policy, fields)
    if faults:
        return None, faults
    own = {key: fields[key] for key in ("organisation", "platform", "programme", "benefit", "year")}
    more = {key: fields[key] for key in ("platform_kind", "local", "awarded_on", "group") if key in fields}
    own_claim = policy is not None and policy.by_claim and normalised(fields["programme"]) == policy.id
    claim = fields["claim"] if own_claim else ""
    return PaidAward(**own, fen=fields["amount"], claim=claim, **more), faults


def _day_unknown(policy: Policy, fields: Mapping[str, object]) -> Iterator[InputFault]:
    """That an award of this measure lacks the day from which its years count."""
    own = normalised(str(fields.get("programme", ""))) == policy.id
    if own and "awarded_on" not in fields and ("paid", "awarded_on") not in policy.needless:
        message = _("is missing; a ceiling of this measure counts the years from the day of the award")
        yield InputFault("awarded_on", None, message)


def _claim_unknown(policy: Policy, fields: Mapping[str, object]) -> Iterator[InputFault]:
    """That an award of this measure does not say which claim it paid."""
    own = normalised(str(fields.get("programme", ""))) == policy.id
    if own and policy.by_claim and "claim" not in fields:
        yield InputFault("claim", None, _("is missing; this measure pays claims, and each award is that of one"))


def _unknown_benefit(policy: Policy, programme: str, benefit: str) -> Iterator[InputFault]:
    benefits = policy.measure.benefit
    if normalised(programme) == policy.id and benefit and normalised(benefit) not in benefits:
        message = _("{value!r} is not a benefit of this policy: {ids}{close}").format(
            value=benefit, ids=", ".join(benefits), close=did_you_mean(benefit, benefits)
        )
        yield InputFault("benefit", benefit, message)


def read_paid(raw: Mapping[str, object] | PaidAward, policy: Policy | None = None) -> PaidAward:
    """Read an award already paid; raises ApplicationError listing every fault."""
    if isinstance(raw, PaidAward):
        return raw
    _require_mapping(raw)
    row, faults = check_paid(raw, policy)
    if row is None:
        where = _("award already paid to {platform}").format(platform=_row_of(raw))
        raise ApplicationError(where, tuple(map(str, faults)))
    return row


def _row_of(raw: Mapping[str, object]) -> str:
    return row_id(str(raw.get("platform", "?")), str(raw.get("claim") or ""))


def _require_mapping(raw: object) -> None:
    if not isinstance(raw, Mapping):
        raise ApplicationError(f"{raw!r:.60}", (_("is not a mapping of keys to values"),))
