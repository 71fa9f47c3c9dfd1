"""Journals of accounting programs.

Vouchers, ledgers of accounts, balances and lists of invoices.
"""
