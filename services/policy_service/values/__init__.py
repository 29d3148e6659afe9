"""What a policy is worth, and what was lent and credited on it."""
