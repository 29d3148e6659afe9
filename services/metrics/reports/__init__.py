"""The counter's report of a year, quarter or month (柜面年终总结): figures, and sentences built from them alone."""
