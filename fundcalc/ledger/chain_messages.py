"""Messages of the chain of batches: damage, closed periods, names, mending."""

from collections.abc import Mapping

from fundcalc.base.i18n import Message
from fundcalc.ledger.messages import NO_FILE, TWICE

# The chain of batches.
DAMAGED = Message(
    "{folder} is not what was posted, so nothing was written; `fundcalc book mend {folder}` says what can be done:\n"
    "{faults}"
)
NOT_INCLUDED = Message(
    'this file does not include the index, so nothing of what was posted counts; add the line: include "{index}"'
)
HEADLESS_INDEX = Message("the index is empty or lacks its first line; restore it from a copy")
NOT_LISTED = Message("this batch is not in the index, so what it posts does not count; take it in or set it aside")
WITH_CONTENTS = Message("{message}; it posts {contents}")
NO_LINK = Message("this batch does not name the one before it: it was not posted to this book, or was changed")
OUT_OF_ORDER = Message("this batch does not follow {before}, after which it was posted")
LOST_BEFORE = Message(
    "the batch before this one is missing: {before}; restore it and its line in the index from a copy"
)
ROLES = Message('this file has {count} lines custom "fundcalc", and a book has one')
OTHER_FACT_ON_TOP = Message(
    "{fact} is {here!r} here and {kept!r} in the batches; change it with `fundcalc book rename` only"
)
NOT_POSTED = Message(
    "this entry on the accounts of awards and funds was not posted by fundcalc; take it out, and enter it by a command"
)
HEADLESS = Message(
    "{path}: the index is empty or lacks its first line, so the batches in the book are not known; restore it from a "
    "copy, or run `fundcalc book mend {folder}`"
)
CHANGED = Message(
    "this batch was changed after it was posted: its content does not match the digest in its name; restore it from "
    "a copy, and correct by a new batch"
)
# The same in the index of a book.
IN_INDEX: Mapping[str, str] = {
    NO_FILE: Message("the batch {batch} is missing, and what it posted does not count; restore its file from a copy"),
    TWICE: Message("the batch {batch} is in the index twice; take one of the two lines out"),
}

# Closing and renaming.
CLOSED_DAY = Message(
    "the book is closed through {through}, and {on} is not after that; date it later, or reverse the close; nothing was "
    "posted"
)
ONLY_RECIPIENT = Message("an authority's book has a title only; leave out --name and --organisation")
NOTHING_RENAMED = Message("name what is to be changed: --name, --title or --organisation")
RENAME_AGAIN = Message("{entry} is a renaming, which is not reversed; rename the book again")
TOP_NOT_UNDERSTOOD = Message(
    "{path}: {fact} cannot be changed there; make it one line as `fundcalc book init` writes it, and run this again"
)

# Mending.
NO_SUCH_BATCH = Message("{folder} has no batch {batch}; `fundcalc book mend {folder}` lists those that are in question")
DOES_NOT_BELONG = Message("{batch} does not follow on any batch of this book, so it cannot be taken in; set it aside")
TAKE_FIRST = Message("{batch} follows on {before}, which is not in the index either; take that in first")
IN_BOOK_ALREADY = Message("{batch} is in the book already")

# Files kept beside a book.
KEPT_FILE_MISSING = Message(
    "{file} is missing, so the awards of this batch cannot be recomputed; put it back from a copy"
)
KEPT_FILE_CHANGED = Message(
    "{file} was changed: its content does not match the digest in its name; put it back from a copy"
)
