"""Ledgers written by others: read in a child process, running and trusting nothing in them."""
