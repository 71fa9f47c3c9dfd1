"""Messages of the ledger: what is wrong, the value, and what to do.

They are templates that are translated when they are filled in.
"""

from collections.abc import Mapping
from datetime import date

from fundcalc.base.figures import figure
from fundcalc.base.i18n import Message, quoted
from fundcalc.base.money import LARGEST_FEN

# What a value has to look like, by the kind that ``escape`` checks.
FORMS: Mapping[str, str] = {
    "account": Message(
        "an account starts with Assets, Liabilities, Equity, Income or Expenses, and each part after a colon starts "
        "with a capital or a digit and holds letters, digits and -"
    ),
    "benefit": Message("a benefit id starts with a small letter and holds small letters, digits and _"),
    "code": Message("a policy's code starts with a capital and holds capitals and digits, such as YN"),
    "id": Message("an id holds letters and digits of ASCII, '.', '_' and '-'"),
    "key": Message(
        "a metadata key starts with a small letter and holds letters, digits, - and _, two characters or more"
    ),
    "label": Message("a label holds letters and digits of ASCII and '-'"),
    "tag": Message("a tag or a link holds letters and digits of ASCII, -, _, / and ."),
    "text": Message("a text is a string"),
}
DATE = Message("a date is a day without a time, from {earliest} to 2199-12-31")
AMOUNT = Message("an amount is above 0 and at most {largest} yuan, with no more than two decimals")
YEAR = Message("a year is a whole number from 1901 to 2199")


def amount_form() -> str:
    """What an amount has to look like."""
    return AMOUNT.format(largest=figure(LARGEST_FEN))


def shown_amount(fen: object) -> str:
    """An amount in fen as a message shows it, in yuan.

    Anything that is not a whole number as it is.
    """
    return figure(fen) if type(fen) is int else repr(fen)


# What a field is called, by its name in the code.
FIELDS: Mapping[str, str] = {
    "fen": Message("amount"),
    "on": Message("date"),
    "date": Message("date"),
    "through": Message("last day of the period"),
    "until": Message("last day for use"),
    "award": Message("award"),
    "award_id": Message("award"),
    "party": Message("other party"),
    "reference": Message("reference"),
    "document": Message("document"),
    "policy": Message("policy"),
    "code": Message("code"),
    "year": Message("year"),
    "platform": Message("platform"),
    "claim": Message("claim"),
    "organisation": Message("organisation"),
    "benefit": Message("benefit"),
    "cite": Message("article"),
}


def field(name: str, value: object) -> dict[str, str]:
    """The name and the value of a field as a message shows them; an amount in yuan."""
    value_shown = shown_amount(value) if name == "fen" else shown(value)
    return {"field": str(FIELDS.get(name, name)), "value": value_shown}


def shown(value: object) -> str:
    """A value as a message shows it: dates as written, text in quotes, else ``repr``."""
    match value:
        case date():
            return str(value)
        case str():
            return quoted(value)
    return repr(value)


# Writing ledger text.
NOT_WRITABLE = Message("{kind} {value} cannot be written to a ledger: {form}")
UNEVEN = Message("columns of {lengths} rows make no transactions: give every column one value a row")
NO_AMOUNT = Message("{value} cannot be written to a ledger: {form}")

# The folder.
LOCKED = Message(
    "{folder}: another process has been writing to this book for {wait:g} seconds; wait until it has finished and "
    "run this again"
)
NOT_WRITTEN = Message(
    "{path}: cannot be written: {reason}; the book is whole: {remedy} and run this again, nothing is posted twice"
)
POSTED_BUT = Message(
    "posted, but {path} may be lost in a power cut, because its folder cannot be flushed to the disk: {reason}; "
    "{remedy} "
    "and run this again, nothing is posted twice"
)
DISK_FULL = Message("make room on the disk")
NO_PERMISSION = Message("ask for permission to write in this folder")
OTHER_REASON = Message("correct that")
NOT_READ = Message("{path}: cannot be read: {reason}; correct that and run this again")
INDEX_LINE = Message(
    "{path}:{line}: {value!r} is not an include of a batch; take the line out: what was not posted by "
    "fundcalc belongs in main.beancount"
)

# Reading a book.
NO_BOOK = Message("{folder} is not a book: it has no main.beancount; make one with `fundcalc book init`")
OUTSIDE = Message("include {name!r} leads out of the book's folder and was not read")
NO_FILE = Message(
    "include {name!r} is not a regular file and was not read (patterns are not expanded: name every file)"
)
TWICE = Message("include {name!r} was read already; take one of the two lines out")
DIVISION = Message(
    "{path}:{line}: the divisor here may be zero, which would crash Beancount; write the amount as a figure"
)
CRASHED = Message("these entries could not be booked: {reason}")
UNCHECKED = Message("{folder} does not check, so nothing was written; correct this and run it again:\n{faults}")
MORE = Message("  and {count} more; bean-check lists them all")
NO_ROLE = Message("{folder}/main.beancount is a ledger, but not one that fundcalc keeps; make a book in another folder")
OTHER_ROLE = Message("{folder} is a book with the role {found}, and this needs the role {wanted}; use the other book")

# Making a book.
FOREIGN = Message("{folder} holds other files ({names}); make the book in a new or an empty folder")
LOST_TOP = Message(
    "{folder} holds the batches of a book but no main.beancount; restore that file from a copy, or make the book in "
    "a new folder"
)
OTHER_BOOK = Message(
    "{folder} is a book with other facts, and nothing was changed; use another folder, or `fundcalc book rename`:"
)
OTHER_FACT_OF_BOOK = Message("  {fact}: {found!r} in the book, {given!r} given")
NO_FOLDER = Message("{folder} is a file; make the book in a new or an empty folder")

# Appropriating and awarding.
ARGUMENT = Message("{field} {value} cannot be posted: {form}")
AWARD_FIELD = Message("award {award_id!r}: {field} {value} cannot be posted: {form}")
OTHER_POLICY = Message(
    "fund {fund} belongs to policy {found!r}, not {given!r}; give every policy a code of its own, nothing was posted"
)
TWICE_IN_ROUND = Message("award {award_id} is in this round twice; decide each platform once, nothing was posted")
SAME_ID = Message(
    "award {award_id} is that of another claim ({posted}) in this book; give the claim another id, nothing was posted"
)
NO_INPUTS = Message(
    "award {award_id}: the round has no inputs with its digest {digest}; pass the application it was decided on, "
    "nothing was posted"
)
WRONG_INPUTS = Message(
    "inputs {digest}: the bytes passed have the digest {found}; compute it from these bytes, nothing was posted"
)
SPLIT_INPUTS = Message(
    "inputs {digest}: they are not one line of JSON; write them without line ends, nothing was posted"
)
WRONG_POLICY = Message(
    "award {award_id}: its policy digest {digest} is not that of the policy text passed, {found}; pass the text it "
    "was decided by, nothing was posted"
)
MORE_FAULTS = Message("and {count} more")
SHORTFALL = Message("fund {fund}: {available} yuan available, {needed} yuan needed, {short} yuan short")
SHORTFALL_REMEDY = Message("nothing was posted: appropriate more, or award less")

# Paying.
NOT_PAID = Message("nothing was paid, because {bad} of {count} payments cannot be made:")
PAYMENT = Message("  payment {number}, award {award_id!r}: {fault}")
UNKNOWN_AWARD = Message("it is not in the book; `fundcalc book status` lists the awards{meant}")
TOO_EARLY = Message("{on} is before the award of {awarded_on}; date it on that day or later")
TOO_MUCH = Message(
    "{fen} yuan on top of {paid} yuan paid exceeds the {awarded} yuan awarded by {over}; pay at most {left}"
)
TREASURY_SHORT = Message(
    "on {on} the treasury of fund {fund} holds {there} yuan for it; date it later, or post what was appropriated first"
)
PAID_TWICE = Message("it is given twice; give each payment a reference of its own")
PAYMENT_FIELD = Message("{field} {value} cannot be posted: {form}")

PAYEES_DIFFER = Message(
    "nothing was posted: the accounts of {organisations} differ from those in the book; check them, and give --yes to "
    "take the new ones"
)

# What the entries say.
NOT_AN_AWARD = Message("a transaction tagged #award without {missing}; it is left out of the history")
AWARDED_TWICE = Message("award {award_id} is already in {file}:{line}; this one is left out of the history")
REVERSES_NOTHING = Message("a reversal of {entry}, which is not an entry of this book that can be reversed")
REVERSED_TWICE = Message("entry {entry} is reversed already; this reversal is one too many")
REVERSED_OTHERWISE = Message("a reversal of {entry} whose amounts or accounts are not those of the entry")
NOT_A_PAYMENT = Message("a transaction tagged #disbursement without {missing}; it is left out of the history")
PAID_UNAWARDED = Message("a payment of award {award_id}, which is not in the book")
PART_OF_A_FEN = Message("{number} yuan has more than two decimals; correct the amount")
NO_AWARD_ID = Message("a transaction tagged #{tag} without an award-id; it is left out of the account of its award")
UNEXPLAINED = Message(
    "{account} holds {balance} yuan less what was advanced, but the entries of its award come to {expected}; tag what "
    "moved it (#receipt, #spending, #return) and give its award-id, or take it out of the account"
)
NO_DAY = Message("{key} {value!r} is not a date and is left out; write it like 2026-12-31")
NOT_HERE = Message("{folder} holds no award {award}; `fundcalc book status` lists the awards{meant}")
NO_PLATFORM = Message(
    "{folder} holds no award of platform {platform} by {on}; `fundcalc book status --json` lists them"
)

# The recipient's book.
NO_CHART = Message("{chart!r} is not a chart of accounts; choose one of: {charts}")
NOT_RECEIVED = Message(
    "award {award} is not in this book, which has: {awards}; correct the id, or post its money with `fundcalc book "
    "receive` first{meant}"
)
OTHER_FACT = Message(
    "award {award}: its {fact} is {found!r} in this book and {given!r} here; leave it out, or use the id of the "
    "other award"
)
RECEIVED_TOO_MUCH = Message(
    "award {award}: {fen} yuan on top of {received} yuan received exceeds the {awarded} yuan awarded; receive at "
    "most {left}"
)
CLAWED_TOO_MUCH = Message(
    "award {award}: {fen} yuan of unspent money cannot be demanded back: on {on} there are {left} yuan; name what "
    "was spent against the rules with --use"
)
DISALLOWED_TOO_MUCH = Message(
    "award {award}: {fen} yuan exceeds the {spent} yuan that were spent on {use} by {on} and are not demanded back yet"
)
NO_SUCH_USE = Message(
    "award {award}: {use!r} does not match exactly one of the uses it was spent on; write one of: {uses}"
)
RETURNED_TOO_MUCH = Message(
    "award {award}: {fen} yuan cannot be returned on {on}; at most {most} yuan can, including what is demanded back; "
    "return less, or post the receipt first"
)

# Spending.
NOT_SPENT = Message("nothing was posted, because {bad} of {count} lines cannot be posted:")
SPENT_LINE = Message("  {place}, {fen} yuan: {fault}")
LINE_WITHOUT_AWARD = Message("it does not name its award; fill in the award, or use --award")
LINE_WITHOUT_USE = Message("it names neither use nor economic code nor account; fill in one of them")
OVERSPENT = Message(
    "award {award} has {left} yuan left on {on}, {short} yuan short; correct the line, post the receipt first, or "
    "use --advance if the unit's own money pays for now (垫付)"
)
RED_TOO_MUCH = Message(
    "it takes back more than the {spent} yuan spent on {use} by {on}; give it the use and the date of the line it "
    "takes back"
)

# Committing, clawing back, recovering.
NOT_ENTERED = Message("nothing was posted, because {bad} of {count} entries cannot be made:")
ENTRY = Message("  entry {number}, award {award_id!r}: {fault}")
NOT_OF_FUND = Message("it is not an award of fund {fund}; an award's id begins with its fund")
AWARDED_ALREADY = Message("it is decided and in the book; money is committed only before that")
RELEASED_TOO_MUCH = Message("on {on} only {committed} yuan are committed to it; release at most that")
FREE_SHORT = Message(
    "on {on} fund {fund} has {free} yuan that are neither committed nor still to be appropriated; date it later"
)
CLAWED_MORE_THAN_PAID = Message("by {on} {most} yuan were paid on it and not demanded back yet; demand at most that")
RECOVERED_TOO_MUCH = Message("by {on} {most} yuan are demanded back and have not come; recover at most that")

# A ledger that is not ours.
AT = Message("{place}: {message}")
TOO_MANY_FILES = Message("more than {most} files; the rest is not read")
TOO_LARGE = Message("more than {most} MB in all; this file is not read")
NO_PLAIN_FILE = Message("is not a plain file and is not read")
UNSAFE_DIVISION = Message("has a divisor that may be zero, which crashes Beancount's parser; the file is not read")
UNPARSED = Message("Beancount's parser gave up ({reason}); the file is not read")
CRASHED_PARSER = Message(
    "Beancount's parser crashes at this file, or takes too long or too much memory; it is not read"
)
INCLUDE_LEFT_OUT = Message('include "{name}" names nothing inside the folder of the ledger, and is left out')
PLUGIN_LEFT_OUT = Message('plugin "{name}" is not run; what it would add or change is not seen')
DOCUMENTS_LEFT_OUT = Message("folders of documents are not walked")
MODE_LEFT_OUT = Message("plugin_processing_mode is ignored: failing balances are reported")
NO_WHOLE_FEN = Message("{count} postings in another currency, or with more than two decimals, are left out")
ENDLESS_TEXT = Message("a text of more than {most} letters starts here; the file is not read")
NO_TEXT = Message("is not UTF-8 text (it holds a zero byte) and is not read; save the file as UTF-8")
NO_UTF_8 = Message("is not UTF-8 text, so this line is not read; save the file as UTF-8")
MORE_REJECTED = Message("{count} more errors of the ledger are not shown; correct the first ones and run this again")
MORE_LEFT_OUT = Message("{count} more things were left out")
