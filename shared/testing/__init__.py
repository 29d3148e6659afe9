"""The test kit: real servers for tests and benchmarks."""
