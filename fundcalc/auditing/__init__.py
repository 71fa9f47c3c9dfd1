"""Judge spending against a measure.

Lines, their classification, the checks, and the audit that runs them.
"""
