"""Settings: where they come from and what they never show."""

from pathlib import Path

import pytest

from shared.settings import Settings, is_loopback


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_the_environment_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIMIAN_KAFKA", "broker:9092")
    monkeypatch.setenv("GUIMIAN_DATABASE_URL", "postgresql+asyncpg://db/{service}")
    monkeypatch.setenv("GUIMIAN_SISTER_URLS", '{"intake": "http://intake:8000"}')
    settings = Settings()
    assert settings.kafka == "broker:9092"
    assert settings.database_url_of("claims") == "postgresql+asyncpg://db/claims"
    assert settings.sister_urls["intake"] == "http://intake:8000"


def test_the_default_keeps_all_in_the_data_folder() -> None:
    settings = Settings(data=Path("/d"))
    assert settings.database_url_of("claims") == "sqlite+aiosqlite:////d/claims.db"
    assert settings.files_url_of("claims") == "file:///d/files/claims"
    assert settings.bus_path == Path("/d/bus.db")
    assert settings.has_dev_issuer


def test_secrets_are_not_shown() -> None:
    settings = Settings(pii_keys="s3cret", service_token="s3cret")
    assert "s3cret" not in f"{settings!r} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("localhost.evil.example", False),
        ("", False),
    ],
)
def test_loopback_is_this_machine_only(host: str, loopback: bool) -> None:
    assert is_loopback(host) == loopback
