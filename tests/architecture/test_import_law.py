"""Who may import whom: `.importlinter` says it, and these tests show that it would notice."""

import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

import pytest

from tests.architecture.code_tree import ROOT, Module, imports_of, module, modules_of

PURE = frozenset(
    {
        "shared.ages",
        "shared.amounts",
        "shared.anniversaries",
        "shared.coded_rows",
        "shared.contracts",
        "shared.dated_rows",
        "shared.lifecycle",
        "shared.sla",
        "shared.sla_explain",
        "shared.sla_words",
        "shared.limits",
        "shared.marks",
        "shared.minor_caps",
        "shared.calendar",
        "shared.errors",
    }
)
ALLOWED_OUTSIDE = frozenset({"pydantic"})
COMMAND = 3
RANKS = {"app": 5, "routes": 4, "consumers": 4, "schemas": 2, "models": 2, "lifecycle": 1, "sla": 1}
RANKS |= {"paper_words": 1, "proposals": 2, "ages": 1, "guards": 1, "rules": 1, "amounts": 1, "pro_rata": 1}
RANKS |= {"premium_plan": 1, "interest": 1, "products": 1, "ask": 2, "money_asks": 2}
RANKS |= {"plain_schemas": 2, "paid_up": 1, "change_words": 1}
RANKS |= {"end_reasons": 1, "binomial": 1, "tables": 1, "statistics": 1}
RANKS |= {"plans": 1, "reasons": 1}
RANKS |= {"renewal_terms": 1, "loan_terms": 1, "added_cover": 1}
RANKS |= {"amounts_in_words": 1, "benefit_rule": 1, "claim_facts": 1, "disability": 1, "exclusions": 1}
RANKS |= {"liabilities": 1, "outcome": 1}
RANKS |= {"matrix": 1, "tracks": 1, "day_status": 1, "cover_checks": 1, "answers": 2, "shares": 1, "dues": 1}
RANKS |= {"survey_types": 1, "projects": 1, "questions": 1, "sets": 1, "scoring": 1}
RANKS |= {"area_codes": 1, "normalising": 1, "choosing": 1, "languages": 1, "call_results": 1, "settlements": 1}
COMPOSITION_ROOT = frozenset({"services.suite", "services.cli", "services.docs"})


def lint_imports(folder: Path) -> tuple[int, str]:
    command = [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache", "--config"]
    done = run([*command, ROOT / ".importlinter"], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def impurities(module: Module) -> Iterator[str]:
    for name in imports_of(module):
        root = name.partition(".")[0]
        is_pure = root in sys.stdlib_module_names or root in ALLOWED_OUTSIDE or name == "shared" or _is_pure(name)
        if not is_pure:
            yield f"{module.name} imports {name}"


def _is_pure(name: str) -> bool:
    return any(name == pure or name.startswith(pure + ".") for pure in PURE)


def climbs(module: Module) -> Iterator[str]:
    """Imports of a service that go up its layers. A module with a name of its own is a command or a table for them."""
    service = ".".join(module.name.split(".")[:2])
    if service in COMPOSITION_ROOT or ".migrations." in module.name:
        return
    own = _rank(module.name)
    for name in imports_of(module):
        if name.startswith(service + ".") and _exists(name) and _rank(name) > own:
            yield f"{module.name} imports {name}"


def strays(module: Module, kinds: frozenset[str]) -> Iterator[str]:
    """Imports of one kind of case from another's folder: what two of them need stands above both, or in shared."""
    own = _kind(module.name, kinds)
    for name in imports_of(module):
        if own and _kind(name, kinds) not in (None, own):
            yield f"{module.name} imports {name}"


def _kind(name: str, kinds: frozenset[str]) -> str | None:
    return next((kind for kind in kinds if name == kind or name.startswith(kind + ".")), None)


def _rank(name: str) -> int:
    return RANKS.get(name.rpartition(".")[2], COMMAND)


def _exists(name: str) -> bool:
    """Whether the name is a module and not something in one."""
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists()


def test_the_import_law_is_kept() -> None:
    code, report = lint_imports(ROOT)
    assert code == 0, report


def test_pure_modules_import_only_the_standard_library_pydantic_and_each_other() -> None:
    pure = [each for each in modules_of("shared") if _is_pure(each.name)]
    assert len(pure) >= len(PURE)
    assert [found for each in pure for found in impurities(each)] == []


def test_no_module_of_a_service_imports_from_a_layer_above() -> None:
    assert [found for each in modules_of("services") for found in climbs(each)] == []


def test_no_kind_of_case_imports_from_another() -> None:
    folders = {path.parent.relative_to(ROOT) for path in ROOT.glob("services/*/*/lifecycle.py")}
    kinds = frozenset(".".join(folder.parts) for folder in folders)
    assert "services.intake.applications" in kinds
    assert [found for each in modules_of("services") for found in strays(each, kinds)] == []


@pytest.mark.parametrize(
    ("where", "what", "contract"),
    [
        ("shared/cases.py", "import services.claims.models", "shared never imports"),
        ("services/intake/routes.py", "from services.claims import models", "services never import each other"),
        ("services/claims/models.py", "import services.cli", "services never import each other"),
        ("simulator/play.py", "from services.intake import models", "the simulator plays over the public"),
        ("services/claims/models.py", "import services.claims.commands", "inside a service"),
        ("services/intake/routes.py", "import services.intake.consumers", "inside a service"),
        ("services/intake/applications/sla.py", "import services.intake.applications.lifecycle", "inside a service"),
    ],
)
def test_a_forbidden_import_is_noticed(tmp_path: Path, where: str, what: str, contract: str) -> None:
    small_tree(tmp_path)
    assert lint_imports(tmp_path)[0] == 0
    (tmp_path / where).write_text(what + "\n")
    code, report = lint_imports(tmp_path)
    assert code == 1
    assert [line for line in report.splitlines() if line.startswith(contract)], report


def test_the_composition_root_may_import_every_service(tmp_path: Path) -> None:
    small_tree(tmp_path)
    (tmp_path / "services/cli/serving.py").write_text("import services.intake.app\nimport services.claims.app\n")
    (tmp_path / "services/cli/__init__.py").write_text("import services.suite\n")
    code, report = lint_imports(tmp_path)
    assert code == 0, report


def small_tree(folder: Path) -> None:
    anatomy = ("app", "routes", "consumers", "commands", "schemas", "models", "lifecycle", "sla")
    packages = ("services/intake", "services/intake/applications", "services/claims")
    files = [f"{package}/{name}.py" for package in packages for name in anatomy]
    files += ["shared/cases.py", "simulator/play.py", "services/suite.py", "services/docs/pages.py"]
    files += ["services/cli/serving.py"]
    for file in files:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        for parent in path.relative_to(folder).parents[:-1]:
            (folder / parent / "__init__.py").touch()


def test_an_impure_import_is_noticed() -> None:
    source = "import re\nfrom pydantic import Field\nfrom shared import clock\nfrom shared.limits import Limit\n"
    assert list(impurities(module("shared.sla", source))) == ["shared.sla imports shared.clock"]
    assert list(impurities(module("shared.sla", "import httpx"))) == ["shared.sla imports httpx"]


def test_an_import_from_a_layer_above_is_noticed() -> None:
    up = "from services.intake.applications.commands import reception\n"
    found = list(climbs(module("services.intake.applications.models", up)))
    assert found == ["services.intake.applications.models imports services.intake.applications.commands.reception"]
    assert list(climbs(module("services.intake.applications.routes", up))) == []


def test_an_import_from_another_kind_is_noticed() -> None:
    kinds = frozenset({"services.intake.applications", "services.intake.groups"})
    source = "from services.intake.models import Base\nfrom services.intake.groups.models import Group\n"
    found = list(strays(module("services.intake.applications.models", source), kinds))
    assert found == [
        f"services.intake.applications.models imports services.intake.groups.models{end}" for end in ("", ".Group")
    ]
    assert list(strays(module("services.intake.app", source), kinds)) == []
