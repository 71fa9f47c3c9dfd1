"""What ``fundcalc web`` refuses, and what to do about it."""

from fundcalc.base.i18n import Message

REFUSED = Message(
    "{folder} is not opened, because it names code or files from outside its folder; take these lines out if you do not "
    "know them, or open the book in Fava itself if you trust them:\n{faults}"
)
PLUGIN = Message("plugin {name!r} is code that would run")
EXTENSION = Message("fava-extension {name!r} is code that would run")
IMPORTER = Message("fava-option {name!r} names code or folders for imports")
LINK = Message("fava-sidebar-link {name!r} does not lead to a web address or into this book")
INCLUDE = Message("include {name!r} leads out of the book's folder")
DOCUMENT = Message("document {name!r} lies outside the book's folder")
PORT_TAKEN = Message("port {port} is taken by another program; name another with --port, or leave --port out")
