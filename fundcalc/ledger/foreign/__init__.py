"""Ledgers written by others, read without running or trusting anything in them."""
