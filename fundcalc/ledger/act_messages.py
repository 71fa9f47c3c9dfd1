"""Messages of what puts a book right, such as reversals and corrections."""

from collections.abc import Mapping

from fundcalc.base.i18n import Message

# Reversing.
NO_REASON = Message("a reversal needs a reason; give it with --why")
NO_SUCH_ENTRY = Message(
    "{folder} has no entry {entry}; `fundcalc book entries {folder}` lists the ids of entries and the names of batches"
)
IS_A_REVERSAL = Message("{entry} is the reversal of {reversed} and cannot be reversed; enter {reversed} again")
REVERSED_BEFORE = Message("{entry} is reversed already, by {reversal} of {on}: {why}")
BEFORE_ITS_DAY = Message("{entry} is of {day} and cannot be reversed on {on}; give that day or a later one with --date")
IN_THE_WAY = Message("  {entry}: {kind} of {on}, {amount} yuan, {award}")
WRITTEN_BY_HAND = Message(
    "{entry} cannot be reversed: what rests on it was written into the book by hand; take that out first"
)

# Correcting.
NO_DIFFERENCE = Message("award {award} is not among the differences, so there is nothing of it to correct")
DEMANDED_ALREADY = Message(
    "award {award}: {fen} yuan of what was paid are demanded back already; reverse that claw-back, then correct the award"
)

# Reducing.
REDUCED_TOO_MUCH = Message(
    "fund {fund}: a reduction of {reduction} yuan exceeds the {available} yuan that are neither committed, awarded nor "
    "paid; reduce at most that"
)

# Carrying over.
CARRIED_BACK = Message(
    "unused money of {from_year} goes to a later year, not to {to_year}; give a later year with --to"
)
CARRIED_TOO_MUCH = Message(
    "fund {fund}: on {on} {free} yuan are neither committed, awarded nor paid and can be carried over; carry at most that"
)

# Correcting facts.
NOTHING_NOTED = Message("name what is to be corrected: --awarded, --until or --platform-name")
AWARDED_BY_ROUND = Message(
    "what was awarded is corrected by deciding the round again: fundcalc award FILE --policy ID --book DIR --post --correct"
)
AWARDED_BELOW_RECEIVED = Message(
    "award {award}: {received} yuan were received, and {awarded} yuan awarded are less; reverse a receipt first, or note more"
)

# Entered twice?
EQUAL_ENTRY = Message("{owner}: {amount} yuan of {on} are in the book already (entry {entry})")
AGAIN = Message(
    "nothing was posted: if it is a further one, add --again, or give each a reference of its own; if it "
    "is the same, leave it out"
)
EQUAL_LINE = Message("  {place}: {amount} yuan, as entry {entry} of {on}: {text}")
LINE_AGAIN = Message(
    "if these are further spending, add --again; to correct a posted line, take it back with a negative "
    "line in the same file, or reverse its entry"
)

# Days in doubt.
FAR_AHEAD = Message("{on} is {days} days after today ({today})")
BEFORE_MEASURE = Message("{on} is before {first}, the first day of the measure")
LAST_DAY_FAR_AHEAD = Message("the last day for use, {until}, is more than ten years after today ({today})")
LAST_DAY_TOO_EARLY = Message("the last day for use, {until}, is before {began}, the day of the award or of its money")
DAY_IN_DOUBT = Message("nothing was posted: {doubt}; correct the date, or say --any-day if it is right")
LINE_DAY_IN_DOUBT = Message("{doubt}; correct the date, or say --any-day if it is right")

# Known?
UNKNOWN_AWARD_ID = Message(
    "award {award} is not in this book, and its id is not one of a measure known here (code, year, "
    "platform, benefit); correct it, or add --new if it is right{meant}"
)
NEAR_AWARD = Message(
    "award {award} is not in this book, but {meant} is, whose sum has not come yet; correct the id, or "
    "add --new if it is another award"
)
UNKNOWN_CODE = Message("the classification has no code {code}; correct it, or add --new if it is right{meant}")
UNKNOWN_USE = Message("{use!r} is not a known use; name one, give its code, or add --new if it is right{meant}")

# What an entry is, by its kind.
ENTRY_KINDS: Mapping[str, str] = {
    "appropriation": Message("appropriation"),
    "commitment": Message("commitment"),
    "award": Message("award made"),
    "correction": Message("correction"),
    "payment": Message("payment"),
    "receipt": Message("receipt"),
    "spending": Message("spending"),
    "clawback": Message("claw-back"),
    "recovery": Message("recovery"),
    "return": Message("return"),
    "settlement": Message("settlement of an advance"),
    "revocation": Message("revocation"),
    "payees": Message("payee accounts"),
    "close": Message("closing"),
    "reversal": Message("reversal"),
    "rename": Message("change of names"),
    "note": Message("facts"),
    "carry": Message("carry-over"),
    "events": Message("events"),
}

# Kinds that are shown as another one.
SHOWN_AS = {"disbursement": "payment"}


def entry_kind(kind: str) -> str:
    """What an entry of a kind is called."""
    return str(ENTRY_KINDS.get(kind, kind))
