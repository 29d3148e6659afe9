"""How renewal premiums come in (续期收费): what is due, mandates, debits, the counter, and what follows."""
