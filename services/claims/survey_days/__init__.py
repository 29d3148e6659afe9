"""The day's allocation of a branch's surveys (调查分派): one kind of case, whole."""
