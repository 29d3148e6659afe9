"""Which claims of a policy are open (未结理赔), as claims announces them, and what waits for their end."""
