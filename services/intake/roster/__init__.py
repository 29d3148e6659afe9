"""The staff roster (岗位与排班), and the counter's day that follows from it (柜面营业日): one kind of case, whole."""
