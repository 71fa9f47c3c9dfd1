"""What every rendering of the measure by hand shares.

Its figures, and the words it answers in, in the order they are tried.

Nothing but the standard library is imported, for the interpreters of the other engines.
"""

from datetime import date
from fractions import Fraction

POLICY = "yunnan-2025"
RATE = Fraction(1, 5)
BUILD_CAP, OPERATING_CAP = 200_000_000, 100_000_000  # fen
FIRST, LAST = date(2025, 12, 6), date(2028, 12, 5)
CLASSES = ("proof_of_concept", "pilot_base", "pilot_service")
REASONS = ("not_claimed", "not_elected", "condition", "already_paid", "needs_documents", "capped", "due")
STATUSES = ("not_in_force", "needs_election", "ineligible", "needs_documents", "needs_review", "payable", "nothing_due")
