"""The ledger in Fava: read-only, local, with a page for every award.

Nothing is written into the book for it. Fava's ledger is filled by our own reading, which runs nothing that a ledger
names, and our page is added in memory; so the files stay as plain Fava, without this package, shows them.
"""
