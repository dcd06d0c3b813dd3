"""The process that reads a file: started for it, or beforehand."""

import os
import subprocess
import sys
from datetime import date

import pytest

from intake.reading import isolated, limits
from intake.reading.results import Unreadable

SALES = "sku,store,date,quantity\nA,Norte,2025-01-06,2\n"


def read(path) -> int:
    return isolated.read_isolated("sales", str(path), today=date(2025, 1, 7), day_first=True).rows


@pytest.fixture
def ready():
    isolated.get_ready()
    (child,) = isolated._ready
    yield child
    child.kill()
    child.communicate()


def test_one_process_is_ready_for_the_next_file_and_reads_no_other(csv, ready):
    isolated.get_ready()
    assert isolated._ready == [ready]

    assert read(csv(SALES)) == 1
    assert ready.returncode == 0

    assert isolated._ready == []
    assert read(csv(SALES)) == 1


def test_one_that_has_ended_meanwhile_is_not_blamed_on_the_file(csv, ready):
    ready.kill()
    ready.wait()

    assert read(csv(SALES)) == 1


def test_nothing_is_left_of_one_that_no_file_came_to(tmp_path):
    """Not even for a moment: where nobody adopts orphans, they would stay for ever."""
    code = (
        "import subprocess; from intake.reading import isolated; isolated.get_ready(); "
        "print(isolated._ready[0].pid)"
    )
    command = [sys.executable, "-W", "error", "-c", code]

    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=isolated.ROOT)

    assert done.stderr == ""
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_what_was_ready_is_bounded_as_any_other(csv, ready, monkeypatch):
    monkeypatch.setattr(limits, "WALL_SECONDS", 0)

    with pytest.raises(Unreadable) as refused:
        read(csv(SALES))

    assert refused.value.facts == {"reason": "time"}
    assert ready.returncode < 0  # it was ended


def test_a_process_that_no_file_comes_to_ends_in_peace():
    isolated.get_ready()
    child = isolated._ready.pop()

    _answer, complaint = child.communicate(timeout=30)  # closes its end, as our own end would

    assert (child.returncode, complaint) == (0, b"")
