"""What every other package rests on: money, dates, ids, languages, errors. Nothing of the law is in it."""
