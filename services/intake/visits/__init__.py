"""The visit to the hall (大厅来访件): one kind of case, whole."""
