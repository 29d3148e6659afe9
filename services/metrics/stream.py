"""The live stream: what changed in the KPIs a viewer follows, after each batch, as Server-Sent Events."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

import orjson
from fastapi import FastAPI

from services.metrics import queries
from services.metrics.pulse import Pulse
from services.metrics.queries import Window
from services.metrics.schemas import KpiAnswer
from shared.db import Sessions, reading

SHORTEST_SECONDS = 0.125  # at most eight messages a second a viewer (ADR 18)
LOOK_SECONDS = 1.0  # how soon a batch of another process is seen
LONGEST_SECONDS = 15.0  # a message at least so often: freshness, and proof that the line is alive


async def follow(app: FastAPI, ids: Sequence[str], window: Window, until: float = math.inf) -> AsyncIterator[bytes]:
    """`snapshot` first, then `delta` with the KPIs that moved, `heartbeat` when none did; nothing after `until`."""
    sessions: Sessions = app.state.sessions
    pulse: Pulse = app.state.pulse
    known: dict[str, Any] = {}
    sent, loop = -math.inf, asyncio.get_running_loop()
    while time.time() < until:
        beat, started = pulse.beats, loop.time()
        async with reading(sessions, snapshot=True) as session:
            answers = await queries.kpis(session, ids, window)
        moved = {answer.kpi.id: value for answer in answers if known.get(answer.kpi.id) != (value := _value(answer))}
        if moved or started - sent >= LONGEST_SECONDS:
            yield _message("delta" if known and moved else "heartbeat" if known else "snapshot", answers[0], moved)
            sent = started
        known |= moved
        await asyncio.sleep(max(0.0, started + SHORTEST_SECONDS - loop.time()))
        if pulse.beats == beat:
            await pulse.wait(LOOK_SECONDS)


def _value(answer: KpiAnswer) -> dict[str, Any]:
    return {"value": answer.value, "numerator": answer.numerator, "denominator": answer.denominator}


def _message(event: str, first: KpiAnswer, moved: dict[str, Any]) -> bytes:
    freshness = [each.model_dump(mode="json") for each in first.freshness]
    data = orjson.dumps({"as_of": first.as_of, "kpis": moved, "freshness": freshness}, option=orjson.OPT_UTC_Z)
    return b"event: " + event.encode() + b"\ndata: " + data + b"\n\n"
