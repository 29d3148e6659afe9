"""A broker that asks for a password."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.bus import Message
from shared.service import open_bus
from shared.settings import Settings
from shared.testing import servers

TOPIC = "guimian.library.events"
LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"
PASSWORDS = f"""
listener.security.protocol.map=PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
sasl.enabled.mechanisms=PLAIN
sasl.mechanism.inter.broker.protocol=PLAIN
listener.name.plaintext.plain.sasl.jaas.config={LOGIN} username="b" password="b" user_b="b" user_guimian="s3cret";
"""

pytestmark = pytest.mark.real


@pytest.fixture
def broker() -> Iterator[servers.NativeKafka]:
    try:
        broker = servers.NativeKafka(PASSWORDS)
    except servers.NotFound as missing:
        pytest.skip(f"only a broker of our own asks for a password: {missing}")
    broker.start()
    yield broker
    broker.kill()


@pytest.mark.parametrize(("password", "gets_in"), [("s3cret", True), ("guess", False)])
async def test_the_settings_open_the_broker(
    tmp_path: Path, broker: servers.NativeKafka, password: str, gets_in: bool
) -> None:
    known = {"kafka_security": "SASL_PLAINTEXT", "kafka_sasl": "PLAIN", "kafka_user": "guimian"}
    bus = open_bus(Settings(data=tmp_path, kafka=broker.address, kafka_password=password, **known))
    (failure,) = await bus.publish([Message(TOPIC, "A", b"1")])
    assert (failure is None) == gets_in, failure
    if gets_in:
        assert [record.value async for batch in bus.replay([TOPIC]) for record in batch] == [b"1"]
        async with bus.consume("readers", [TOPIC]) as consumer:
            assert [record.value for record in await consumer.fetch(10, wait_seconds=30)] == [b"1"]
    await bus.stop()
