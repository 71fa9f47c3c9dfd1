"""The measure of Yunnan written for other engines.

And by hand for NumPy and Polars, to compare with in ``benchmarks``.
"""
