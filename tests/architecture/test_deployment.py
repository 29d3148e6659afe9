"""docker-compose.yml, Dockerfile and deploy/ fit the code. No container engine is needed to know that."""

import os
import re
import sys
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
import yaml

from shared.auth import Authenticator, Role
from shared.settings import SERVICES, Settings
from tests.architecture.code_tree import ROOT

SECRETS = ("DATABASE_URL", "SERVICE_TOKEN", "PII_KEYS")
IMAGE = {"GUIMIAN_DATA": "/data", "GUIMIAN_HOST": "0.0.0.0", "GUIMIAN_PORT": "8000"}


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text()))


def environment_of(service: str) -> dict[str, str]:
    given = compose()["services"][service].get("environment", {})
    return {name: str(value) for name, value in given.items() if name.startswith("GUIMIAN_")}


def settings_in(service: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings as the service's process reads them."""
    for name, value in (IMAGE | environment_of(service)).items():
        monkeypatch.setenv(name, value)
    return Settings()


def python(script: Path, *arguments: str, **environment: str) -> str:
    done = run(
        [sys.executable, script, *arguments],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_runs_its_own_app_and_is_healthy_when_it_is_ready(service: str) -> None:
    definition = compose()["services"][service]
    assert definition["command"][:2] == ["uvicorn", f"services.{service}.app:app"]
    assert "http://127.0.0.1:8000/readyz" in definition["healthcheck"]["test"][-1]
    assert definition["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert f"{service}:/data" in definition["volumes"]


def test_a_module_has_one_app_however_often_a_server_asks_for_it(tmp_path: Path) -> None:
    """uvicorn asks twice, and NiceGUI hangs its pages on the first app only."""
    probe = tmp_path / "probe.py"
    probe.write_text(
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    module = importlib.import_module(f'services.{name}.app')\n"
        "    print(name, module.app is module.app)\n"
    )
    answers = python(probe, *SERVICES, GUIMIAN_DATA=str(tmp_path / "data"))
    assert answers.splitlines() == [f"{service} True" for service in SERVICES]


def test_ports_are_open_on_this_machine_only_and_one_each() -> None:
    ports = [port for definition in compose()["services"].values() for port in definition.get("ports", ())]
    assert len({port.split(":")[1] for port in ports}) == len(ports) == len(SERVICES) + 1
    assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("service", [*SERVICES, "migrate", "issuer", "token"])
def test_every_variable_given_is_a_setting(service: str) -> None:
    names = {name.removeprefix("GUIMIAN_") for name in environment_of(service)}
    known = {name.upper() for name in Settings.model_fields} | {f"{secret}_FILE" for secret in SECRETS}
    assert names <= known


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_finds_its_database_its_sisters_and_a_real_issuer(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(service, monkeypatch)
    created = re.findall(r"CREATE DATABASE (\w+);", (ROOT / "deploy/create-databases.sql").read_text())
    assert settings.database_url_of(service).rpartition("/")[2] in created
    assert set(settings.sister_urls) == set(SERVICES)
    assert settings.kafka == "kafka:9092"
    assert not settings.has_dev_issuer


def test_no_service_can_read_the_issuers_private_key() -> None:
    holders = [name for name, definition in compose()["services"].items() if "issuer:/data" in str(definition)]
    assert holders == ["issuer", "token"]
    writers = [
        name for name, definition in compose()["services"].items() if "keys:/keys" in definition.get("volumes", ())
    ]
    assert writers == ["issuer"]


async def test_the_services_trust_the_tokens_of_the_demos_issuer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, private = tmp_path / "keys", tmp_path / "issuer"
    keys.mkdir()
    python(ROOT / "deploy/demo_issuer.py", str(keys), GUIMIAN_DATA=str(private), GUIMIAN_HOST="127.0.0.1")
    monkeypatch.setenv("GUIMIAN_JWKS_URL", (keys / "jwks.json").as_uri())
    settings = settings_in("callback", monkeypatch).model_copy(update={"jwks_url": (keys / "jwks.json").as_uri()})
    actor = await Authenticator(settings).actor((keys / "callback.token").read_text())
    assert (actor.ref, actor.roles, actor.pii) == ("service:callback", {Role.SERVICE}, True)
    assert sorted(path.name for path in private.iterdir()) == ["dev-issuer.pem"]
    assert "PRIVATE" not in "".join(path.read_text() for path in keys.iterdir())


def test_the_boards_proxy_shows_a_viewers_token_and_passes_web_sockets_on() -> None:
    board = compose()["services"]["board"]
    assert "BOARD_TOKEN=$$(cat /keys/board.token)" in board["command"][-1]
    template = (ROOT / "deploy/board.conf.template").read_text()
    assert 'Authorization "Bearer ${BOARD_TOKEN}"' in template
    assert "Upgrade $http_upgrade" in template
    assert "proxy_pass http://metrics:8000;\n" in template


@pytest.mark.parametrize("secret", SECRETS)
def test_secrets_may_come_as_files(secret: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("open sesame\n")
    show = ["sh", ROOT / "deploy/entrypoint.sh", "sh", "-c", f'printf %s "$GUIMIAN_{secret}"']
    given = {"PATH": os.environ["PATH"], f"GUIMIAN_{secret}_FILE": str(file)}
    assert run(show, env=given, capture_output=True, text=True).stdout == "open sesame"
    given[f"GUIMIAN_{secret}_FILE"] = str(tmp_path / "missing")
    assert run(show, env=given, capture_output=True, text=True).returncode != 0


def test_images_are_pinned_to_a_version() -> None:
    built = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    pulled = [definition["image"] for definition in compose()["services"].values() if "build" not in definition]
    assert built
    assert pulled
    assert [image for image in (*built, *pulled) if not re.search(r":\d", image)] == []


def test_the_image_holds_hashed_packages_and_runs_as_nobody_special() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes -r requirements.lock" in dockerfile
    assert re.search(r"^USER guimian$", dockerfile, re.MULTILINE)
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE):
        assert [source for source in line.split() if not (ROOT / source).exists()] == []
