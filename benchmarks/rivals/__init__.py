"""The measure of Yunnan written for other engines, and by hand for NumPy and Polars, to compare with in ``benchmarks``."""
