"""The authority's book: funds, commitments, awards, payments, recovery."""
