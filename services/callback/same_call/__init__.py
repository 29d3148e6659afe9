"""Complaints and problem cases of one call (同一回访), which lead to each other."""
