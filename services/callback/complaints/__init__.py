"""The complaint (投诉件): registered, accepted or not, looked into, answered in time, and taken up again once."""
