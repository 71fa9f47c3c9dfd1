"""``fundcalc book``: the ledger, from the appropriation to the last fen spent."""

import click

from fundcalc.base.i18n import _
from fundcalc.cli.book import authority, both, recipient, report, status
from fundcalc.cli.book import replay as replaying


def book() -> click.Group:
    """The group of commands about the ledger."""
    group = click.Group(name="book", help=_("The ledger: begin it, post to it, and see where it stands."))
    for command in (
        both.init(),
        authority.appropriate(),
        authority.commit(),
        authority.pay(),
        recipient.receive(),
        recipient.template(),
        recipient.spend(),
        both.clawback(),
        authority.recover(),
        recipient.give_back(),
        both.revoke(),
        status.status(),
        report.report(),
        replaying.replay(),
    ):
        group.add_command(command)
    return group
