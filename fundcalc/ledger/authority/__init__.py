"""The book of the awarding authority: funds, commitments, awards, payments, recovery."""
