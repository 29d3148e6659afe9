"""A running suite, as `guimian serve` starts it, and a real Chromium to look at it with."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from shared import clock
from shared.auth import Role, mint_token
from shared.settings import Settings
from shared.testing.processes import answers, free_port, scratch_dir, serve

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
PERSON = {
    "name": "林晓梅",
    "sex": "female",
    "born_on": "1988-05-06",
    "id_type": "passport",
    "id_number": "E12345678",
    "phones": {"mobile": "13812345678"},
    "address": "福建省莆田市仙游县鲤城街道1号",
    "account_no": "6227001234567890123",
}
FORM = {
    "form_on": clock.now().date().isoformat(),
    "org": "350322",
    "salesperson": "A10023",
    "product": "L1001",
    "product_name": "福满两全保险(分红型)",
    "sum_assured_fen": 10_000_000,
    "premium_fen": 360_000,
    "policyholder": PERSON,
}


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        if os.environ.get("GUIMIAN_REQUIRE_REAL") == "1":
            raise RuntimeError("no Chromium")
        pytest.skip("no Chromium on this machine")
    return found


SHOWS = """([mark, text]) => [...document.querySelectorAll(`[data-kpi="${mark}"]`)]
    .some(each => text === null || each.innerText.trim() === text)"""


def seconds_until(page: Page, mark: str, text: str | None = None) -> float:
    """How long from now the page takes to show it, looked at on every frame: `expect` looks ever more seldom."""
    since = time.monotonic()
    page.wait_for_function(SHOWS, arg=[mark, text], timeout=5000)
    return time.monotonic() - since


def within_a_second(seconds_of_one: Callable[[], float]) -> bool:
    """Whether one of three tries is: the machine may be busy with something else, but never keeps us from showing."""
    return any(seconds_of_one() < 1.0 for _ in range(3))


def served(*more: str) -> tuple[str, Settings]:
    """The address of a fresh suite on a port of its own, and what it runs with."""
    folder, port = scratch_dir("suite"), free_port()
    command = [Path(sys.executable).with_name("guimian"), "serve", "--data", folder, "--port", str(port), *more]
    serve(command, folder, lambda _: answers(port), stop=signal.SIGINT)
    return f"http://127.0.0.1:{port}", Settings(data=folder, port=port)


def served_from_ten(day: date) -> tuple[str, Settings]:
    """A server of its own whose clock runs from ten in the morning of that day on, whatever the wall says."""
    address, settings = served("--simulated", "--starting-at", f"{day}T10:00")
    headers = {"Authorization": f"Bearer {mint_token(settings, 'M1', [Role.INTEGRATOR])}"}
    httpx.post(f"{address}/dev/clock", json={"rate": 1}, headers=headers, trust_env=False).raise_for_status()
    return address, settings


@pytest.fixture(scope="session")
def suite() -> tuple[str, Settings]:
    return served()


@pytest.fixture(scope="module")  # closed after the module: while it lives, no other test can run an event loop
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test when its scripts fail."""
    opened, complaints = browser.new_page(viewport={"width": 1500, "height": 1000}), list[str]()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    opened.close()
    assert complaints == []


@pytest.fixture(scope="session")
def accept(suite: tuple[str, Settings]) -> Callable[..., dict[str, Any]]:
    """Accept an application at the counter over REST."""
    address, settings = suite
    token = mint_token(settings, "T-browser", [Role.TELLER], org="3503")
    form_nos = iter(range(10**6))

    def accept(**changes: Any) -> dict[str, Any]:
        form = FORM | {"form_no": f"350322-26-{os.getpid()}-{next(form_nos)}"} | changes
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.post(f"{address}/intake/v1/applications", json=form, headers=headers, trust_env=False)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    return accept
