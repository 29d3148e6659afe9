"""What a start leaves out to be quick, and what that rests on."""

import sys
from subprocess import run

import pytest
from alembic.script import ScriptDirectory

from shared.migrate import folder_of, revisions_of
from shared.settings import SERVICES
from tests.architecture.code_tree import ROOT


@pytest.mark.parametrize("service", SERVICES)
def test_the_numbers_of_the_version_files_are_alembics_chain(service: str) -> None:
    chain = ScriptDirectory(folder_of(service)).walk_revisions()
    assert revisions_of(service) == tuple(each.revision for each in chain)[::-1]


def test_the_embedded_start_imports_neither_the_kafka_client_nor_alembic() -> None:
    loaded = "import sys, services.cli.playing; print({'aiokafka', 'alembic'} & {*sys.modules})"
    done = run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
