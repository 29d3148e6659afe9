"""Every setting of a service, each described once; the table in the docs is made from here."""

from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

SERVICES = ("intake", "policy_service", "claims", "callback", "metrics")


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


class Settings(BaseSettings):
    """Read from the environment (prefix `GUIMIAN_`); the defaults are the embedded way to run."""

    model_config = SettingsConfigDict(env_prefix="GUIMIAN_", frozen=True, extra="ignore", hide_input_in_errors=True)

    data: Path = Field(Path("data"), description="Folder of the embedded default: databases, event log, files, keys.")
    host: str = Field("127.0.0.1", description="Address to listen on. Off loopback, tokens need a real issuer.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 takes any free one.")

    database_url: str | None = Field(
        None,
        description="SQLAlchemy address of the database; `{service}` stands for the service's name. "
        "Without it: one SQLite file a service in the data folder.",
    )
    sqlite_synchronous: Literal["FULL", "NORMAL"] = Field(
        "FULL", description="FULL keeps every answered step through a power cut; NORMAL may lose the last ones."
    )
    kafka: str | None = Field(
        None, description="Kafka bootstrap servers. Without it: the event log is a SQLite file in the data folder."
    )

    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="How to speak with Kafka: encrypted (SSL), with a password (SASL), or both."
    )
    kafka_ca: Path | None = Field(
        None, description="With SSL: PEM file of the authority that vouches for the brokers; without it the system's."
    )
    kafka_certificate: Path | None = Field(None, description="With SSL: PEM file of this client's own certificate.")
    kafka_certificate_key: Path | None = Field(None, description="With SSL: PEM file of that certificate's key.")
    kafka_sasl: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512", description="With SASL: how the password is shown."
    )
    kafka_user: str | None = Field(None, description="With SASL: the user's name.")
    kafka_password: SecretStr | None = Field(None, description="With SASL: the user's password.")

    jwks_url: str | None = Field(
        None,
        description="Where the token issuer's public keys are (https://… or file:///…). "
        "Without it the development issuer answers, on loopback only.",
    )
    issuer: str | None = Field(None, description="Required `iss` of tokens; unchecked when unset.")
    audience: str = Field("guimian", description="Required `aud` of tokens.")
    service_token: SecretStr | None = Field(
        None, description="Bearer token for calls to the sister services; the development issuer makes its own."
    )
    sister_urls: dict[str, str] = Field(
        {}, description='Base addresses of the sister services as JSON, e.g. {"intake": "http://intake:8000"}.'
    )

    pii_keys: SecretStr | None = Field(
        None,
        description="Key ring for personal data as JSON (see docs/security.md). "
        "Without it: keys.json in the data folder, made at the first start.",
    )
    calendars: Path | None = Field(None, description="TOML file of working hours and days that override the built-in.")

    files_url: str | None = Field(
        None, description="Object store of scans: file:///… or s3://bucket/…; without it a folder in the data folder."
    )
    max_upload_bytes: int = Field(20 * 2**20, ge=1, description="Largest file taken, in bytes.")
    max_body_bytes: int = Field(4 * 2**20, ge=1, description="Largest JSON body taken, in bytes.")
    upload_types: frozenset[str] = Field(
        frozenset({"application/pdf", "image/png", "image/jpeg", "image/tiff"}),
        description="Media types of files taken, judged by their content.",
    )

    jobs: bool = Field(
        True, description="Run relay, timers and reactions in this process; false for replicas that only answer HTTP."
    )
    idempotency_days: int = Field(7, ge=1, description="Days for which the answer to an Idempotency-Key is kept.")
    inbox_days: int = Field(
        400,
        ge=30,
        description="Days for which a service remembers the events it has reacted to. "
        "An event that first reaches it when older than that is passed over, with a warning.",
    )
    searches_a_day: int = Field(
        200, ge=0, description="Searches for people by number that a person is given within 24 hours, in each service."
    )
    hall_waiting_minutes: int = Field(
        15, ge=1, le=480, description="Minutes within which a ticket of the hall should be called; for tickets to come."
    )
    hall_handling_minutes: int = Field(
        10,
        ge=1,
        le=480,
        description="Minutes within which a visit should be handled at the window; for tickets to come.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least severe log line shown.")
    log_format: Literal["json", "console"] = Field("json", description="Log lines as JSON, or for reading at a desk.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Files, of which there are none, would be asked field by field: half of the time that settings take."""
        return init_settings, env_settings

    def database_url_of(self, service: str) -> str:
        if self.database_url:
            return self.database_url.replace("{service}", service)
        return f"sqlite+aiosqlite:///{self.data / service}.db"

    def files_url_of(self, service: str) -> str:
        base = self.files_url or (self.data.absolute() / "files").as_uri()
        return f"{base.rstrip('/')}/{service}"

    @property
    def bus_path(self) -> Path:
        return self.data / "bus.db"

    @property
    def on_loopback(self) -> bool:
        return is_loopback(self.host)

    @property
    def has_dev_issuer(self) -> bool:
        return self.jwks_url is None and self.on_loopback
