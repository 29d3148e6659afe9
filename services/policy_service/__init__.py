"""Policy service (保全): policies from issue to their end, and what is done to them at the counter."""
