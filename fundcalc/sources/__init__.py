"""What an audit reads: sheets, folders, books and ledgers, each by the reader made for it."""
