"""Files that a killed process left are gone at the next start of a worker, and no others (P12)."""

import os
import signal
import time

import pytest
from django.db import connections, transaction

from intake.models import SourceFile
from intake.services import kept_path, staged
from runs.services import remove_litter, system_user
from tests import make

ROWS = [("TEE", "Tee", "Soho", 4, "2025-12-22")]


@pytest.fixture
def path(tmp_path):
    return make.sales_file(ROWS, tmp_path / "sales.xlsx")


@pytest.fixture
def abandoned(path):
    """Gives a process that does something with an incoming file and then hangs."""
    connections.close_all()
    started = []

    def start(act=lambda file: None) -> int:
        reading, writing = os.pipe()
        pid = os.fork()
        if not pid:
            try:
                with (
                    path.open("rb") as source,
                    staged(source, "s.xlsx") as file,
                    transaction.atomic(),
                ):
                    act(file)
                    os.write(writing, b"!")
                    time.sleep(600)
            finally:
                os._exit(1)
        os.read(reading, 1)
        started.append(pid)
        return pid

    yield start
    for pid in started:
        kill(pid)


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass


def incoming(folder) -> int:
    return len(list((folder / "incoming").iterdir()))


@pytest.mark.django_db(transaction=True)
def test_an_incoming_file_stays_while_its_process_lives(abandoned, files_folder):
    pid = abandoned()
    assert (remove_litter(), incoming(files_folder)) == (False, 1)

    kill(pid)

    assert (remove_litter(), incoming(files_folder)) == (True, 0)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_was_moved_to_its_place_but_never_committed_is_removed(abandoned, files_folder):
    def act(file):
        file.keep(system_user())

    pid = abandoned(act)
    assert len(list(files_folder.glob("??/*"))) == 1

    kill(pid)
    assert remove_litter()

    assert list(files_folder.glob("??/*")) == []


@pytest.mark.django_db
def test_what_is_kept_stays_kept_and_strangers_are_left_alone(path, files_folder):
    with path.open("rb") as source, staged(source, "s.xlsx") as file:
        kept = file.keep(system_user())
    stranger = files_folder / "ab" / "notes.txt"
    stranger.parent.mkdir(exist_ok=True)
    stranger.touch()

    assert remove_litter()

    assert kept_path(kept.sha256).read_bytes() == path.read_bytes()
    assert stranger.exists()
    assert SourceFile.objects.count() == 1
