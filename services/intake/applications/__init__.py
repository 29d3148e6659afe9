"""The individual long-term application (个险长险投保件): one kind of case, whole."""
