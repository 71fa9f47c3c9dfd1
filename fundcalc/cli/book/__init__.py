"""``fundcalc book``: the ledger, from the appropriation to the last payment."""

from fundcalc.base.i18n import Message
from fundcalc.cli.command import Group, Lazy

COMMANDS = {
    "init": Lazy("fundcalc.cli.book.both:init", Message("Create a book: a folder of Beancount files.")),
    "appropriate": Lazy(
        "fundcalc.cli.book.authority:appropriate", Message("Appropriate money to the fund of a policy and year.")
    ),
    "commit": Lazy(
        "fundcalc.cli.book.authority:commit",
        Message("Commit money to awards that are announced and not decided yet; the award releases it."),
    ),
    "pay": Lazy(
        "fundcalc.cli.book.pay:pay",
        Message("Pay awards: one, several, or all that are outstanding; whole or an instalment."),
    ),
    "payees": Lazy(
        "fundcalc.cli.book.payees:payees",
        Message("Enter the bank accounts of organisations, and the own account as payer, from an .xlsx or CSV."),
    ),
    "events": Lazy(
        "fundcalc.cli.book.events:events",
        Message("Keep what happened to platforms, from an .xlsx or CSV: all rows or none, each once."),
    ),
    "receive": Lazy(
        "fundcalc.cli.book.recipient:receive",
        Message("Post money received for an award; without --amount, only note the award."),
    ),
    "template": Lazy("fundcalc.cli.book.recipient:template", Message("Write an empty workbook for lines of spending.")),
    "spend": Lazy(
        "fundcalc.cli.book.spend:spend",
        Message("Post lines of spending from an .xlsx or CSV: all of them or none, each once."),
    ),
    "clawback": Lazy(
        "fundcalc.cli.book.both:clawback",
        Message("Demand money back; in a recipient's book, record the demand."),
    ),
    "recover": Lazy("fundcalc.cli.book.authority:recover", Message("Post money recovered after it was demanded back.")),
    "return": Lazy(
        "fundcalc.cli.book.recipient:give_back",
        Message("Post money returned: first what is demanded back, then what is left."),
    ),
    "revoke": Lazy(
        "fundcalc.cli.book.both:revoke",
        Message("Record that a platform was revoked: the audit finds spending of its awards after that day."),
    ),
    "entries": Lazy("fundcalc.cli.book.entries:entries", Message("List what was entered, newest first, with ids.")),
    "reverse": Lazy(
        "fundcalc.cli.book.entries:reverse",
        Message("Take back an entry or a whole batch by a reversing entry (冲销)."),
    ),
    "status": Lazy(
        "fundcalc.cli.book.status:status",
        Message("Show the account of every award, from what was awarded to what is left."),
    ),
    "report": Lazy(
        "fundcalc.cli.book.report:report", Message("A report from the book in official form, as .docx, .xlsx or .html.")
    ),
    "export": Lazy(
        "fundcalc.cli.book.export:export", Message("Write the awards as open data: 360Giving or CommonGrants JSON.")
    ),
    "replay": Lazy(
        "fundcalc.cli.book.replay:replay",
        Message("Recompute every award from its kept inputs and policy, and report differences."),
    ),
    "note": Lazy(
        "fundcalc.cli.book.upkeep:note",
        Message("Correct facts of an award (amount, last day for use, name), or confirm a milestone of it."),
    ),
    "carry": Lazy(
        "fundcalc.cli.book.authority:carry", Message("Carry unused money of a year to the fund of a later year.")
    ),
    "close": Lazy(
        "fundcalc.cli.book.upkeep:close",
        Message("Close a period: nothing is entered on or before its last day afterwards."),
    ),
    "rename": Lazy("fundcalc.cli.book.upkeep:rename", Message("Change the title, or a recipient's name or code.")),
    "mend": Lazy(
        "fundcalc.cli.book.upkeep:mend",
        Message("Show how to mend a book that is not what was posted, and mend it."),
    ),
}
book = Group("book", Message("The ledger: create it, post to it, and show its accounts."), COMMANDS)
