"""Waiting for a bell, but not for ever."""

import asyncio
from contextlib import suppress


async def rung(bell: asyncio.Event, wait_seconds: float | None) -> bool:
    """Wait until the bell rings; False when it did not in time. None: however long that takes."""
    with suppress(TimeoutError):
        async with asyncio.timeout(wait_seconds):
            await bell.wait()
    return bell.is_set()
