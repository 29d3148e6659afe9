"""The board asks the service that keeps a case why its clocks read as they do: every kind has its owner."""

from services.docs.discovery import apps, kinds
from services.metrics.web.data import OWNERS
from shared.auth import rights_table


def test_every_kind_of_case_has_an_owner_that_explains_its_clocks() -> None:
    routes = {service: {right.path for right in rights_table(app)} for service, app in apps().items()}
    found = kinds()
    assert {kind.lifecycle.kind for kind in found} == OWNERS.keys()
    for kind in found:
        service, path = OWNERS[kind.lifecycle.kind]
        assert service == kind.service
        assert f"{path}/{{case_no}}/sla" in routes[service]
