"""Money, dates, ids, languages, errors: nothing of the law is in here."""
