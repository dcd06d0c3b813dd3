"""Rules of the house that no single part of it can keep alone."""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from runs.rows import RunRow
from tests.conftest import ROOT, SHARED

RUN_ROWS = [model for model in apps.get_models() if issubclass(model, RunRow)]
APPS = ("fastdso", "distribution", "forecasting", "sales", "stock", "intake", "catalog", "runs")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a git repository: what belongs to the project is not known")
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("model", RUN_ROWS, ids=lambda model: model.__name__)
def test_rows_of_runs_belong_to_one_run_and_have_one_door(model):
    run = model._meta.get_field("run")

    assert not run.null
    assert run.target_field.name == "number"
    for manager in model._meta.managers:
        with pytest.raises(TypeError, match="through their run"):
            manager.all()


def test_the_run_of_a_row_leads_an_index():
    """The foreign key has none of its own."""

    def first_fields(model) -> set[str]:
        rules = [*model._meta.indexes, *model._meta.total_unique_constraints]
        return {model._meta.pk_fields[0].name, *(rule.fields[0] for rule in rules if rule.fields)}

    assert [model.__name__ for model in RUN_ROWS if "run" not in first_fields(model)] == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-cluster.txt"]
)
def test_every_requirement_is_pinned_and_says_what_for(name):
    lines = (ROOT / name).read_text().splitlines()
    listed = [line for line in lines if line.strip() and not line.startswith(("#", "-r "))]
    form = re.compile(r"[\w.-]+(\[[\w,-]+\])?==[\w.]+(; [^#]+)?\s+# \w.*")

    assert [line for line in listed if not form.fullmatch(line)] == []


def test_no_document_or_script_names_a_place_of_one_machine():
    places = re.compile(r"(?<![\w.~-])/(home|root|Users|work)/|~/|[A-Z]:\\Users")
    spoken = [".ci/run", "Makefile", "pyproject.toml", "requirements.txt", "requirements-dev.txt"]
    files = [p for p in tracked() if p.suffix == ".md" or named(p) in spoken]

    found = {named(file) for file in files if places.search(file.read_text())}

    assert found == set()


def test_nothing_names_a_package_registry():
    registries = re.compile(r"pypi\.org|pythonhosted|--(extra-)?index-url|npmjs")
    here = Path(__file__)
    files = [p for p in tracked() if p.suffix in {"", ".toml", ".txt", ".py", ".cfg"} and p != here]

    assert [named(p) for p in files if registries.search(p.read_text(errors="replace"))] == []


def test_no_shared_file_has_come_into_the_project():
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    shared = {sha256(path): path.name for path in SHARED.rglob("*") if path.is_file()}

    assert {named(path): shared.get(sha256(path)) for path in tracked()} == {
        named(path): None for path in tracked()
    }


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_template_opens_by_saying_what_it_shows():
    templates = [p for p in tracked() if p.suffix == ".html" and "tests" not in p.parts]

    assert [named(p) for p in templates if not p.read_text().startswith("{#")] == []


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    """A copy of the apps, to break rules in."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for app in APPS:
        shutil.copytree(ROOT / app, copy / app, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def lint_imports(house: Path) -> str:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as lint; lint()",
    ]
    return subprocess.run(
        [*command, "--no-logo", "--no-cache"], cwd=house, capture_output=True, text=True
    ).stdout


@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        ("runs/utils.py", "", "runs.utils"),
        ("stock/helpers/__init__.py", "", "stock.helpers"),
        ("runs/errors.py", "import catalog.models", "runs is not allowed to import catalog"),
        ("sales/models.py", "import stock.models", "sales is not allowed to import stock"),
        ("stock/models.py", "import sales.models", "stock is not allowed to import sales"),
        ("intake/models.py", "import fastdso.urls", "intake is not allowed to import fastdso"),
        (
            "runs/models.py",
            "import runs.services",
            "runs.models is not allowed to import runs.services",
        ),
        ("runs/digest.py", "import django.db", "runs.digest is not allowed to import django"),
        ("distribution/classic.py", "import catalog.models", "distribution.classic is not allowed"),
        ("intake/reading/more.py", "import django.utils", "intake.reading is not allowed"),
    ],
)
def test_the_import_contracts_notice_what_they_forbid(house, file, line, told):
    path = house / file
    before = path.read_text() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{before or ''}\n{line}\n")
    try:
        assert told in lint_imports(house)
    finally:
        path.unlink() if before is None else path.write_text(before)
        if path.parent.name == "helpers":
            path.parent.rmdir()


def test_the_contracts_do_not_complain_of_the_house_as_it_is(house):
    assert "0 broken" in lint_imports(house)
