"""The inspection of a counter (柜面巡检): one kind of case, whole."""
