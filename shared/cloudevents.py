"""CloudEvents 1.0, structured JSON: the envelope every event travels in."""

from datetime import datetime
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field
from uuid_utils import uuid7

from shared.schemas import Instant

PREFIX = "cn.guimian."
MEDIA_TYPE = "application/cloudevents+json"
BATCH_MEDIA_TYPE = "application/cloudevents-batch+json"

EventId = Annotated[str, Field(min_length=1, max_length=64)]
Source = Annotated[str, Field(min_length=1, max_length=200, examples=["/guimian/intake"])]
EventType = Annotated[str, Field(min_length=1, max_length=120, examples=["cn.guimian.intake.application.accepted.v1"])]
Sequence = Annotated[str, Field(pattern=r"^\d{1,9}$")]


class Envelope(BaseModel):
    """A CloudEvent with the extensions `sequence` and `partitionkey`."""

    model_config = ConfigDict(frozen=True, extra="allow")

    specversion: Literal["1.0"] = "1.0"
    id: EventId
    source: Source
    type: EventType
    subject: Annotated[str, Field(min_length=1, max_length=40, description="Case number (件号)")]
    time: Instant
    sequence: Sequence = Field(description="Version of the case; orders its events")
    partitionkey: str
    traceparent: str | None = None
    dataschema: str | None = None
    datacontenttype: Literal["application/json"] = "application/json"
    data: dict[str, Any]


def new_id() -> str:
    """UUIDv7: unique, and close in the index to its neighbours in time."""
    return str(uuid7())


def topic(service: str) -> str:
    return f"guimian.{service}.events"


def encode(
    *, event_id: str, type: str, case_no: str, version: int, at: datetime, data: str, traceparent: str | None
) -> bytes:
    """The envelope's bytes around `data`, which is JSON already; `type` is the contract's, without the prefix."""
    envelope: dict[str, Any] = {
        "specversion": "1.0",
        "id": event_id,
        "source": f"/guimian/{type.partition('.')[0]}",
        "type": PREFIX + type,
        "subject": case_no,
        "time": at,
        "sequence": str(version),
        "partitionkey": case_no,
        "dataschema": f"urn:guimian:schema:{type}",
        "datacontenttype": "application/json",
        "data": orjson.Fragment(data),
    }
    if traceparent:
        envelope["traceparent"] = traceparent
    return orjson.dumps(envelope, option=orjson.OPT_UTC_Z)


def decode(value: bytes) -> Envelope:
    """Parse an envelope; raises pydantic.ValidationError."""
    return Envelope.model_validate_json(value)
