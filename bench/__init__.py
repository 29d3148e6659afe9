"""Benchmarks: each against a peer or a physical limit in the same run, medians and ratios."""
