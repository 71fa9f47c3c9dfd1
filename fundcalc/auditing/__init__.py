"""Spending judged against a measure: lines, their classification, the checks, and the audit that runs them."""
