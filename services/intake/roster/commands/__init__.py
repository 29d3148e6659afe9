"""What managers do with the roster, and what follows for the counter's days."""
