"""What an audit reads: sheets, folders, books and ledgers.

Each is read by the reader made for it.
"""
