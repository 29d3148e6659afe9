"""Every operation of the five OpenAPI documents under generated requests: what is documented is what happens."""

import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from time import sleep
from typing import Any, NamedTuple
from zlib import crc32

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi import checks
from schemathesis.transport.serialization import Binary

from services.docs.discovery import apps
from services.suite import PATHS
from shared import clock
from shared.auth import Role, mint_token
from shared.calendar_data import calendar_for
from shared.idempotency import KEY
from shared.settings import Settings
from shared.testing.processes import answers, free_port, scratch_dir, serve
from tests.e2e.counter import FORM, KEYED, PAGE, PERSON
from tests.e2e.counter import ORG as COUNTY

pytestmark = pytest.mark.slow

EXAMPLES = 12
# Without positive_data_acceptance: a request that fits the schema may still break a rule of the business (422).
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
    checks.allow_header_conformance,
    checks.ignored_auth,
]
UNKNOWN = "x-schemathesis-unknown-property"
ENDLESS = "/v1/stream"  # tests/metrics follows it
COPIES = 3
FACTS: dict[str, Any] = {
    "org": COUNTY,
    "policyholder": PERSON,
    "insured": PERSON,
    "beneficiaries": [],
    "premium_fen": FORM["premium_fen"],
    "sum_assured_fen": FORM["sum_assured_fen"],
    "amount_fen": FORM["premium_fen"],
    "file": Binary(PAGE),
}
DOCUMENTS = apps()
PATIENCE_SECONDS = 60  # on a machine that has other things to do
Known = Mapping[str, Sequence[str]]


class Suite(NamedTuple):
    http: httpx.Client
    authorization: dict[str, str]
    known: dict[str, Known]
    facts: dict[str, Any]

    def tag_of(self, path: str) -> str:
        """The ETag of the case that a path leads to."""
        case = "/".join(path.split("/")[:5])
        return self.http.get(case, headers=self.authorization).headers.get("ETag", '"0"')


class Branch:
    """Staff who bring cases to every stage, so that generated requests find some to act on."""

    def __init__(self, http: httpx.Client, settings: Settings) -> None:
        self.http, self.settings, self.form_nos = http, settings, count(1)

    def authorization(self, ref: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {mint_token(self.settings, ref, list(Role), org=COUNTY[:4], pii=True)}"}

    def today(self) -> str:
        return calendar_for(COUNTY).date_of(clock.now()).isoformat()

    def send(self, path: str, body: Any = None, by: str = "S-maker", **options: Any) -> dict[str, Any]:
        headers = self.authorization(by) | options.pop("headers", {})
        answer = self.http.post(path, json=body, headers=headers, **options)
        assert answer.status_code < 300, f"{path}: {answer.status_code} {answer.text}"
        return dict(answer.json())

    def accept(self, **changes: Any) -> dict[str, Any]:
        form = FORM | {"form_no": f"{COUNTY}-26-{next(self.form_nos):06d}", "form_on": self.today()}
        return self.send("/intake/v1/applications", form | changes)

    def scan(self, case: dict[str, Any]) -> None:
        for paper, page in ((each["paper"], page) for each in case["to_scan"] for page in each["pages"]):
            file = {"file": ("page.png", PAGE + paper.encode(), "image/png")}
            self.send(f"{path_of(case)}/scans", files=file, data={"type": paper, "page": str(page)})
        if self.send(f"{path_of(case)}/scanning")["scan_check"] == "due":
            self.send(f"{path_of(case)}/scan-check", {})

    def key(self, case: dict[str, Any]) -> None:
        self.send(f"{path_of(case)}/keying", KEYED | {name: case[name] for name in ("premium_fen", "sum_assured_fen")})

    def review(self, case: dict[str, Any]) -> None:
        version = self.get(path_of(case))["version"]
        self.send(f"{path_of(case)}/review", {"passed": True}, "S-checker", headers={"If-Match": f'"{version}"'})

    def notify(self, case: dict[str, Any]) -> None:
        self.send(f"{path_of(case)}/notices", {"type": "medical"})

    def collect(self, case: dict[str, Any]) -> None:
        body = {"result": "success", "amount_fen": case["premium_fen"]}
        self.send(f"{path_of(case)}/debits", body, headers={"Idempotency-Key": f"debit-{case['case_no']}"})

    def issue(self, case: dict[str, Any]) -> None:
        self.send(f"{path_of(case)}/issue")

    def get(self, path: str) -> Any:
        answer = self.http.get(path, headers=self.authorization("S-maker"))
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def numbers(self, path: str) -> list[str]:
        return [case["case_no"] for case in self.get(path)["items"]]

    def report(self, policy_no: str) -> str:
        """Claims has the policy as soon as its own reader of the stream does."""
        claim = {"policy_no": policy_no, "channel": "counter", "event_on": self.today(), "cause": "illness"}
        claim |= {"types": ["illness-medical"], "reporter": {"name": "李四", "phone": "13800000001", "relation": "kin"}}
        for _ in range(10 * PATIENCE_SECONDS):
            answer = self.http.post("/claims/v1/claims", json=claim, headers=self.authorization("S-maker"))
            if answer.status_code != 404:
                break
            sleep(0.1)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["case_no"])

    def fill(self) -> None:
        """Cases that stopped after each step of the two ways through underwriting."""
        plain: list[Callable[[dict[str, Any]], None]] = [self.scan, self.key, self.review, self.collect, self.issue]
        referred = [self.scan, self.key, self.review, self.notify]
        for way, sum_assured in ((plain, 10_000_000), (referred, 60_000_000)):
            for stop in range(len(way) + 1):
                for _ in range(COPIES):
                    case = self.accept(sum_assured_fen=sum_assured)
                    for step in way[:stop]:
                        step(case)


def path_of(case: dict[str, Any]) -> str:
    return f"/intake/v1/applications/{case['case_no']}"


@pytest.fixture(scope="session")
def suite() -> Iterator[Suite]:
    """A fresh suite as `guimian serve` starts it, on a port of its own, with cases in every stage."""
    folder, port = scratch_dir("schemathesis"), free_port()
    guimian = [Path(sys.executable).with_name("guimian"), "serve", "--data", folder, "--port", str(port)]
    serve(guimian, folder, lambda _: answers(port), stop=signal.SIGINT)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE_SECONDS) as http:
        branch = Branch(http, Settings(data=folder, port=port))
        branch.fill()
        facts = FACTS | dict.fromkeys(("form_on", "delivered_on", "signed_on"), branch.today())
        yield Suite(http, branch.authorization("S-fuzzer"), known_at(branch), facts)


def known_at(branch: Branch) -> dict[str, Known]:
    applications = branch.numbers("/intake/v1/applications")
    kpis = [kpi["id"] for kpi in branch.get("/metrics/v1/kpis")]
    policies = branch.numbers("/policy/v1/policies")
    claims = [branch.report(policy_no) for policy_no in policies for _ in range(COPIES)]
    return {
        "intake": {"case_no": applications, "scan_id": ["1", "2", "3"]},
        "policy_service": {"case_no": policies},
        "callback": {"case_no": branch.numbers("/callback/v1/callbacks")},
        "metrics": {"case_no": applications, "kind": ["application"], "kpi_id": kpis},
        "claims": {"case_no": claims, "policy_no": policies, "invoice_id": ["1", "2"]},
    }


def documented(service: str) -> schemathesis.BaseSchema:
    schema = schemathesis.openapi.from_dict(DOCUMENTS[service].openapi(), config=schemathesis.Config(seed=1))
    # A stale If-Match is told before the body is read (RFC 9110 13.2.1).
    # Each request carries our token, so leaving it out is not among the faults to generate; `ignored_auth` asks that.
    schema.config.generation.update(with_security_parameters=False)
    rejection = schema.config.checks.negative_data_rejection
    rejection.expected_statuses = [*rejection.expected_statuses, "412"]
    return schema.exclude(path=ENDLESS)


def ask(case: schemathesis.Case, suite: Suite, service: str) -> None:
    # Aimed, it stays well-formed; schemathesis would take bytes that it didn't make for a fault that we must refuse.
    is_well_formed = case.meta is not None and case.meta.generation.mode.is_positive
    aim(case, suite, service)
    # An empty list in the query is no list on the wire, and HTTP lets anybody add headers: faults that we never see.
    is_unseen = any(value in ([], {}) for value in case.query.values()) or UNKNOWN in (case.headers or {})
    unsent = [checks.negative_data_rejection] if is_well_formed or is_unseen else []
    base = str(suite.http.base_url.join(PATHS[service]))
    case.call_and_validate(base, headers=suite.authorization, checks=CHECKS, excluded_checks=unsent)


bounded = settings(max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


@documented("intake").parametrize()
@bounded
def test_intake_does_what_its_document_says(case: schemathesis.Case, suite: Suite):
    ask(case, suite, "intake")


@documented("policy_service").parametrize()
@bounded
def test_policy_service_does_what_its_document_says(case: schemathesis.Case, suite: Suite):
    ask(case, suite, "policy_service")


@documented("claims").parametrize()
@bounded
def test_claims_does_what_its_document_says(case: schemathesis.Case, suite: Suite):
    ask(case, suite, "claims")


@documented("callback").parametrize()
@bounded
def test_callback_does_what_its_document_says(case: schemathesis.Case, suite: Suite):
    ask(case, suite, "callback")


@documented("metrics").parametrize()
@bounded
def test_metrics_does_what_its_document_says(case: schemathesis.Case, suite: Suite):
    ask(case, suite, "metrics")


def test_no_service_with_operations_is_left_out():
    asked = {name for name in DOCUMENTS if f"test_{name}_does_what_its_document_says" in globals()}
    assert {name for name, app in DOCUMENTS.items() if app.openapi()["paths"]} == asked


fresh = count(1)


def aim(case: schemathesis.Case, suite: Suite, service: str) -> None:
    """Most of the well-formed requests go to what is there, as it stands, with a key and facts that can be true."""
    if KEY.fullmatch(str(case.headers.get("Idempotency-Key", ""))):  # else the answer of an earlier request comes again
        case.headers["Idempotency-Key"] = f"fuzz-{next(fresh)}"
    chance = crc32(repr((case.path_parameters, case.query, case.headers, case.body)).encode())
    if chance % 4 == 0 or case.meta is None:
        return
    if not case.meta.is_negative_at(ParameterLocation.PATH):
        for name, values in suite.known[service].items():
            if name in case.path_parameters:
                case.path_parameters[name] = values[chance // 4 % len(values)]
    if "If-Match" in case.headers and not case.meta.is_negative_at(ParameterLocation.HEADER):
        case.headers["If-Match"] = suite.tag_of(f"{PATHS[service]}{case.formatted_path}")
    if not case.meta.is_negative_at(ParameterLocation.BODY):
        aim_body(case.body, suite)


def aim_body(body: Any, suite: Suite) -> None:
    if isinstance(body, dict):
        facts = suite.facts | {"form_no": f"{COUNTY}-99-{next(fresh):06d}"}
        body |= {name: value for name, value in facts.items() if name in body}
        aim_body(body.get("form"), suite)
