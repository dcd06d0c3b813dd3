"""What is imported when: a command starts without the pages, a server with all of them."""

import os
import subprocess
import sys

from tests.conftest import ROOT

# Of these, the pages and the admin need the first ones, a forecast of many SKUs the last one.
NOT_OF_COMMANDS = {"runs.views", "catalog.resources", "import_export.admin", "openpyxl", "joblib"}


def python(*args: str) -> subprocess.CompletedProcess:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "fastdso.settings",
        "DATABASE_URL": "sqlite://:memory:",
        "SECRET_KEY": "of this test",
    }
    return subprocess.run(
        [sys.executable, *args], env=environment, cwd=ROOT, capture_output=True, text=True
    )


def test_a_command_starts_without_the_pages_and_the_libraries_of_others():
    done = python("-X", "importtime", "manage.py", "check_stock")

    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "runs.management.base" in imported
    assert "no such table" in done.stderr  # it came as far as its own work
    assert NOT_OF_COMMANDS & imported == set()


def test_admin_is_checked_with_all_that_is_registered():
    """Its modules are not imported when the check begins."""
    done = python(
        "-c",
        "import django; django.setup()\n"
        "from django.contrib import admin\n"
        "from django.core.checks import run_checks\n"
        "from runs.models import Run\n"
        "print(admin.site.is_registered(Run))\n"
        "print(run_checks(tags=['admin']))\n"
        "print(admin.site.is_registered(Run))\n",
    )

    assert done.stdout.split() == ["False", "[]", "True"]


def test_a_server_has_all_pages_before_its_first_visitor_comes():
    done = python("-c", "import fastdso.wsgi, sys; print('catalog.admin' in sys.modules)")

    assert done.stdout.split() == ["True"]
