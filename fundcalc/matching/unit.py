"""The facts of one unit, whatever the measure.

Some keys say what the authority of one measure decided, such as the day of filing. They count for the measure they are
given for, and for no other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fundcalc.base.errors import ApplicationError, PolicyError
from fundcalc.base.i18n import _, did_you_mean, placed
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import DETAILS, forms, shared_facts

# What holds under one measure only: its decisions, its review, its region.
OF_ONE_MEASURE = (
    *("filed_on", "first_filing", "grade", "revoked_on", "revocation_ground", "elected", "claims", "all_attested"),
    "registered_in_region",
)
_NOBODY = "unit"  # the id of a unit and a platform that have none yet


@dataclass(frozen=True)
class Unit:
    """The facts of a unit; ``own`` those that belong to one measure, by its id.

    ``unassigned`` are keys of that kind that were given for no measure, and are not used.
    """

    facts: Mapping[str, object]
    own: Mapping[str, Mapping[str, object]]
    paid: Sequence[Mapping[str, object]]
    unassigned: tuple[str, ...]

    def under(self, policy: Policy, on: date) -> dict[str, object]:
        """An application of the unit under a policy.

        It is made ``on`` a day unless the facts name one; facts that the policy does not ask for are left out.
        """
        columns = {*forms()["applications"].columns, *policy.given_facts, *DETAILS}
        raw = {key: value for key, value in {**self.facts, **self.own.get(policy.id, {})}.items() if key in columns}
        raw = {"platform": _NOBODY, "organisation": _NOBODY, "application_date": on} | raw
        return {"award_year": on.year} | raw


def unit_of(raw: Mapping[str, object], policies: Iterable[Policy]) -> Unit:
    """Read the facts of a unit.

    ``raw`` has the keys and facts of an application; ``measure`` maps the id of a measure to what holds under that one;
    with ``policy`` the keys of ``OF_ONE_MEASURE`` are those of that measure. ``paid`` are the awards already paid.
    The facts may stand under ``application``. Raises ApplicationError.
    """
    application = raw.get("application")
    if isinstance(application, Mapping):
        raw = {**application, **{key: value for key, value in raw.items() if key != "application"}}
    known = {policy.id: policy for policy in policies}
    given = {key: value for key, value in raw.items() if key not in ("policy", "measure", "paid")}
    faults: list[str] = []
    of, own, paid = raw.get("policy") or "", _own(raw, known, faults), _paid(raw, faults)
    if not isinstance(of, str) or (of and of not in known):
        faults.append(placed("policy", _not_installed(of, known)))
    faults += _unknown_keys(given, known.values())
    if faults:
        raise ApplicationError(_("the facts of the unit"), tuple(faults))
    facts = {key: value for key, value in given.items() if key not in OF_ONE_MEASURE}
    single = {key: value for key, value in given.items() if key in OF_ONE_MEASURE and value not in (None, "")}
    if of:
        own[str(of)] = single | own.get(str(of), {})
    return Unit(facts, own, paid, () if of else tuple(single))


def _own(raw: Mapping[str, object], known: Mapping[str, Policy], faults: list[str]) -> dict[str, dict[str, object]]:
    """What holds under one measure, by its id."""
    tables = raw.get("measure") or {}
    own: dict[str, dict[str, object]] = {}
    if not isinstance(tables, Mapping) or not all(isinstance(table, Mapping) for table in tables.values()):
        faults.append(placed("measure", _("is a table for each measure, such as [measure.yunnan-2025]")))
        return own
    for id_, table in tables.items():
        if id_ not in known:
            faults.append(placed(f"measure.{id_}", _not_installed(id_, known)))
            continue
        own[id_] = dict(table)
        faults += [placed(f"measure.{id_}", fault) for fault in _unknown_keys(table, [known[id_]])]
    return own


def _paid(raw: Mapping[str, object], faults: list[str]) -> tuple[Mapping[str, object], ...]:
    """The awards already paid, as they stand in the file."""
    paid = raw.get("paid") or ()
    if not isinstance(paid, list | tuple) or not all(isinstance(row, Mapping) for row in paid):
        faults.append(placed("paid", _("is a list of awards already paid")))
        return ()
    return tuple(paid)


def _not_installed(name: object, known: Iterable[str]) -> str:
    known = tuple(known)
    return _("{name} is not a measure that is installed{close}").format(name=name, close=did_you_mean(name, known))


def _unknown_keys(given: Iterable[str], policies: Iterable[Policy]) -> list[str]:
    """The keys that no measure asks for; what the measures share may be given."""
    known = {*forms()["applications"].columns, *shared_facts(), *DETAILS}
    for policy in policies:
        known |= {*policy.given_facts, *policy.measure.computed}
    message = _("no measure that is installed asks for this fact{close}")
    return [placed(key, message.format(close=did_you_mean(key, known))) for key in given if key not in known]


def require_known(policies: Sequence[Policy], of: str) -> None:
    """Raise PolicyError unless the measure is one of those."""
    if of and of not in {policy.id for policy in policies}:
        raise PolicyError(of, (_not_installed(of, [policy.id for policy in policies]),))
