"""The garbage collector of a process that serves for long."""

import gc

# Of a batch of events or a page of rows hardly anything is left a moment later, and none of it in cycles. At Python's
# own threshold of 700 new objects looking for them took a quarter of the projection's time, and 0.3 s of a start.
NEW_OBJECTS = 50_000


def look_seldom() -> None:
    gc.set_threshold(NEW_OBJECTS, 20, 10)


def settle() -> None:
    """Call once all is imported: it will never be looked at again."""
    gc.freeze()
    look_seldom()
