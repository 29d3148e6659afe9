"""The collection of a fresh number (联系方式补录): one kind of case, whole."""
