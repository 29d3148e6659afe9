"""The star of the month (柜面之星): front-desk tellers by a published formula."""
