"""The inputs of a round, read and checked together."""

from collections.abc import Iterable, Iterator, Mapping

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import Message, _, placed
from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.application_reader import read_application, read_paid
from fundcalc.policy.loading import Policy

OTHER_GROUP = Message("organisation {organisation}: its applications name different groups; give them one")

SEVERAL_ORGANISATIONS = Message("platform {platform}: its claims are of different organisations; give them one")

RawApplication = Mapping[str, object] | Application
RawPaid = Mapping[str, object] | PaidAward


def read_inputs(
    policy: Policy, applications: Iterable[RawApplication], paid: Iterable[RawPaid]
) -> tuple[list[Application], list[PaidAward]]:
    """Read the applications and the awards already paid.

    Raises ApplicationError listing every fault.
    """
    round_: list[Application] = []
    awards: list[PaidAward] = []
    faults: list[str] = []
    for index, raw in enumerate(applications):
        try:
            round_.append(read_application(policy, raw))
        except ApplicationError as error:
            faults += [placed(f"[{index}] {error.where}", fault) for fault in error.faults]
    for index, row in enumerate(paid):
        try:
            awards.append(read_paid(row, policy))
        except ApplicationError as error:
            faults += [placed(f"paid[{index}] {error.where}", fault) for fault in error.faults]
    seen: set[str] = set()
    for application in round_:
        if application.row_key in seen:
            faults.append(_("platform {platform} applies twice in this round").format(platform=application.row_id))
        seen.add(application.row_key)
    faults += _of_two_organisations(policy, round_)
    faults += _of_two_groups(policy, round_)
    if faults:
        raise ApplicationError(_("the round cannot be decided"), tuple(faults))
    return round_, awards


def _of_two_organisations(policy: Policy, applications: Iterable[Application]) -> Iterator[str]:
    """Faults of platforms whose claims are of different organisations."""
    owners: dict[str, str] = {}
    for application in applications if policy.by_claim else ():
        if owners.setdefault(application.platform_key, application.organisation_key) != application.organisation_key:
            yield SEVERAL_ORGANISATIONS.format(platform=application.platform)


def _of_two_groups(policy: Policy, applications: Iterable[Application]) -> Iterator[str]:
    """Faults of organisations whose applications name different groups."""
    if ("applications", "group") in policy.needless:
        return
    groups: dict[str, str] = {}
    for application in applications:
        if groups.setdefault(application.organisation_key, application.group_key) != application.group_key:
            yield OTHER_GROUP.format(organisation=application.organisation)
