"""counter"""

KPIS = ()
