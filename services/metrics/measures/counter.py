"""counter"""

MEASURES = ()
