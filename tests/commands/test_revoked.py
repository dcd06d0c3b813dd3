"""What an administrator took away stays taken away: after migrating again, and after a restart."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from fastdso.management.commands.demo import Command as Demo
from runs.errors import NotAllowed
from runs.models import Run
from runs.services import advance
from tests import make
from tests.conftest import ROOT

CHANGE = "runs.change_status_run"
PATIENCE = 60  # seconds


@pytest.mark.django_db
def test_a_revoked_permission_stays_revoked_after_migrating_again():
    maria = make.user(group="Manager")
    ana = make.user(CHANGE)
    Group.objects.get(name="Manager").permissions.remove(make.permission(CHANGE))
    Group.objects.get(name="Analyst").delete()
    ana.user_permissions.clear()

    call_command("migrate", verbosity=0)

    assert not Group.objects.filter(name="Analyst").exists()
    for user in (maria, ana):
        with pytest.raises(NotAllowed):
            advance(make.run(Run.Type.FORECAST_V2), "approve", by=user)


@pytest.mark.django_db
def test_a_second_start_of_the_demo_gives_nobody_their_rights_back():
    Demo().make_users()
    User.objects.get(username="manager").groups.clear()
    User.objects.filter(username="analyst").update(is_active=False)
    User.objects.filter(username="admin").update(is_superuser=False, is_staff=False)

    Demo().make_users()

    assert not User.objects.get(username="manager").groups.exists()
    assert not User.objects.get(username="analyst").is_active
    assert not User.objects.get(username="admin").is_superuser


REVOKE = """
from django.contrib.auth.models import Group
group = Group.objects.get(name="Manager")
group.permissions.remove(group.permissions.get(codename="change_status_run"))
"""
HELD = """
from django.contrib.auth.models import Group
holders = Group.objects.filter(permissions__codename="change_status_run")
print(sorted(group.name for group in holders))
"""


@pytest.mark.slow
def test_and_after_the_server_was_started_again(machine, tmp_path, empty_database):
    assert machine("migrate", "--verbosity", "0").status == 0
    machine("shell", "-v0", "-c", REVOKE)

    assert machine("migrate", "--verbosity", "0").status == 0
    start_and_stop(tmp_path, empty_database)

    assert machine("shell", "-v0", "-c", HELD).output.split("\n")[-2] == "['Admin']"


def start_and_stop(folder, database: str) -> None:
    """`manage.py serve` until it answers, as its own program."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "FASTDSO_FILES": str(folder / "kept"),
        "SECRET_KEY": "of this test",
    }
    server = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as said:
                    assert said.status == 200
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        pytest.fail("the server did not answer")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
