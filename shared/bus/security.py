"""How a client proves to the broker who it is, and the broker to the client."""

from typing import Any

from aiokafka.helpers import create_ssl_context

from shared.settings import Settings


def client_options(settings: Settings) -> dict[str, Any]:
    """What every Kafka client of this process is given beside the address."""
    protocol = settings.kafka_security
    options: dict[str, Any] = {"security_protocol": protocol}
    if protocol.endswith("SSL"):
        options["ssl_context"] = create_ssl_context(
            cafile=settings.kafka_ca, certfile=settings.kafka_certificate, keyfile=settings.kafka_certificate_key
        )
    if protocol.startswith("SASL"):
        password = settings.kafka_password
        if not (settings.kafka_user and password):
            raise RuntimeError(f"{protocol} needs GUIMIAN_KAFKA_USER and GUIMIAN_KAFKA_PASSWORD")
        options |= {"sasl_mechanism": settings.kafka_sasl, "sasl_plain_username": settings.kafka_user}
        options["sasl_plain_password"] = password.get_secret_value()
    return options
