"""Messages of what puts a book right, such as reversals and corrections."""

from collections.abc import Mapping

from fundcalc.base.i18n import Message

# Reversing.
NO_REASON = Message("a reversal needs a reason; give it with --why")
NO_SUCH_ENTRY = Message(
    "{folder} has no entry {entry}; `fundcalc book entries {folder}` lists the ids of entries and the names of batches"
)
IS_A_REVERSAL = Message("{entry} is the reversal of {reversed} and cannot be reversed; enter {reversed} anew")
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

# What an entry is, by its kind.
ENTRY_KINDS: Mapping[str, str] = {
    "appropriation": Message("appropriation"),
    "commitment": Message("commitment"),
    "award": Message("award"),
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


def entry_kind(kind: str) -> str:
    """What an entry of a kind is called."""
    return str(ENTRY_KINDS.get(kind, kind))
