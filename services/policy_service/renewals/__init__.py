"""The renewal (续期): one premium that is due, from its notice to its payment or the end of its grace."""
