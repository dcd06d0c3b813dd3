"""Reads a file in a child process with bounded memory and time, so that no file can harm us."""

import atexit
import io
import json
import logging
import os
import pickle
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

from intake.reading import limits
from intake.reading.child import EXIT_OUT_OF_MEMORY
from intake.reading.results import Reading, Unreadable

logger = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
RESULTS = "intake.reading.results"
NUMPY = {"_reconstruct", "ndarray", "dtype", "_frombuffer", "scalar"}
_ready: list[subprocess.Popen] = []  # one at most, started before its file was known
KILLED = {-getattr(signal, name, 0) for name in ("SIGKILL", "SIGXCPU")}


class Answers(pickle.Unpickler):
    """Unpickles our own results and arrays, and nothing else: the child has met a stranger."""

    def find_class(self, module: str, name: str) -> object:
        if module == RESULTS or (module.split(".")[0] == "numpy" and name in NUMPY):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def read_isolated(kind: str, path: str, **options: object) -> Reading | str:
    """What files.read_file gives, from a child process.

    Raises Unreadable: what the child found; too_heavy when it went past its limits; broken when
    it died of the file in another way.
    """
    request = json.dumps({"kind": kind, "path": path, "options": options}, default=_as_text)
    with _child() as child:
        try:
            answer, complaint = child.communicate(request.encode(), limits.WALL_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise Unreadable("too_heavy", reason="time") from error
        finally:
            child.kill()
    if child.returncode:
        raise _cause_of_death(child.returncode, complaint)
    try:
        result = Answers(io.BytesIO(answer)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError) as error:
        raise Unreadable("broken", reason="answer") from error
    if isinstance(result, tuple):
        raise Unreadable(result[0], **result[1])
    return result


def get_ready() -> None:
    """Start the child of the next file now: it comes up while this process does something else."""
    if not _ready:
        _ready.append(_start())


@atexit.register
def _let_go() -> None:
    """End a child that no file came to."""
    while _ready:
        with _ready.pop() as child:
            child.kill()


def _child() -> subprocess.Popen:
    """The child that is ready, if it still is, or a new one."""
    child = _ready.pop() if _ready else None
    return _start() if child is None or child.poll() is not None else child


def _start() -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "intake.reading.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    """The little the child needs: no secrets, one thread, room for its address space."""
    kept = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TMPDIR", "TEMP")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    threads = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    return (
        environment
        | dict.fromkeys(threads, "1")
        | {"PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "1", "PYTHONUTF8": "1"}
    )


def _cause_of_death(status: int, complaint: bytes) -> Unreadable:
    if (
        status == EXIT_OUT_OF_MEMORY
        or b"memory allocation" in complaint
        or b"MemoryError" in complaint
    ):
        return Unreadable("too_heavy", reason="memory")
    if status in KILLED:
        return Unreadable("too_heavy", reason="time")
    # Either a file nobody thought of, or a mistake of ours: worth a look in both cases.
    logger.error(
        "Reader ended with status %s: %s", status, complaint[-4000:].decode("utf-8", "replace")
    )
    last = complaint.decode("utf-8", "replace").strip().splitlines()[-1:]
    return Unreadable("broken", reason="".join(last)[:200], status=status)


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(value)
