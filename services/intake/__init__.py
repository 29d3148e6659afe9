"""Intake (受理): new business from the counter to the issued policy."""
