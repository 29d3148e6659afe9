"""What the settings make of a Kafka client's encryption and password."""

import ssl
from pathlib import Path

import pytest
from pydantic import SecretStr

from shared.bus.security import client_options
from shared.service import open_bus
from shared.settings import Settings

KNOWN = {"kafka": "broker:9092", "kafka_user": "guimian", "kafka_password": SecretStr("s3cret")}


def test_without_further_settings_nothing_is_encrypted() -> None:
    assert client_options(Settings(kafka="broker:9092")) == {"security_protocol": "PLAINTEXT"}


def test_the_broker_has_to_prove_itself_and_the_password_is_shown_to_it_only() -> None:
    settings = Settings(kafka_security="SASL_SSL", **KNOWN)
    options = client_options(settings)
    context = options.pop("ssl_context")
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert options == {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "guimian",
        "sasl_plain_password": "s3cret",
    }
    assert "s3cret" not in repr(settings)


def test_a_password_that_is_missing_is_named_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="GUIMIAN_KAFKA_PASSWORD"):
        open_bus(Settings(kafka_security="SASL_SSL", kafka="broker:9092", kafka_user="guimian"))
    with pytest.raises(OSError, match="No such file"):
        open_bus(Settings(kafka_security="SSL", kafka="broker:9092", kafka_ca=tmp_path / "missing.pem"))
