"""The board asks the service that keeps a case why its clocks read as they do: every kind has its owner."""

from services.docs.discovery import apps, kinds
from services.metrics.confidential import CONFIDENTIAL
from services.metrics.owners import OWNERS
from services.metrics.web.data import CALCULATION_READERS
from shared.auth import Role, rights_table


def test_every_kind_of_case_has_an_owner_that_explains_its_clocks() -> None:
    routes = {service: {right.path for right in rights_table(app)} for service, app in apps().items()}
    found = kinds()
    assert {kind.lifecycle.kind for kind in found} == OWNERS.keys()
    for kind in found:
        service, path = OWNERS[kind.lifecycle.kind]
        assert service == kind.service
        assert f"{path}/{{case_no}}/sla" in routes[service]


def test_a_case_that_its_service_keeps_from_others_is_kept_from_them_in_the_numbers_too() -> None:
    readers = {
        (service, right.path): right.roles
        for service, app in apps().items()
        for right in rights_table(app)
        if right.method == "GET"
    }
    narrow = {kind: readers[service, f"{path}/{{case_no}}"] for kind, (service, path) in OWNERS.items()}
    kept = {kind: roles - {Role.SERVICE} for kind, roles in narrow.items() if roles and Role.COMPLIANCE in roles}
    assert kept == CONFIDENTIAL


def test_the_board_shows_the_lines_of_a_claim_to_those_only_whom_its_service_tells_them() -> None:
    (right,) = [each for each in rights_table(apps()["claims"]) if each.path.endswith("/{case_no}/calculations")]
    assert right.roles - {Role.SERVICE} == CALCULATION_READERS
