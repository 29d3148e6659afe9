"""Dialect desks (方言坐席): who calls customers in their own language, and when they have time for it."""
