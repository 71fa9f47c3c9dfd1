"""A population decided by this project, by hand, and by other engines.

python -m benchmarks.population
"""
