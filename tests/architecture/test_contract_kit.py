"""What subscribers are given: schemas, samples, the envelope and the AsyncAPI document agree with the code."""

import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker
from pydantic import ValidationError

from services.docs.contracts import event_samples
from services.docs.discovery import ROOT, kinds
from shared.asyncapi import FOREIGN
from shared.bus.base import PARTITIONS
from shared.bus.kafka import TOPIC_CONFIG
from shared.cloudevents import decode
from shared.contracts import registry
from shared.contracts.base import CaseEvent
from shared.contracts.registry import event_types, service_of
from shared.contracts.samples import NoExample, sample_of
from shared.settings import SERVICES

CONTRACTS = ROOT / "docs" / "contracts"
TYPE = re.compile(r"(?P<service>[a-z_]+)\.(?P<noun>[a-z-]+)\.(?P<participle>[a-z-]+)\.v[1-9]\d*")
EVENTS = event_types()


def load(path: str) -> Any:
    return json.loads((CONTRACTS / path).read_text())


@cache
def asyncapi() -> Any:
    """Read by libyaml: in Python it takes five seconds."""
    return yaml.load((CONTRACTS / "asyncapi.yaml").read_text(), yaml.CSafeLoader)


def official_schema() -> Any:
    """The AsyncAPI Initiative's JSON Schema of version 3.0.0 (Apache-2.0)."""
    packed = Path(__file__).with_name("asyncapi-3.0.0.schema.json.gz").read_bytes()
    return json.loads(gzip.decompress(packed))


def test_the_sample_of_each_event_fits_its_schema_and_the_envelope() -> None:
    envelope = Draft202012Validator(load("envelope.schema.json"), format_checker=FormatChecker())
    for type in EVENTS:
        sample, schema = load(f"samples/{type}.json"), load(f"schemas/{type}.json")
        envelope.validate(sample)
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(sample["data"])
        assert sample["dataschema"] == schema["$id"]
        assert not Draft202012Validator(schema).is_valid({**sample["data"], "version": 0}), type


def test_a_subscriber_can_read_each_sample_with_its_contract() -> None:
    for type, contract in EVENTS.items():
        envelope = decode((CONTRACTS / f"samples/{type}.json").read_bytes())
        event = contract.model_validate(envelope.data)
        assert envelope.type == f"cn.guimian.{type}"
        assert (event.case_no, str(event.version)) == (envelope.subject, envelope.sequence), type


def test_an_event_is_named_service_noun_participle_version() -> None:
    for type, contract in EVENTS.items():
        name = TYPE.fullmatch(type)
        assert name, type
        assert name["service"] in (*SERVICES, FOREIGN)
        words = re.sub(r"(?<!^)(?=[A-Z])", "-", contract.__name__).lower()
        assert words == f"{name['noun']}-{name['participle']}"


def test_each_sample_stands_where_its_step_leads() -> None:
    found = kinds()
    samples = event_samples(found)
    announced = {step.event: step for kind in found for step in reversed(kind.lifecycle.steps)}
    assert announced
    for event, step in announced.items():
        assert samples[event]["action"] == step.action
        assert step.target is None or samples[event]["status"] == step.target


def test_samples_are_the_same_each_time() -> None:
    assert event_samples(kinds()) == event_samples(kinds())


def test_the_asyncapi_document_fits_the_official_schema() -> None:
    document = asyncapi()
    official = Draft7Validator(official_schema())
    assert [error.message for error in official.iter_errors(document)] == []
    mistyped = document["channels"]["intake"] | {"adress": "mistyped"}
    assert not official.is_valid(document | {"channels": {"intake": mistyped}})


def test_the_asyncapi_document_has_every_event_in_its_services_channel() -> None:
    document = asyncapi()
    for event in EVENTS.values():
        channel = document["channels"][service_of(event)]
        assert channel["address"] == f"guimian.{service_of(event)}.events"
        assert channel["messages"][event.__name__] == {"$ref": f"#/components/messages/{event.__name__}"}
        message = document["components"]["messages"][event.__name__]
        assert message["examples"][0]["payload"] == load(f"samples/{event.type}.json")


def test_the_asyncapi_document_promises_the_topics_that_we_create() -> None:
    for channel in asyncapi()["channels"].values():
        kafka = channel["bindings"]["kafka"]
        assert kafka["partitions"] == PARTITIONS == 12
        assert str(kafka["topicConfiguration"]["retention.ms"]) == TOPIC_CONFIG["retention.ms"]


def test_every_reference_in_the_asyncapi_document_leads_somewhere() -> None:
    document = asyncapi()
    references = set(re.findall(r"'#/(\S+?)'", (CONTRACTS / "asyncapi.yaml").read_text()))
    assert references
    for reference in references:
        place = document
        for part in reference.split("/"):
            place = place[part]


def test_two_classes_can_not_claim_one_type(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = list(EVENTS.values())[:2]
    monkeypatch.setattr(second, "type", first.type)
    with pytest.raises(ValueError, match="both claim"):
        registry.event_types()


def test_a_field_that_nobody_can_imagine_needs_an_example() -> None:
    class Unclear(CaseEvent):
        type = "test.loan.lent.v1"
        shelf: str

    with pytest.raises(NoExample, match=r"Unclear\.shelf"):
        sample_of(Unclear, kind="loan", action="lend", status="lent")


def test_a_sample_must_fit_its_own_contract() -> None:
    event = next(iter(EVENTS.values()))
    with pytest.raises(ValidationError):
        sample_of(event, kind="application", action="accept", status=None)
