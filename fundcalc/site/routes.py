"""The addresses of the pages: what is shown there, and what a posted form does.

Pages are named as ``module.function`` of ``pages`` and imported when they are first asked for, so that the server is up
before all that they need is imported.
"""

from __future__ import annotations

from importlib import import_module

from fundcalc.site.visit import Handler

ROUTES: tuple[tuple[str, str, str | None], ...] = (
    ("/", "home.home", None),
    ("/books/new", "home.new_book", "home.make_book"),
    ("/books/open", "home.home", "home.open_book"),
    # A book of either role.
    ("/books/{book}", "books.overview", None),
    ("/books/{book}/forget", "home.home", "home.forget_book"),
    ("/books/{book}/fava", "books.in_fava", None),
    ("/books/{book}/accounts.xlsx", "books.accounts", None),
    ("/books/{book}/entries", "books.entries", None),
    ("/books/{book}/entries/{entry}", "books.reversing", "books.reverse"),
    ("/books/{book}/close", "books.closing", "books.close"),
    ("/books/{book}/upkeep", "upkeep.forms", None),
    ("/books/{book}/note", "upkeep.forms", "upkeep.note"),
    ("/books/{book}/milestone", "upkeep.forms", "upkeep.confirm"),
    ("/books/{book}/revoke", "upkeep.forms", "upkeep.revoke"),
    ("/books/{book}/rename", "upkeep.forms", "upkeep.rename"),
    ("/books/{book}/carry", "upkeep.forms", "upkeep.carry"),
    ("/books/{book}/mend", "upkeep.mending", "upkeep.mend"),
    ("/books/{book}/acts/{act}", "books.act", "books.do_act"),
    ("/books/{book}/papers", "book_rounds.papers", None),
    ("/books/{book}/paper", "book_rounds.paper", None),
    # The book of an authority.
    ("/books/{book}/rounds", "book_rounds.rounds", None),
    ("/books/{book}/rounds/{batch}", "book_rounds.one_round", None),
    ("/books/{book}/rounds/{batch}/{name}", "book_rounds.kept_file", None),
    ("/books/{book}/appropriate", "money.appropriating", "money.appropriate"),
    ("/books/{book}/pay", "money.paying", "money.pay"),
    ("/books/{book}/payments/{batch}/list.xlsx", "money.bank_list", None),
    ("/books/{book}/payees", "money.payees", "money.enter"),
    ("/books/{book}/payees.xlsx", "money.payees_template", None),
    ("/books/{book}/clawback", "money.demanding", "money.claw_back"),
    ("/books/{book}/recover", "money.recovering", "money.recover"),
    # The book of a recipient.
    ("/books/{book}/receive", "account.receiving", "account.receive"),
    ("/books/{book}/spend", "account.spending", "account.spend"),
    ("/books/{book}/spend.xlsx", "account.spending_template", None),
    ("/books/{book}/demand", "account.demanding", "account.demand"),
    ("/books/{book}/return", "account.returning", "account.give_back"),
    # Rounds.
    ("/rounds", "rounds.index", None),
    ("/rounds/new", "rounds.new_round", "rounds.decide"),
    ("/rounds/{round}", "rounds.show", "rounds.enter"),
    ("/rounds/{round}/decision", "rounds.decision", None),
    ("/rounds/{round}/questions", "rounds.questions", None),
    ("/rounds/{round}/result.xlsx", "rounds.result", None),
    ("/rounds/{round}/notice.docx", "rounds.notice", None),
    ("/rounds/{round}/letters.docx", "rounds.letters", None),
    # Audits.
    ("/audits", "audits.index", None),
    ("/audits/new", "audits.new_audit", "audits.audit"),
    ("/audits/{audit}", "audits.show", "audits.take_verdicts"),
    ("/audits/{audit}/map", "audits.show", "audits.map_journals"),
    ("/audits/{audit}/paper.xlsx", "audits.working_paper", None),
    ("/audits/{audit}/papers.docx", "audits.signed_papers", None),
    ("/audits/{audit}/findings/{finding}", "audits.finding", "audits.decide"),
    # Standing.
    ("/standing", "standing.choose", "standing.show"),
    ("/standing/book", "standing.of_book", None),
    ("/standing/form.xlsx", "standing.indicator_form", None),
    ("/standing/indicators", "standing.choose", "standing.indicators"),
    # One unit against every measure.
    ("/match", "matching.choose", "matching.show"),
    # What takes long.
    ("/works/{work}", "works.show", "works.stop"),
    ("/works/{work}/file", "works.file", None),
    # Measures.
    ("/measures", "measures.index", "measures.check"),
    ("/measures/add", "measures.index", "measures.add"),
    ("/measures/{policy}", "measures.show", "measures.verify"),
    ("/measures/{policy}/measure.docx", "measures.document", None),
    ("/measures/{policy}/template.xlsx", "rounds.template", None),
    ("/measures/{policy}/sample.xlsx", "rounds.sample", None),
)


def handler(name: str) -> Handler:
    """The page of a name."""
    module, _dot, function = name.partition(".")
    found: Handler = getattr(import_module(f"fundcalc.site.pages.{module}"), function)
    return found


def import_pages() -> None:
    """Import every page, while the first one is read."""
    for _path, show, _act in ROUTES:
        handler(show)
