"""The AsyncAPI 3 document of the event stream: what each service publishes, in which envelope, with samples."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from shared import cloudevents
from shared.bus.base import PARTITIONS
from shared.contracts.base import Event
from shared.contracts.registry import service_of

Document = dict[str, Any]

SAMPLE_ID = "019cac81-6f40-7000-8000-000000000001"
SAMPLE_TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
FOREIGN = "foreign"  # no service: the topic of what was taken in from elsewhere
TAKEN_IN = (
    "`guimian import-log` appends the steps it reads from another system's log. What integrators send to "
    "/v1/events of metrics is appended here too, with types of their own."
)
SCHEMAS = "#/components/schemas/"
ABOUT = (
    "Events of Guimian (柜面). Each is one step of one case: the state after the step, and the step itself; those of "
    "metrics tell how far the clocks of a case have come. All come in a CloudEvents 1.0 envelope (structured mode). "
    "Delivery is at least once, in order within a case (the Kafka key is the case number): keep the newest "
    "`sequence` of each `subject`, and late, double and out-of-order deliveries do no harm. Fields and values of "
    "enumerations are added without notice; whatever else changes has a new type. No event carries personal data."
)


def envelope_sample(event: type[Event], data: Mapping[str, Any]) -> Document:
    """A whole message as it goes over the wire, around a sample of its data."""
    wire = cloudevents.encode(
        event_id=SAMPLE_ID,
        type=event.type,
        case_no=data["case_no"],
        version=data["version"],
        at=data["at"],
        data=json.dumps(data, ensure_ascii=False),
        traceparent=SAMPLE_TRACE,
    )
    return dict(json.loads(wire))


def asyncapi(samples: Mapping[type[Event], Document], version: str) -> Document:
    """`samples`: each published event with the sample of its data."""
    services = list(dict.fromkeys(service_of(event) for event in samples))
    of_service = {name: [event for event in samples if service_of(event) == name] for name in services}
    return {
        "asyncapi": "3.0.0",
        "id": "urn:guimian:events",
        "info": {"title": "Guimian events 柜面事件", "version": version, "description": ABOUT},
        "defaultContentType": cloudevents.MEDIA_TYPE,
        "servers": {"kafka": _server()},
        "channels": {name: _channel(name, events) for name, events in of_service.items()},
        "operations": {f"publish_{name}": _publishing(name) for name in services},
        "components": {
            "messages": {event.__name__: _message(event, sample) for event, sample in samples.items()},
            "schemas": _schemas(samples),
        },
    }


def _server() -> Document:
    bootstrap = {"description": "Kafka bootstrap servers, as in GUIMIAN_KAFKA", "default": "localhost:9092"}
    return {"host": "{bootstrap}", "protocol": "kafka", "variables": {"bootstrap": bootstrap}}


def _channel(service: str, events: Iterable[type[Event]]) -> Document:
    topic = cloudevents.topic(service)
    kafka = {
        "topic": topic,
        "partitions": PARTITIONS,
        "topicConfiguration": {"cleanup.policy": ["delete"], "retention.ms": -1, "retention.bytes": -1},
        "bindingVersion": "0.5.0",
    }
    return {
        "address": topic,
        "title": "What other systems tell of their cases" if service == FOREIGN else f"What {service} announces",
        "messages": {event.__name__: {"$ref": f"#/components/messages/{event.__name__}"} for event in events},
        "bindings": {"kafka": kafka},
    }


def _publishing(service: str) -> Document:
    relayed = f"The relay of {service} publishes each step once it is committed, and marks it after the ack."
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{service}"},
        "summary": TAKEN_IN if service == FOREIGN else relayed,
    }


def _message(event: type[Event], sample: Document) -> Document:
    kind = {"const": cloudevents.PREFIX + event.type}
    own = {"type": "object", "properties": {"type": kind, "data": {"$ref": SCHEMAS + event.__name__}}}
    return {
        "name": cloudevents.PREFIX + event.type,
        "title": event.__name__,
        "summary": (event.__doc__ or "").strip(),
        "contentType": cloudevents.MEDIA_TYPE,
        "payload": {"allOf": [{"$ref": SCHEMAS + "Envelope"}, own]},
        "bindings": {"kafka": {"key": {"type": "string", "description": "Case number"}, "bindingVersion": "0.5.0"}},
        "examples": [{"name": event.type, "payload": envelope_sample(event, sample)}],
    }


def _schemas(events: Iterable[type[Event]]) -> Document:
    models: tuple[type[BaseModel], ...] = (cloudevents.Envelope, *events)
    _, schemas = models_json_schema([(each, "validation") for each in models], ref_template=SCHEMAS + "{model}")
    return dict(schemas["$defs"])
