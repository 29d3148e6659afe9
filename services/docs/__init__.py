"""Everything generated: contracts, lifecycles, clocks, rights, settings, KPIs and problems. `make docs` writes it."""
