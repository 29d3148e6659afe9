"""Telephone numbers as people write them, and what a dialler is to dial for them."""
