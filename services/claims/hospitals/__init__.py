"""Which hospitals are designated (定点医院), on which days: the province's table, which benefit rules look at."""
