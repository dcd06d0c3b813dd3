"""Commands called in this process, and as programs of their own on a new machine."""

import io
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from tests.conftest import ROOT


@dataclass
class Done:
    """How a command ended: its exit status, and what it said."""

    status: int
    output: str
    complaint: str

    @property
    def facts(self) -> dict[str, Any]:
        """The last line of standard output, which must be one JSON object."""
        return json.loads(self.output.splitlines()[-1])


@pytest.fixture
def command(db) -> Callable[..., Done]:
    """Call a command with --json, in English: `command("load_sales", path)`."""

    def call(name: str, *args: object) -> Done:
        output, complaint, status = io.StringIO(), io.StringIO(), 0
        with translation.override("en"):
            try:
                call_command(name, *map(str, args), "--json", stdout=output, stderr=complaint)
            except CommandError as error:
                status = error.returncode
                complaint.write(f"{error}\n")
        return Done(status, output.getvalue(), complaint.getvalue())

    return call


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[str]:
    """The address of a new database of the kind the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    server = psycopg.connect(settings.DATABASE_URL, autocommit=True)
    name = f"machine_{secrets.token_hex(4)}"
    server.execute(f"CREATE DATABASE {name}")
    yield urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


@pytest.fixture
def machine(empty_database: str, tmp_path: Path) -> Callable[..., Done]:
    """Run a command as a program, on a new machine with a database of its own."""
    environment = {
        **os.environ,
        "DATABASE_URL": empty_database,
        "FASTDSO_FILES": str(tmp_path / "kept"),
        "SECRET_KEY": "of this test",
        "LANGUAGE_CODE": "en",
    }

    def run(*args: object) -> Done:
        done = subprocess.run(
            [sys.executable, ROOT / "manage.py", *map(str, args)],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run
